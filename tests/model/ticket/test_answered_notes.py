"""Setting a field through tix answers the merge notes about it, and takes them away."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tix.frozen import replace
from tix.model.changes import changes
from tix.model.changes.editing import FieldEditor
from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.model.people import Person
from tix.model.record.notes import Aside, asides_of, note
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Link, Ticket

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIELDS = ("title", "status", "resolution", "priority", "parent", "severity", "comment c-aaaaaa")
COMMENT = Comment("c-aaaaaa", NOW, Person("", "jo@acme.example"), False, "text")
PLAIN = Ticket(
    "k7f3qz",
    "Build fails",
    status="open",
    opened=NOW,
    links=(Link("parent", "m3k9vd"),),
    team_fields=(TeamField("severity", "minor"),),
    comments=(COMMENT,),
)
NOTED = replace(
    PLAIN, comments=(COMMENT, *(note(PLAIN, Aside(field, "another value")) for field in FIELDS))
)
EDITOR = FieldEditor(Config(), lambda: Directory(Config()), NOW, str, frozenset({"severity"}))


def answered(change: Callable[[Ticket], Ticket]) -> set[str]:
    """The fields whose notes went."""
    return set(FIELDS) - {aside.field for aside in asides_of(change(NOTED))}


def _status(status: str, resolution: str | None = None) -> Callable[[Ticket], Ticket]:
    return lambda ticket: changes.set_status(ticket, status, Config(), NOW, resolution)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (_status("closed"), {"status"}),
        (_status("closed", "fixed"), {"status", "resolution"}),
        (_status("pending"), {"status", "resolution"}),
        (_status("open"), {"status", "resolution"}),  # the status that it has: an answer, too
        (lambda t: changes.add_link(t, Link("parent", "x4w2aa")), {"parent"}),
        (lambda t: changes.add_link(t, Link("blocks", "x4w2aa")), set()),
        (lambda t: changes.remove_link(t, Link("parent", "m3k9vd")), {"parent"}),
        (lambda t: changes.set_team_field(t, "severity", None), {"severity"}),
        (lambda t: changes.edit_comment(t, "c-aaaaaa", "more"), {"comment c-aaaaaa"}),
        (lambda t: changes.remove_comment(t, "c-aaaaaa"), {"comment c-aaaaaa"}),
        (lambda t: changes.add_comment(t, "c-bbbbbb", COMMENT.author, "x", NOW), set()),
        (lambda t: EDITOR.set(t, "title", "Build fails"), {"title"}),
        (lambda t: EDITOR.set(t, "priority", ""), {"priority"}),
        (lambda t: EDITOR.set(t, "severity", "major"), {"severity"}),
        (lambda t: EDITOR.set(t, "links", ""), {"parent"}),
        (lambda t: EDITOR.set(t, "status", "resolved"), {"status"}),
        (lambda t: EDITOR.add(t, "labels", "x"), set()),
    ],
)
def test_setting_a_field_answers_its_notes(
    change: Callable[[Ticket], Ticket], fields: set[str]
) -> None:
    assert answered(change) == fields


def test_an_ordinary_comment_about_a_field_stays() -> None:
    kept = replace(note(PLAIN, Aside("title", "A")), id="c-bbbbbb")
    ticket = replace(PLAIN, comments=(kept,))
    assert EDITOR.set(ticket, "title", "B").comments == (kept,)
