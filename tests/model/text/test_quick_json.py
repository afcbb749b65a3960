"""JSON that is read quickly is what ``json.loads`` reads."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.text.quick_json import listed, loads, quoted

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES, st.booleans(), st.sampled_from(["", " ", "\n"]))
def test_what_is_written_is_read(value: object, is_ascii: bool, around: str) -> None:
    text = f"{around}{json.dumps(value, ensure_ascii=is_ascii)}{around}"
    assert loads(text) == json.loads(text) == value


@given(st.text(alphabet='[]{}",:\\0123456789.eE+-truefalsn \t\x00ué', max_size=8))
def test_any_text_is_taken_or_refused_as_json_does(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError as error:
        with pytest.raises(ValueError) as raised:
            loads(text)
        assert str(raised.value) == str(error)
    else:
        assert loads(text) == expected


def test_numbers_that_are_none() -> None:
    assert math.isnan(loads("[NaN]")[0])
    assert loads("[Infinity,-Infinity]") == [math.inf, -math.inf]


@given(st.lists(st.text(st.characters()) | st.integers()))
def test_a_list_is_written_as_json_does(values: list[str | int]) -> None:
    assert listed(values) == json.dumps(values, separators=(",", ":"))
    assert [quoted(value) for value in values if isinstance(value, str)] == [
        json.dumps(value) for value in values if isinstance(value, str)
    ]
