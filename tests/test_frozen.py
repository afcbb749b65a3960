"""tix.frozen does what the standard library's dataclasses do, as far as tix uses them."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix import frozen


def make(module: Any) -> Any:
    @module.dataclass(frozen=True, slots=True)
    class Base:
        a: int

    @module.dataclass(frozen=True, slots=True, order=True)
    class Value(Base):
        """A value."""

        b: str = "b"
        c: list[int] = module.field(default_factory=list)
        d: int = module.field(default=0, compare=False)

        @property
        def twice(self) -> int:
            return int(self.a) * 2

    return Value


OURS, STANDARD = make(frozen), make(dataclasses)

ARGUMENTS = st.tuples(
    st.lists(st.integers(0, 3), max_size=5),
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3), max_size=4),
)


def outcome(cls: Any, args: list[int], given: dict[str, int]) -> Any:
    try:
        value = cls(*args, **given)
    except TypeError:
        return TypeError
    return [getattr(value, name) for name in "abcd"], repr(value).partition("(")[2]


@given(ARGUMENTS)
def test_values_are_made_alike(arguments: tuple[list[int], dict[str, int]]) -> None:
    args, given = arguments
    assert outcome(OURS, args, given) == outcome(STANDARD, args, given)


@given(*[st.tuples(st.integers(0, 1), st.sampled_from("xy"), st.just(()), st.integers(0, 1))] * 2)
def test_values_compare_alike(left: Any, right: Any) -> None:
    for check in (
        lambda cls: cls(*left) == cls(*right),
        lambda cls: cls(*left) < cls(*right),
        lambda cls: hash(cls(*left)) == hash(cls(*right)),
        lambda cls: cls(*left) != left,
    ):
        assert check(OURS) == check(STANDARD)


def test_values_are_frozen_and_slotted() -> None:
    value = OURS(1)
    for name in ("a", "new"):
        with pytest.raises(AttributeError):
            setattr(value, name, 2)
    with pytest.raises(AttributeError):
        del value.a
    assert not hasattr(value, "__dict__")
    assert value.a == 1 and value.twice == 2 and OURS.__doc__ == "A value."


def test_a_changeable_value_has_no_hash() -> None:
    @frozen.dataclass(slots=True)
    class Counter:
        count: int = 0

    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    with pytest.raises(TypeError):
        hash(counter)


def test_replace_and_asdict() -> None:
    value = OURS(1, c=[OURS(2)])
    changed = frozen.replace(value, b="x")
    assert (changed.a, changed.b, value.b) == (1, "x", "b")
    assert frozen.asdict(value)["c"] == [{"a": 2, "b": "b", "c": [], "d": 0}]
    with pytest.raises(TypeError):
        frozen.replace(value, nonsense=1)
