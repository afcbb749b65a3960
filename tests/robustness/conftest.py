"""One bench for all tests of robustness, and what each command does when nothing goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.conftest import _environment
from tests.robustness import strace
from tests.robustness.bench import Bench, View
from tests.robustness.commands import Writing
from tests.robustness.soundness import expected
from tests.robustness.strace import Point


@dataclass(frozen=True)
class Course:
    """What a command does when nothing goes wrong, and at which points something can."""

    before: View
    after: View
    points: tuple[Point, ...]


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Where desks are set up."""
    folder = tmp_path_factory.mktemp("bench")
    return Bench(folder, _environment(folder / "home"))


@pytest.fixture(scope="session")
def course(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Writing], Course]:
    """Each command's course, found once."""
    folder = tmp_path_factory.mktemp("strace")
    strace.require_strace(folder)
    known: dict[str, Course] = {}

    def find(row: Writing) -> Course:
        if row.name not in known:
            scene = bench.set_up(row)
            before = scene.view()
            result, points = strace.points(scene, folder / "log")
            assert result.code == 0, result.stderr
            known[row.name] = Course(before, expected(scene, before), tuple(points))
        return known[row.name]

    return find
