"""What survives a restart, and what is allowed only so often."""

import sqlite3
from pathlib import Path

from tix.web.kept import Kept


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def opened(path: Path, clock: Clock) -> Kept:
    return Kept(sqlite3.connect(path, isolation_level=None), clock)


def test_a_value_counts_until_its_time_also_after_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    opened(tmp_path / "db", clock).put("key", "a", "one", 60)
    again = opened(tmp_path / "db", clock)
    assert again.get("key", "a") == "one"
    assert again.get("other", "a") is None
    clock.now += 60
    assert again.get("key", "a") is None


def test_something_is_allowed_so_often_in_any_window(tmp_path: Path) -> None:
    clock = Clock()
    kept = opened(tmp_path / "db", clock)
    assert [kept.allows("mail", "jo", 2, 60) for _ in range(3)] == [True, True, False]
    assert kept.allows("mail", "bo", 2, 60)
    clock.now += 59
    assert not kept.allows("mail", "jo", 2, 60)
    clock.now += 2
    assert [kept.allows("mail", "jo", 2, 60) for _ in range(3)] == [True, True, False]
