"""Tickets of other tools: one module a format, and what is to be made of what they read."""

from tix.importers import (
    beads,
    git_bug,
    github,
    gitlab,
    jira,
    json,
    markdown,
    table,
    taskwarrior,
    todo_txt,
    trello,
)
from tix.importers.incoming import Importer

IMPORTERS: tuple[Importer, ...] = (
    github.IMPORTER,
    gitlab.IMPORTER,
    jira.IMPORTER,
    table.IMPORTER,
    taskwarrior.IMPORTER,
    todo_txt.IMPORTER,
    trello.IMPORTER,
    git_bug.IMPORTER,
    markdown.IMPORTER,
    beads.IMPORTER,
    json.IMPORTER,
)
"""Every format that ``tix import`` reads. A new one is a new module and a line here."""
