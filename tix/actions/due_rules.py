"""Which tickets rules at a time may be due for: found in the index, without reading tickets.

For each anchor the tickets' times are sorted once; a rule then takes those between its ``from`` and
now, less its length. What has fired for that time already is left out, and of the others the index
tells which the rule's query means. So most ticks read no ticket at all, and many rules cost little
more than few.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property

from tix.actions.conversations import Conversations
from tix.actions.rules import RuleQueries
from tix.frozen import dataclass
from tix.model.promises.business_time import HORIZON
from tix.model.rules.moment import PROMISED
from tix.model.rules.rule import AtRule, Rules
from tix.model.ticket.entries import FIRED
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, instant, moment, parse_due
from tix.quick_typing import TYPE_CHECKING
from tix.storage.index.row_format import items_of

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_DAY = len("2026-11-25")

_NEAR = 14 * 24 * 3600
"""Seconds: what is so much business time away, is mostly no farther than that. Then twice that is
tried, and so on."""

_END = instant(datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class _Times:
    """Times in seconds, sorted, and the number of the ticket that each is of."""

    times: Sequence[int]
    numbers: Sequence[int]

    def between(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Those from ``first`` to ``last``, with their numbers."""
        start, end = bisect_left(self.times, first), bisect_right(self.times, last)
        return zip(self.times[start:end], self.numbers[start:end], strict=True)


