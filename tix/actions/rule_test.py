"""What the desk's rules would have done, by the history (R6). Nothing is changed."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from tix.actions.conversations import Conversations
from tix.actions.rule_changes import chain_of
from tix.actions.rules import RuleQueries, checked_rules
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.model.dates import parse_age
from tix.model.history.versions import Version, versions_of
from tix.model.rules.anchors import NoCalendarError, due_rule
from tix.model.rules.chain import may_be_of
from tix.model.rules.effects import in_words
from tix.model.rules.fired_file import read_fired
from tix.model.rules.identity import ticket_ids
from tix.model.rules.rule import AtRule, OnRule, Rule, Rules
from tix.model.rules.trailers import RULE, rules_in
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.rules import fired_file

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_USUAL = "30d"
_BY_ITSELF = r"import \d+ ticket|undo: |.*: archive$|.*: redact a text$|mend |tix check"
"""Subjects of commits that set off no rules."""


class BadLengthError(UsageError):
    """What was given to ``--last`` is no length of time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"--last takes a length of time, not {text!r}", hint="--last 30d")


@dataclass(frozen=True, slots=True)
class WouldHave:
    """What a rule would have done to a ticket ("" for one that it would have opened), and when.

    ``why`` is the event or the time that it follows from; ``did``: it has done it.
    """

    at: datetime
    rule: str
    ticket: str
    why: str
    does: str
    did: bool
    commit: str = ""


def would_have(
    workspace: "Workspace", idents: Sequence[str] | None, last: str | None
) -> list[WouldHave]:
    """What the rules would have done: to these tickets (None: to all), within that time; without
    one, in all their history, or to all tickets in the last 30 days.

    Raises RulesError, BadLengthError.
    """
    last = last or (_USUAL if idents is None else None)
    start = _start(workspace, last) if last else datetime.min.replace(tzinfo=UTC)
    rules, queries = checked_rules(workspace)
    looking = _Looking(workspace, rules, queries, start)
    return sorted(looking.all(idents), key=lambda found: (found.at, found.ticket))


def _start(workspace: "Workspace", last: str) -> datetime:
    try:
        age = parse_age(last)
        if age is not None:
            return workspace.now - age
    except (ValueError, OverflowError):
        pass
    raise BadLengthError(last)


