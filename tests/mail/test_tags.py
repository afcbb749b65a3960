"""Signed tags: they survive what mail does to them, and nobody makes one up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.mail.tags import Tagger

KEY = "b3b1c7f09d0d4e1f8a52"
OURS = Tagger(KEY)


def test_a_tag_is_known_wherever_it_stands() -> None:
    thread = OURS.thread_id("k7f3qz", "example.org")
    address = OURS.address("k7f3qz", "support@example.org")
    assert address is not None and address.startswith("support+k7f3qz.")
    assert OURS.tickets(["<x@y>", thread.upper()]) == ["k7f3qz"]
    assert OURS.tickets([], [f"Support <{address.upper()}>"]) == ["k7f3qz"]
    assert OURS.tickets([thread], [address]) == ["k7f3qz"]


def test_an_address_without_room_has_no_tag() -> None:
    longest = OURS.address("k7f3qz", f"{'a' * 40}@example.org")
    assert longest is not None and len(longest.partition("@")[0]) == 64
    assert OURS.address("k7f3qz", f"{'a' * 41}@example.org") is None


def test_old_keys_still_count_and_others_dont() -> None:
    old = Tagger("old").thread_id("k7f3qz", "example.org")
    assert OURS.tickets([old]) == []
    assert Tagger(KEY, ["old"]).tickets([old]) == ["k7f3qz"]
    assert not Tagger() and Tagger().tickets([old]) == []


@pytest.mark.parametrize("kind", ["thread", "address"])
@given(at=st.integers(0, 200), letter=st.sampled_from("abcz27"))
def test_a_tag_that_was_changed_is_none(kind: str, at: int, letter: str) -> None:
    is_thread = kind == "thread"
    made = (
        OURS.thread_id("k7f3qz", "example.org")
        if is_thread
        else OURS.address("k7f3qz", "support@example.org") or ""
    )
    start, end = 5 if is_thread else made.index("+") + 1, made.index("@")
    place = start + at % (end - start)
    forged = made[:place] + letter + made[place + 1 :]
    found = OURS.tickets([forged]) if is_thread else OURS.tickets([], [forged])
    assert (found != []) == (forged == made)
