"""The laws of merging, over random versions of a ticket."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model.merge.versions import versions, wild_versions
from tests.scale import scaled
from tix.model.document import dump, load
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.merge.notes import asides_of
from tix.model.merge.tickets import merge_tickets
from tix.model.ticket import Ticket

Versions = tuple[Ticket, Ticket, Ticket]

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking, which takes minutes here: set TIX_SHRINK to look into a failure."""

COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (*PHASES, Phase.shrink) if os.environ.get("TIX_SHRINK") else PHASES,
}
QUICK = settings(max_examples=60, **COMMON)
LONG = settings(max_examples=scaled(100_000, 1000), **COMMON)

ALL = versions() | wild_versions()


def laws(three: Versions) -> None:
    base, ours, theirs = (dump(ticket) for ticket in three)
    # absorbing, byte for byte
    assert merge_files(base, ours, ours).data == ours
    assert merge_files(base, ours, base).data == ours
    assert merge_files(base, base, theirs).data == theirs
    # commutative, in bytes and in what is said about it
    one = _merged(base, ours, theirs)
    other = _merged(base, theirs, ours)
    assert one == other
    if one is None:
        return
    merged, asides = one
    ticket = load(merged).ticket
    # canonical
    assert merged in (ours, theirs) or dump(ticket) == merged
    # merging again with what went in changes nothing
    for side, before in ((ours, three[1]), (theirs, three[2])):
        again = _merged(side, merged, side)
        assert again is not None and again[0] == merged, before
    _comments_are_there(three, ticket)
    _values_are_kept(three, ticket)
    assert (
        len(asides_of(ticket))
        <= len(asides_of(three[1]))
        + len(asides_of(three[2]))
        + len(
            asides  # type: ignore[arg-type]
        )
        + 12
    )


def _merged(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, object] | None:
    try:
        result = merge_files(base, ours, theirs)
    except MergeConflictError:
        return None
    return result.data, result.asides


def _comments_are_there(three: Versions, merged: Ticket) -> None:
    base, ours, theirs = three
    there = {(c.at, c.author, c.text) for c in merged.comments}
    before = {c.id: c for c in base.comments}
    for side, other in ((ours, theirs), (theirs, ours)):
        others = {c.id: c for c in other.comments}
        for comment in side.comments:
            if comment.id not in before and comment.id not in others:
                assert (comment.at, comment.author, comment.text) in there, comment
    for ident, comment in before.items():
        sides = [{c.id: c for c in side.comments}.get(ident) for side in (ours, theirs)]
        if None in sides and comment in sides:
            assert ident not in {c.id for c in merged.comments}, "a removed comment is back"


def _values_are_kept(three: Versions, merged: Ticket) -> None:
    """Every value that a side wrote is the winner or in a note."""
    base, ours, theirs = three
    noted = {(aside.field, aside.value) for aside in asides_of(merged)}
    for name in ("title", "priority", "type", "milestone", "requester", "customer", "status"):
        was, now = getattr(base, name), getattr(merged, name)
        for side in (ours, theirs):
            value = getattr(side, name)
            if value not in (was, now, None, "") and "[redacted]" not in value:
                others = [getattr(s, name) for s in (ours, theirs) if s is not side]
                assert (name, value) in noted, (name, value, was, now, others)


@QUICK
@given(ALL)
def test_the_laws_hold(three: Versions) -> None:
    laws(three)


@pytest.mark.long
@LONG
@given(ALL)
def test_the_laws_hold_in_many_cases(three: Versions) -> None:
    laws(three)


@QUICK
@given(versions(), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_line_ends_are_one_value_of_the_file(three: Versions, newline: bytes, final: bool) -> None:
    def styled(ticket: Ticket) -> bytes:
        data = dump(ticket).replace(b"\n", newline)
        return data if final else data.removesuffix(newline)

    base, ours, theirs = (styled(ticket) for ticket in three)
    merged = merge_files(base, ours, theirs).data
    assert merged.count(b"\n") == merged.count(b"\r\n") or newline == b"\n"
    read = merge_tickets(*(load(data).ticket for data in (base, ours, theirs)))
    assert load(merged).ticket == read.ticket or merged in (ours, theirs) or not final


@QUICK
@given(versions())
def test_status_and_its_stamps_never_contradict_each_other(three: Versions) -> None:
    merged = merge_tickets(*three).ticket
    done = merged.status in ("resolved", "closed")
    assert (merged.resolved is not None) == done
    assert (merged.closed is not None) == (merged.status == "closed")
    if not done:
        assert merged.resolution is None


def test_without_a_base_the_same_opening_is_the_same_ticket() -> None:
    base = b"---\nid: k7f3qz\ntitle: a\nopened: 2026-11-22T00:00:00Z\nopened_by: a@b\n---\n"
    ours = base.replace(b"title: a\n", b"title: a\nlabels:\n- x\n")
    theirs = base.replace(b"title: a\n", b"title: a\nlabels:\n- y\n")
    merged = load(merge_files(None, ours, theirs).data).ticket
    assert merged.labels == ("x", "y")
    with pytest.raises(MergeConflictError):
        merge_files(None, ours, theirs.replace(b"a@b", b"c@d"))
