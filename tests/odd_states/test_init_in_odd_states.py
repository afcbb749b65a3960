"""``tix init`` in a repository with code that is in an odd state: a desk, or a refusal that leaves
nothing behind."""

from pathlib import Path

import pytest

from tests.odd_states.conftest import plain
from tests.odd_states.states import State
from tests.odd_states.test_odd_states import ALL, assert_nothing_else, assert_refused
from tests.odd_states.world import World, answer, bookkeeping, changed, look
from tests.scale import scaled
from tests.storage.conftest import make_code

_STATES = [state for state in ALL if state.without_desk]
_FOLDER_OF = {"beside": ".tix", "in-tree": "sub"}


_FEW = range(0, len(_STATES), 4)


@pytest.mark.parametrize("number", _FEW, ids=[_STATES[number].name for number in _FEW])
def test_init(tmp_path: Path, environ: dict[str, str], number: int) -> None:
    """One way of making a desk for a state, the other one for the next."""
    ways = list(_FOLDER_OF)
    make_desk(tmp_path, environ, _STATES[number], ways[number // 4 % 2])


_BOTH = [(state, way) for state in _STATES for way in _FOLDER_OF]
_LONG = _BOTH[:: -(-len(_BOTH) // scaled(len(_BOTH)))]


@pytest.mark.long
@pytest.mark.parametrize(("state", "way"), _LONG, ids=[f"{s.name}-{way}" for s, way in _LONG])
def test_init_in_both_ways(tmp_path: Path, environ: dict[str, str], state: State, way: str) -> None:
    make_desk(tmp_path, environ, state, way)


def make_desk(folder: Path, environ: dict[str, str], state: State, way: str) -> None:
    code = World(folder, "beside", make_code(folder / "repo", plain(environ)))
    code = state.prepare(code) or code
    before = look(code)
    args = ["init", "sub", "--in-tree"] if way == "in-tree" else ["init"]
    result = code.top.call(*args, code=None)
    about = f"{state.name}: tix {' '.join(args)}\n{result.stdout}{result.stderr}"
    made = World(folder, way, code.top)
    if refusal := state.refuses.get(way):
        assert result.code == refusal, about
        left = after(code, before) - {"file repo/.git/info/exclude"}  # a line about .tix/
        assert_refused(result, bookkeeping(World(folder, "own", code.top)), left, about)
        return
    assert result.code == 0, about
    assert (made.root / "tix.yaml").is_file(), about
    assert answer(made.desk, "status", "--porcelain", ".") == "", about
    place = f"file {made.root.relative_to(folder)}/"
    different = {entry for entry in after(code, before) if not entry.startswith(place)}
    if way == "beside":
        git_dir = Path(answer(code.top, "rev-parse", "--absolute-git-dir"))
        shared = git_dir.relative_to(folder).as_posix()
        linked = (f"file {shared}/worktrees/", f"file {shared}/info/exclude", "index ")
        different = {entry for entry in different if not entry.startswith(linked)}
    else:
        different = {entry for entry in different if not entry.startswith("index sub/")}
    assert_nothing_else(bookkeeping(made), {}, different, about)


def after(world: World, before: dict[str, str]) -> set[str]:
    return changed(before, look(world))
