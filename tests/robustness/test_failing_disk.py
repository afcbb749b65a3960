"""A disk that is full or fails at one system call: no false success, nothing cut off, one sentence.

(Real full and read-only disks are in ``tests/storage/store/test_crashes.py``.)
"""

import random
from collections.abc import Callable, Sequence

import pytest

from tests.robustness import strace
from tests.robustness.bench import Bench
from tests.robustness.commands import WRITINGS, Writing
from tests.robustness.conftest import Course
from tests.robustness.soundness import assert_clear, assert_done, assert_sound, assert_unchanged
from tests.robustness.strace import Point
from tests.robustness.test_killed import BY_NAME, sample
from tests.scale import scaled

Courses = Callable[[Writing], Course]

ERRORS = ("ENOSPC", "EIO", "EROFS", "EDQUOT")


def fail(bench: Bench, row: Writing, course: Course, point: Point, error: str) -> bool:
    """Let one call fail and look; whether the command failed."""
    scene = bench.set_up(row)
    result = strace.run(scene, bench, point, strace.error(error))
    try:
        if result.code == 0:
            assert_done(scene, course.before, course.after)
        else:
            assert_clear(result)
        if "nothing was changed" in result.stderr:
            assert_unchanged(scene, course.before)
        assert_sound(scene, course.before, course.after)
    except AssertionError as failure:
        failure.add_note(f"{error}: tix {row.name}, at {point}; it said {result.stderr!r}")
        raise
    return result.code != 0


def on_disk(points: Sequence[Point]) -> list[Point]:
    """Those at which a disk can fail, and a write with it: a git's pipe to tix is none, and the
    index of the desk is made elsewhere then."""
    return [
        point
        for point in points
        if not (point.git and point.what.startswith("pipe:")) and "/tix/index/" not in point.what
    ]


def fail_at(bench: Bench, row: Writing, course: Course, points: Sequence[Point]) -> int:
    """Let each of the points fail, with one error or another; how often the command failed."""
    return sum(
        fail(bench, row, course, point, ERRORS[point.number % len(ERRORS)]) for point in points
    )


@pytest.mark.long
@pytest.mark.parametrize("name", ["open New --attach {inputs}/build.log", "delete --yes aaaa42"])
def test_a_call_that_fails_is_no_success_and_no_loss(
    name: str, bench: Bench, course: Courses
) -> None:
    row = BY_NAME[name]
    points = on_disk(course(row).points)
    assert fail_at(bench, row, course(row), [_file_to_disk(points)]) == 1
    fail_at(bench, row, course(row), sample(points, 7, f"fail {name}"))


def _file_to_disk(points: Sequence[Point]) -> Point:
    """Without this a command can't succeed; and its number is the same in each run."""
    return next(p for p in points if not p.git and p.call == "fsync" and "/scratch/" in p.what)


@pytest.mark.slow
def test_a_file_that_is_in_its_place_counts_though_its_other_name_stays(
    bench: Bench, course: Courses
) -> None:
    """Once it was an error that left the file there, and said that nothing was changed."""
    row = BY_NAME["open New --attach {inputs}/build.log"]
    away = [p for p in course(row).points if p.call == "unlink" and "/scratch/" in p.what]
    fail_at(bench, row, course(row), away)
    assert away


@pytest.mark.long
def test_calls_that_fail_all_over(bench: Bench, course: Courses) -> None:
    chance = random.Random("fail")
    for number in range(scaled(300)):
        row = WRITINGS[number * 3 % len(WRITINGS)]
        fail_at(bench, row, course(row), [chance.choice(on_disk(course(row).points))])
