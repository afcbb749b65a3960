"""The history in the index against what git's log and whole tickets tell."""

from collections.abc import Sequence
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tests.storage.index.history_worlds import IDS, World
from tix.model.history import Event
from tix.storage import commit_log, history
from tix.storage.commit_log import Commit
from tix.storage.desk import Desk, find
from tix.storage.file_reader import FOLDERS
from tix.storage.index import history_index
from tix.storage.index.history_index import history_of


def places(desk: Desk) -> dict[str, int]:
    """Every commit's place, worked out the plain way."""
    found: dict[str, int] = {}
    listed = desk.git.line(
        "rev-list", "--topo-order", "--reverse", "--timestamp", "--parents", "HEAD"
    )
    for line in listed.splitlines():
        when, name, *parents = line.split()
        found[name] = max(
            [int(when), *(found[parent] + 1 for parent in parents if parent in found)]
        )
    return found


def told_by_git(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """All events, from git's log and all versions, in the order that the index promises."""
    order = places(desk)

    def ordered(*args: object, **options: object) -> Sequence[Commit]:
        commits = commit_log.log(*args, **options)  # type: ignore[arg-type]  # passed on
        return sorted(commits, key=lambda c: (order[c.name], c.committed, c.name), reverse=True)

    with monkeypatch.context() as patched:
        patched.setattr(history, "log", ordered)
        return list(history.events(desk, None))


def check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every answer of the index against the plain way."""
    expected = told_by_git(desk, monkeypatch)
    index = history_of(desk)
    try:
        assert list(index.events()) == expected
        assert index.count() == len(expected)
        for limit in (1, 5):
            assert list(index.events(limit=limit)) == expected[:limit]
        for ids in ({event.ticket for event in expected}, set(IDS[:2]), {"nobody"}):
            mine = [event for event in expected if event.ticket in ids]
            assert list(index.events(ids)) == mine
            assert index.count(ids) == len(mine)
        paths = desk.git.line("ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")
        tickets = {path for path in paths if path.endswith(".md")}
        assert index.updated(tickets) == last_commits(desk, tickets)
    finally:
        index.close()


def last_commits(desk: Desk, paths: set[str]) -> dict[str, object]:
    order = places(desk)
    commits = sorted(
        commit_log.log(desk, list(FOLDERS)),
        key=lambda commit: (order[commit.name], commit.committed, commit.name),
    )
    touched = {touch.path: commit.committed for commit in commits for touch in commit.touches}
    return {path: touched[path] for path in paths}


def live(world: World, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that grows and is rewritten, looked at after every step."""
    rng = Random(seed)
    desk = find(world.desk.root)
    world.start()
    for _ in range(rng.randint(2, 5)):
        before = list(world.trees)
        world.grow(rng.choice((1, 3, 12, 25)))
        check(desk, monkeypatch)
        if rng.random() < 0.4:  # all of that never was
            world.trees = before
            world.desk.git("reset", "--quiet", "--hard", before[0][0])
            check(desk, monkeypatch)


@pytest.mark.parametrize("seed", range(6))
def test_the_index_tells_what_git_tells(
    desk: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(World(Random(seed), desk), seed, monkeypatch)


@pytest.mark.parametrize("seed", range(3))
def test_a_desk_in_a_folder_of_a_repository(
    code: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    live(World(Random(seed), desk, "support/"), seed, monkeypatch)


def test_a_long_delta_becomes_a_part_of_the_base(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_index, "_FOLDED", 10)
    for seed in range(2):
        live(World(Random(seed), desk), seed, monkeypatch)


@pytest.mark.long
def test_the_index_tells_what_git_tells_at_length(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(scaled(200)):
        with monkeypatch.context() as patched:
            patched.setattr(history_index, "_FOLDED", 10 if seed % 2 else 400)
            live(World(Random(seed), desk), seed, monkeypatch)
