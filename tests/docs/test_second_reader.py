"""The pages of the format and of the merge, read by somebody who knows nothing else, give what tix
reads and makes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.docs.second_reader import BrokenFileError, following, read
from tests.scale import scaled
from tix.frozen import replace
from tix.model.ids import derived_id, key_source
from tix.model.merge.clashes import new_id
from tix.model.merge.tickets import merge_tickets
from tix.model.people import Person
from tix.model.record.document import DocumentError
from tix.model.record.values import Comment
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time

_HEADING = "## 2026-11-22T10:00:00Z · Bob <b@x> · c-q8m2ht"
_LINES = st.sampled_from(
    [
        *[
            "",
            "",
            "",
            " ",
            "text",
            "---",
            "--- ",
            "---\t\x0c",
            "---x",
            "\u0085",
            "\u2028x",
            "\r",
            "\\",
        ],
        *["<<<<<<<", "<<<<<<< a", "<<<<<<<\tb", "\\<<<<<<< d", "=======", "======= ", "=======\r"],
        *[">>>>>>>", ">>>>>>> c", ">>>>>>>\r", "x\r", f"{_HEADING} ", f"\\{_HEADING}"],
        *[_HEADING, _HEADING, f"{_HEADING} · internal", f"\\\\{_HEADING}"],
        "## 2026-02-30T10:00:00Z · Bob <b@x> · c-q8m2ht",
        "## 2026-11-22T24:00:00Z · B <> · c-q8m2ht",
        "## 2026-11-22T10:00:00Z ·  <> · c-abcdefghjkmn",
        "## 2026-11-22T10:00:00Z · a\u2028b\r <m> · c-abcdef",
    ]
)
_ENDS = st.sampled_from(["\n", "\n", "\r\n"])
_FIRST = st.sampled_from(
    ["---\n", "---\n", "---\r\n", "--- \t\u2003\n", "----\n", "\ufeff---\n", "\n"]
)
_FRONT = "id: k7f3qz\ntitle: x\n"
_CLOSING = st.sampled_from(["---\n", "---\n", "---", "--- \r\n", "---\u2028\n", "---y\n"])


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    end = draw(_ENDS)
    below = end.join(draw(st.lists(_LINES, max_size=12)))
    first = draw(_FIRST)
    front = _FRONT.replace("\n", "\r\n") if first.endswith("\r\n") else _FRONT
    text = first + front + draw(_CLOSING) + below + draw(st.sampled_from(["", "\n", "\r\n"]))
    return text.encode()


def _compare(data: bytes) -> None:
    try:
        front, body, said = read(data)
    except BrokenFileError:
        with pytest.raises(DocumentError):
            load(data)
        return
    if front.replace("\r", "") + "\n" != _FRONT:
        return  # a fence has become a part of it: that is for YAML to say
    ticket = load(data).record
    assert ticket.body == body
    assert [
        (format_time(c.at), c.author.name, c.author.mail, c.id, c.internal, c.text)
        for c in ticket.comments
    ] == [(s.at, s.name, s.mail, s.ident, s.internal, s.text) for s in said]


@given(_files())
def test_the_page_and_the_program_read_the_same(data: bytes) -> None:
    _compare(data)


@pytest.mark.long
@settings(max_examples=scaled(20_000))
@given(_files())
def test_they_read_the_same_many_times(data: bytes) -> None:
    _compare(data)


NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TICKET = Ticket("k7f3qz", "Red", opened=NOON, opened_by="Ana <ana@example.org>")


def test_a_notes_text_and_id_are_those_of_the_page() -> None:
    ours, theirs = replace(TICKET, milestone="2.0"), replace(TICKET, milestone="2.0.1")
    (note,) = merge_tickets(replace(TICKET, milestone="1"), ours, theirs).ticket.comments
    assert note.text == "A merge set aside this value of milestone:\n\n2.0"
    assert note.id == "c-" + following(10, "k7f3qz", note.text)


def test_the_id_of_the_later_of_two_is_that_of_the_page() -> None:
    opened = "2026-11-25T12:00:00Z"
    assert new_id(TICKET) == following(6, "k7f3qz", opened, "Ana <ana@example.org>")
    assert new_id(Ticket("k7f3qz", "Red")) == following(6, "k7f3qz", "", "")
    first, second = (Comment("c-q8m2ht", NOON, Person(n, "x@y"), False, n) for n in ("Ana", ""))
    sides = [replace(TICKET, comments=(said,)) for said in (first, second)]
    found = {c.id: c.text for c in merge_tickets(TICKET, *sides).ticket.comments}
    renamed = "c-" + following(6, "c-q8m2ht", opened, "x@y")
    assert found == {"c-q8m2ht": "Ana", renamed: ""}


def test_the_id_of_a_ticket_with_a_key_is_that_of_the_page() -> None:
    first, second = following(6, "key:disk-full"), following(6, "key:disk-full\n1")
    assert derived_id(key_source("disk-full"), lambda _: False) == first
    assert derived_id(key_source("disk-full"), lambda ident: ident == first) == second
