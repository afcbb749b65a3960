"""The history in the index against what git's log and whole tickets tell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tests.storage.index.history.worlds import IDS, World
from tix.model.history.events import Event, Move, moves
from tix.model.layout import FOLDERS
from tix.storage.desk.desk import Desk
from tix.storage.desk.finding import find
from tix.storage.git.blob_groups import Blobs
from tix.storage.history import events, log
from tix.storage.history.latest import MOST, latest
from tix.storage.history.log import Commit
from tix.storage.index.history import open as opening
from tix.storage.index.history.open import history_of
from tix.storage.index.history.reader import History

TOLD: list[bool] = []
"""Whether the latest commits told the latest events by themselves, each time."""


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
        commits = log.log(*args, **options)  # type: ignore[arg-type]  # passed on
        return sorted(commits, key=lambda c: (order[c.name], c.committed, c.name), reverse=True)

    with monkeypatch.context() as patched:
        patched.setattr(events, "log", ordered)
        return list(events.events(desk, None))


def check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every answer of the index against the plain way."""
    expected = told_by_git(desk, monkeypatch)
    index = history_of(desk)
    try:
        assert list(index.events()) == expected
        assert index.count() == len(expected)
        for limit in (1, 5):
            assert list(index.events(limit=limit)) == expected[:limit]
        for limit in (1, 3, 10, MOST):
            told = latest(desk, limit)
            assert told is None or list(told) == expected[:limit]
            TOLD.append(told is not None)
        for ids in ({event.ticket for event in expected}, set(IDS[:2]), {"nobody"}):
            mine = [event for event in expected if event.ticket in ids]
            assert list(index.events(ids)) == mine
            assert index.count(ids) == len(mine)
        paths = desk.git.line("ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")
        tickets = {path for path in paths if path.endswith(".md")}
        assert index.updated(tickets) == last_commits(desk, tickets)
        if len(expected) % 2:  # what nobody asked for before, or in a delta alone
            assert status_moves(index) == status_moves_in(expected)
            assert list(index.events()) == expected
    finally:
        index.close()


def status_moves(index: History) -> Mapping[str, Sequence[Move]]:
    found = index.moves(index.tickets())
    return {ticket: tuple(moved) for ticket, moved in found.items() if moved}


def status_moves_in(expected: Sequence[Event]) -> Mapping[str, Sequence[Move]]:
    found = {
        ticket: moves([event for event in expected if event.ticket == ticket])
        for ticket in {event.ticket for event in expected}
    }
    return {ticket: moved for ticket, moved in found.items() if moved}


