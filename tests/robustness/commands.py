"""The commands that write, one row each, and the desks in which they are run.

A new command that writes is a new row in ``WRITINGS``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import BOB, DeskInFiles
from tix.commands import ENTRIES
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

SECRET = "correct-horse-battery"

_OPENED = datetime(2026, 11, 2, 8, 0, 0, tzinfo=UTC)
_LONG_AGO = datetime(2025, 3, 2, 8, 0, 0, tzinfo=UTC)

BYSTANDER = "qqqq42"
"""A ticket that no row touches."""


def _ticket(ident: str, title: str, opened: datetime = _OPENED, **more: object) -> Ticket:
    ticket = {"status": "open", "since": opened, "opened": opened, "opened_by": str(BOB), **more}
    return Ticket(id=ident, title=title, **ticket)  # type: ignore[arg-type]  # names of fields


TICKETS = (
    _ticket(
        "aaaa42",
        "Nightly build fails",
        body=f"The password is {SECRET}.",
        labels=("ci",),
        comments=(Comment("c-aaaa42", _OPENED, BOB, False, f"{SECRET} doesn't work."),),
    ),
    _ticket("bbbb42", "Printer on fire"),
    _ticket("cccc42", "Disk full on db1", key="disk-db1"),
    _ticket("dddd42", "Old and done", _LONG_AGO, status="closed", closed=_LONG_AGO),
    _ticket(BYSTANDER, "Bystander"),
)


@dataclass(frozen=True)
class Writing:
    """A command that writes. ``{inputs}`` in ``args`` is a folder with files for it to read.

    ``place`` names where it is run, one of ``PLACES``.
    """

    name: str
    args: tuple[str, ...]
    place: str = "own"

    @property
    def makes_desk(self) -> bool:
        """Whether there is no desk in that place before."""
        return self.place in ("empty", "code", "clone")


def _row(line: str, place: str = "own") -> Writing:
    return Writing(line if place == "own" else f"{line} ({place})", tuple(line.split()), place)


_ALL = (
    _row("open New --attach {inputs}/build.log"),
    _row("open New --key disk-db1"),
    _row("comment aaaa42 Text"),
    _row("comment aaaa42 --edit c-aaaa42 Text"),
    _row("assign aaaa42,bbbb42 ana@example.org"),
    _row("status aaaa42 bbbb42 cccc42 pending"),
    _row("close aaaa42 bbbb42 cccc42 -m Done"),
    _row("reopen dddd42"),
    _row("edit aaaa42 --set priority=high"),
    _row("link aaaa42 blocks bbbb42"),
    _row("attach aaaa42 {inputs}/build.log {inputs}/two.log"),
    _row("detach aaaa42 two.log"),
    _row("watch aaaa42"),
    _row("delete --yes aaaa42"),
    _row(f"redact aaaa42 {SECRET}"),
    _row("undo"),
    _row("work aaaa42 1h30m"),
    _row("sign aaaa42 --name Jo"),
    _row("invoice create --customer acme", "selling"),
    _row("invoice void 2026-0001", "selling"),
    _row("import json {inputs}/tickets.json"),
    _row("archive --older-than 30d"),
    _row("check --fix", "conflict"),
    _row("sync", "shared"),
    _row("claim bbbb42", "shared"),
    _row("comment aaaa42 Text", "beside"),
    _row("close aaaa42 bbbb42", "in-tree"),
    _row("open New", "detached"),
    _row("list", "clone"),
    _row("init", "empty"),
    _row("init", "code"),
    _row("init --in-tree", "code"),
    _row("init --branch desk", "code"),
)

SYNCING = ("shared", "selling")
"""Places in which commands sync."""

WRITINGS = tuple(row for row in _ALL if row.args[0] in ENTRIES)


def make_inputs(folder: Path) -> None:
    """The files that rows read."""
    folder.mkdir()
    (folder / "build.log").write_text("line\n" * 50)
    (folder / "two.log").write_text("another\n" * 50)
    tickets = [
        {"id": f"{letter * 4}99", "title": f"Imported {letter}", "opened": "2026-01-02T03:04:05Z"}
        for letter in "ghk"
    ]
    (folder / "tickets.json").write_text(json.dumps(tickets))


def _empty(desk: DeskInFiles, inputs: Path) -> None:
    """Nothing at all."""


def _own(desk: DeskInFiles, inputs: Path) -> None:
    desk.call("init")
    _fill(desk, inputs)


def _fill(desk: DeskInFiles, inputs: Path) -> None:
    desk.add(*TICKETS)
    desk.call("attach", "aaaa42", str(inputs / "two.log"))
    desk.call("comment", "bbbb42", "To be taken back")


def _code(code: DeskInFiles, inputs: Path) -> None:
    code.git("init", "--quiet")
    for text in ("one\n", "one\ntwo\n"):
        code.write("src/main.c", text)
        code.commit("Code")


def _beside(code: DeskInFiles, inputs: Path) -> None:
    _code(code, inputs)
    code.call("init")
    _fill(DeskInFiles(code.root / ".tix", code.environ), inputs)


def _in_tree(code: DeskInFiles, inputs: Path) -> None:
    _code(code, inputs)
    code.call("init", "--in-tree")
    _fill(code, inputs)


def _detached(desk: DeskInFiles, inputs: Path) -> None:
    _own(desk, inputs)
    desk.git("checkout", "--quiet", "--detach")


def _conflict(desk: DeskInFiles, inputs: Path) -> None:
    """A merge by a git without tix was committed with its markers."""
    _own(desk, inputs)
    file = desk.file_of("bbbb42")
    sides = "<<<<<<< HEAD\npriority: high\n=======\npriority: low\n>>>>>>> theirs\nsince:"
    file.write_text(file.read_text().replace("since:", sides, 1))
    desk.commit("Merge")


def _shared(desk: DeskInFiles, inputs: Path) -> None:
    """A clone and its remote, both with changes that the other doesn't have."""
    there = DeskInFiles(desk.root.parent / "there", desk.environ)
    there.root.mkdir()
    _own(there, inputs)
    remote = desk.root.parent / "remote.git"
    there.git("clone", "--quiet", "--bare", str(there.root), str(remote))
    desk.git("clone", "--quiet", str(remote), ".")
    there.git("remote", "add", "origin", str(remote))
    there.call("edit", "aaaa42", "--set", "priority=high")
    there.call("close", "cccc42")
    there.open("Opened there")
    there.git("push", "--quiet", "origin", "main")
    desk.call("edit", "aaaa42", "--set", "priority=low")
    desk.call("status", "cccc42", "pending")
    desk.open("Opened here")
    file = desk.file_of("dddd42")
    file.write_text(file.read_text().replace("Old and done", "Old, done, and edited"))


def _selling(desk: DeskInFiles, inputs: Path) -> None:
    """Shared, with a customer, an invoice, and work that has none yet."""
    _shared(desk, inputs)
    desk.write("tix.yaml", "format: 1\nbilling: {currency: EUR, rate: 80}\n")
    desk.commit("bill")
    desk.call("customer", "add", "Acme")
    desk.call("edit", "bbbb42", "-c", "acme")
    desk.call("work", "bbbb42", "1h")
    desk.call("sync", "--all")
    desk.call("invoice", "create", "--customer", "acme")
    desk.call("work", "bbbb42", "2h")


def _clone(code: DeskInFiles, inputs: Path) -> None:
    """A fresh clone of code with a desk beside it, in which tix never ran."""
    there = DeskInFiles(code.root.parent / "there", code.environ)
    there.root.mkdir()
    _beside(there, inputs)
    code.git("clone", "--quiet", str(there.root), ".")


PLACES: dict[str, Callable[[DeskInFiles, Path], None]] = {
    "own": _own,
    "beside": _beside,
    "in-tree": _in_tree,
    "detached": _detached,
    "conflict": _conflict,
    "shared": _shared,
    "selling": _selling,
    "empty": _empty,
    "code": _code,
    "clone": _clone,
}
