"""The table of commands that write, each ready to be run, and what those that read are called."""

import json
from collections.abc import Callable

from tests.odd_states.world import CLOSED, OLD, OPEN, SECRET, SPARE, World
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


def _receive(world: World) -> list[str]:
    path = world.everything / "event.json"
    path.write_text('{"id": "crm-1", "type": "ticket.open", "title": "From elsewhere"}')
    return ["receive", str(path)]


Command = Callable[[World], list[str]]


def _words(*args: str) -> Command:
    return lambda _: list(args)


_ALL: dict[str, Command] = {
    "open": lambda world: ["open", "A new one", "-b", "Its text", "--attach", _file(world)],
    "comment": _words("comment", OPEN, "A comment"),
    "assign": _words("assign", OPEN, "bob@example.org"),
    "status": _words("status", OPEN, "pending", "-m", "Waiting"),
    "close": _words("close", SECRET),
    "reopen": _words("reopen", CLOSED),
    "edit": _words("edit", OPEN, "--set", "priority=high", "--title", "Another"),
    "link": _words("link", OPEN, "blocks", CLOSED),
    "customer": _words("customer", "add", "Acme Ltd.", "--set", "plan=gold"),
    "asset": _words("asset", "add", "Printer 12"),
    "kb": _words("kb", "add", "Reset a password"),
    "reply": _words("reply", "add", "Resolved"),
    "work": _words("work", OPEN, "90m"),
    "rate": _words("rate", CLOSED, "4"),
    "sign": _words("sign", OPEN, "--name", "Jo Silva"),
    "attach": lambda world: ["attach", OPEN, _file(world)],
    "detach": _words("detach", SPARE, "note.txt"),
    "watch": _words("watch", OPEN),
    "unwatch": _words("unwatch", CLOSED),
    "undo": _words("undo"),
    "redact": _words("redact", SECRET, "hunter2"),  # undo behind it would ask
    "import": _import,
    "receive": _receive,
    "delete": _words("delete", "--yes", SPARE),
    "archive": _words("archive", OLD),
    "check": _words("check", "--fix"),
    "init": _words("init"),
}

WRITES: dict[str, Command] = {name: make for name, make in _ALL.items() if name in ENTRIES}
"""Every command that writes into a desk and talks to nobody, by name."""

MAY_CHANGE_NOTHING = {"init", "check"}
"""Commands that may find nothing to do here."""

SYNCS = {"sync": ["sync", "--all"], "claim": ["claim", OPEN], "tick": ["tick"]}
"""Commands that write into a desk and talk to its remote."""

READS = {
    "list", "show", "search", "similar", "log", "report", "config", "query", "export", "completion",
    "inbox", "demo", "merge-driver", "next", "board", "tree", "pick", "promise", "faq", "rules",
    "scan", "hook", "use", "invoice", "ci", "forget", "mcp", "mail", "outbox", "serve", "start",
}  # fmt: skip
"""Commands that write into no desk, or only into one of their own (``demo``), or that need what
these desks don't have: code beside them (``scan``, ``hook``), parts (``use``), work to bill,
reports, somebody to forget, a message, a remote to tell of it;
or that do what git does with the code's branches (``start``)."""
