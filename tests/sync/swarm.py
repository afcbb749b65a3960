"""Random work in several clones, by the commands that people type, and a log of who did what.

Each deed is remembered with what its doer had seen: the deeds in the commits below the clone's
HEAD, and those by hand that aren't committed yet. ``verdict`` holds the log against what everybody
ends with (see ``tests.model.merge.oracle``).
"""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.conftest import NOW, DeskInFiles
from tests.model.merge.deeds import Deed
from tests.model.merge.oracle import violations
from tests.sync.clones import PEOPLE, Team, at_once, head
from tix.model.ids import ALPHABET
from tix.model.record.notes import asides_of, comment_field
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time

STATUSES = ("open", "in-progress", "pending", "resolved", "closed")
DONE = ("resolved", "closed")

Key = tuple[str, int]
"""A deed: the ticket's id, and its number in the ticket's log."""


@dataclass
class Member:
    """A clone and its person; ``by_hand`` are deeds in files that aren't committed yet."""

    number: int
    clone: DeskInFiles
    skew: timedelta
    by_hand: dict[str, list[Key]] = field(default_factory=dict)


class Swarm:
    """Members of a team at work. All is decided by the seed, but for the ids."""

    def __init__(self, team: Team, seed: int) -> None:
        self.team = team
        self.rng = Random(seed)
        self.members = [
            Member(n, clone, timedelta(minutes=self.rng.randint(-3000, 3000)))
            for n, clone in enumerate(team.clones)
        ]
        self.logs: dict[str, list[Deed]] = {}
        self.history: list[str] = []
        self._made_in: dict[str, list[Key]] = {}
        self._seen_at: dict[str, frozenset[Key]] = {}
        self._minutes = 0
        self._words = 0

    def work(self, deeds: int) -> None:
        """That many random deeds, syncs and the like, one after the other."""
        for _ in range(deeds):
            self._minutes += self.rng.randint(0, 2)
            member = self.rng.choice(self.members)
            acts, weights = zip(*_ACTS, strict=True)
            (act,) = self.rng.choices(acts, weights)
            self.history.append(f"{PEOPLE[member.number].name}: {act.__name__}")
            act(self, member)

    def rush(self, count: int) -> None:
        """Several sync in the same moment, as processes of their own."""
        members = self.rng.sample(self.members, min(count, len(self.members)))
        before = [head(member.clone) for member in members]
        results = at_once([(self.now(member), ["sync"]) for member in members])
        assert [result.code for result in results] == [0] * len(members), results
        for member, old in zip(members, before, strict=True):
            self._committed(member, old, all_of(member))

    def end(self) -> list[str]:
        """Everybody syncs until nothing is new; what is wrong then."""
        for member in self.members:
            sync(self, member)
        self.team.settle()
        self.team.assert_same()
        return verdict(self.logs, self.team.clones[0])

    # -- for deeds --------------------------------------------------------------------------

    def now(self, member: Member) -> DeskInFiles:
        """The member's clone by the member's clock."""
        return member.clone.at(NOW + timedelta(minutes=self._minutes) + member.skew)

    def word(self) -> str:
        """A word that nobody has written before, of any length."""
        self._words += 1
        return f"w{self._words}" + "x" * self.rng.randint(0, 4)

    def some_file(self, member: Member) -> Path | None:
        """The file of a ticket that is in the clone."""
        found = sorted(member.clone.root.glob("[ta]*/*/*/*.md"))
        idents = sorted(path.stem for path in found if path.stem in self.logs)
        if not idents:
            return None
        # few tickets have most of the work, so that it collides
        ident = idents[min(self.rng.randrange(len(idents)), self.rng.randrange(len(idents)))]
        return next(path for path in found if path.stem == ident)

    def seen(self, member: Member, ident: str) -> frozenset[int]:
        """The numbers of the deeds on a ticket that its clone has."""
        keys = {*self._seen(member), *(key for keys in member.by_hand.values() for key in keys)}
        return frozenset(number for one, number in keys if one == ident)

    def done(
        self, member: Member, ident: str, *args: str, deeds: list[Deed], stdin: str = ""
    ) -> str:
        """Run a command that commits, and log what it did; its standard output."""
        before = head(member.clone)
        out = self.now(member).call(*args, stdin=stdin).stdout.strip()
        self.log(member, before, ident, deeds)
        return out

    def log(self, member: Member, before: str, ident: str, deeds: list[Deed]) -> None:
        """Log deeds that went into the commit after ``before``; none if there is none."""
        if head(member.clone) == before:
            return
        keys = [self._logged(ident, deed) for deed in deeds]
        self._committed(member, before, [*keys, *member.by_hand.pop(ident, [])])

    def did_by_hand(self, member: Member, ident: str, deed: Deed) -> None:
        """Log a deed that is in the file only."""
        member.by_hand.setdefault(ident, []).append(self._logged(ident, deed))

    def _logged(self, ident: str, deed: Deed) -> Key:
        log = self.logs.setdefault(ident, [])
        log.append(deed)
        return ident, len(log) - 1

    def _committed(self, member: Member, before: str, keys: list[Key]) -> None:
        """Remember which commit of the member's has these deeds."""
        mail = PEOPLE[member.number].mail
        made = member.clone.git(
            "rev-list", "--no-merges", "--reverse", f"--author={mail}", f"{before}..HEAD"
        ).split()
        new = [commit for commit in made if commit not in self._made_in]
        if keys:
            assert new, f"no commit of {mail} has {keys}"
            self._made_in[new[0]] = keys

    def _seen(self, member: Member) -> frozenset[Key]:
        at = head(member.clone)
        if at not in self._seen_at:
            commits = member.clone.git("rev-list", at).split()
            keys = (key for commit in commits for key in self._made_in.get(commit, ()))
            self._seen_at[at] = frozenset(keys)
        return self._seen_at[at]


