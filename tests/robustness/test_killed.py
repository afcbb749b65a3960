"""kill -9 at the system calls by which a command changes files, in tix and in the gits it starts.

By default some points of some commands; the long run has about 1,000 points of all commands.
"""

import random
import time
from collections.abc import Callable, Sequence

import pytest

from tests.robustness import strace
from tests.robustness.bench import Bench, Scene
from tests.robustness.commands import WRITINGS, Writing
from tests.robustness.conftest import Course
from tests.robustness.soundness import assert_clear, assert_done, assert_sound, assert_unchanged
from tests.robustness.strace import Fault, Point
from tests.scale import scaled

Courses = Callable[[Writing], Course]

BY_NAME = {row.name: row for row in WRITINGS}

SAMPLED = (
    "open New --attach {inputs}/build.log",
    "close aaaa42 bbbb42 (in-tree)",
    "delete --yes aaaa42",
    "init (code)",
)
"""What the default run looks at: all ways to change files are among them."""


def sample(points: Sequence[Point], count: int, seed: str) -> list[Point]:
    """Some of the points, the same for the same seed, from all over the command's course."""
    chance = random.Random(seed)
    step = len(points) / count
    if step <= 1:
        return list(points)
    return [points[int(number * step + chance.random() * step)] for number in range(count)]


def kill(
    bench: Bench,
    row: Writing,
    course: Course,
    point: Point,
    fault: Fault,
    *,
    time_passes: bool = True,
) -> bool:
    """Kill at one point and look; whether that point was come to."""
    scene = bench.set_up(row)
    result = strace.run(scene, bench, point, fault)
    try:
        _assert_told_truly(scene, course, result.code, result.stderr)
        if result.code > 0:
            assert_clear(result)
        assert_sound(scene, course.before, course.after, time_passes=time_passes)
    except AssertionError as error:
        error.add_note(f"killed: tix {row.name}, at {point}")
        raise
    return strace.git_died(scene) if point.git else result.code != 0


def _assert_told_truly(scene: Scene, course: Course, code: int, said: str) -> None:
    if code == 0:
        assert_done(scene, course.before, course.after)
    elif "nothing was changed" in said:
        assert_unchanged(scene, course.before)


def kill_at(
    bench: Bench,
    row: Writing,
    course: Course,
    points: Sequence[Point],
    *,
    git_alone: bool = False,
    least: float = 0.6,
) -> None:
    """Kill tix, or a git and tix with it, or that git alone, at each of the points.

    Ids differ from run to run, and so does what git has to write for them: ``least`` is the part
    of the points that must be come to.
    """
    hits = 0
    for point in points:
        fault = strace.KILL if git_alone or not point.git else strace.KILL_BOTH
        hits += kill(bench, row, course, point, fault)
    assert hits >= len(points) * least, f"{hits} of {len(points)} points were met"


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLED)
def test_killed_at_a_system_call_nothing_is_lost(name: str, bench: Bench, course: Courses) -> None:
    row = BY_NAME[name]
    kill_at(bench, row, course(row), sample(course(row).points, 5, name), least=0.4)


@pytest.mark.slow
def test_git_killed_alone_is_no_success_and_no_loss(bench: Bench, course: Courses) -> None:
    row = BY_NAME["comment aaaa42 Text (beside)"]
    points = [point for point in course(row).points if point.git]
    kill_at(bench, row, course(row), sample(points, 4, row.name), git_alone=True, least=0.5)


@pytest.mark.long
@pytest.mark.parametrize("row", WRITINGS, ids=lambda row: row.name)
def test_killed_all_over_nothing_is_lost(row: Writing, bench: Bench, course: Courses) -> None:
    points = course(row).points
    some = sample(points, scaled(29, least=1), row.name)
    kill_at(bench, row, course(row), some, least=0.6 if len(some) > 5 else 0)


@pytest.mark.long
def test_git_killed_alone_all_over(bench: Bench, course: Courses) -> None:
    chance = random.Random("git alone")
    count, met = scaled(200), 0
    for number in range(count):
        row = WRITINGS[number * 5 % len(WRITINGS)]
        point = chance.choice([point for point in course(row).points if point.git])
        met += kill(bench, row, course(row), point, strace.KILL)
    assert met >= count * 0.5, f"{met} of {count} points were met"


@pytest.mark.long
def test_next_command_comes_at_once_and_waits_for_locks(bench: Bench, course: Courses) -> None:
    """Nobody can know yet that the git that held them is dead."""
    row = BY_NAME["comment aaaa42 Text"]
    held = [
        point
        for point in course(row).points
        if point.git == "fast-import" and "refs/heads" in point.what and point.call != "openat"
    ]
    assert held
    for point in sample(held, 2, "at once"):
        start = time.monotonic()
        kill(bench, row, course(row), point, strace.KILL_BOTH, time_passes=False)
        assert time.monotonic() - start < 60
