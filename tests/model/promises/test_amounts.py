"""Amounts of business time, as people write them."""

import pytest

from tix.model.promises.amounts import NoDayError, format_amount, parse_amount


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h", 3600), ("90m", 5400), ("1d 4h", 12 * 3600), ("1d4h", 12 * 3600), ("30s", 30),
        (" 2h  30m ", 9000), ("1h1h", 7200), ("0h5m", 300), ("4h 1d", 12 * 3600),
    ],
)  # fmt: skip
def test_an_amount_is_a_sum(text: str, seconds: int) -> None:
    assert parse_amount(text, 8 * 3600) == seconds


@pytest.mark.parametrize(
    "text", ["", " ", "1", "h", "1x", "1 h", "1h 2", "-1h", "1.5h", "0h", "1H", "1234567890s",
             "999999999d", "١h", "1h,2m"],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no amount|is nothing|a hundred years"):
        parse_amount(text, 8 * 3600)


def test_a_day_must_be_known() -> None:
    with pytest.raises(NoDayError):
        parse_amount("4h 1d", None)
    assert parse_amount("4h", None) == 4 * 3600


def test_amounts_are_shown_in_hours() -> None:
    amounts = (0, 1, 60, 3600, 27000, 90061, -1800)
    assert [*map(format_amount, amounts)] == [
        "0s", "1s", "1m", "1h", "7h30m", "25h1m1s", "-30m",
    ]  # fmt: skip
