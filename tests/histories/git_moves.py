"""Random histories in which tickets are archived (one, or a whole month), opened, deleted and
edited at the same time, and plain git merges: also several branches at once (octopus).

git guesses renames from likeness, and these tickets begin nearly alike. It may stop with a conflict
(it can't see that a ticket was moved *and* changed, or believes that one became another); it may
not merge two tickets into one, nor lose a word. Conflicts are solved as ``resolve`` does: each
ticket by its id, whatever path git has put it at. After a merge without conflict a ticket can be in
two places (deleted in one merge base and archived in the other): ``join_twins``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.histories.git_clones import Clone, Deeds, Team, foreign_words, make_team
from tests.model.merge.oracle import violations
from tix.model.ids import ALPHABET
from tix.model.merge.files import merge_files
from tix.model.ticket.document import load

MONTHS = ("09", "10", "11")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong at the end, and how often git asked for a person."""

    wrong: list[str]
    conflicts: int


def play(seed: int, steps: int, folder: Path, environ: Mapping[str, str]) -> Outcome:
    """One history, all of it decided by the seed."""
    rng = Random(seed)
    team = make_team(rng, folder, environ, rng.randint(3, 4))
    history = _History(team)
    for month in MONTHS:
        history.open(0, month)
    for who in range(1, len(team.clones)):
        history.pull(who, 0)
    acts = (
        *[history.work] * 3,
        history.archive,
        history.archive_month,
        history.open,
        history.delete,
        *[history.gossip] * 2,
        history.octopus,
    )
    for _ in range(rng.randint(steps // 2, steps)):
        rng.choice(acts)(rng.randrange(len(team.clones)))
    for who in (*range(len(team.clones)), *range(len(team.clones))):
        history.pull(who, (who or len(team.clones)) - 1)
    return Outcome(list(_wrong(team, history.deleted)), history.conflicts)


class _History:
    def __init__(self, team: Team) -> None:
        self.team = team
        self.rng = team.rng
        self.deleted: set[str] = set()
        self.conflicts = 0

    # -- what people do ---------------------------------------------------------------------------

    def open(self, who: int, month: str | None = None) -> None:
        number = len(self.team.doers) * 7919
        ident = "t" + "".join(ALPHABET[number // 32**place % 32] for place in range(5))
        self.team.add(who, ident, month or self.rng.choice(MONTHS))

    def work(self, who: int) -> None:
        for ident in self.rng.sample([*self.team.doers], self.rng.randint(1, 2)):
            self.team.work(who, ident)

    def archive(self, who: int) -> None:
        self._archive(who, self._live(who)[:1])

    def archive_month(self, who: int) -> None:
        live = self._live(who)
        self._archive(who, [path for path in live if path.parent == live[0].parent])

    def _archive(self, who: int, paths: list[Path]) -> None:
        clone = self.team.clones[who]
        for path in paths:
            place = clone.root / "archive" / path.relative_to(clone.root / "tickets")
            place.parent.mkdir(parents=True, exist_ok=True)
            clone.git("mv", "--", str(path), str(place))
        if paths:
            self.team.commit(who, "Archive")

    def delete(self, who: int) -> None:
        """Delete a ticket; sometimes another is opened with it, so that it looks like a rename."""
        for path in self._live(who)[:1]:
            self.deleted.add(path.stem)
            self.team.clones[who].git("rm", "--quiet", "--", str(path))
            if self.rng.random() < 0.5:
                self.open(who, path.parent.name)
            else:
                self.team.commit(who, f"{path.stem}: delete")

    def _live(self, who: int) -> list[Path]:
        paths = sorted(self.team.clones[who].root.glob("tickets/2026/*/*.md"))
        self.rng.shuffle(paths)
        return paths

    # -- what git does ----------------------------------------------------------------------------

    def gossip(self, who: int) -> None:
        """One pulls from another, and sometimes the other from where the one had been."""
        other = self.rng.choice([n for n in range(len(self.team.clones)) if n != who])
        ours = self.team.head(who)
        self.pull(who, other, self.rng.choice(self.team.older[other][-3:]))
        if self.rng.random() < 0.5:
            self.pull(other, who, ours)

    def pull(self, who: int, other: int, commit: str | None = None) -> None:
        theirs = commit or self.team.head(other)
        self.team.fetch(who, self.team.clones[other])
        clone = self.team.clones[who]
        known = self.team.knows(who) | self.team.deeds[theirs]
        code, _ = clone.try_git("merge", "--quiet", "--no-edit", theirs, at=self.team.now())
        if code:
            self.conflicts += 1
            resolve(clone, theirs)
            clone.git("commit", "--quiet", "--no-edit", at=self.team.now())
        self._moved(who, known)

    def octopus(self, who: int) -> None:
        """Merge all others at once. git takes it back where they collide; no driver is called."""
        others = [self.team.head(n) for n in range(len(self.team.clones)) if n != who]
        for other in range(len(self.team.clones)):
            if other != who:
                self.team.fetch(who, self.team.clones[other])
        clone = self.team.clones[who]
        known = self.team.knows(who).union(*(self.team.deeds[commit] for commit in others))
        code, _ = clone.try_git("merge", "--quiet", "--no-edit", *others, at=self.team.now())
        if code == 0:
            self._moved(who, known)
        else:
            clone.git("reset", "--merge", "--quiet")

    def _moved(self, who: int, known: Deeds) -> None:
        clone = self.team.clones[who]
        if join_twins(clone):
            clone.git("commit", "--quiet", "--message", "In one place", at=self.team.now())
        assert clone.git("status", "--porcelain", "--untracked-files=all") == ""
        for path in clone.root.glob("*/2026/*/*.md"):
            text = path.read_text()
            assert "<<<<<<<" not in text, f"{path} has conflict markers, and git said nothing"
            assert not foreign_words(text, self.team.number_of(path.stem)), path
        self.team.moved(who, known)


# -- a person who solves conflicts ----------------------------------------------------------------


def resolve(clone: Clone, theirs: str) -> None:
    """Finish a merge: every ticket that git speaks of is merged by its id, from whole commits."""
    base = clone.git("merge-base", "HEAD", theirs).strip()
    sides = [_tickets(clone, commit) for commit in (base, "HEAD", theirs)]
    listing = clone.git("ls-files", "--unmerged", "-z").split("\0")[:-1]
    blobs = {entry.split()[1] for entry in listing}
    idents = {Path(entry.partition("\t")[2]).stem for entry in listing}
    idents |= {ident for side in sides for ident, (_, blob) in side.items() if blob in blobs}
    for ident in sorted(idents):
        versions = [side.get(ident) for side in sides]
        old, ours, other = (clone.git("cat-file", "blob", v[1]) if v else None for v in versions)
        paths = [version[0] for version in versions[1:] if version]
        for path in clone.root.glob(f"*/2026/*/{ident}.md"):
            path.unlink()
        if text := _one_of(old, ours, other):
            place = clone.root / min(paths)  # in the archive, if it is for anybody
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    clone.git("add", "--all")


def join_twins(clone: Clone) -> bool:
    """Make one file of a ticket that is in two places; whether there was one."""
    idents = [path.stem for path in clone.root.glob("*/2026/*/*.md")]
    twins = {ident for ident in idents if idents.count(ident) > 1}
    for ident in sorted(twins):
        archived, live = sorted(clone.root.glob(f"*/2026/*/{ident}.md"))
        archived.write_bytes(merge_files(None, archived.read_bytes(), live.read_bytes()).data)
        live.unlink()
        clone.git("add", "--all")
    return bool(twins)


def _one_of(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    if ours is not None and theirs is not None:
        start = None if base is None else base.encode()
        return merge_files(start, ours.encode(), theirs.encode()).data.decode()
    left = ours if ours is not None else theirs
    return None if left == base else left


def _tickets(clone: Clone, commit: str) -> dict[str, tuple[str, str]]:
    """Path and blob of every ticket in a commit, by id."""
    listing = clone.git("ls-tree", "-r", "-z", commit).split("\0")[:-1]
    entries = (entry.partition("\t") for entry in listing)
    return {
        Path(path).stem: (path, about.split()[2])
        for about, _, path in entries
        if path[-3:] == ".md"
    }


def _wrong(team: Team, deleted: set[str]) -> list[str]:
    found = []
    trees = {clone.git("rev-parse", "HEAD^{tree}") for clone in team.clones}
    if len(trees) > 1:
        found.append("the clones differ")
    for ident, doer in team.doers.items():
        path = team.clones[0].place(ident)
        if path is None:
            found += [] if ident in deleted else [f"{ident} is lost"]
            continue
        if ident in deleted:  # who deleted it had seen some of what isn't in it now
            continue
        ticket = load(path.read_bytes()).record
        # moved and changed, so that git saw no base: as if somebody had made a copy
        found += [f"{ident}: {what}" for what in violations(doer.log, ticket, copies=True)]
    return found
