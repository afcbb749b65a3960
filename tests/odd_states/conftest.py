"""Worlds of every kind, made once and copied."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import _environment
from tests.odd_states.world import World, copied, make

MakeWorld = Callable[[str], World]


def plain(environ: dict[str, str]) -> dict[str, str]:
    """New repositories come without sample hooks, which are many files to look at."""
    return {**environ, "GIT_TEMPLATE_DIR": ""}


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], World]:
    made: dict[str, World] = {}

    def template(kind: str) -> World:
        if kind not in made:
            folder = tmp_path_factory.mktemp(f"world-{kind}")
            made[kind] = make(folder, kind, plain(_environment(folder / "home")))
        return made[kind]

    return template


@pytest.fixture
def make_world(
    tmp_path: Path, environ: dict[str, str], _templates: Callable[[str], World]
) -> MakeWorld:
    """Make a world with a repository of some kind."""
    return lambda kind: copied(_templates(kind), tmp_path, plain(environ))
