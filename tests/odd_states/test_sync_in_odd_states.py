"""``tix sync`` and ``tix claim`` in odd states: they bring the desk together with its remote, or
refuse; nothing but the desk's files and its branch is touched."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.odd_states.conftest import MakeWorld
from tests.odd_states.states import State
from tests.odd_states.test_odd_states import CASES, SOME, Case, assert_nothing_else
from tests.odd_states.world import (
    SPARE,
    Look,
    World,
    answer,
    blobs_between,
    blobs_of,
    bookkeeping,
    changed,
    look,
)
from tests.odd_states.writes import SYNCS
from tests.scale import scaled
from tix.commands import ENTRIES

pytestmark = pytest.mark.skipif("sync" not in ENTRIES, reason="there is no tix sync")

Call = tuple[Case, str]
"""A state, a kind of desk and a command."""

_CALLS: list[Call] = [(case, name) for case in CASES for name in SYNCS]
_SCALED = _CALLS[:: -(-len(_CALLS) // scaled(len(_CALLS)))]
_FEW: list[Call] = [(case, list(SYNCS)[number % 2]) for number, case in enumerate(SOME[::9])]


def _named(calls: Sequence[Call]) -> list[str]:
    return [f"{name}-{state.name}-{kind}" for (state, kind), name in calls]


def add_remote(world: World) -> None:
    """A bare repository with all that there is."""
    here = DeskInFiles(world.everything, world.top.environ)
    here.git("clone", "--quiet", "--bare", str(world.top.root), "hub.git")
    world.top.git("remote", "add", "origin", str(world.everything / "hub.git"))


def remote_of(world: World) -> Path | None:
    """The folder of the remote; None if there is none."""
    name, *_ = answer(world.top, "remote").splitlines() or [""]
    url = answer(world.top, "remote", "get-url", name) if name else ""
    folder = Path(url.removeprefix("file://"))
    return folder if url and folder.is_dir() else None


def change_there(world: World, remote: Path) -> None:
    """Bob changes a ticket in a clone of his own, and pushes that."""
    here = DeskInFiles(world.everything, world.top.environ)
    branch = "tix" if world.kind == "beside" else "main"
    here.git("clone", "--quiet", "--branch", branch, str(remote), "bob")
    clone = DeskInFiles(world.everything / "bob" / world.prefix, world.top.environ)
    file = clone.file_of(SPARE)
    file.write_text(file.read_text().replace("title: Spare", "title: Bob's"))
    clone.git("commit", "--quiet", "--all", "-m", "Bob's", by=BOB)
    clone.git("push", "--quiet", "origin", branch)


def try_sync(make_world: MakeWorld, state: State, kind: str, name: str) -> None:
    world = make_world(kind)
    add_remote(world)
    world = state.prepare(world) or world
    if remote := remote_of(world):
        change_there(world, remote)
    own = bookkeeping(world)
    before, tip = look(world), world.tip()
    result = world.run.call(*SYNCS[name], code=None)
    after, new = look(world), world.tip()
    about = f"{state.name}, {kind}: tix {name}\n{result.stdout}{result.stderr}"
    assert result.code in expected(state, kind, name, remote), about
    if result.code:
        assert new == tip or not state.refuses, about  # hand edits are committed first
        sentences = [line for line in result.stderr.splitlines() if line.startswith("tix: ")]
        assert len(sentences) == 1 and "something went wrong" not in result.stderr, about
    elif remote:
        branch = "tix" if kind == "beside" else "main"
        there = answer(DeskInFiles(remote, world.top.environ), "rev-parse", f"refs/heads/{branch}")
        assert there == new[0] or state.name in ("linked", "unborn"), about
    blobs = {}
    if new != tip:
        blobs = blobs_between(world, tip[0], new[0]) if tip else blobs_of(world, new[0])
    assert_nothing_else(own, blobs, set(_but_the_remote(world, remote, before, after)), about)


def expected(state: State, kind: str, name: str, remote: Path | None) -> set[int]:
    """The exit codes that are right."""
    if code := state.refuses.get(kind):
        syncs = name in ("sync", "tick")
        return {code, 0} if code == 1 and syncs else {code}  # nothing to sign, maybe
    if kind in state.no_sync:
        return {4}
    if remote is None and (name == "sync" or state.name == "remote-is-gone"):
        return {1}
    return {0} if name == "sync" or kind == "beside" else {0, 4}  # 4: commits that aren't tix's


def _but_the_remote(world: World, remote: Path | None, before: Look, after: Look) -> Iterator[str]:
    """What is different, without the remote, its refs here, and the files of attributes that
    sync writes anew where they are missing (in a sparse checkout)."""
    place = f"file {remote.relative_to(world.everything)}/" if remote else "file hub.git/"
    for entry in changed(before, after):
        at_remote = entry.startswith((place, "ref refs/remotes/")) or "/refs/remotes/" in entry
        if not at_remote and not entry.endswith(("e/.gitattributes", "s/.gitattributes")):
            yield entry


@pytest.mark.parametrize("call", _FEW, ids=_named(_FEW))
def test_a_few(make_world: MakeWorld, call: Call) -> None:
    (state, kind), name = call
    try_sync(make_world, state, kind, name)


@pytest.mark.long
@pytest.mark.parametrize("call", _SCALED, ids=_named(_SCALED))
def test_in_every_state(make_world: MakeWorld, call: Call) -> None:
    (state, kind), name = call
    try_sync(make_world, state, kind, name)
