"""Whoever edits a text about which a merge left a note has decided: the note goes."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.frozen import replace
from tix.model.record.notes import Aside, asides_of, comment_field, note
from tix.model.ticket.document import load


@pytest.fixture
def noted(desk: DeskInFiles) -> tuple[DeskInFiles, str]:
    """A ticket with notes about its body, its title and a comment."""
    ident = desk.open("Nightly build fails", "-b", "It fails.")
    comment = desk.call("comment", ident, "Why?").stdout.strip()
    document = load(desk.file_of(ident).read_bytes())
    notes = tuple(
        note(document.record, Aside(field, "another text"))
        for field in ("body", "title", comment_field(comment))
    )
    ticket = replace(document.record, comments=(*notes, *document.record.comments))
    desk.file_of(ident).write_bytes(document.save(ticket))
    desk.commit("notes")
    assert left(desk, ident) == {"body", "title", "comment"}
    return desk, ident


def left(desk: DeskInFiles, ident: str) -> set[str]:
    """What the remaining notes are about."""
    ticket = load(desk.file_of(ident).read_bytes()).record
    return {aside.field.partition(" ")[0] for aside in asides_of(ticket)}


def editor(desk: DeskInFiles, tmp_path: Path, old: str, new: str) -> DeskInFiles:
    """The desk of somebody whose editor replaces a text."""
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\nsed -i 's/{old}/{new}/' \"$1\"\n")
    script.chmod(0o755)
    return desk.with_environ(EDITOR=str(script))


def test_a_new_body_answers_the_notes_about_it(noted: tuple[DeskInFiles, str]) -> None:
    desk, ident = noted
    desk.call("edit", ident, "-b", "It fails since Tuesday.")
    assert left(desk, ident) == {"title", "comment"}


@pytest.mark.parametrize(
    ("old", "new", "remaining"),
    [
        ("It fails", "It crashes", {"title", "comment"}),
        ("title: .*", "title: Build", {"body", "comment"}),
        ("Why?", "Why, please?", {"body", "title"}),
        ("priority: normal", "priority: high", {"body", "title", "comment"}),
    ],
)
def test_what_is_changed_in_the_editor_answers_its_notes(
    noted: tuple[DeskInFiles, str], tmp_path: Path, old: str, new: str, remaining: set[str]
) -> None:
    desk, ident = noted
    editor(desk, tmp_path, old, new).call("edit", ident)
    assert left(desk, ident) == remaining
