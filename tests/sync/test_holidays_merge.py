"""Two clones that write holidays come together."""

from collections.abc import Callable

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team

PATH = "calendars/PT.txt"


@pytest.mark.slow
def test_what_either_adds_is_there(desk: DeskInFiles, team_of: Callable[[int], Team]) -> None:
    desk.write(PATH, "2026-12-24 Eve\n2026-12-25 Natal\n")
    desk.commit("holidays")
    team = team_of(2)
    ana, bob = team.clones
    ana.write(PATH, "2026-12-25 Natal\n2026-12-31 Sylvester\n")
    bob.write(PATH, "2026-12-24 Eve\n2026-12-25 Natal\n2027-01-01 Ano Novo\n")
    team.settle()
    team.assert_same()
    lines = (ana.root / PATH).read_text().splitlines()
    assert lines == ["2026-12-25 Natal", "2026-12-31 Sylvester", "2027-01-01 Ano Novo"]


@pytest.mark.slow
def test_two_that_begin_at_once(desk: DeskInFiles, team_of: Callable[[int], Team]) -> None:
    team = team_of(2)
    ana, bob = team.clones
    ana.write(PATH, "2026-12-25 Natal\n")
    bob.write(PATH, "2026-12-25 Natal\n2027-01-01 Ano Novo\n")
    team.settle()
    team.assert_same()
    assert (ana.root / PATH).read_text() == "2026-12-25 Natal\n2027-01-01 Ano Novo\n"
