"""Times and days are read by the grammar that ``docs/file-format.md`` prints, and by no other."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.times import parse_due, parse_time

_PAGE = (Path(__file__).parent.parent.parent / "docs" / "file-format.md").read_text()

_digits = st.integers(0, 99).map(lambda number: f"{number:02}")
_parts = st.sampled_from(["-", ":", "T", "t", " ", "Z", "z", "W", "+", ".", ",", "x", "2026", "0"])


def _shape() -> str:
    """The pattern that the rules of the page's grammar of times make together."""
    block = re.search(r"```\n(when +=.*?)```", _PAGE, re.DOTALL)
    assert block is not None
    rules = dict[str, str]()
    for line in block[1].splitlines():
        name, is_new, rest = line.partition(" = ")
        rule = rest if is_new else line
        name = name.strip() if is_new else [*rules][-1]
        rules[name] = rules.get(name, "") + " " + rule.partition(";")[0].strip()
    return f"(?:{_pattern('when', rules)})"


def _pattern(name: str, rules: dict[str, str]) -> str:
    out = ""
    for token in re.findall(r'"[^"]*"|[\[\]()/]|[A-Za-z0-9*-]+', rules[name]):
        if token[0] == '"':
            out += re.escape(token[1:-1])
        elif token in "[(":
            out += "(?:"
        elif token == "]":
            out += ")?"
        elif token in ")/":
            out += token.replace("/", "|")
        elif count := re.fullmatch(r"([0-9]*)(\*?)DIGIT", token):
            out += "[0-9]" + ("+" if count[2] else f"{{{count[1] or 1}}}")
        else:
            out += f"(?:{_pattern(token, rules)})"
    return out


_SHAPE = re.compile(_shape())


def _accepts(text: str) -> bool:
    try:
        parse_time(text)
    except ValueError:
        return False
    return True


@given(st.lists(_digits | _parts, max_size=16).map("".join))
def test_what_has_not_the_pages_form_is_no_time(text: str) -> None:
    assert not _accepts(text) or _SHAPE.fullmatch(text.strip())


@given(st.from_regex(_SHAPE, fullmatch=True))
def test_what_has_the_pages_form_is_a_time_or_not_in_the_calendar(text: str) -> None:
    if _accepts(text):
        due = parse_due(text)
        assert due == (parse_time(text) if isinstance(due, datetime) else parse_time(text).date())
    else:
        numbers = [int(number) for number in re.findall("[0-9]{2}", text)]
        assert max(numbers) > 12 or min(numbers) == 0 or "0000" in text or "0001" in text


@given(
    st.datetimes(datetime(1000, 1, 2), datetime(9998, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%G-W%V-%u", "%GW%V%u"]),
    st.sampled_from("Tt "),
    st.sampled_from(["%H:%M:%S", "%H%M%S", "%H:%M:%S.%f", "%H%M%S,%f"]),
    st.integers(-86399, 86399),
    st.sampled_from(["", " "]),
    st.booleans(),
)
def test_every_form_is_the_moment_that_it_names(
    when: datetime, day: str, between: str, clock: str, away: int, blank: str, colons: bool
) -> None:
    text = when.strftime(f"{day}{between}{clock}")
    hours, rest = divmod(abs(away), 3600)
    colon = ":" if colons else ""
    offset = f"{'-' if away < 0 else '+'}{hours:02}{colon}{rest // 60:02}{colon}{rest % 60:02}"
    named = when.replace(microsecond=0, tzinfo=UTC)
    assert parse_time(text) == named
    assert parse_time(f"{text}{blank}Z") == named
    assert parse_time(f"{text}{blank}{offset}") == named - timedelta(seconds=away)
    assert parse_due(when.strftime(day)) == when.date()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-11-28", date(2026, 11, 28)),
        ("20261128", date(2026, 11, 28)),
        ("2026-W48-6", date(2026, 11, 28)),
        ("2026W486", date(2026, 11, 28)),
        ("2026-W48", date(2026, 11, 23)),
        ("2026-11-28T24:00", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-12-31T24:00:00.0Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-11-28T10", datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("2026-11-28 10:00 +0100", datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("2026-11-28t10:00z", datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T24:00+01:00", datetime(9999, 12, 31, 23, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_days_and_the_ends_of_days_and_of_time(text: str, due: date | datetime) -> None:
    assert parse_due(text) == due
    assert type(parse_due(text)) is type(due)


@pytest.mark.parametrize(
    "text",
    ["2026-11-25-01", "2026-11-21x10:00", "2026-11-21T24:00:01Z", "2026-11-21T23:60:00Z",
     "2026-11-21T25:00Z", "2026-11-21T10:00:60Z", "2026-11-21T10:0000", "2026-1121", "2026-11",
     "2026", "2026-325", "2026-w48-6", "2026-W54", "2026-W48-0", "2026-W48-8", "2026-11-21T",
     "2026-11-21T10:00.5", "2026-11-21T10:00:00.", "2026-11-21T10:00+24", "2026-11-21Z",
     "2026-11-21  10:00", "-2026-11-21", "0000-01-01", "9999-12-31T24:00:00Z",
     "9999-12-31T23:30-01:00", "0001-01-01T00:30+01:00", "٢026-11-21",
     "2026-11-25T21245568Z", "2026-W48-3T2258,249Z", "2020W531-7", "202611285T"],
)  # fmt: skip
def test_what_only_some_readers_would_take_is_no_time(text: str) -> None:
    assert not _accepts(text)
    with pytest.raises(ValueError, match="is not a date like"):
        parse_due(text)
