"""The clocks of a ticket: first response, next response, resolution.

What counts is in the ticket's file; now doesn't (``standing`` has what does). The rules:

P1. Everything counts from ``opened``; what happened before counts as at ``opened``.
P2. Due is the first instant at which the business time since the start, outside the waits, is the
    budget (``business_time``).
P3. Who is who (``sides``). Internal comments never count.
P4. The first response is met by the first public comment of the answering side or by first getting
    done, whichever is earlier. Waits don't stop it. Opened by the answering side over phone, chat
    or walk-in, it is met at ``opened``.
P5. Next responses go in rounds. One begins at the oldest public question after the first response
    that nothing clears: an answer of a later second, or getting done in the same second or later.
    A question asked while the ticket is done counts from the reopening. Waits don't stop it.
P6. The resolution counts outside the union of all waits; the one that runs now has no end. Of a
    done ticket, waits from ``resolved`` on don't count, and it is met at ``resolved``.

Instants are seconds since 1970.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.model.promises.business_time import BusinessTime, Wait, joined
from tix.model.promises.policy import Policy
from tix.model.promises.sides import IN_PERSON, Side, Sides
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket
from tix.model.times import instant


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a ticket, as far as clocks look at it.

    ``asked`` and ``answered`` are the times of public comments of either side, in their order.
    ``waits``: the union of all times in a waiting or done status, up to ``done_at`` of a ticket
    that is done; ``done``: those in a done status, up to now. ``told``: met at ``opened``, in
    person.
    """

    opened: int
    asked: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    waits: tuple[Wait, ...] = ()
    done: tuple[Wait, ...] = ()
    done_at: int | None = None
    told: bool = False

    @property
    def is_unanswered(self) -> bool:
        """Not done, and the asking side spoke last or nobody answered at all."""
        if self.done_at is not None:
            return False
        answers = self.answered or ((self.opened,) if self.told else ())
        if not answers:
            return True
        last = self.asked[-1] if self.asked else None
        if last is not None and last > answers[-1]:
            return True
        # An answer of the same second doesn't clear a question (P5).
        return any(each.met is None for each in rounds(self))


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: from ``start``; ``budget`` is None if it isn't promised.

    ``warn`` is when a warning is due (P8), as long as it isn't met. ``due`` is None if it isn't
    promised, waits without an end, or isn't used up in ten years. ``paused``: since when it waits
    with budget left. ``waits`` don't count.
    """

    start: int
    budget: int | None
    due: int | None = None
    warn: int | None = None
    met: int | None = None
    paused: int | None = None
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a ticket for which a policy holds; ``rounds`` are all next responses (P5)."""

    policy: Policy
    first_response: Clock
    rounds: tuple[Clock, ...]
    resolution: Clock

    @property
    def next_response(self) -> Clock | None:
        """The round that is open, else the last one; None before the first."""
        return self.rounds[-1] if self.rounds else None


@dataclass(frozen=True, slots=True)
class Round:
    """A question and what cleared it."""

    asked: int
    met: int | None


def course_of(
    ticket: Ticket,
    customer: Customer | None,
    sides: Sides,
    *,
    is_done: bool,
    is_waiting: bool,
    is_done_status: Callable[[str], bool],
) -> Course | None:
    """What happened in a ticket; None if nothing says when it was opened."""
    if ticket.opened is None:
        return None
    opened = instant(ticket.opened)
    since = max(opened, instant(ticket.since)) if ticket.since else opened
    done_at = None
    if is_done:
        stamp = ticket.resolved or ticket.closed
        done_at = max(opened, instant(stamp)) if stamp else since
    past = [*_past_waits(ticket)]
    waits: list[Wait] = [(start, end) for start, end, _ in past]
    done: list[Wait] = [(start, end) for start, end, status in past if is_done_status(status)]
    if is_waiting:
        waits.append((since, None))
    if done_at is not None:
        done.append((done_at, None))
    asked, answered = _said(ticket, customer, sides, opened)
    return Course(
        opened,
        tuple(asked),
        tuple(answered),
        joined(waits, opened, done_at),
        joined(done, opened),
        done_at,
        _was_told(ticket, customer, sides),
    )


