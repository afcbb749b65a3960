"""Clocks that are ten years off: nothing is lost, and comments stay in the order of the talk."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import BOB, NOW, DeskInFiles
from tix.model.merge.files import merge_files

YEARS = 3652 * timedelta(days=1)
READING = (
    ["list", "--all", "--sort", "updated"], ["list", "updated:<7d", "--all"], ["status"],
    ["log"], ["log", "--json"], ["inbox"], ["report"], ["report", "--since", "2000-01-01"],
    ["export", "json"], ["check"], ["search", "word"],
)  # fmt: skip


def clock_of_tix(moment: datetime) -> Mapping[str, str]:
    """All that tix writes is from that time."""
    return {"TIX_NOW": moment.isoformat()}


def clock_of_git(moment: datetime) -> Mapping[str, str]:
    """Commits are from that time, and tix knows a better one."""
    date = f"@{int(moment.timestamp())} +0000"
    return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "TIX_NOW": ""}


Clock = Callable[[datetime], Mapping[str, str]]


class Pair:
    """Ana's desk and Bob's clone of it, with a remote between them; Bob's clock is off."""

    def __init__(self, desk: DeskInFiles, clock: Mapping[str, str]) -> None:
        self.ident = desk.open("Talk about it", "-b", "A word")
        hub = desk.root.with_name("hub.git")
        desk.git("clone", "--quiet", "--bare", ".", str(hub))
        desk.git("remote", "add", "origin", str(hub))
        desk.git("fetch", "--quiet", "origin")
        desk.git("branch", "--quiet", "--set-upstream-to=origin/main")
        root = desk.root.with_name("bobs")
        desk.git("clone", "--quiet", str(hub), str(root))
        self.ana = desk
        self.bob = DeskInFiles(root, desk.environ).as_(BOB).with_environ(**clock)

    def sync(self) -> None:
        """Until both have everything."""
        for desk in (self.ana, self.bob, self.ana):
            desk.call("sync")

    def shown(self) -> dict[str, Any]:
        """The ticket, which both have in the same bytes."""
        files = [desk.file_of(self.ident).read_bytes() for desk in (self.ana, self.bob)]
        assert files[0] == files[1]
        shown = json.loads(self.ana.call("show", self.ident, "--json").stdout)
        assert isinstance(shown, dict)
        return shown

    def said(self) -> list[str]:
        """The comments' texts in their order, without merge notes."""
        comments = self.shown()["comments"]
        return [c["text"] for c in comments if "merge@tix.invalid" not in c["by"]]

    def read_all(self) -> None:
        """Every command that reads does its work, whichever clock it has."""
        for number, command in enumerate(READING):
            (self.ana, self.bob)[number % 2].call(*command)


_CLOCKS = (
    pytest.param(clock_of_tix, -1, id="tix-behind"),
    pytest.param(clock_of_tix, 1, id="tix-ahead", marks=pytest.mark.long),
    pytest.param(clock_of_git, -1, id="git-behind", marks=pytest.mark.long),
    pytest.param(clock_of_git, 1, id="git-ahead", marks=pytest.mark.long),
)


@pytest.fixture
def pair(desk: DeskInFiles, clock: Clock, sign: int) -> Pair:
    """The two clones."""
    return Pair(desk, clock(NOW + sign * YEARS))


all_clocks = pytest.mark.parametrize(("clock", "sign"), _CLOCKS)


@pytest.mark.slow
@all_clocks
def test_answers_stand_below_their_questions(pair: Pair) -> None:
    texts = []
    for number in range(2):
        for who, desk in (("Ana", pair.ana), ("Bob", pair.bob)):
            desk.call("sync")
            texts.append(f"{who} {number}")
            desk.call("comment", pair.ident, texts[-1])
            desk.call("sync")
    pair.sync()
    assert pair.said() == texts


