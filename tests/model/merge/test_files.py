"""Merging files: bytes, line ends, broken sides, other tickets."""

import pytest

from tix.model.merge.files import MergeConflictError, MergedFile, merge_files
from tix.model.record.notes import asides_of
from tix.model.ticket.document import load

BASE = b"""---
id: k7f3qz
title: Build fails
status: open
opened: 2026-11-22T00:00:00Z
opened_by: a@b
---

one
two
three
"""
OURS = BASE.replace(b"status", b"labels:\n- x\nstatus")
THEIRS = BASE.replace(b"status", b"labels:\n- y\nstatus")
BROKEN = BASE.replace(b"title: Build", b"title: [Build")


def merge(base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
    """The result, which is the same from both sides."""
    result = merge_files(base, ours, theirs)
    assert result == merge_files(base, theirs, ours)
    return result


def noted(data: bytes) -> list[tuple[str, str]]:
    return [(aside.field, aside.value) for aside in asides_of(load(data).record)]


@pytest.mark.parametrize("odd", [BROKEN, b"", b"\xff", BASE.replace(b"\n", b"\r\n"), OURS])
def test_what_one_side_made_stays_byte_for_byte(odd: bytes) -> None:
    assert merge(BASE, odd, BASE).data == odd
    assert merge(BASE, odd, odd).data == odd
    assert merge(odd, odd, OURS).data == OURS


def test_both_sides_changes_are_there() -> None:
    assert load(merge(BASE, OURS, THEIRS).data).record.labels == ("x", "y")


def test_without_a_base_the_same_opening_is_the_same_ticket() -> None:
    for base in (None, b"", BROKEN, BASE.replace(b"k7f3qz", b"m3k9vd")):
        assert load(merge(base, OURS, THEIRS).data).record.labels == ("x", "y")


@pytest.mark.parametrize("change", [(b"a@b", b"c@d"), (b"11-22T00", b"11-22T01")])
def test_without_a_base_another_opening_is_another_ticket(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(MergeConflictError, match="two different tickets k7f3qz"):
        merge_files(None, OURS, THEIRS.replace(*change))
    with pytest.raises(MergeConflictError, match="two different tickets k7f3qz"):
        merge_files(BASE.replace(b"k7f3qz", b"m3k9vd"), OURS, THEIRS.replace(*change))
    assert merge(BASE, OURS, THEIRS.replace(*change)).ident == "k7f3qz"


def test_tickets_with_different_ids_are_for_a_person() -> None:
    with pytest.raises(MergeConflictError, match="different tickets"):
        merge_files(BASE, OURS, THEIRS.replace(b"k7f3qz", b"m3k9vd"))


def test_beside_a_broken_side_the_healthy_one_stays_and_nothing_is_lost() -> None:
    result = merge(BASE, BROKEN, OURS)
    assert noted(result.data) == [("the broken file", BROKEN.decode())]
    assert result.asides == tuple(asides_of(load(result.data).record))
    assert load(result.data).record.labels == ("x",)
    assert merge(BASE, BROKEN, result.data).data == result.data, "the same note again"


def test_a_broken_side_brings_no_secret_back() -> None:
    base = BASE.replace(b"two", b"it is hunter2")
    redacted = base.replace(b"hunter2", b"[redacted]")
    broken = base.replace(b"title: Build", b"title: [Build")
    assert b"hunter2" not in merge(base, broken, redacted).data


def test_conflict_markers_of_a_broken_side_end_up_escaped() -> None:
    marked = BASE.replace(b"two", b"<<<<<<< a\ntwo\n=======\n2\n>>>>>>> b")
    data = merge(BASE, marked, OURS).data
    assert noted(data) == [("the broken file", marked.decode())]


def test_broken_on_both_sides_is_for_a_person() -> None:
    with pytest.raises(MergeConflictError, match="both sides"):
        merge_files(BASE, BROKEN, BROKEN + b"more")


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def test_line_ends_are_a_value_like_any_other() -> None:
    plain = merge(BASE, OURS, THEIRS).data
    assert merge(crlf(BASE), crlf(OURS), crlf(THEIRS)).data == crlf(plain)
    assert merge(BASE, crlf(OURS), THEIRS).data == crlf(plain)
    assert merge(crlf(BASE), crlf(OURS), THEIRS).data == plain
    assert merge(None, crlf(OURS), THEIRS).data == plain


def test_a_missing_final_newline_stays_missing() -> None:
    sides = [data.removesuffix(b"\n") for data in (BASE, OURS, THEIRS)]
    assert merge_files(*sides).data == merge(BASE, OURS, THEIRS).data.removesuffix(b"\n")


def test_a_blank_line_at_the_end_is_not_taken_for_the_final_newline() -> None:
    theirs = BASE + b"\n\n"
    data = merge(BASE, OURS.removesuffix(b"\n"), theirs).data
    assert load(data).record.body == load(theirs).record.body
