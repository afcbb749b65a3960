"""``tix reply``: answers that are ready."""

from tix.console.record_commands import record_group
from tix.model.records.reply import REPLY

command = record_group(
    REPLY,
    ("id", "title", "subject", "labels"),
    "Resolved",
    note="Jo finds it too stiff.",
)
"""The commands."""
