"""Commits of the code that name tickets: listed in these, and closing what they fix."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tix.actions.changing import subject
from tix.actions.status import done_status
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.ticket.entries import EFFECTS, CommitLink
from tix.model.ticket.mentions import mentions
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.code import Code, NoCodeError, code_of
from tix.storage.history.code_commits import (
    CodeCommit,
    arrived,
    code_commits,
    is_gone,
    main_branch,
    patch_id,
)

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The result of a scan: tickets that commits were listed in, those that were closed, and what
    was written (None: nothing)."""

    linked: tuple[Ticket, ...] = ()
    closed: tuple[Ticket, ...] = ()
    outcome: "Outcome | None" = None


def scan(
    workspace: "Workspace",
    folder: Path,
    revisions: Sequence[str] = ("HEAD",),
    rewritten: Mapping[str, str] | None = None,
) -> ScanResult:
    """List the commits of a range in the tickets that they name, and close what has been fixed.

    A ticket is closed once a commit that fixes it is on the main branch; by one commit once only,
    so that it stays open for whoever opened it again. ``rewritten`` tells which commits took the
    place of which. Raises NoCodeError, NoSuchCommitsError.
    """
    code = code_of(workspace.desk, folder)
    if code is None:
        raise NoCodeError
    named: dict[str, list[CommitLink]] = {}
    for commit in code_commits(code, revisions):
        for ident, effect in mentions(commit.message).items():
            named.setdefault(ident, []).append(_link(commit, effect))
    return _Scan(workspace, code, named, rewritten or {}).run()


class NotRewritesError(UsageError):
    """A text isn't what git tells a post-rewrite hook."""

    def __init__(self) -> None:
        super().__init__("--rewritten reads lines of OLD NEW, as git gives to post-rewrite")


def rewritten_commits(text: str) -> dict[str, str]:
    """Which commits took the place of which, by the lines that git gives to its post-rewrite hook.

    Raises NotRewritesError.
    """
    pairs = {}
    for words in filter(None, map(str.split, text.splitlines())):
        if len(words) < 2:
            raise NotRewritesError
        pairs[words[0]] = words[1]
    return pairs


def _link(commit: CodeCommit, effect: str) -> CommitLink:
    return CommitLink(commit.name, commit.authored, effect, " ".join(commit.subject.split()))


class _Scan:
    def __init__(
        self,
        workspace: "Workspace",
        code: Code,
        named: Mapping[str, Sequence[CommitLink]],
        rewritten: Mapping[str, str],
    ) -> None:
        self._workspace, self._code = workspace, code
        self._named, self._rewritten = named, rewritten
        self._main = main_branch(code, workspace.config.main_branch)

    def run(self) -> ScanResult:
        """Look first, so that nothing is written, or waited for, where there is nothing new."""
        reader = self._workspace.reader
        known = reader.by_id(self._named.keys() | self._waiting())
        wanted = {ident for ident, ticket in known.items() if self._new(ticket) is not None}
        if not wanted:
            return ScanResult()
        linked, closed = [], []
        with self._workspace.transaction() as work:
            for ident in sorted(wanted):
                before = work.get(ident)
                after = self._new(before)
                if after is None:
                    continue
                work.put(after)
                if after.commits != before.commits:
                    linked.append(after)
                if after.status != before.status:
                    closed.append(after)
            if not linked:
                return ScanResult()
            what = "close what commits fixed" if closed else "list commits"
            outcome = work.commit(subject([ticket.id for ticket in linked], what))
        return ScanResult(tuple(linked), tuple(closed), outcome)

    def _waiting(self) -> set[str]:
        """Tickets with commits that would fix them, or that were rewritten."""
        from tix.query.predicates import Has, Source

        reader, config = self._workspace.reader, self._workspace.config
        numbers = reader.find(Has(Source("commits")), config, to_do=not self._rewritten)
        return {
            filed.ticket.id
            for filed in reader.heads(numbers)
            if any(
                link.effect == "fixes" or link.commit in self._rewritten
                for link in filed.ticket.commits
            )
        }

    def _new(self, ticket: Ticket) -> Ticket | None:
        """The ticket with its commits as they are now; None if nothing changes."""
        links = self._joined(ticket.commits, self._named.get(ticket.id, ()))
        fixing = [link.commit for link in links if link.effect == "fixes"]
        there = arrived(self._code, fixing, self._main) if fixing else set()
        links = [replace(link, effect="fixed") if link.commit in there else link for link in links]
        after = replace(ticket, commits=tuple(links))
        config = self._workspace.config
        if there and not config.is_done(ticket):
            last = next(link for link in reversed(links) if link.commit in there)
            done = done_status(config, "closed")
            words = _resolution(last)
            after = changes.set_status(after, done, config, self._workspace.now, words)
        elif ticket.resolution in {_resolution(each) for each in ticket.commits} and (
            fixed := [link for link in links if link.effect == "fixed"]
        ):
            after = replace(after, resolution=_renamed(ticket.resolution or "", fixed))
        return after if after != ticket else None

    def _joined(self, known: Sequence[CommitLink], new: Sequence[CommitLink]) -> list[CommitLink]:
        """What is known and what is new, each change once, by the time at which it was made."""
        links: dict[str, CommitLink] = {}
        for link in known:
            name = self._rewritten.get(link.commit, link.commit)
            links.setdefault(name, replace(link, commit=name))
        for link in new:
            old = links.get(link.commit) or self._same_change(links.values(), link)
            if old is None:
                links[link.commit] = link
            elif old.commit == link.commit:
                links[old.commit] = replace(link, effect=_stronger(old.effect, link.effect))
            elif is_gone(self._code, old.commit) or not self._is_known(old.commit):
                del links[old.commit]
                links[link.commit] = replace(link, effect=_stronger(old.effect, link.effect))
        if any(link.commit not in {each.commit for each in known} for link in links.values()):
            fresh = {link.commit for link in new}
            gone = [c for c in links if c not in fresh and is_gone(self._code, c)]
            for commit in gone:
                del links[commit]
        return sorted(links.values(), key=lambda link: (link.at, link.commit))

    def _same_change(self, links: Iterable[CommitLink], new: CommitLink) -> CommitLink | None:
        """The commit of which the new one is another version: made in the same second, with the
        same subject or the same changes. (Amending, rebasing and picking keep the author's time.)
        """
        for link in links:
            if link.at == new.at and (
                link.subject == new.subject or self._has_same_patch(link, new)
            ):
                return link
        return None

    def _has_same_patch(self, one: CommitLink, other: CommitLink) -> bool:
        patch = patch_id(self._code, one.commit)
        return bool(patch) and patch == patch_id(self._code, other.commit)

    def _is_known(self, commit: str) -> bool:
        return self._code.git.succeeds("cat-file", "-e", f"{commit}^{{commit}}")


def _resolution(fixing: CommitLink) -> str:
    return f"fixed by {fixing.commit[:10]} {fixing.subject}".rstrip()


def _renamed(resolution: str, fixed: Sequence[CommitLink]) -> str:
    """A resolution that names a commit; if that was rewritten, the one in its place."""
    said = [_resolution(each) for each in fixed]
    return resolution if resolution in said else said[-1]


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=EFFECTS.index)