def _past_waits(ticket: Ticket) -> Iterator[tuple[int, int, str]]:
    """Each wait that has ended; of two with one beginning the earlier end counts."""
    known: dict[int, tuple[int, str]] = {}
    for wait in ticket.waited:
        start, end = instant(wait.start), instant(wait.end)
        if end > start and (start not in known or (end, wait.status) < known[start]):
            known[start] = end, wait.status
    return ((start, *rest) for start, rest in known.items())


def _said(
    ticket: Ticket, customer: Customer | None, sides: Sides, opened: int
) -> tuple[list[int], list[int]]:
    """When either side said something in public."""
    asked: list[int] = []
    answered: list[int] = []
    if not ticket.comments:
        return asked, answered
    asker = sides.asker(ticket)
    for comment in ticket.comments:
        if comment.internal:
            continue
        side = sides.side(comment.author, asker, customer)
        if side is not Side.NEITHER:
            at = max(opened, instant(comment.at))
            (asked if side is Side.ASKING else answered).append(at)
    asked.sort()
    answered.sort()
    return asked, answered


def _was_told(ticket: Ticket, customer: Customer | None, sides: Sides) -> bool:
    """Whether the answering side opened it while they talked (P4)."""
    if ticket.channel not in IN_PERSON or not ticket.opened_by:
        return False
    who = parse_person(ticket.opened_by)
    return sides.side(who, sides.asker(ticket), customer) is Side.ANSWERING


def first_met(course: Course) -> int | None:
    """When the first response was met (P4)."""
    if course.told:
        return course.opened
    return min((*course.answered[:1], *(start for start, _ in course.done[:1])), default=None)


def rounds(course: Course) -> Iterator[Round]:
    """The rounds of questions and answers (P5); only the last one can be open."""
    first = first_met(course)
    if first is None:
        return
    over = first
    for question in course.asked:
        if question <= first:
            continue
        asked = _counts_from(question, course.done)
        if asked is None:  # the ticket is done
            continue
        met = _cleared(question, course)
        if met is not None and (met <= over or met <= asked != question):
            continue  # cleared with the question before, or before it began to count
        yield Round(asked, met)
        if met is None:
            return
        over = met


def _counts_from(question: int, done: Sequence[Wait]) -> int | None:
    """From when a question counts: asked while the ticket is done, from the reopening."""
    for start, end in done:
        if start < question and (end is None or question < end):
            return end
    return question


def _cleared(question: int, course: Course) -> int | None:
    """When a question was cleared: by an answer of a later second, or by getting done in the same
    second or later."""
    answers = (at for at in course.answered if at > question)
    ends = (start for start, _ in course.done if start >= question)
    return min((*_first(answers), *_first(ends)), default=None)


def _first(times: Iterable[int]) -> Iterator[int]:
    for at in times:
        yield at
        return


def clocks_of(course: Course, policy: Policy, business: BusinessTime) -> Clocks:
    """The clocks of a ticket under a policy, by the hours of its calendar."""

    def clock(
        start: int, budget: int | None, met: int | None, waits: tuple[Wait, ...] = ()
    ) -> Clock:
        if budget is None:
            return Clock(start, None, met=met, waits=waits)
        due = business.due(start, budget, waits)
        warn = None
        if due is not None and met is None and policy.warn is not None:
            warn = business.due(start, budget - policy.warn, waits)
        runs = met is None and due is None and bool(waits) and waits[-1][1] is None
        return Clock(start, budget, due, warn, met, waits[-1][0] if runs else None, waits)

    return Clocks(
        policy,
        clock(course.opened, policy.first_response, first_met(course)),
        tuple(clock(r.asked, policy.next_response, r.met) for r in rounds(course)),
        clock(course.opened, policy.resolution, course.done_at, course.waits),
    )
