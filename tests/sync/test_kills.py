"""A sync that is killed: the next one succeeds, nothing is lost, doubled or taken back."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.killing import killed_at
from tests.scale import scaled
from tests.sync.clones import PEOPLE, Team, head, start

MakeTeam = Callable[[int], Team]

_PLACES = (
    ("tix.storage.sync.remotes", "", "fetch", 1),
    ("tix.storage.git.commit", "", "_import", 1),
    ("tix.storage.sync.remotes", "", "push", 1),
    ("tix.storage.store.checkout_files", "Takeover", "_move_aside", 1),
    ("tix.storage.store.checkout_files", "", "swap", 2),
    ("tix.storage.store.checkout_files", "Takeover", "_put", 2),
    ("tix.storage.store.checkout_files", "Takeover", "apply", 1),
    ("tix.storage.store.checkout", "_CheckOut", "_run", 1),
    ("tix.storage.store.checkout", "_CheckOut", "_run", 2),
    ("tix.storage.git.index_copy", "PrivateIndex", "keep", 1),
    ("tix.storage.store.checkout", "_CheckOut", "_move", 1),
    ("tix.storage.store.checkout_files", "Takeover", "forget", 1),
)
POINTS = [(*place, when) for place in _PLACES for when in ("before", "after")]


@dataclass
class _Work:
    """Two people who never touch the same value, so no merge has anything to decide."""

    team: Team
    rng: Random
    said: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    idents: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    by_hand: int = 0

    @property
    def here(self) -> DeskInFiles:
        return self.team.clones[0]

    @property
    def there(self) -> DeskInFiles:
        return self.team.clones[1]

    def begin(self) -> None:
        self.idents = [self.there.open(f"Ticket {n}", "-b", "one\ntwo") for n in range(4)]
        self.there.write("templates/bug.md", "Steps:\n")
        self.team.sync_all(2)

    def others_work(self, round_: int) -> None:
        """Comments come and go, labels, a new ticket, one moves, one goes, a template changes."""
        there = self.there
        first, second, third, moved = self.idents[:4]
        for ident in (first, second):
            self._say(there, ident, f"there {round_} {ident}")
        if len(self.unsaid) < len(self.said) // 4:
            self._take_back(there, second)
        self._label(there, third, round_)
        there.call("edit", first, "--set", f"milestone=m{round_}")
        self._move(there, moved)
        new = there.open(f"New {round_}")
        self._say(there, new, f"about {new}")
        there.write("templates/bug.md", f"Steps of {round_}:\n")
        there.call("sync")

    def own_work(self, round_: int) -> None:
        """A comment, and an edit in an editor."""
        self._say(self.here, self.idents[1], f"here {round_}")
        path = self.here.file_of(self.idents[2])
        path.write_text(path.read_text().replace("\ntwo", f"\nhand {round_}\ntwo"))
        self.by_hand = round_ + 1

    def _say(self, clone: DeskInFiles, ident: str, text: str) -> None:
        clone.call("comment", ident, text)
        self.said.append(text)

    def _take_back(self, clone: DeskInFiles, ident: str) -> None:
        lines = clone.file_of(ident).read_text().split("\n")
        places = [n for n, line in enumerate(lines) if line.startswith("there ")]
        at = self.rng.choice(places)
        comment = lines[at - 2].split(" · ")[2]
        clone.call("comment", ident, "--remove", comment)
        self.unsaid.append(lines[at])

    def _label(self, clone: DeskInFiles, ident: str, round_: int) -> None:
        gone = self.rng.choice(sorted(self.labels)) if self.labels else None
        clone.call("edit", ident, "--add", f"labels=l{round_}")
        if gone:
            clone.call("edit", ident, "--remove", f"labels={gone}")
            self.labels.discard(gone)
        self.labels.add(f"l{round_}")

    def _move(self, clone: DeskInFiles, ident: str) -> None:
        """Into the archive and back, as somebody does it who has only git."""
        path = clone.file_of(ident).relative_to(clone.root)
        old, new, change = (
            ("tickets", "archive", "close")
            if path.parts[0] == "tickets"
            else ("archive", "tickets", "reopen")
        )
        clone.call(change, ident)
        path = clone.root / path
        if path.exists():
            to = clone.root / new / path.relative_to(clone.root / old)
            to.parent.mkdir(parents=True, exist_ok=True)
            clone.git("mv", str(path), str(to))
            clone.git("commit", "--quiet", "-m", f"{ident}: move")

    def check(self) -> None:
        """All is there once, and what was taken back isn't."""
        self.team.settle()
        self.team.assert_same()
        files = [p.read_text() for p in self.here.root.glob("[ta]*/*/*/*.md")]
        text = "\n".join(files)
        for said in self.said:
            assert text.count(f"\n{said}\n") == (said not in self.unsaid), said
        for number in range(self.by_hand):
            assert text.count(f"\nhand {number}\n") == 1
        assert "set aside" not in text
        shown = self.here.call("list", "--all", "--columns", "id,labels").rows
        (row,) = [row for row in shown if row[0] == self.idents[2]]
        assert set(row[1].replace(",", " ").split()) == self.labels
        self._nothing_of_others_was_committed_as_an_edit()

    def _nothing_of_others_was_committed_as_an_edit(self) -> None:
        mine = f"--author={PEOPLE[0].mail}"
        subjects = self.here.git("log", mine, "--format=%s", "--grep=edit by hand").splitlines()
        assert set(subjects) == {f"{self.idents[2]}: edit by hand"}


