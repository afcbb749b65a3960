from datetime import UTC, datetime, timedelta

import pytest

from tix.terminal.ago import ago, ago_short

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "words", "short"),
    [
        (0, "just now", "now"),
        (59, "just now", "now"),
        (MINUTE, "1 minute ago", "1m"),
        (5 * MINUTE + 59, "5 minutes ago", "5m"),
        (HOUR - 1, "59 minutes ago", "59m"),
        (3 * HOUR, "3 hours ago", "3h"),
        (DAY, "yesterday", "1d"),
        (6 * DAY, "6 days ago", "6d"),
        (7 * DAY, "1 week ago", "1w"),
        (22 * DAY, "3 weeks ago", "3w"),
        (34 * DAY, "4 weeks ago", "4w"),
        (35 * DAY, "1 month ago", "1mo"),
        (250 * DAY, "8 months ago", "8mo"),
        (364 * DAY, "11 months ago", "11mo"),
        (365 * DAY, "1 year ago", "1y"),
        (800 * DAY, "2 years ago", "2y"),
        (-30, "just now", "now"),
        (-DAY, "tomorrow", "in 1d"),
        (-2 * DAY, "in 2 days", "in 2d"),
    ],
)
def test_ago(seconds: int, words: str, short: str) -> None:
    when = NOW - timedelta(seconds=seconds)
    assert (ago(when, NOW), ago_short(when, NOW)) == (words, short)
