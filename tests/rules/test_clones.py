"""Clones that work apart and tick apart, with clocks that differ: whatever rules do, they do once.

Each history is made of a seed: three people open, comment, edit, close, reopen, delete and sync in
any order, and let rules do what is due, on top of the remote or (the second line of defence, R3)
each in their own clone. In the end all sync, and what they have is looked at.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.remotes.conftest import CARL, Team, _team
from tests.rules.test_on_events import STAFF
from tests.scale import scaled
from tix.actions import tick as ticking
from tix.actions.assign import watch
from tix.actions.comment import add_comment
from tix.actions.delete import delete
from tix.actions.edit import Edits, edit_fields
from tix.actions.open import Draft, filled, open_ticket
from tix.actions.status import set_status
from tix.actions.sync import sync
from tix.actions.workspace import Workspace
from tix.model.people import RULES, Person
from tix.model.record.notes import AUTHOR
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.git.identity import Ident
from tix.storage.sync.remote_choice import Remote

__all__ = ["_team"]

START = datetime(2026, 11, 22, 9, tzinfo=UTC)

RULES_YAML = """\
- name: thanks
  on: done
  then: {comment: Thanks., add-label: thanked}
- name: look
  at: 1h after opened
  from: 2026-11-22T00:00:00Z
  when: is:unassigned is:open
  then: {assign: one of field, priority: urgent, notify: field, comment: internal Look.}
- name: loud
  on: changed priority
  when: priority:urgent
  then: {comment: Loud., add-label: loud}
- name: stale
  at: 5h after since
  from: 2026-11-22T00:00:00Z
  when: is:open
  then: {comment: Stale.}
- name: close
  at: 3h after resolved
  from: 2026-11-22T00:00:00Z
  then: {status: closed}
- name: asked
  at: 1h after asked
  from: 2026-11-22T00:00:00Z
  then: {comment: internal Asked.}
- name: often
  every: day 12:00
  from: 2026-11-22T00:00:00Z
  open: {title: Often, assign: one of field}
- name: each
  every: day 18:00
  from: 2026-11-22T00:00:00Z
  catch-up: all
  open: {title: Each, text: Of all., priority: low}
"""

SAYS = {"look": "Look.", "stale": "Stale.", "asked": "Asked."}
"""What rules at a time say when they fire."""


class Clones:
    """A remote, its clones, each with somebody and a clock that is ahead or behind."""

    def __init__(self, team: Team, folder: Path, seed: int, *, apart: bool) -> None:
        self.chance, self.apart, self.hour = random.Random(seed), apart, 0.0
        shutil.copytree(team.folder, folder, symlinks=True)
        there = Team(folder, team.environ, team.branch)
        self.roots = [folder / name for name in ("ana", "bob", "carl")]
        there.clone("carl", "--template=")
        self.desks = [DeskInFiles(root, team.environ) for root in self.roots]
        for desk in self.desks:
            desk.git("remote", "set-url", "origin", str(there.bare.root))
        self.people = [ANA, BOB, CARL]
        self.ahead = [timedelta(minutes=self.chance.randint(-40, 40)) for _ in self.roots]
        first = self.desks[0]
        first.write("tix.yaml", (first.root / "tix.yaml").read_text() + STAFF)
        first.write("rules.yaml", RULES_YAML)
        for _ in range(2):
            for number in range(3):
                sync(self.workspace(number))
        self.fired: Counter[tuple[str, str, datetime]] = Counter()
        self.closed: Counter[str] = Counter()
        self.deleted: set[str] = set()

    def workspace(self, number: int, who: Person | None = None) -> Workspace:
        """Somebody at work, at the time that their clock shows."""
        now = START + timedelta(hours=self.hour) + self.ahead[number]
        now = now.replace(microsecond=0)
        person = who or self.people[number]
        author = Ident(person, f"{int(now.timestamp())} +0000")
        return Workspace(find(self.roots[number]), now, author=author)

    def step(self) -> None:
        """Somebody does something."""
        self.hour += self.chance.random() * 1.5
        number = self.chance.randrange(3)
        workspace = self.workspace(number)
        deed = self.chance.choice(
            ["open", "comment", "ask", "priority", "close", "reopen", "watch", "delete",
             "sync", "sync", "sync", "tick", "tick", "tick"]
        )  # fmt: skip
        if deed == "sync":
            sync(workspace)
        elif deed == "tick":
            self.tick(number)
        elif deed == "open":
            self.open(workspace)
        else:
            self.change(deed, number)

    def open(self, workspace: Workspace) -> None:
        ticket = filled(Ticket("", ""), "Something", None, (), workspace.field_editor(()))
        asked = Ticket("", ticket.title, requester="jo@acme.example", status=ticket.status)
        open_ticket(workspace, Draft(asked), workspace.field_editor(()))

    def change(self, deed: str, number: int) -> None:
        workspace = self.workspace(number)
        tickets = sorted(self.tickets(number), key=lambda ticket: ticket.id)
        if not tickets:
            return
        ticket = self.chance.choice(tickets)
        done = workspace.config.is_done(ticket)
        if deed == "comment":
            add_comment(workspace, ticket.id, "Answered.")
        elif deed == "ask":
            jo = self.workspace(number, Person("Jo", "jo@acme.example"))
            add_comment(jo, ticket.id, "And?")
        elif deed == "priority":
            word = self.chance.choice(["low", "urgent"])
            edit_fields(workspace, [ticket.id], Edits([("priority", word)]))
        elif deed == "close" and not done:
            set_status(workspace, [ticket.id], "resolved")
            self.closed[ticket.id] += 1
        elif deed == "reopen" and done:
            set_status(workspace, [ticket.id], "open")
        elif deed == "watch":
            watch(workspace, [ticket.id])
        elif deed == "delete" and self.chance.random() < 0.4:
            delete(workspace, [ticket.id])
            self.deleted.add(ticket.id)

    def tick(self, number: int) -> None:
        """Twice: what one tick did isn't done again by the next."""
        seen: set[tuple[str, str, datetime]] = set()
        for _ in range(2):
            with _no_remote(self.apart):
                done = ticking.tick(self.workspace(number))
            assert not done.problems
            keys = {(fired.rule.name, fired.ticket, fired.anchor) for fired in done.fired}
            assert len(keys) == len(done.fired)
            assert not keys & seen
            seen |= keys
        self.fired.update(seen)

    def tickets(self, number: int) -> list[Ticket]:
        paths = (self.roots[number] / "tickets").rglob("*.md")
        return [load(path.read_bytes()).record for path in paths]

    def settle(self) -> None:
        """All sync until all have the same."""
        for _ in range(2):
            for number in range(3):
                self.hour += 0.01
                sync(self.workspace(number))


