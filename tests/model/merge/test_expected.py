"""Random versions, merged, against the rules in other words (``expected``)."""

from collections.abc import Iterable

import pytest

from tests.model.merge.expected import faults
from tests.model.merge.triples import triple
from tests.scale import scaled
from tix.model.merge.files import merge_files
from tix.model.ticket.document import dump, load


def _check(seeds: Iterable[int]) -> None:
    for seed in seeds:
        base, ours, theirs = triple(seed)
        files = [dump(ticket) if ticket else None for ticket in (base, ours, theirs)]
        start, left, right = files
        assert left is not None
        assert right is not None
        merged = merge_files(start, left, right).data
        assert merged == merge_files(start, right, left).data, f"{seed}: the sides differ"
        assert merge_files(start, left, left).data == left
        assert start is None or merge_files(start, left, start).data == left
        for side in (left, right):
            assert merge_files(side, merged, side).data == merged
        if merged not in files:
            wrong = faults(base, ours, theirs, load(merged).record)
            assert not wrong, f"triple {seed}: {wrong}"


@pytest.mark.slow
def test_a_merge_is_what_the_rules_say() -> None:
    _check(range(200))


@pytest.mark.long
def test_many_merges_are_what_the_rules_say() -> None:
    _check(range(1000, 1000 + scaled(100_000, 2000)))
