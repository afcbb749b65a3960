"""The table of commands that write, each ready to be run, and what those that read are called."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.odd_states.world import CLOSED, OPEN, SECRET, SPARE, World
from tix.commands import ENTRIES

_RECORD = {"id": "e5eeee", "title": "From elsewhere", "status": "open"}


def _file(world: World) -> str:
    path = world.everything / "attached.txt"
    path.write_text("attached\n")
    return str(path)


def _import(world: World) -> list[str]:
    path = world.everything / "import.json"
    path.write_text(json.dumps([_RECORD]))
    return ["import", "json", str(path)]


Command = Callable[[World], list[str]]

_ALL: dict[str, Command] = {
    "open": lambda world: ["open", "A new one", "-b", "Its text", "--attach", _file(world)],
    "comment": lambda world: ["comment", OPEN, "A comment"],
    "assign": lambda world: ["assign", OPEN, "bob@example.org"],
    "status": lambda world: ["status", OPEN, "pending", "-m", "Waiting"],
    "close": lambda world: ["close", SECRET],
    "reopen": lambda world: ["reopen", CLOSED],
    "edit": lambda world: ["edit", OPEN, "--set", "priority=high", "--title", "Another"],
    "link": lambda world: ["link", OPEN, "blocks", CLOSED],
    "attach": lambda world: ["attach", OPEN, _file(world)],
    "watch": lambda world: ["watch", OPEN],
    "unwatch": lambda world: ["unwatch", CLOSED],
    "redact": lambda world: ["redact", SECRET, "hunter2"],
    "undo": lambda world: ["undo"],
    "import": _import,
    "delete": lambda world: ["delete", "--yes", SPARE],
    "claim": lambda world: ["claim", OPEN],
    "archive": lambda world: ["archive"],
    "check": lambda world: ["check", "--fix"],
    "sync": lambda world: ["sync"],
    "init": lambda world: ["init"],
}  # fmt: skip


def _can_fix() -> bool:
    from tix.commands.check import command

    return any("--fix" in option.opts for option in command.params)


WRITES: dict[str, Command] = {
    name: make for name, make in _ALL.items() if name in ENTRIES and (name != "check" or _can_fix())
}
"""Every command that writes into a desk, by name."""

READS = {
    "list", "show", "search", "log", "report", "config", "export", "completion", "inbox", "demo",
    "merge-driver", "check",
}  # fmt: skip
"""Commands that write into no desk, or only into one of their own (``demo``)."""

MAY_CHANGE_NOTHING = {"init", "sync", "check", "archive"}
"""Commands that may find nothing to do here."""
