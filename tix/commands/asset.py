"""``tix asset``: machines that customers ask about, and parts in stock."""

from tix.console.record_commands import record_group
from tix.model.records.asset import ASSET

command = record_group(
    ASSET,
    ("id", "name", "kind", "customer", "location", "counted", "labels"),
    "Printer 12",
    note="It has a new drum.",
)
"""The commands."""
