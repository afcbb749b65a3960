"""Times that follow from a ticket, as ``at`` writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.rules.moment import ANCHORS, Length, parse_length, parse_moment


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", Length(1800)),
        ("1d 4h", Length(100800)),
        ("1d4h", Length(100800)),
        ("2w", Length(1209600)),
        ("5bd", Length(0, 5, is_business=True)),
        ("1bd 2bh 30bm", Length(9000, 1, is_business=True)),
        ("90 s", Length(90)),
    ],
)
def test_lengths(text: str, length: Length) -> None:
    assert parse_length(text) == length


@pytest.mark.parametrize("text", ["", "h", "1", "1x", "-1h", "1h-", "1h 2bh", "4000d", "1.5h"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match=r"length|mixes|longer"):
        parse_length(text)


@given(
    st.sampled_from(ANCHORS), st.sampled_from(["before", "after"]), st.integers(0, 999),
    st.sampled_from(["m", "h", "d", "bd"]),
)  # fmt: skip
def test_a_moment_is_read_as_it_is_written(anchor: str, side: str, count: int, unit: str) -> None:
    found = parse_moment(f"  {count}{unit}  {side} {anchor}")
    assert (found.anchor, found.sign) == (anchor, -1 if side == "before" else 1)
    assert str(found) == f"{count}{unit} {side} {anchor}"
    assert found.needs_calendar == (unit == "bd")
    assert parse_moment(str(found)) == found


def test_an_anchor_alone_is_its_own_time() -> None:
    assert parse_moment("due").length == Length()
    for text in ("after due", "1h due", "1h after", "dew", "1h around due"):
        with pytest.raises(ValueError):
            parse_moment(text)