def _kill_and_go_on(work: _Work, number: int, kill: Callable[[], None]) -> None:
    """Others go on before the next sync here, in some rounds; and it isn't always a sync."""
    work.others_work(number)
    work.own_work(number)
    kill()
    if number % 3 == 1:
        work.others_work(number + 1000)
    if number % 4 == 2:
        work._say(work.here, work.idents[0], f"after {number}")
    assert work.here.run("sync").code == 0
    assert not list((work.here.root / ".git" / "tix").glob("aside*"))
    work.there.call("sync")


def _rounds(team: Team, points: list[tuple[object, ...]]) -> None:
    work = _Work(team, Random(1))
    work.begin()
    for number, (module, owner, name, count, when) in enumerate(points):

        def kill(place: tuple[object, ...] = (module, owner, name, count, when)) -> None:
            assert killed_at(work.here, *place, "sync") == -signal.SIGKILL, place

        _kill_and_go_on(work, number, kill)
    work.check()


@pytest.mark.long
def test_sync_that_is_killed_on_its_way_is_finished_by_the_next(team_of: MakeTeam) -> None:
    _rounds(team_of(2), [POINTS[n] for n in (11, 20)])


@pytest.mark.long
def test_sync_that_is_killed_anywhere_on_its_way_is_finished_by_the_next(
    team_of: MakeTeam,
) -> None:
    _rounds(team_of(2), Random(3).sample(POINTS, scaled(len(POINTS), 4)))


@pytest.mark.long
def test_sync_that_is_killed_at_a_random_moment(team_of: MakeTeam) -> None:
    team = team_of(2)
    work = _Work(team, Random(2))
    work.begin()
    took = 0.4
    for number in range(scaled(50, 3)):

        def kill() -> None:
            nonlocal took
            begin = time.monotonic()
            process = start(work.here, "sync")
            time.sleep(took * work.rng.uniform(0.3, 1.0))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                took = time.monotonic() - begin
            process.communicate()

        _kill_and_go_on(work, number, kill)
    work.check()
    assert head(work.here) == head(work.there)


_DIES_HALFWAY = """#!/bin/sh
case "$*" in *"read-tree -m -u"*)
    if mkdir '{once}' 2>/dev/null; then
        for new; do :; done
        cd '{root}'
        '{git}' show "$new:customers/new.md" | head -c 10 > customers/new.md
        '{git}' show "$new:customers/old.md" > x && mv x customers/old.md
        {also} kill -9 "$PPID"
        kill -9 $$
    fi;;
esac
exec '{git}' "$@"
"""
"""A git that is killed when it has exchanged one file of two, and begun with the other."""


@pytest.mark.slow
@pytest.mark.parametrize("also", [":", ""], ids=["git alone", "tix too"])
def test_records_that_a_killed_git_has_half_written_are_no_edits(
    team_of: MakeTeam, tmp_path: Path, also: str
) -> None:
    team = team_of(2)
    here, there = team.clones
    there.call("customer", "add", "Old")
    team.sync_all(2)
    there.call("customer", "edit", "old", "--set", "address=Street 1")
    there.call("customer", "add", "New")
    there.call("sync")
    wrapper = tmp_path / "bin/git"
    wrapper.parent.mkdir()
    git = shutil.which("git", path=here.environ["PATH"])
    wrapper.write_text(
        _DIES_HALFWAY.format(once=tmp_path / "once", root=here.root, git=git, also=also)
    )
    wrapper.chmod(0o755)
    before = head(here)
    killed = here.with_environ(PATH=f"{wrapper.parent}:{here.environ['PATH']}")
    killed.run("sync", code=None)
    here.run("sync")
    assert head(here) == head(there) != before
    assert here.git("status", "--porcelain") == ""
    team.assert_same()
