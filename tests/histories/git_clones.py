"""Real clones of a desk in which people work, and whose merges are made by real git.

``deeds`` of a commit are all that people have done up to it, as ``(ticket, number)``: what somebody
who has that commit has seen.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from tests.model.merge.deeds import Doer
from tests.model.merge.people import after, opened_ticket
from tix.frozen import replace
from tix.model.ticket.document import dump, load
from tix.storage.desk import merge_driver
from tix.storage.desk.attributes import ATTRIBUTES
from tix.storage.git.process import Git

Deeds = frozenset[tuple[int, int]]

APART = 1000
"""The words that people write into a ticket tell which one it is: ``w3012`` is in the third."""


class GitFailed(AssertionError):  # noqa: N818 (it is a test that failed)
    """git ended with another exit code than it should."""


@dataclass(frozen=True, slots=True)
class Clone:
    """One person's clone, or a remote."""

    root: Path
    environ: Mapping[str, str]

    def try_git(self, *args: str, at: datetime | None = None) -> tuple[int, str]:
        """Run git, and give its exit code and all it said."""
        when = (
            {} if at is None else {"GIT_AUTHOR_DATE": _stamp(at), "GIT_COMMITTER_DATE": _stamp(at)}
        )
        done = subprocess.run(
            ["git", *args], cwd=self.root, env={**self.environ, **when}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout

    def git(self, *args: str, at: datetime | None = None) -> str:
        """Run git, which must succeed; what it printed."""
        code, output = self.try_git(*args, at=at)
        if code:
            raise GitFailed(f"git {' '.join(args)}: exit code {code}\n{output}")
        return output

    def head(self) -> str:
        """The commit that it stands on, read without a process."""
        git_dir = self.root / ".git"
        branch = git_dir / (git_dir / "HEAD").read_text().strip().removeprefix("ref: ")
        return branch.read_text().strip() if branch.exists() else self.git("rev-parse", "HEAD")[:-1]

    def place(self, ident: str) -> Path | None:
        """Where a ticket's file is. Raises AssertionError if it is in two places."""
        found = sorted(self.root.glob(f"*/2026/*/{ident}.md"))
        assert len(found) < 2, f"{ident} is in two places: {found}"
        return found[0] if found else None


def _stamp(at: datetime) -> str:
    return f"@{int(at.timestamp())} +0000"


class TicketDoer(Doer):
    """Somebody who does things to one of several tickets."""

    def __init__(self, rng: Random, ticket: int) -> None:
        super().__init__(rng)
        self._from = ticket * APART

    @property
    def number(self) -> int:
        return self._from + len(self.log)


def foreign_words(text: str, ticket: int) -> list[str]:
    """Words in a ticket's file that were written into another one."""
    found = re.finditer(r"\bw(\d+)x*\b", text)
    return [word[0] for word in found if int(word[1]) // APART != ticket]


@dataclass(slots=True)
class Team:
    """The clones, the tickets that somebody has opened, and who knows what."""

    rng: Random
    clones: list[Clone]
    doers: dict[str, TicketDoer] = field(default_factory=dict)
    deeds: dict[str, Deeds] = field(default_factory=dict)
    older: list[list[str]] = field(default_factory=list)
    conflicts: int = 0
    minutes: int = 0

    def now(self) -> datetime:
        self.minutes += self.rng.randint(0, 2)
        return after(self.minutes)

    def moved(self, who: int, deeds: Deeds) -> None:
        """Remember what somebody knows whose clone has moved to another commit."""
        head = self.clones[who].head()
        self.deeds[head] = deeds | self.deeds.get(head, frozenset())
        self.older[who].append(head)

    def head(self, who: int) -> str:
        return self.older[who][-1]

    def knows(self, who: int) -> Deeds:
        return self.deeds[self.head(who)]

    def number_of(self, ident: str) -> int:
        return list(self.doers).index(ident) + 1

    # -- what people do ---------------------------------------------------------------------------

    def add(self, who: int, ident: str, month: str) -> None:
        """Open a ticket; all of them begin nearly alike."""
        self.doers[ident] = TicketDoer(self.rng, len(self.doers) + 1)
        ticket = replace(
            opened_ticket(self.rng), id=ident, labels=(), body="one\ntwo\nthree", comments=()
        )
        path = self.clones[who].root / f"tickets/2026/{month}/{ident}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump(ticket))
        self.clones[who].git("add", "--", str(path))
        self.commit(who, f"{ident}: open")

    def work(self, who: int, ident: str) -> None:
        """Do something to a ticket, if it is there."""
        path = self.clones[who].place(ident)
        if path is None:
            return
        number = self.number_of(ident)
        seen = frozenset(deed for ticket, deed in self.knows(who) if ticket == number)
        document = load(path.read_bytes())
        skew = 1000 * who % 7 - 3000
        now = after(self.minutes + skew)
        ticket, done = self.doers[ident].do(document.record, seen, now)
        data = document.save(ticket)
        if data != path.read_bytes():
            path.write_bytes(data)
            self.commit(who, f"{ident}: work", frozenset((number, deed) for deed in done))

    def commit(self, who: int, message: str, deeds: Deeds = frozenset()) -> None:
        known = self.knows(who) | deeds
        self.clones[who].git("commit", "--quiet", "--all", "--message", message, at=self.now())
        self.moved(who, known)

    # -- what git does ----------------------------------------------------------------------------

    def fetch(self, who: int, other: Clone) -> str:
        """Get all that the other one stands on; that commit."""
        self.clones[who].git("fetch", "--quiet", "--no-tags", str(other.root), "HEAD")
        fetched = (self.clones[who].root / ".git/FETCH_HEAD").read_text()
        return fetched.split()[0]

    def merge(self, who: int, *commits: str) -> None:
        """``git merge`` of commits that this clone has; a conflict fails the test."""
        known = self.knows(who).union(*(self.deeds[commit] for commit in commits))
        self.clones[who].git("merge", "--quiet", "--no-edit", *commits, at=self.now())
        self.moved(who, known)


def make_team(rng: Random, folder: Path, environ: Mapping[str, str], size: int) -> Team:
    """Clones of an empty desk, with tix's merge driver set up in each."""
    first = Clone(folder / "0", environ)
    first.root.mkdir(parents=True)
    first.git("init", "--quiet")
    for name in ATTRIBUTES:
        (first.root / name).mkdir()
        (first.root / name / ".gitattributes").write_bytes(ATTRIBUTES[name])
    first.git("add", "--all")
    first.git("commit", "--quiet", "--message", "A desk", at=after(-100))
    team = Team(rng, [first])
    for number in range(1, size):
        first.git("clone", "--quiet", str(first.root), str(folder / str(number)))
        team.clones.append(Clone(folder / str(number), environ))
    for who, clone in enumerate(team.clones):
        merge_driver.install(clone.root / ".git", Git(clone.root))
        clone.git("config", "gc.auto", "0")
        clone.git("config", "advice.detachedHead", "false")
        team.older.append([])
        team.moved(who, frozenset())
    return team


def cheap(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for thousands of runs of git: nothing has to be on the disk."""
    settings = {"core.fsync": "none", "gc.auto": "0", "maintenance.auto": "false"}
    start = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    pairs = {
        f"GIT_CONFIG_{part}_{start + number}": text
        for number, setting in enumerate(settings.items())
        for part, text in zip(("KEY", "VALUE"), setting, strict=True)
    }
    return {**environ, **pairs, "GIT_CONFIG_COUNT": str(start + len(settings))}
