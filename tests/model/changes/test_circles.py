"""Where links go round, and where not."""

from collections.abc import Collection, Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.model.changes.circles import Edge, as_circle, circle_through, circles

EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14).map(
    lambda edges: [(here, there) for here, there in edges if here != there]
)


def reached(edges: Iterable[Edge], start: str) -> set[str]:
    """All that lies behind a ticket, found without any cleverness."""
    found: set[str] = set()
    while more := {b for a, b in edges if a in {start, *found}} - found:
        found |= more
    return found


def following(edges: Collection[Edge], rim: Collection[str]) -> list[Edge]:
    return [edge for edge in edges if edge[0] in rim]


@settings(max_examples=usual(200), deadline=None)
@given(EDGES)
def test_each_knot_is_told_once_by_a_circle_of_its_edges(edges: list[Edge]) -> None:
    found = list(circles(edges))
    for circle in found:
        assert len(set(circle)) == len(circle) > 1
        assert all(edge in edges for edge in pairwise([*circle, circle[0]]))
    knots = {
        frozenset({a, *(b for b in reached(edges, a) if a in reached(edges, b))})
        for a in "abcdef"
        if a in reached(edges, a)
    }
    assert len(found) == len(knots)
    assert all(any(knot.issuperset(circle) for circle in found) for knot in knots)


@settings(max_examples=usual(200), deadline=None)
@given(EDGES, st.sampled_from("abcdef"), st.sampled_from("abcdef"))
def test_an_edge_makes_a_circle_if_there_is_a_way_back(
    edges: list[Edge], here: str, there: str
) -> None:
    circle = circle_through((here, there), lambda rim: following(edges, rim))
    assert bool(circle) == (here == there or here in reached(edges, there))
    if len(circle) > 1:
        assert circle[:2] == [here, there]
        assert all(edge in edges for edge in pairwise([*circle[1:], here]))


@pytest.mark.long
def test_a_long_chain_and_a_long_circle_take_linear_time() -> None:
    chain = list(pairwise(map(str, range(50_000))))
    assert list(circles(chain)) == []
    [circle] = circles([*chain, (str(49_999), "0")])
    assert len(circle) == 50_000
    asked: list[str] = []

    def further(rim: Collection[str]) -> Iterable[Edge]:
        asked.extend(rim)
        return [(here, str(int(here) + 1)) for here in rim if here != "999"]

    assert circle_through(("0", "1"), further) == []
    assert len(asked) == len(set(asked)) == 999


def test_a_circle_is_written_closed_and_a_long_one_cut() -> None:
    assert as_circle("ab") == "a → b → a"
    assert as_circle("abcdefgh") == "a → b → c → … → g → h → a"