class _Looking:
    def __init__(
        self, workspace: "Workspace", rules: Rules, queries: RuleQueries, start: datetime
    ) -> None:
        self._workspace, self._rules, self._queries = workspace, rules, queries
        self._start = start
        self._talk = Conversations(workspace)
        self._chain = chain_of(workspace, rules)

    def all(self, idents: Sequence[str] | None) -> Iterator[WouldHave]:
        from tix.storage.history.versions import ticket_versions

        workspace = self._workspace
        workspace.expect_history()
        since = None if idents is not None else self._start
        versions = ticket_versions(workspace.desk, idents, since)
        for version in versions:
            if version.at >= self._start:
                yield from self._on(version)
        courses = versions_of(versions)
        for ticket in self._now(idents):
            yield from self._at(ticket, courses.get(ticket.id, ()))
        if idents is None:
            yield from self._every()

    def _now(self, idents: Sequence[str] | None) -> Iterator[Ticket]:
        """The tickets as they are, without those that are gone or can't be read."""
        reader = self._workspace.reader
        numbers = (
            reader.numbers_of(idents)
            if idents is not None
            else reader.find(None, self._workspace.config, only_live=True)
        )
        return (filed.ticket for filed in reader.wholes(numbers))

    def _on(self, version: Version) -> Iterator[WouldHave]:
        """What rules on events did to a change, or would have done."""
        if version.after is None or re.match(_BY_ITSELF, version.subject):
            return
        after = version.after
        ran = self._ran(version)
        timed = [rule.place for rule in ran if not isinstance(rule, OnRule)]
        chained = self._chain.run(version.before, after, behind=min(timed, default=-1))
        for rule in self._rules.on:
            did = rule in ran
            if did or (rule in chained.ran and not _is_of_later(rule, ran)):
                yield WouldHave(
                    version.at, rule.name, after.id, str(rule.trigger), in_words(rule.then), did,
                    version.commit,
                )  # fmt: skip

    def _ran(self, version: Version) -> list[Rule]:
        """The rules that had a part in a change."""
        names = rules_in([(RULE, each) for each in version.trailers], version.ident)
        return [rule for rule in self._rules.rules if rule.name in names]

    def _at(self, ticket: Ticket, course: Sequence[Version]) -> Iterator[WouldHave]:
        """The times at which rules fired for a ticket, or would have, by the version that it had
        then."""
        seen: set[tuple[str, datetime]] = set()
        for rule, anchor, due in self._fired(course):
            seen.add((rule.name, anchor))
            yield _timed(rule, ticket, anchor, due, did=True)
        for start, end, version_then, earlier in self._spans(ticket, course):
            for rule in self._rules.at:
                found = self._due(rule, version_then)
                if found is None or (rule.name, found[0]) in seen:
                    continue
                anchor, due = found
                did = any(f.rule == rule.name and f.anchor == anchor for f in ticket.fired)
                if due < start:  # it may be meant only since then
                    if did or earlier is None or self._due(rule, earlier) == found:
                        continue
                    due = start
                if due <= end:
                    seen.add((rule.name, anchor))
                    yield _timed(rule, ticket, anchor, due, did=did)

    def _spans(
        self, ticket: Ticket, course: Sequence[Version]
    ) -> Iterator[tuple[datetime, datetime, Ticket, Ticket | None]]:
        """From when to when the ticket had a version, within the time that is asked for; that
        version; and the one from which it came to it in that time, if not itself."""
        before = course[0].before if course else ticket
        starts = [self._start, *(version.at for version in course)]
        ends = [*starts[1:], self._workspace.now]
        had = [(before, before), *((version.after, version.before) for version in course)]
        for start, end, (version_then, earlier) in zip(starts, ends, had, strict=True):
            if version_then is not None and end >= self._start:
                is_older = start < self._start
                yield (
                    max(start, self._start), end,
                    version_then, version_then if is_older else earlier,
                )  # fmt: skip

    def _fired(self, course: Sequence[Version]) -> Iterator[tuple[AtRule, datetime, datetime]]:
        """The rules that fired in these versions, with their anchors, and when they were due."""
        for version in course:
            known = version.before.fired if version.before else ()
            for rule in self._ran(version):
                if not isinstance(rule, AtRule) or version.at < self._start:
                    continue
                for firing in version.after.fired if version.after else ():
                    if firing.rule == rule.name and firing not in known:
                        found = self._due(rule, version.before) if version.before else None
                        is_same = found is not None and found[0] == firing.anchor
                        yield rule, firing.anchor, found[1] if found and is_same else version.at

    def _due(self, rule: AtRule, ticket: Ticket) -> tuple[datetime, datetime] | None:
        """The anchor and the time at which a rule is due for a version of a ticket that it means,
        whether it has fired for that or not."""
        bare = replace(ticket, fired=tuple(f for f in ticket.fired if f.rule != rule.name))
        try:
            due = due_rule(replace(rule, since=None), bare, self._workspace.config, self._talk)
        except NoCalendarError:
            return None
        if due is None or not self._queries.matches(rule, bare):
            return None
        return due.anchor, due.due

    def _every(self) -> Iterator[WouldHave]:
        workspace = self._workspace
        known = read_fired(fired_file(workspace.desk))
        for rule in self._rules.every:
            for at in rule.schedule.between(self._start, workspace.now, workspace.config.timezone):
                ident = ticket_ids(rule, at)(lambda _: False)
                did = ident in known or workspace.files.is_taken(ident)
                does = f"open {rule.title!r}"
                yield WouldHave(at, rule.name, ident if did else "", rule.timing, does, did)


def _is_of_later(rule: OnRule, ran: Sequence[Rule]) -> bool:
    """Whether what a rule waits for may be what one behind it did: that sets it off no more."""
    return any(other.place >= rule.place and may_be_of(rule.trigger, other.then) for other in ran)


def _timed(rule: AtRule, ticket: Ticket, anchor: datetime, at: datetime, *, did: bool) -> WouldHave:
    why = f"{rule.moment.anchor} {format_time(anchor)}"
    return WouldHave(at, rule.name, ticket.id, why, in_words(rule.then), did)


def test_object(found: WouldHave) -> dict[str, Any]:
    """What a rule would have done, as what ``json`` can write (``docs/json.md``)."""
    return {
        "at": format_time(found.at),
        "rule": found.rule,
        "ticket": found.ticket or None,
        "why": found.why,
        "does": found.does,
        "did": found.did,
        "commit": found.commit or None,
    }
