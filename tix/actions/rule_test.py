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
from tix.model.rules.effects import in_words
from tix.model.rules.fired_file import read_fired
from tix.model.rules.identity import ticket_ids
from tix.model.rules.rule import AtRule, Rules
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
        if version.after is None or re.match(_BY_ITSELF, version.subject):
            return
        after = version.after
        ran = rules_in([(RULE, each) for each in version.trailers], after.id)
        would = {rule.name for rule in self._chain.run(version.before, after).ran}
        for rule in self._rules.on:
            did = rule.name in ran
            if did or rule.name in would:
                yield WouldHave(
                    version.at, rule.name, after.id, str(rule.trigger), in_words(rule.then), did,
                    version.commit,
                )  # fmt: skip

    def _at(self, ticket: Ticket, course: Sequence[Version]) -> Iterator[WouldHave]:
        """The times at which rules were due for a ticket, by the version that it had then."""
        now = self._workspace.now
        spans = [(self._start, now, ticket)]
        if course:
            first = course[0].before
            times = [version.at for version in course]
            spans = [(self._start, times[0], first)] if first else []
            ends = [*times[1:], now]
            spans += [
                (at, end, version.after)
                for at, end, version in zip(times, ends, course, strict=True)
                if version.after
            ]
        seen: set[tuple[str, datetime]] = set()
        for start, end, version_then in spans:
            for rule in self._rules.at:
                found = self._due(rule, version_then, max(start, self._start), end)
                if found is None or (rule.name, found[0]) in seen:
                    continue
                seen.add((rule.name, found[0]))
                did = any(f.rule == rule.name and f.anchor == found[0] for f in ticket.fired)
                why = f"{rule.moment.anchor} {format_time(found[0])}"
                yield WouldHave(found[1], rule.name, ticket.id, why, in_words(rule.then), did)

    def _due(
        self, rule: AtRule, ticket: Ticket, start: datetime, end: datetime
    ) -> tuple[datetime, datetime] | None:
        bare = replace(ticket, fired=tuple(f for f in ticket.fired if f.rule != rule.name))
        try:
            due = due_rule(replace(rule, since=None), bare, self._workspace.config, self._talk)
        except NoCalendarError:
            return None
        if due is None or not start <= due.due <= end or not self._queries.matches(rule, bare):
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