@pytest.mark.slow
@all_clocks
def test_what_both_did_at_once_is_all_there(pair: Pair) -> None:
    for who, desk in (("Ana", pair.ana), ("Bob", pair.bob)):
        for number in range(3):
            desk.call("comment", pair.ident, f"{who} {number}")
        desk.call("edit", pair.ident, "--add", f"label={who.lower()}")
        desk.call("open", f"{who}'s own")
    pair.ana.call("status", pair.ident, "pending")
    pair.bob.call("close", pair.ident, "--resolution", "Done, says Bob")
    pair.sync()
    shown, said = pair.shown(), pair.said()
    assert sorted(said) == sorted(f"{who} {n}" for who in ("Ana", "Bob") for n in range(3))
    for who in ("Ana", "Bob"):
        own = [text for text in said if text.startswith(who)]
        assert own == sorted(own)
    assert shown["labels"] == ["ana", "bob"]
    kept = json.dumps(shown)
    assert shown["status"] == "pending" and "closed" in kept and "Done, says Bob" in kept
    titles = {ticket["title"] for ticket in _exported(pair.bob)}
    assert titles == {"Talk about it", "Ana's own", "Bob's own"}
    pair.read_all()


def _exported(desk: DeskInFiles) -> list[dict[str, Any]]:
    exported = json.loads(desk.call("export", "json").stdout)
    assert isinstance(exported, list)
    return exported


@pytest.mark.slow
@all_clocks
def test_git_merges_as_tix_does(pair: Pair) -> None:
    path = pair.ana.file_of(pair.ident).relative_to(pair.ana.root)
    base = (pair.ana.root / path).read_bytes()
    for who, desk in (("Ana", pair.ana), ("Bob", pair.bob)):
        desk.call("comment", pair.ident, f"{who}'s")
        desk.call("edit", pair.ident, "--title", f"{who} calls it so")
    ours, theirs = ((desk.root / path).read_bytes() for desk in (pair.bob, pair.ana))
    pair.ana.git("push", "--quiet", "origin", "main")
    pair.bob.git("fetch", "--quiet", "origin")
    pair.bob.git("merge", "--quiet", "--no-edit", "origin/main")
    merged = (pair.bob.root / path).read_bytes()
    assert merged == merge_files(base, ours, theirs).data
    assert all(text in merged for text in (b"Ana's", b"Bob's", b"Ana calls it", b"Bob calls it"))
    pair.sync()
    assert (pair.ana.root / path).read_bytes() == merged


@pytest.mark.parametrize("sign", [-1, pytest.param(1, marks=pytest.mark.long)])
def test_own_clock_that_jumps(desk: DeskInFiles, sign: int) -> None:
    """One clone, and its clock is put right (or wrong) in between, and back again."""
    ident = desk.open("One", "-b", "A word")
    for number, years in enumerate((0, 1, 0, -1, 0)):
        then = desk.at(NOW + sign * years * YEARS)
        then.call("comment", ident, f"Comment {number}")
        then.call("edit", ident, "--add", f"label=l{number}")
        then.call("close", ident)
        then.call("reopen", ident)
        then.call("check")
    for command in READING:
        desk.call(*command)
    desk.call("undo")
    shown = json.loads(desk.call("show", ident, "--json").stdout)
    assert [c["text"] for c in shown["comments"]] == [f"Comment {n}" for n in range(5)]
    assert shown["labels"] == [f"l{n}" for n in range(5)] and shown["status"] == "closed"


@all_clocks
def test_claim_with_a_clock_that_is_off(pair: Pair) -> None:
    pair.bob.call("claim", pair.ident)
    pair.ana.call("claim", pair.ident, code=4)
    pair.sync()
    assert pair.shown()["assignees"] == [BOB.mail]


@pytest.mark.parametrize("year", [1970, 9998])
def test_clocks_at_the_ends_of_time(desk: DeskInFiles, year: int) -> None:
    then = desk.at(datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC))
    ident = then.open("Then", "-b", "A word")
    then.call("comment", ident, "One")
    then.call("comment", ident, "Two")
    desk.call("comment", ident, "Three")
    for command in READING:
        then.call(*command)
