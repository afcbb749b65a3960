"""The laws of merging, over random versions of a ticket."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.model.merge.people import DONE, versions
from tests.model.strategies import tickets
from tests.scale import scaled, usual
from tix.frozen import replace
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.merge.tickets import merge_tickets
from tix.model.record.notes import asides_of
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

Versions = tuple[Ticket, Ticket, Ticket]

COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
}
QUICK = settings(max_examples=usual(250), **COMMON)
FEW = settings(max_examples=12, **COMMON)
LONG = settings(max_examples=scaled(100_000, 1000), **COMMON)

EDITED = st.integers(0, 2**63).map(versions)
"""A base and what two people made of it."""


@st.composite
def unrelated(draw: st.DrawFn) -> Versions:
    """Three odd tickets that have only an id and an opening in common."""
    base, ours, theirs = draw(tickets()), draw(tickets()), draw(tickets())
    same: dict[str, Any] = {"id": base.id, "opened": base.opened, "opened_by": base.opened_by}
    return base, replace(ours, **same), replace(theirs, **same)


def laws(three: Versions) -> None:
    base, ours, theirs = (dump(ticket) for ticket in three)
    assert merge_files(base, ours, ours).data == ours
    assert merge_files(base, ours, base).data == ours
    assert merge_files(base, base, theirs).data == theirs
    merged = _merged(base, ours, theirs)
    assert merged == _merged(base, theirs, ours), "it matters which side is ours"
    without_base = _merged(None, ours, theirs)
    assert without_base == _merged(None, theirs, ours), "it matters which side is ours"
    if merged is None:
        return
    ticket = load(merged).record
    assert merged in (ours, theirs) or dump(ticket) == merged, "it isn't canonical"
    for side in (ours, theirs):
        assert _merged(side, merged, side) == merged
    _comments_are_there(three, ticket)
    _values_are_kept(three, ticket)


def _merged(base: bytes | None, ours: bytes, theirs: bytes) -> bytes | None:
    try:
        return merge_files(base, ours, theirs).data
    except MergeConflictError:
        return None


def _comments_are_there(three: Versions, merged: Ticket) -> None:
    base, ours, theirs = three
    there = {(c.at, c.author, c.text) for c in merged.comments}
    before = {c.id: c for c in base.comments}
    for side, other in ((ours, theirs), (theirs, ours)):
        others = {c.id: c for c in other.comments}
        for comment in side.comments:
            if comment.id not in before and comment.id not in others:
                assert (comment.at, comment.author, comment.text) in there, comment
    for ident, known in before.items():
        sides = [{c.id: c for c in side.comments}.get(ident) for side in (ours, theirs)]
        if None in sides and known in sides:
            assert ident not in {c.id for c in merged.comments}, "a removed comment is back"


def _values_are_kept(three: Versions, merged: Ticket) -> None:
    """Every value that a side wrote is the winner or in a note, but beside a redaction.

    A text of the base without its secret is the base's, to which the other side may have preferred
    something else.
    """
    base, ours, theirs = three
    noted = {(aside.field, aside.value) for aside in asides_of(merged)}
    for name in ("title", "priority", "type", "milestone", "requester", "customer", "status"):
        was, now = getattr(base, name), getattr(merged, name)
        written = {getattr(side, name) for side in (ours, theirs)} - {was, now, None, ""}
        if "[redacted]" not in (now or ""):
            own = (value for value in written if "[redacted]" not in value)
            assert {(name, value) for value in own} <= noted


@QUICK
@given(EDITED)
def test_the_laws_hold(three: Versions) -> None:
    laws(three)


@FEW
@given(unrelated())
def test_the_laws_hold_for_odd_tickets(three: Versions) -> None:
    laws(three)


@pytest.mark.long
@LONG
@given(EDITED)
def test_the_laws_hold_in_many_cases(three: Versions) -> None:
    laws(three)


@pytest.mark.long
@settings(LONG, max_examples=scaled(5_000, 100))
@given(unrelated())
def test_the_laws_hold_for_many_odd_tickets(three: Versions) -> None:
    laws(three)


@QUICK
@given(EDITED)
def test_status_and_its_stamps_never_contradict_each_other(three: Versions) -> None:
    merged = merge_tickets(*three).ticket
    assert (merged.resolved is not None) == (merged.status in DONE)
    assert (merged.closed is not None) == (merged.status == "closed")
    assert merged.status in DONE or merged.resolution is None


@QUICK
@given(EDITED)
def test_what_was_internal_stays_internal(three: Versions) -> None:
    """What a person wrote or changed while it was internal isn't public afterwards."""
    base, ours, theirs = three
    merged = {c.id: c for c in merge_tickets(*three).ticket.comments}
    before = {c.id: c for c in base.comments}
    for side in (ours, theirs):
        for comment in side.comments:
            if comment.internal and comment != before.get(comment.id) and comment.id in merged:
                result = merged[comment.id]
                same = (result.at, result.author) == (comment.at, comment.author)
                assert result.internal or not same


@QUICK
@example(versions(320), b"\r\n", False)  # merged, it ends with empty lines
@given(EDITED, st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_line_ends_are_one_value_of_the_file(three: Versions, newline: bytes, final: bool) -> None:
    def styled(ticket: Ticket) -> bytes:
        data = dump(ticket).removesuffix(b"" if final else b"\n").replace(b"\n", newline)
        return data if load(data).record == ticket else dump(ticket)

    base, ours, theirs = (styled(ticket) for ticket in three)
    data = merge_files(base, ours, theirs).data
    merged = merge_tickets(*three).ticket
    assert data in (ours, theirs) or load(data).record == merged
    for sign in (b"---\n", b"---\r\n"):
        if all(version.startswith(sign) for version in (base, ours, theirs)):
            assert data.startswith(sign)
