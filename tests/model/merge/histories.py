"""Random histories of one ticket in three to five clones, without git: see ``commits``.

Four ways of working together: a central remote with lost races and rebases; gossip, where people
pull from one another, from states that are old by then, and at the same time (criss-cross);
gossip with cherry-picks; gossip between clones that have opened one ticket each, by its key, before
they knew of each other. In the end everybody has what everybody has.
"""

from dataclasses import dataclass
from random import Random

from tests.model.merge.commits import Commit, is_line, merged, picked, rebased
from tests.model.merge.deeds import Doer
from tests.model.merge.oracle import needless_notes, violations
from tests.model.merge.people import after, opened_ticket
from tix.frozen import replace
from tix.model.record.notes import asides_of
from tix.model.ticket.document import dump, load

WAYS = ("central", "gossip", "copies", "apart")
BODY = "one\ntwo\nthree"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong at the end, how many notes there are, and how many are needless."""

    wrong: list[str]
    notes: int
    needless: int


def run(seed: int) -> Outcome:
    """One history, all of it decided by the seed."""
    rng = Random(seed)
    way = WAYS[seed % len(WAYS)]
    history = _History(rng, apart=way == "apart")
    for _ in range(rng.randint(5, 40)):
        if rng.random() < 0.6:
            history.work()
        elif way == "central":
            history.sync(rng.randrange(history.size))
        else:
            history.gossip(copies=way == "copies")
    data = history.end(central=way == "central")
    ticket = load(data[0]).record
    wrong = violations(history.doer.log, ticket, copies=way == "copies", apart=way == "apart")
    wrong += [] if len(set(data)) == 1 else ["the clones differ"]
    wrong += [] if ticket.opened == history.opened else ["it wasn't opened then"]
    needless = needless_notes(history.doer.log, ticket)
    return Outcome(wrong, len(asides_of(ticket)), len(needless))


class _History:
    def __init__(self, rng: Random, *, apart: bool) -> None:
        self.rng = rng
        self.doer = Doer(rng)
        self.size = rng.randint(3, 5)
        ticket = replace(opened_ticket(rng), labels=(), body=BODY, comments=(), key="k")
        self.opened = ticket.opened
        self.remote = Commit(dump(ticket))
        self.heads = [self.remote] * self.size
        if apart:
            openings = [after(rng.randint(0, 60)) for _ in self.heads]
            self.opened = min(openings)
            self.heads = [
                Commit(dump(replace(ticket, opened=at, since=at, opened_by=f"script{number}")))
                for number, at in enumerate(openings)
            ]
        self.older = [[head] for head in self.heads]
        self.clocks = [rng.randint(-3000, 3000) for _ in self.heads]
        self.minutes = 0

    def work(self) -> None:
        """Somebody does something in their clone."""
        who = self.rng.randrange(self.size)
        self.minutes += self.rng.randint(0, 2)
        head = self.heads[who]
        now = after(self.minutes + self.clocks[who])
        document = load(head.data)
        ticket, deeds = self.doer.do(document.record, head.deeds, now)
        data = document.save(ticket)
        if data != head.data:
            self._move(who, head.child(data, *deeds))

    def sync(self, who: int) -> None:
        """Fetch, merge or rebase, push; sometimes somebody else's push comes first."""
        while True:
            seen = self.remote
            ours = self.heads[who]
            replay = self.rng.random() < 0.3 and is_line(ours, seen)
            self._move(who, rebased(ours, seen) if replay else merged(ours, seen))
            if self.rng.random() < 0.3:
                other = self.rng.randrange(self.size)
                if self.heads[other].has(self.remote):
                    self.remote = self.heads[other]
            if self.heads[who].has(self.remote):
                self.remote = self.heads[who]
                return

    def gossip(self, *, copies: bool) -> None:
        """One pulls from another; or two from each other; or one picks a commit."""
        one, other = self.rng.sample(range(self.size), 2)
        ours = self.heads[one]
        theirs = self.rng.choice(self.older[other][-3:])
        if copies and self.rng.random() < 0.4 and len(theirs.parents) == 1:
            if not ours.has(theirs):
                self._move(one, picked(ours, theirs))
            return
        self._move(one, merged(ours, theirs))
        if self.rng.random() < 0.4:
            self._move(other, merged(self.heads[other], ours))

    def end(self, *, central: bool) -> list[bytes]:
        """Everybody gets everything; the files that they end with."""
        if central:
            for who in (*range(self.size), *range(self.size)):
                self.sync(who)
        else:
            for _ in range(self.size):
                self.gossip(copies=False)
            for _ in range(2):
                for one in range(self.size):
                    self._move(one, merged(self.heads[one], self.heads[one - 1]))
        return [head.data for head in self.heads]

    def _move(self, who: int, commit: Commit) -> None:
        self.heads[who] = commit
        self.older[who].append(commit)
