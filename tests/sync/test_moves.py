"""Tickets that move while others change them: by id, through real clones, merges and syncs.

Each case is a ticket of its own; many of them go through one merge together. The histories have
three shapes: two branches that part and meet; criss-cross merges, so that there are several merge
bases; an octopus merge that plain git made of three branches, which never asks the merge driver.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.scale import scaled
from tests.sync.clones import PEOPLE, Team, git
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.ids import ALPHABET, LETTERS
from tix.model.record.notes import AUTHOR, asides_of
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import ticket_id
from tix.model.ticket.ticket import Ticket

MakeTeam = Callable[[int], Team]
CONFIG = Config()
MONTHS = ("2026/09", "2026/10", "2026/11")


@dataclass
class _Side:
    """A clone whose tickets are changed as somebody does it who has only an editor and git."""

    number: int
    clone: DeskInFiles
    rng: Random
    said: dict[str, str] = field(default_factory=dict)
    """Where each comment was made: the ticket's id by its text."""
    titles: dict[str, str] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    """Titles and paths of what was opened here, by id."""
    count: int = 0

    def path(self, ident: str) -> Path | None:
        return next(self.clone.root.glob(f"[ta]*/*/*/{ident}.md"), None)

    def change(self, ident: str, change: Callable[[Ticket], Ticket]) -> None:
        path = self.path(ident)
        if path is not None:
            document = load(path.read_bytes())
            path.write_bytes(document.save(change(document.record)))

    def commit(self) -> None:
        self.clone.git("add", "--all")
        if self.clone.git("status", "--porcelain"):
            self.clone.git("commit", "-q", "-m", "By hand", by=PEOPLE[self.number])

    # -- what people do to a ticket ---------------------------------------------------------

    def comment(self, ident: str) -> None:
        self.count += 1
        name = f"c-{LETTERS[self.number]}{self.count:05}"
        text = f"{self.number} said {self.count} in {ident}"
        if self.path(ident) is not None:
            self.said[text] = ident
        who = PEOPLE[self.number]
        self.change(ident, lambda t: changes.add_comment(t, name, who, text, NOW))

    def retitle(self, ident: str) -> None:
        self.count += 1
        title = f"{ident} by {self.number} for the {self.count}th time"
        if self.path(ident) is not None:
            self.titles[title] = ident
        self.change(ident, lambda t: replace(t, title=title))

    def close(self, ident: str) -> None:
        self.change(ident, lambda t: changes.set_status(t, "closed", CONFIG, NOW))

    def reopen(self, ident: str) -> None:
        self.change(ident, lambda t: changes.set_status(t, "in-progress", CONFIG, NOW))
        self._move(ident, "tickets")

    def archive(self, ident: str) -> None:
        self.close(ident)
        self._move(ident, "archive")

    def refile(self, ident: str) -> None:
        """To another month, by mistake."""
        if path := self.path(ident):
            to = path.parents[2] / self.rng.choice(MONTHS) / path.name
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)

    def delete(self, ident: str) -> None:
        if path := self.path(ident):
            path.unlink()

    def exchange(self, ident: str) -> None:
        """Delete it and open one that looks like it: git believes that it was renamed."""
        path = self.path(ident)
        if path is not None:
            ticket = load(path.read_bytes()).record
            new = replace(ticket, id=new_id(self.rng), title=f"{ticket.title}, again", comments=())
            path.unlink()
            self.open(new, path.parent)

    def open(self, ticket: Ticket, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{ticket.id}.md"
        path.write_bytes(dump(ticket))
        self.opened[ticket.id] = str(path.relative_to(self.clone.root))

    def archive_month(self, month: str) -> None:
        """Everything in it, done or not, as ``git mv`` of the folder does."""
        source = self.clone.root / "tickets" / month
        target = self.clone.root / "archive" / month
        for path in sorted(source.glob("*.md")):
            target.mkdir(parents=True, exist_ok=True)
            path.rename(target / path.name)

    def _move(self, ident: str, folder: str) -> None:
        if path := self.path(ident):
            to = self.clone.root / folder / path.relative_to(self.clone.root / path.parts[-4])
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)


ACTS = (
    _Side.comment, _Side.comment, _Side.retitle, _Side.close, _Side.reopen, _Side.archive,
    _Side.archive, _Side.refile, _Side.delete, _Side.exchange,
)  # fmt: skip


def new_id(rng: Random) -> str:
    return rng.choice(LETTERS) + "".join(rng.choices(ALPHABET, k=5))