def _nowhere(workspace: Workspace, *, dry_run: bool) -> Remote | None:
    """What a desk without a remote has."""
    return None


@contextmanager
def _no_remote(apart: bool) -> Iterator[None]:
    """Tick as if there were no remote."""
    known = ticking._remote
    if apart:
        ticking._remote = _nowhere
    try:
        yield
    finally:
        ticking._remote = known


def files(root: Path) -> dict[str, bytes]:
    places = [*(root / "tickets").rglob("*.md"), root / "rules.fired"]
    return {str(p.relative_to(root)): p.read_bytes() for p in places if p.exists()}


def check(clones: Clones) -> None:
    clones.settle()
    first, *others = map(files, clones.roots)
    for other in others:
        assert other == first
    tickets = clones.tickets(0)
    for ticket in tickets:
        assert len(set(ticket.fired)) == len(ticket.fired), ticket
        fired = Counter(firing.rule for firing in ticket.fired)
        said = Counter(c.text for c in ticket.comments if c.author == RULES)
        assert all(said[text] == fired[rule] for rule, text in SAYS.items()), ticket
        assert len({c.id for c in ticket.comments}) == len(ticket.comments)
        assert len(ticket.assignees) <= 1, ticket
        assert said["Thanks."] <= max(clones.closed[ticket.id], 1)
        notes = [c for c in ticket.comments if c.author == AUTHOR]
        assert not [note for note in notes if "comment" in note.text.partition(":")[0]], notes
    opened = Counter((t.title, t.opened) for t in tickets if t.opened_by == str(RULES))
    assert not [key for key, count in opened.items() if count > 1]
    if not clones.apart:
        # One that was deleted and comes back, since another changed it, is as that one had it: what
        # a rule did in between is gone, and done again.
        every = clones.fired.items()
        twice = {key: count for key, count in every if count > 1 and key[1] not in clones.deleted}
        assert not twice


def history(team: Team, folder: Path, seed: int, steps: int, *, apart: bool) -> None:
    clones = Clones(team, folder / f"{seed}-{apart}", seed, apart=apart)
    for _ in range(steps):
        clones.step()
    check(clones)


@pytest.mark.parametrize("apart", [pytest.param(False, marks=pytest.mark.long), True])
def test_a_history(_team: Team, tmp_path: Path, apart: bool) -> None:
    history(_team, tmp_path, 1, 22, apart=apart)


@pytest.mark.long
@pytest.mark.parametrize("apart", [False, True])
def test_many_histories(_team: Team, tmp_path: Path, apart: bool) -> None:
    for seed in range(2, 2 + scaled(60)):
        history(_team, tmp_path, seed, 40, apart=apart)
        shutil.rmtree(tmp_path / f"{seed}-{apart}")
