"""Merge notes: found, and shown with what settles them."""

import shlex

import pytest

from tests.commands.test_open import ticket
from tests.conftest import NOW, DeskInFiles
from tix.frozen import replace
from tix.model.record.notes import REMOVED, Aside, note, removal
from tix.model.ticket.ticket import Ticket

PLAIN = Ticket("k7f3qz", "Build fails", status="open", priority="high", labels=("ci",))


def noted(desk: DeskInFiles, *asides: Aside) -> list[str]:
    """A desk with the ticket and notes; their ids."""
    comments = tuple(note(PLAIN, aside) for aside in asides)
    desk.add(replace(PLAIN, comments=comments), Ticket("m3k9vd", "Another", status="open"))
    return [comment.id for comment in comments]


def test_has_note_finds_what_nobody_has_settled(desk: DeskInFiles) -> None:
    noted(desk, Aside("priority", "low"))
    desk.call("comment", "m3k9vd", "An ordinary one")
    assert desk.call("list", "--ids", "has:note").stdout.split() == ["k7f3qz"]
    assert desk.call("list", "--ids", "-has:notes").stdout.split() == ["m3k9vd"]
    desk.call("edit", "k7f3qz", "-p", "high")
    assert desk.call("list", "--ids", "has:note").stdout == ""


@pytest.mark.parametrize(
    ("aside", "command"),
    [
        (Aside("priority", "low"), "edit k7f3qz --set priority=low"),
        (Aside("status", "closed"), "status k7f3qz closed"),
        (Aside("title", "Another"), "edit k7f3qz --set title=Another"),
        (Aside("due", REMOVED), "edit k7f3qz --set due="),
        (Aside("labels", removal("ci")), "edit k7f3qz --remove labels=ci"),
    ],
)
def test_a_note_says_what_settles_it(desk: DeskInFiles, aside: Aside, command: str) -> None:
    (ident,) = noted(desk, aside)
    drop = f"comment k7f3qz --remove {ident}"
    line = f"take this value: tix {command}; or keep the other: tix {drop}"
    assert line in desk.call("show", "k7f3qz").stdout.splitlines()
    assert "keep the other" in desk.tty("show", "k7f3qz").stdout
    for settled in (command, drop):
        desk.call(*settled.split())
        assert ticket(desk, "k7f3qz").comments == ()
        desk.call("undo")


def test_a_note_about_a_text_says_where_to_take_it_from(desk: DeskInFiles) -> None:
    (ident,) = noted(desk, Aside("body", "one\ntwo"))
    shown = desk.call("show", "k7f3qz").stdout
    assert f"tix edit k7f3qz; then drop this note: tix comment k7f3qz --remove {ident}" in shown


def test_a_note_about_an_entry_names_the_command_that_takes_it(desk: DeskInFiles) -> None:
    desk.add(Ticket("k7f3qz", "Door", status="open", opened=NOW))
    entry = desk.call("work", "k7f3qz", "2h", "-m", "longer").stdout.strip()
    other = desk.call("work", "k7f3qz", "5m").stdout.strip()
    theirs = f"{entry} · 2026-11-21 · ana@example.org · 30m · free · it's done"
    found = ticket(desk, "k7f3qz")
    kept = (note(found, Aside("worked", theirs)), note(found, Aside("worked", f"{other} · x")))
    desk.add(replace(found, comments=kept))
    shown = desk.call("show", "k7f3qz").stdout
    command = f"""work k7f3qz --edit {entry} 30m --free --day 2026-11-21 -m 'it'"'"'s done'"""
    assert f"take this value: tix {command}; or keep" in shown
    assert f"tix edit k7f3qz; or keep the other: tix comment k7f3qz --remove {kept[1].id}" in shown
    desk.call(*shlex.split(command))
    assert ticket(desk, "k7f3qz").worked[0].minutes == 30
    assert [comment.id for comment in ticket(desk, "k7f3qz").comments] == [kept[1].id]
