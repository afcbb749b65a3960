"""Random histories of one or two tickets in real clones (``tests/model/merge/histories.py`` plays
the same without git): a central remote with lost races, merges and rebases; gossip with criss-cross
merges from states that are old by then; gossip with cherry-picks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.histories.git_clones import Clone, Team, foreign_words, make_team
from tests.model.merge.oracle import violations
from tix.model.record.notes import asides_of
from tix.model.ticket.document import load

WAYS = ("central", "gossip", "copies")
IDS = ("k7f3qz", "m3k9vd")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong at the end, and how many notes the ticket with the most has."""

    wrong: list[str]
    notes: int


def play(seed: int, steps: int, folder: Path, environ: Mapping[str, str]) -> Outcome:
    """One history, all of it decided by the seed."""
    rng = Random(seed)
    way = WAYS[seed % len(WAYS)]
    team = make_team(rng, folder, environ, rng.randint(3, 5))
    for ident in IDS[: rng.randint(1, 2)]:
        team.add(0, ident, "11")
    history = _History(team, folder, environ)
    for _ in range(rng.randint(steps // 2, steps)):
        if rng.random() < 0.6:
            team.work(rng.randrange(len(team.clones)), rng.choice([*team.doers]))
        elif way == "central":
            history.sync(rng.randrange(len(team.clones)))
        else:
            history.gossip(copies=way == "copies")
    history.end(central=way == "central")
    return _judged(team, copies=way == "copies")


class _History:
    def __init__(self, team: Team, folder: Path, environ: Mapping[str, str]) -> None:
        self.team = team
        self.rng = team.rng
        self.remote = Clone(folder / "remote.git", environ)
        team.clones[0].git("clone", "--quiet", "--bare", ".", str(self.remote.root))
        for who in range(1, len(team.clones)):
            self.pull(who, 0, team.head(0))

    def sync(self, who: int) -> None:
        """Fetch, merge or rebase, push; sometimes somebody else's push comes first."""
        clone = self.team.clones[who]
        while True:
            theirs = self.team.fetch(who, self.remote)
            if self.rng.random() < 0.4 and not clone.git("rev-list", "--merges", f"{theirs}.."):
                self.rebase(who, theirs)
            else:
                self.team.merge(who, theirs)
            if self.rng.random() < 0.3:
                self.push(self.rng.randrange(len(self.team.clones)))
            if self.push(who):
                return

    def push(self, who: int) -> bool:
        code, _ = self.team.clones[who].try_git("push", "--quiet", str(self.remote.root), "HEAD")
        return code == 0

    def rebase(self, who: int, upstream: str) -> None:
        known = self.team.knows(who) | self.team.deeds[upstream]
        self.team.clones[who].git("rebase", "--quiet", upstream, at=self.team.now())
        self.team.moved(who, known)

    def gossip(self, *, copies: bool) -> None:
        """One pulls from another; or two from each other; or one picks a commit."""
        one, other = self.rng.sample(range(len(self.team.clones)), 2)
        ours, theirs = self.team.head(one), self.rng.choice(self.team.older[other][-3:])
        if copies and self.rng.random() < 0.4:
            self.pick(one, other, theirs)
            return
        self.pull(one, other, theirs)
        if self.rng.random() < 0.4:
            self.pull(other, one, ours)

    def pull(self, who: int, other: int, commit: str) -> None:
        self.team.fetch(who, self.team.clones[other])
        self.team.merge(who, commit)

    def pick(self, who: int, other: int, commit: str) -> None:
        clone = self.team.clones[who]
        self.team.fetch(who, self.team.clones[other])
        parents = clone.git("rev-list", "--parents", "--max-count=1", commit).split()[1:]
        has, _ = clone.try_git("merge-base", "--is-ancestor", commit, "HEAD")
        if len(parents) == 1 and has != 0 and parents[0] in self.team.deeds:
            done = self.team.deeds[commit] - self.team.deeds[parents[0]]
            clone.git("cherry-pick", "--keep-redundant-commits", commit, at=self.team.now())
            self.team.moved(who, self.team.knows(who) | done)

    def end(self, *, central: bool) -> None:
        """Everybody gets everything."""
        size = len(self.team.clones)
        for who in (*range(size), *range(size)):
            if central:
                self.sync(who)
            else:
                self.pull(who, (who or size) - 1, self.team.head((who or size) - 1))


def _judged(team: Team, *, copies: bool) -> Outcome:
    wrong, notes = [], 0
    for ident, doer in team.doers.items():
        files = [clone.place(ident) for clone in team.clones]
        contents = {file.read_bytes() if file else None for file in files}
        data = contents.pop()
        if data is None or contents:
            wrong.append(f"{ident}: the clones differ, or don't have it")
            continue
        ticket = load(data).record
        wrong += [f"{ident}: {what}" for what in violations(doer.log, ticket, copies=copies)]
        wrong += foreign_words(data.decode(), team.number_of(ident))
        notes = max(notes, len(asides_of(ticket)))
    for clone in team.clones:
        wrong += clone.git("status", "--porcelain", "--untracked-files=all").splitlines()
    return Outcome(wrong, notes)
