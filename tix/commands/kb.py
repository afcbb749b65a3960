"""``tix kb``: the articles of the knowledge base."""

from tix.console.record_commands import record_group
from tix.model.records.article import ARTICLE

command = record_group(
    ARTICLE,
    ("id", "title", "public", "reviewed", "labels"),
    "Reset a password",
    note="Still right in version 4.",
)
"""The commands."""