class DueRules:
    """The rules at a time of a desk, and the tickets for which they may be due."""

    def __init__(
        self, workspace: "Workspace", rules: Rules, queries: RuleQueries, talk: Conversations
    ) -> None:
        self._workspace, self._queries, self._talk = workspace, queries, talk
        self._rules = [rule for rule in rules.at if rule.since is not None]
        self._by_anchor: dict[str, _Times] = {}
        self._grouped: dict[tuple[str, str], Mapping[str, _Times]] = {}
        self._now = instant(workspace.now)

    def candidates(self) -> Iterator[tuple[Ticket, Sequence[AtRule]]]:
        """Each such ticket, whole, and those rules."""
        found: dict[int, None] = {}
        for rule in self._rules:
            found |= dict.fromkeys(self._meant(rule, self._waiting(rule)))
        for filed in self._workspace.reader.wholes(found):
            yield filed.ticket, self._rules  # what one of them does may make others due

    def _meant(self, rule: AtRule, numbers: Collection[int]) -> Collection[int]:
        """Those of the tickets that the rule's query means."""
        query = self._queries.of(rule)
        if query is None or not numbers:
            return numbers
        return self._workspace.reader.matching(query.root, self._queries.facts(query), numbers)

    def _waiting(self, rule: AtRule) -> list[int]:
        """The tickets for which a rule's time has come, and it hasn't fired for that."""
        assert rule.since is not None
        since, length = instant(rule.since), rule.moment.sign * rule.moment.length.seconds
        times = self._times(rule.moment.anchor)
        if rule.moment.needs_calendar:
            near = self._in_business_time(rule, times)
        else:
            near = times.between(since - length, self._now - length)
        fired = self._fired.get(rule.name)
        if not fired:
            return [number for _, number in near]
        return [number for at, number in near if (number, at) not in fired]

    def _in_business_time(self, rule: AtRule, times: _Times) -> Iterator[tuple[int, int]]:
        """The same for a rule that counts business time: of the tickets that go by one calendar,
        what is due is in the order of the anchors."""
        assert rule.since is not None
        since, now = rule.since, self._workspace.now
        for calendar, group in self._by_calendar(rule, times).items():
            if not calendar or not self._talk.can_count(calendar, rule.moment):  # to be said
                yield from group.between(instant(since), self._now)
                continue
            due = self._due_by(calendar, rule)
            start = bisect_left(group.times, since, key=due)
            end = bisect_right(group.times, now, key=due)
            yield from zip(group.times[start:end], group.numbers[start:end], strict=True)

    def _due_by(self, calendar: str, rule: AtRule) -> Callable[[int], datetime]:
        """When a rule is due after, or before, an anchor; the end of time where it never is."""
        latest = datetime.max.replace(tzinfo=self._workspace.now.tzinfo)

        def due(at: int) -> datetime:
            start = moment(at)
            assert start is not None
            return self._talk.later_by(calendar, start, rule.moment) or latest

        return due

    def _by_calendar(self, rule: AtRule, times: _Times) -> Mapping[str, _Times]:
        """The times by the calendars that hold for their tickets: those of promises, else the
        rule's own."""
        if not self._workspace.config.promises:
            return {rule.calendar: times}
        key = rule.moment.anchor, rule.calendar
        if key not in self._grouped:
            found: dict[str, tuple[list[int], list[int]]] = {}
            calendars = self._calendars(times.numbers) if times.numbers else {}
            for at, number in zip(times.times, times.numbers, strict=True):
                group = found.setdefault(calendars.get(number, rule.calendar), ([], []))
                group[0].append(at)
                group[1].append(number)
            self._grouped[key] = {calendar: _Times(*group) for calendar, group in found.items()}
        return self._grouped[key]

    def _calendars(self, numbers: Collection[int]) -> Mapping[int, str]:
        """The calendars of the promises that hold for these tickets, by the tickets' numbers."""
        from tix.actions.kept_clocks import kept_clocks

        known = {policy.name: policy.calendar for policy in self._workspace.config.promises}
        with self._workspace.progress("working out what is due") as advance:
            policies = kept_clocks(self._workspace, numbers, advance).policies()
        return {number: known[policy] for number, policy in policies.items()}

    # -- times ----------------------------------------------------------------------------------

    @cached_property
    def _fired(self) -> Mapping[str, set[tuple[int, int]]]:
        """For each rule the tickets for which it has fired, and the times it was anchored at."""
        found: dict[str, set[tuple[int, int]]] = {}
        for fired, number in self._workspace.reader.live_texts("fired"):
            for line in items_of(fired):
                firing = FIRED.parse(line)
                found.setdefault(firing.rule, set()).add((number, instant(firing.anchor)))
        return found

    def _times(self, anchor: str) -> _Times:
        """The times that an anchor means for tickets, as far as a rule may want them."""
        if anchor not in self._by_anchor:
            pairs = self._pairs(anchor)
            self._by_anchor[anchor] = _Times([at for at, _ in pairs], [n for _, n in pairs])
        return self._by_anchor[anchor]

    def _pairs(self, anchor: str) -> Sequence[tuple[int, int]]:
        if anchor in PROMISED or anchor == "asked":
            return sorted(self._promised(anchor))
        first, last = self._bounds(anchor)
        times = self._workspace.reader.live_times
        if anchor == "due":
            return sorted([*times("due_at", first, last), *self._due_days()])
        found = times(anchor, first, last)
        if anchor == "resolved":  # a ticket may have been closed without that
            return sorted([*found, *times("closed", first, last)])
        return found

    def _bounds(self, anchor: str) -> tuple[int, int]:
        """The earliest and the latest time that any rule wants of an anchor, or somewhat more."""
        bounds = [
            self._far(rule) if rule.moment.needs_calendar else self._exactly(rule)
            for rule in self._rules
            if rule.moment.anchor == anchor
        ]
        return min(first for first, _ in bounds), max(last for _, last in bounds)

    def _exactly(self, rule: AtRule) -> tuple[int, int]:
        assert rule.since is not None
        length = rule.moment.sign * rule.moment.length.seconds
        return instant(rule.since) - length, self._now - length

    def _far(self, rule: AtRule) -> tuple[int, int]:
        """The same for a rule that counts business time, by whichever calendar."""
        assert rule.since is not None
        since, now = rule.since, self._workspace.now
        calendars = {policy.calendar for policy in self._workspace.config.promises}
        first, last = instant(since), self._now
        for calendar in {*calendars, rule.calendar} - {""}:
            due, step = self._due_by(calendar, rule), _NEAR
            if rule.moment.sign > 0:
                while step < HORIZON and due(max(instant(since) - step, 0)) >= since:
                    step *= 2
                first = min(first, instant(since) - step)
            else:
                while step < HORIZON and due(min(self._now + step, _END)) <= now:
                    step *= 2
                last = max(last, self._now + step)
        return max(first, 0), last

    def _due_days(self) -> Iterator[tuple[int, int]]:
        """The ends of due dates that are days."""
        zone = self._workspace.config.timezone
        known: dict[str, int] = {}
        for day, number in self._workspace.reader.live_texts("due"):
            if len(day) == _DAY:
                if day not in known:
                    known[day] = instant(due_instant(parse_due(day), zone))
                yield known[day], number

    def _promised(self, anchor: str) -> Iterator[tuple[int, int]]:
        """Times that follow from comments and promises, of tickets that aren't done."""
        workspace = self._workspace
        numbers = workspace.reader.find(None, workspace.config, to_do=True, only_live=True)
        if workspace.config.promises and anchor in PROMISED:
            yield from self._kept(anchor, numbers)
        elif anchor == "asked":
            wholes = workspace.reader.wholes(numbers)
            for number, filed in zip(numbers, wholes, strict=True):
                if filed.ticket.comments and (at := self._talk.asked(filed.ticket)) is not None:
                    yield instant(at), number

    def _kept(self, anchor: str, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        from tix.actions.kept_clocks import kept_clocks

        for number, due in kept_clocks(self._workspace, numbers).waiting(PROMISED.index(anchor)):
            yield due, number
