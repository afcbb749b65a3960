"""Two people who both made the desk, before either knew of the other's."""

from tests.conftest import DeskInFiles
from tests.remotes.conftest import Team


def test_desks_of_two_folders_come_together(team: Team) -> None:
    hub = team.folder / "new.git"
    made = []
    for name in ("one", "two"):
        desk = DeskInFiles(team.folder / name, team.environ)
        desk.root.mkdir()
        desk.call("init")
        desk.open(f"Ticket of {name}")
        made.append(desk)
    made[0].git("init", "--quiet", "--bare", str(hub))
    for desk in made:
        desk.git("remote", "add", "origin", str(hub))
        desk.call("sync")
    assert "Ticket of one" in made[1].call("list").stdout
    assert "Ticket of two" in made[1].call("list").stdout
    assert "name: one" in (made[1].root / "tix.yaml").read_text()
