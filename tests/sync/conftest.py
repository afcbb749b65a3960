"""A team for each test: clones of one remote on this machine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team, make_team


@pytest.fixture
def team_of(tmp_path: Path, desk: DeskInFiles) -> Callable[[int], Team]:
    """Make that many clones of the desk's bare copy."""
    return lambda size: make_team(tmp_path, desk, size)
