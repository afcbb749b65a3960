"""One module knows every name below ``.git/tix``."""

from pathlib import Path

from tests.conftest import DeskInFiles
from tix.storage.desk.paths import CloneState, TreeState, all_states, clone_state, tree_state


def known(folder: Path) -> set[str]:
    """The names in that folder for which there is a property."""
    return {
        getattr(kind(folder), name).name
        for kind in (CloneState, TreeState)
        for name, value in vars(kind).items()
        if isinstance(value, property)
    } | {TreeState(folder).index().name}


def test_what_commands_leave_is_known(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    desk.write("tix.yaml", "format: 1\nname: Ops\n")
    for command in (["list"], ["inbox"], ["close", ident], ["archive", ident], ["undo"], ["check"]):
        desk.call(*command)
    folder = desk.root / ".git/tix"
    left = {path.name for path in folder.iterdir()}
    assert {"lock", "undo", "last-look", "index"} <= left
    assert left <= known(folder) | {"lock-mark"}  # of the git index's own lock
    assert all_states(desk.root / ".git") == (folder,)


def test_clone_and_working_tree_share_a_folder_where_they_are_one(tmp_path: Path) -> None:
    names = [p for kind in (CloneState, TreeState) for p in vars(kind) if not p.startswith("_")]
    assert clone_state(tmp_path).folder == tree_state(tmp_path).folder
    assert len(names) - 1 == len({*names})  # ``folder`` alone is in both