def last_commits(desk: Desk, paths: set[str]) -> dict[str, object]:
    order = places(desk)
    commits = sorted(
        log.log(desk, list(FOLDERS)),
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


@pytest.mark.parametrize("seed", range(4))
def test_the_index_tells_what_git_tells(
    desk: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(World(Random(seed), desk), seed, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_desk_in_a_folder_of_a_repository(
    code: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    live(World(Random(seed), desk, "support/"), seed, monkeypatch)


@pytest.mark.slow
def test_a_long_delta_becomes_a_part_of_the_base(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_FOLDED", 10)
    for seed in range(2):
        live(World(Random(seed), desk), seed, monkeypatch)


@pytest.mark.long
def test_the_index_tells_what_git_tells_at_length(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(scaled(200)):
        with monkeypatch.context() as patched:
            patched.setattr(opening, "_FOLDED", 10 if seed % 2 else 400)
            live(World(Random(seed), desk), seed, monkeypatch)


# -- what makes a history another one ---------------------------------------------------------


def subjects(desk: DeskInFiles) -> list[str]:
    index = history_of(find(desk.root))
    try:
        return [event.subject for event in index.events()]
    finally:
        index.close()


def builds(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """From which commit on each file is made from now on; None for a whole history."""
    found: list[str | None] = []
    fill = opening._Keeper._fill

    def counted(self: object, database: object, since: str | None = None, **more: object) -> None:
        found.append(since)
        fill(self, database, since=since, **more)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(opening._Keeper, "_fill", counted)
    return found


def test_only_new_commits_are_read(desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("One")
    assert len(subjects(desk)) == 1
    base = desk.git("rev-parse", "HEAD").strip()
    made = builds(monkeypatch)
    assert len(subjects(desk)) == 1
    desk.open("Two")
    assert len(subjects(desk)) == 2
    desk.git("commit", "--quiet", "--amend", "-m", "Amended")
    assert subjects(desk)[0] == "Amended"
    assert made == [base, base]


def test_a_desk_without_commits_has_no_history(desk: DeskInFiles) -> None:
    desk.open("One")
    assert len(subjects(desk)) == 1
    desk.git("checkout", "--quiet", "--orphan", "nothing")
    assert subjects(desk) == []
    desk.git("commit", "--quiet", "-m", "Anew")
    assert subjects(desk) == ["Anew"]


def test_a_shallow_clone_that_is_deepened(desk: DeskInFiles, tmp_path: Path) -> None:
    ident = desk.open("One")
    desk.call("status", ident, "closed")
    desk.call("status", ident, "open")
    clone = DeskInFiles(tmp_path / "clone", desk.environ)
    desk.git("clone", "--quiet", "--depth=1", f"file://{desk.root}", str(clone.root))
    assert len(subjects(clone)) == 1
    clone.git("fetch", "--quiet", "--deepen=1")
    assert len(subjects(clone)) == 2
    clone.git("fetch", "--quiet", "--unshallow")
    assert subjects(clone) == subjects(desk)


def test_a_commit_that_is_replaced(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    desk.call("status", ident, "closed")
    before = subjects(desk)
    first = desk.git("commit-tree", "HEAD^{tree}", "-m", "Squashed").strip()
    desk.git("replace", "HEAD", first)
    assert subjects(desk) == ["Squashed"]
    desk.git("pack-refs", "--all")
    assert subjects(desk) == ["Squashed"]
    desk.git("replace", "--delete", "HEAD")
    assert subjects(desk) == before


def test_a_clone_without_contents_fetches_none_to_tell_when_tickets_changed(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    idents = [desk.open(f"Ticket {number}") for number in range(5)]
    desk.call("status", idents[0], "closed")
    desk.git("config", "uploadpack.allowFilter", "true")
    clone = DeskInFiles(tmp_path / "clone", desk.environ)
    url = f"file://{desk.root}"
    desk.git("clone", "--quiet", "--filter=blob:none", url, str(clone.root))
    missing = "rev-list", "--objects", "--all", "--missing=print"
    lacking = [line for line in clone.git(*missing).splitlines() if line.startswith("?")]
    assert len(lacking) == 1
    clone.call("list", "--sort", "updated", "--json")
    again = [line for line in clone.git(*missing).splitlines() if line.startswith("?")]
    assert again == lacking
    assert subjects(clone) == subjects(desk)
    assert clone.call("report", "throughput").stdout == desk.call("report", "throughput").stdout


@pytest.mark.parametrize("damage", ["cut", "empty", "zeros", "gone", "pointer", "grown"])
def test_a_damaged_file_is_made_anew(desk: DeskInFiles, damage: str) -> None:
    ident = desk.open("One")
    before = subjects(desk)
    folder = desk.root / ".git/tix/index"
    (file,) = folder.glob("history-*.db")
    data = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "empty":
            file.write_bytes(b"")
        case "zeros":
            file.write_bytes(bytes(len(data)))
        case "grown":
            file.write_bytes(data + data)
        case "gone":
            file.unlink()
        case "pointer":
            (folder / "history.json").write_text("{}")
    assert subjects(desk) == before
    desk.call("status", ident, "closed")
    assert len(subjects(desk)) == 2


def test_where_nothing_can_be_written_it_is_made_each_time(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.open("One")
    monkeypatch.setattr("tix.storage.index.generations.Generations.new_file", full)
    check(find(desk.root), monkeypatch)
    assert not list((desk.root / ".git/tix/index").glob("history*"))


def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many versions are read each time, from now on."""
    found: list[int] = []
    answers = Blobs.answers

    def counted(self: Blobs, count: int) -> Iterator[bytes | None]:
        found.append(count)
        return answers(self, count)

    monkeypatch.setattr(Blobs, "answers", counted)
    return found


def test_versions_are_read_once_and_not_before_somebody_asks(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    idents = [desk.open(f"Ticket {number}") for number in range(3)]
    desk.call("status", ",".join(idents), "closed")
    found = reads(monkeypatch)
    here = find(desk.root)

    def closings() -> list[int]:
        found.clear()
        index = history_of(here)
        try:
            assert [len(moved) for moved in status_moves(index).values()] == [2, 2, 2]
        finally:
            index.close()
        return [count for count in found if count]

    history_of(here).close()
    assert not found
    assert closings() == [6]
    assert closings() == []
    desk.call("comment", idents[0], "Well.")
    history_of(here).close()
    assert not [count for count in found if count]
    assert sorted(closings()) == [1, 1]  # the new version, and the one before it
    assert closings() == []
    assert len(list((desk.root / ".git/tix/index").glob("history-*"))) == 2


def test_versions_are_read_in_memory_where_somebody_else_was_quicker(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    index, other = history_of(find(desk.root)), history_of(find(desk.root))
    try:
        assert len(other.moves([ident])[ident]) == 1
        files = sorted((desk.root / ".git/tix/index").glob("history-*"))
        asked = index.events()
        assert index.moves([ident]) == other.moves([ident])
        assert next(asked).ticket == ident
    finally:
        index.close()
        other.close()
    assert sorted((desk.root / ".git/tix/index").glob("history-*")) == files


@pytest.mark.slow
def test_what_was_added_to_the_base_is_looked_for_in_it(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_FOLDED", 2)
    idents = [desk.open(f"Ticket {number}") for number in range(2)]
    for status in ("closed", "open", "resolved"):
        for ident in idents:
            desk.call("status", ident, status)
        check(find(desk.root), monkeypatch)
    assert len(list((desk.root / ".git/tix/index").glob("history-*.db"))) == 1


def test_few_tickets_are_asked_of_git_while_there_is_no_index(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    shown = json.loads(desk.call("show", ident, "--json").stdout)
    assert not list((desk.root / ".git/tix/index").glob("history*"))
    assert subjects(desk)
    assert json.loads(desk.call("show", ident, "--json").stdout) == shown
    assert shown["updated"] == "2026-11-22T09:00:00Z"
