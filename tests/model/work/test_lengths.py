"""Lengths of work."""

import pytest

from tix.model.work.lengths import MOST, length_text, parse_length


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30m", 90), ("90m", 90), ("90min", 90), ("1.5h", 90), ("1,5h", 90), ("1:30", 90),
        (" 1H 30M ", 90), ("2h", 120), ("0.33h", 20), ("0h5m", 5), ("1m", 1), (f"{MOST}m", MOST),
        ("2 hours", 120), ("90 minutes", 90), ("1 hr 5 mins", 65), ("1 hour and 5 minutes", 65),
    ],
)  # fmt: skip
def test_a_length(text: str, minutes: int) -> None:
    assert parse_length(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "h", "90", "0", "0m", "0h", "-1h", "1d", "1h30", "30m1h", "1:60", "1e3m", "0.001h",
     "1000000m"],
)  # fmt: skip
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length like 1h30m"):
        parse_length(text)


@pytest.mark.parametrize("text", ["0", "0m", "0h", "0:00", "0.001h"])
def test_nothing_is_a_length_where_it_may_be(text: str) -> None:
    assert parse_length(text, least=0) == 0


@pytest.mark.parametrize(
    ("minutes", "text"), [(90, "1h 30m"), (60, "1h"), (5, "5m"), (0, "0m"), (1501, "25h 1m")]
)
def test_how_a_length_is_shown(minutes: int, text: str) -> None:
    assert length_text(minutes) == text