def all_of(member: Member) -> list[Key]:
    """All that was done by hand, which is committed now."""
    keys = [key for keys in member.by_hand.values() for key in keys]
    member.by_hand.clear()
    return keys


# -- deeds ----------------------------------------------------------------------------------------

Act = Callable[[Swarm, Member], None]


def _on_a_ticket(deed: Callable[[Swarm, Member, Path, frozenset[int]], None]) -> Act:
    def act(swarm: Swarm, member: Member) -> None:
        path = swarm.some_file(member)
        if path is None:
            opens(swarm, member)
        else:
            deed(swarm, member, path, swarm.seen(member, path.stem))

    act.__name__ = deed.__name__
    return act


def opens(swarm: Swarm, member: Member) -> None:
    before = head(member.clone)
    title = swarm.word()
    ident = swarm.now(member).open(title, "-b", "one\ntwo\nthree")
    swarm.log(member, before, ident, [Deed("value", "title", title, frozenset())])


def comments(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    text = f"said {swarm.word()}\nin {path.stem}"
    internal = swarm.rng.random() < 0.3
    before = head(member.clone)
    args = ["comment", path.stem, "-F", "-", *(["--internal"] if internal else [])]
    ident = swarm.now(member).call(*args, stdin=text).stdout.strip()
    kind = "internal" if internal else "comment"
    swarm.log(member, before, path.stem, [Deed(kind, ident, text, seen)])


def edits_comment(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    ticket = _ticket(path)
    ordinary = [c for c in ticket.comments if c.text.startswith("said ")]
    if not ordinary:
        return
    comment, line = swarm.rng.choice(ordinary), f"edit {swarm.word()}"
    deeds = [
        Deed("line", aside.value, None, seen)
        for aside in asides_of(ticket)
        if aside.field == comment_field(comment.id)  # answered
    ]
    deeds.append(Deed("edit", comment.id, line, seen))
    args = ("comment", path.stem, "--edit", comment.id, "-F", "-")
    swarm.done(member, path.stem, *args, stdin=f"{comment.text}\n{line}", deeds=deeds)


def removes_comment(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    ordinary = [c for c in _ticket(path).comments if c.text.startswith("said ")]
    if ordinary:
        ident = swarm.rng.choice(ordinary).id
        deeds = [Deed("removal", ident, None, seen)]
        swarm.done(member, path.stem, "comment", path.stem, "--remove", ident, deeds=deeds)


def sets_title(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    title = swarm.word()
    deeds = [Deed("value", "title", title, seen)]
    swarm.done(member, path.stem, "edit", path.stem, "--title", title, deeds=deeds)


def sets_milestone(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    value = swarm.word()
    deeds = [Deed("value", "milestone", value, seen)]
    swarm.done(member, path.stem, "edit", path.stem, "--set", f"milestone={value}", deeds=deeds)


def assigns(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    who = f"{swarm.word()}@example.org"
    deeds = [Deed("assignee", who, who, seen)]
    swarm.done(member, path.stem, "assign", path.stem, who, "--add", deeds=deeds)


def unassigns(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    if assignees := _ticket(path).assignees:
        who = swarm.rng.choice(assignees)
        deeds = [Deed("assignee", who, None, seen)]
        swarm.done(member, path.stem, "assign", path.stem, who, "--remove", deeds=deeds)


def adds_label(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    label = swarm.word()
    deeds = [Deed("label", label, label, seen)]
    swarm.done(member, path.stem, "edit", path.stem, "--add", f"labels={label}", deeds=deeds)


def removes_label(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    if labels := _ticket(path).labels:
        label = swarm.rng.choice(labels)
        deeds = [Deed("label", label, None, seen)]
        swarm.done(member, path.stem, "edit", path.stem, "--remove", f"labels={label}", deeds=deeds)


def sets_status(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    status = swarm.rng.choice(STATUSES)
    resolution = swarm.word() if status in DONE and swarm.rng.random() < 0.5 else None
    deeds = []
    if resolution or status not in DONE:
        kind = "value" if resolution else "cleared"
        deeds.append(Deed(kind, "resolution", resolution, seen))
    more = ["--resolution", resolution] if resolution else []
    swarm.done(member, path.stem, "status", path.stem, status, *more, deeds=deeds)


def attaches(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    word = swarm.word()
    file = member.clone.root.parent / f"{word}.log"
    file.write_text(word)
    deeds = [Deed("attachment", word, word, seen)]
    swarm.done(member, path.stem, "attach", path.stem, str(file), deeds=deeds)


def deletes(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    deeds = [Deed("deletion", "", None, seen)]
    swarm.done(member, path.stem, "delete", path.stem, "--yes", deeds=deeds)


def moves(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    """To the archive or back, as somebody does it who has only git."""
    inside = path.relative_to(member.clone.root)
    to = {"tickets": "archive", "archive": "tickets"}[inside.parts[0]] / inside.relative_to(
        inside.parts[0]
    )
    (member.clone.root / to).parent.mkdir(parents=True, exist_ok=True)
    before = head(member.clone)
    member.clone.git("mv", str(inside), str(to))
    who = PEOPLE[member.number]
    member.clone.git("commit", "-q", "-m", f"Move {path.stem}", by=who)
    # what was edited by hand stays an edit: git mv doesn't stage it
    swarm._committed(member, before, [])


def edits_by_hand(swarm: Swarm, member: Member, path: Path, seen: frozenset[int]) -> None:
    """In an editor: title, a line of the body, or a comment typed below the others."""
    text = path.read_text()
    way = swarm.rng.choice(["title", "line", "line", "comment"])
    if way == "title":
        word = swarm.word()
        new = re.sub("^title: .*$", f"title: {word}", text, count=1, flags=re.MULTILINE)
        deed = Deed("value", "title", word, seen)
    elif way == "line":
        line = swarm.word()
        after = swarm.rng.choice(_ticket(path).body.split("\n"))
        new = text.replace(f"\n{after}", f"\n{after}\n{line}", 1)
        deed = Deed("line", line, line, seen)
    else:
        new, deed = _typed_comment(swarm, member, path, seen)
    path.write_text(new)
    swarm.did_by_hand(member, path.stem, deed)


def _typed_comment(
    swarm: Swarm, member: Member, path: Path, seen: frozenset[int]
) -> tuple[str, Deed]:
    ident = "c-a" + "".join(swarm.rng.choices(ALPHABET, k=5))
    text = f"said {swarm.word()}\nin {path.stem}"
    who = PEOPLE[member.number]
    at = format_time(NOW + timedelta(days=9, minutes=swarm.rng.randint(0, 999)))
    heading = f"## {at} · {who.name} <{who.mail}> · {ident}"
    return f"{path.read_text()}\n{heading}\n\n{text}\n", Deed("comment", ident, text, seen)


def sync(swarm: Swarm, member: Member) -> None:
    _sync(swarm, member)


def sync_elsewhere(swarm: Swarm, member: Member) -> None:
    _sync(swarm, member, "backup")


def _sync(swarm: Swarm, member: Member, *remote: str) -> None:
    before = head(member.clone)
    swarm.now(member).call("sync", *remote)
    swarm._committed(member, before, all_of(member))


def pulls(swarm: Swarm, member: Member) -> None:
    """From somebody's clone, by plain git. Where git can't, it's taken back."""
    other = swarm.rng.choice([one for one in swarm.members if one is not member])
    place = str(other.clone.root)
    command = ["git", "pull", "--quiet", "--no-rebase", "--no-edit", place, "main"]
    done = subprocess.run(
        command, cwd=member.clone.root, env=member.clone.environ, capture_output=True, text=True
    )
    if done.returncode:
        swarm.history[-1] += f" in vain: {done.stderr.strip()[:60]}"
        if (member.clone.root / ".git" / "MERGE_HEAD").exists():
            member.clone.git("merge", "--abort")


def _ticket(path: Path) -> Ticket:
    return load(path.read_bytes()).record


_ACTS: tuple[tuple[Act, float], ...] = (
    (opens, 3),
    (_on_a_ticket(comments), 6),
    (_on_a_ticket(edits_comment), 2),
    (_on_a_ticket(removes_comment), 1),
    (_on_a_ticket(sets_title), 2),
    (_on_a_ticket(sets_milestone), 2),
    (_on_a_ticket(assigns), 2),
    (_on_a_ticket(unassigns), 1),
    (_on_a_ticket(adds_label), 2),
    (_on_a_ticket(removes_label), 2),
    (_on_a_ticket(sets_status), 4),
    (_on_a_ticket(attaches), 1),
    (_on_a_ticket(deletes), 0.5),
    (_on_a_ticket(moves), 1.5),
    (_on_a_ticket(edits_by_hand), 5),
    (sync, 9),
    (sync_elsewhere, 2),
    (pulls, 2),
)


# -- the oracle -----------------------------------------------------------------------------------


def verdict(logs: dict[str, list[Deed]], clone: DeskInFiles) -> list[str]:
    """What the desk that everybody ends with has lost, got back, or has twice."""
    files: dict[str, list[Path]] = {}
    for path in sorted(clone.root.glob("[ta]*/*/*/*.md")):
        files.setdefault(load(path.read_bytes()).record.id, []).append(path)
    found = [f"{ident} is in {paths}" for ident, paths in files.items() if len(paths) > 1]
    found += [f"nobody opened {ident}" for ident in files if ident not in logs]
    for ident, log in logs.items():
        ticket = _ticket(files[ident][0]) if ident in files else None
        wrong = _wrong(log, ticket, clone)
        found += [f"{ident}: {each}" for each in wrong]
        if wrong:
            found += [f"{n} {deed}" for n, deed in enumerate(log)]
            how = ("--graph", "--format=%h %p %an %aI %s", "--diff-merges=separate", "-p", "-M")
            found.append(clone.git("log", "--all", *how, "--", f"*/{ident}.md"))
    return found


def _wrong(log: list[Deed], ticket: Ticket | None, clone: DeskInFiles) -> list[str]:
    deletions = [deed for deed in log if deed.kind == "deletion"]
    taken = frozenset[int]().union(*(deed.seen for deed in deletions))
    kept = [n for n, deed in enumerate(log) if n not in taken and deed.kind != "deletion"]
    if ticket is None:
        return [f"{log[n]} went with the ticket, unseen by who deleted it" for n in kept]
    if deletions:  # what its deleters knew of may be gone, or be there again
        texts = [comment.text.split("\n")[0] for comment in ticket.comments]
        removed = {deed.field for deed in log if deed.kind == "removal"}
        said = [log[n] for n in kept if log[n].kind == "comment" and log[n].field not in removed]
        first = [(deed.value or "").split("\n")[0] for deed in said]
        return [f"{text!r} is there {texts.count(text)} times" for text in first
                if texts.count(text) != 1]  # fmt: skip
    found = violations(log, ticket, copies=False)
    found += [f"{c.text!r} is in the wrong ticket" for c in ticket.comments
              if c.text.startswith("said ") and f"\nin {ticket.id}" not in c.text]  # fmt: skip
    wanted = {d.value for d in _not_undone(log, "assignee")}
    if wanted != set(ticket.assignees):
        found.append(f"assignees {sorted(wanted ^ set(ticket.assignees), key=str)}")
    return found + _attachments_wrong(log, ticket, clone)


def _not_undone(log: list[Deed], kind: str) -> list[Deed]:
    mine = [(n, deed) for n, deed in enumerate(log) if deed.kind == kind]
    return [
        deed
        for n, deed in mine
        if deed.value and not any(n in o.seen and o.field == deed.field for _, o in mine)
    ]


def _attachments_wrong(log: list[Deed], ticket: Ticket, clone: DeskInFiles) -> list[str]:
    found = []
    for deed in log:
        if deed.kind == "attachment":
            (name,) = [n for n in ticket.attachments if n.endswith(f"{deed.value}.log")] or [""]
            file = clone.root / "attachments" / ticket.id / name
            if not name or file.read_text() != deed.value:
                found.append(f"attachment {deed.value} is lost")
    return found
