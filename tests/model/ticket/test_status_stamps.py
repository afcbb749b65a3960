"""The quick look at a version's status agrees with reading the whole ticket."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.handwritten import HandWritten, hand_written
from tests.model.strategies import ODD_TEXTS, tickets
from tests.scale import usual
from tix.frozen import replace
from tix.model.record.document import DocumentError
from tix.model.ticket.document import dump, load
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.status_stamps import Reader, Stamps, stamps_in
from tix.model.ticket.ticket import Ticket

ORDINARY = (
    b"---\nid: k7f3qz\ntitle: One\nstatus: closed\nsince: 2026-11-21T23:50:02Z\nlabels:\n- ci\n"
    b"due: 2026-11-25\nopened: 2026-11-20T23:50:02Z\nclosed: 2026-11-21T23:50:02Z\n"
    b"occurrences:\n- 2026-11-20T23:50:02Z \xc2\xb7 host\nlinks:\n- blocks m3k9vd\nseverity: x\n"
    b"---\n\nText.\n"
)
LINES = st.sampled_from(
    ["id: k7f3qz", "title: x", "status: open", "status: ~", "status: a: b", "status: a #b",
     "status: 'q'", "since: 2026-02-30T00:00:00Z", "since: 2026-02-28T00:00:00Z",
     "since: 2026-02-28", "since: 20260228T000000.1Z", "priority: null", "priority: x:",
     "assignees:", "- ana@x", "- ~", "- a: b", "labels:", "due: 2026-11-25", "due: soon",
     "opened: 2026-11-20T23:50:02+02:00", "resolved: 2026-11-20T23:50:02Z", "occurrences:",
     "- 2026-11-20T23:50:02Z", "links:", "- blocks m3k9vd", "- blocks nothing", "severity: y",
     "severity: z", "title: again", "platforms:", "- a", "", "# c", " ", "x: a\tb", "x: a\u2028b",
     "x: ends ", "---", "--- ", "..."]
)  # fmt: skip


def told(data: bytes) -> Stamps | None:
    try:
        return stamps_in(load(data).record)
    except DocumentError:
        return None


def agree(data: bytes) -> bool:
    """Whether the quick way was taken; if it was, it is right."""
    reader = Reader()
    quick = reader.quick_stamps(data)
    if quick is not None:
        assert quick == told(data), data
    assert reader.stamps_of(data) == told(data)
    return quick is not None


@settings(max_examples=usual(50))
@given(tickets())
def test_what_tix_writes(ticket: Ticket) -> None:
    agree(dump(ticket))


@settings(max_examples=usual(50))
@given(hand_written())
def test_what_people_write(file: HandWritten) -> None:
    agree(file.data)


@settings(max_examples=usual(300))
@given(st.lists(LINES, max_size=7), st.sampled_from(["---\n", "---", "---\r\n", "--- \n", "x\n"]))
def test_odd_lines(lines: list[str], end: str) -> None:
    front = "".join(f"{line}\n" for line in ("id: k7f3qz", "title: x", *lines))
    agree(f"---\n{front}{end}".encode())


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.many])
def test_what_may_not_stand_in_a_list(name: str) -> None:
    agree(f"---\nid: k7f3qz\ntitle: x\n{name}:\n- nothing\n---\n".encode())


@settings(max_examples=usual(50))
@given(st.sampled_from(ODD_TEXTS) | st.text(), st.sampled_from(["status", "resolution", "odd"]))
def test_odd_texts(text: str, name: str) -> None:
    agree(f"---\nid: k7f3qz\ntitle: x\n{name}: {text}\n---\n".encode(errors="replace"))


def test_an_ordinary_ticket_is_read_the_quick_way() -> None:
    assert agree(ORDINARY)
    stamps = Reader().quick_stamps(ORDINARY)
    assert stamps is not None
    assert (stamps.status, stamps.resolved) == ("closed", None)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"---\n", b"\xff", ORDINARY.replace(b"Text", b"\xff"), ORDINARY + b"\0",
        ORDINARY + b"<<<<<<< ours\n", b"\xef\xbb\xbf" + ORDINARY, ORDINARY.replace(b"\n", b"\r\n"),
        ORDINARY.replace(b"Z\n", b"\n"), ORDINARY.replace(b"id: k", b"id: l"),
        ORDINARY.replace(b"x\n---", b"x" * 70_000 + b"\n---"),
    ],
)  # fmt: skip
def test_what_is_odd_is_read_whole(data: bytes) -> None:
    agree(data)


_MORE = (b"", b"more\n", b"\n<<<<<<< ours\n", b"\0", b"\xff", b"\n---")


@settings(max_examples=usual(50))
@given(tickets(), st.sampled_from(_MORE))
def test_fields_that_were_there_before(ticket: Ticket, more: bytes) -> None:
    reader = Reader()
    bare = replace(ticket, body="", comments=())
    data, other = dump(bare), dump(replace(bare, status="other"))
    for version in (data, data[:-1], other[:-1], data + more, data + b"\xc3\xa9\n", other, data):
        assert reader.stamps_of(version) == told(version)