class _Round:
    """Some cases through one merge."""

    def __init__(self, team: Team, rng: Random, cases: int) -> None:
        self.team, self.rng = team, rng
        self.sides = [_Side(n, clone, rng) for n, clone in enumerate(team.clones)]
        self.idents = [new_id(rng) for _ in range(cases)]
        first = self.sides[0]
        for ident in self.idents:
            body = "\n".join(f"line {n} of what everybody says" for n in range(12))
            ticket = Ticket(
                id=ident, title=f"About {ident}", status="open", since=NOW, opened=NOW,
                opened_by="Zoe <zoe@example.org>", body=body,
            )  # fmt: skip
            first.open(ticket, first.clone.root / "tickets" / rng.choice(MONTHS))
            if rng.random() < 0.3:
                first.archive(ident)
        first.commit()
        team.sync_all(2)
        first.opened.clear()

    def work(self, side: _Side, idents: list[str] | None = None) -> None:
        """Something is done to each ticket, and it is committed."""
        if self.rng.random() < 0.2:
            side.archive_month(self.rng.choice(MONTHS))
        for ident in idents or self.idents:
            for _ in range(self.rng.choice([0, 1, 1, 2])):
                self.rng.choice(ACTS)(side, ident)
        side.commit()

    # -- shapes of history ------------------------------------------------------------------

    def apart(self) -> None:
        for side in self.sides[:2]:
            self.work(side)

    def criss_cross(self) -> None:
        """Each merges the other's older state; then both go on."""
        one, other = self.sides[:2]
        self.apart()
        for side in (one, other):
            side.clone.git("branch", "-f", "older")
        for side, from_ in ((one, other), (other, one)):
            _merge(side.clone, from_.clone)
        self.apart()

    def octopus(self) -> None:
        """Somebody merges three branches that touch other tickets; then all go on."""
        third = len(self.idents) // 3 or 1
        for number, side in enumerate(self.sides):
            self.work(side, self.idents[number * third : (number + 1) * third])
        clone = self.sides[2].clone
        for side in self.sides[:2]:
            clone.git("fetch", "-q", str(side.clone.root), f"main:from-{side.number}")
        self.made = _tried(clone, "merge", "-q", "-m", "Octopus", "from-0", "from-1")
        clone.git("branch", "-q", "-D", "from-0", "from-1")
        for side in self.sides:
            self.work(side)

    # -- what must come of it ---------------------------------------------------------------

    def check(self) -> None:
        self.team.settle()
        self.team.assert_same()
        tickets: dict[str, Ticket] = {}
        places: dict[str, str] = {}
        for path in sorted(self.team.clones[0].root.glob("[ta]*/*/*/*.md")):
            ident = ticket_id(path.name, path.read_bytes())
            assert ident not in tickets, f"{ident} is in {path} and in {places[ident]}"
            tickets[ident], places[ident] = load(path.read_bytes()).record, str(path)
            assert path.stem == ident
        for side in self.sides:
            self._nothing_of(side, tickets)

    def _nothing_of(self, side: _Side, tickets: dict[str, Ticket]) -> None:
        """Nothing of what a side wrote is lost, but what was in tickets that somebody deleted."""
        everywhere = [
            (one.id, c.text) for one in tickets.values() for c in one.comments if c.author != AUTHOR
        ]
        for text, ident in side.said.items():
            found = [where for where, comment in everywhere if comment == text]
            assert found == [ident] or (not found and self._was_deleted(ident)), (text, found)
        for title, ident in side.titles.items():
            if ident in tickets and not self._was_deleted(ident):
                noted = {a.value for a in asides_of(tickets[ident])}
                later = [t for t, i in side.titles.items() if i == ident]
                others = [t for s in self.sides for t, i in s.titles.items() if i == ident]
                told = noted | {tickets[ident].title}
                assert title in told or later[-1] != title or others[-1] in told, title
        for ident in side.opened:
            assert ident in tickets or self._was_deleted(ident), f"{ident} is lost"

    def _was_deleted(self, ident: str) -> bool:
        """Whether a commit anywhere took the ticket's file away, and not to another place."""
        log = git(
            self.team.remote, "log", "main", "-m", "--no-renames", "--format=%x01%H",
            "--name-status", "--", f"*/{ident}.md",
        )  # fmt: skip
        for entry in log.split("\x01")[1:]:
            kinds = {line[0] for line in entry.splitlines()[1:] if line}
            if kinds == {"D"}:
                return True
        return False


def _merge(clone: DeskInFiles, other: DeskInFiles) -> None:
    """Merge what another clone had before; where plain git can't, leave it."""
    clone.git("fetch", "-q", str(other.root), "+older:theirs")
    _tried(clone, "merge", "-q", "--no-edit", "theirs")


def _tried(clone: DeskInFiles, *args: str) -> bool:
    done = subprocess.run(
        ["git", *args], cwd=clone.root, env=clone.environ, capture_output=True, text=True
    )
    if done.returncode:
        clone.git("reset", "-q", "--hard")
    return done.returncode == 0


SHAPES = (_Round.apart, _Round.criss_cross, _Round.octopus)


def _run(team: Team, seed: int, cases: int, per_round: int) -> None:
    rng = Random(seed)
    for number in range(0, cases, per_round):
        round_ = _Round(team, rng, per_round)
        SHAPES[number // per_round % len(SHAPES)](round_)
        round_.check()


@pytest.mark.long
def test_moves_against_changes_lose_nothing(team_of: MakeTeam) -> None:
    _run(team_of(3), 1, 24, 8)


@pytest.mark.long
def test_many_moves_against_changes_lose_nothing(team_of: MakeTeam) -> None:
    _run(team_of(3), 2, scaled(3 * 500, 36), 12)
