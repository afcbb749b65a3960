"""A ticket's promise: how it stands, and how that comes about."""

from collections.abc import Iterator, Mapping

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.promises.clocks import Clock, Clocks, Course
from tix.model.promises.sides import Side
from tix.model.promises.standing import FIRST, NEXT, RESOLUTION, Standing
from tix.model.promises.steps import Step, steps_of
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.model.times import instant
from tix.query.promises import Promises
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NothingPromisedError(TixError):
    """The desk has no promises."""

    def __init__(self) -> None:
        super().__init__(
            "this desk promises nothing: its tix.yaml has no promises",
            hint="docs/promises.md shows how to say what you promise",
        )


@dataclass(frozen=True, slots=True)
class PromiseLook:
    """A ticket and its promise at a moment. Without a promise there are no clocks."""

    ticket: Ticket
    promises: Promises
    course: Course | None
    clocks: Clocks | None
    standing: Standing
    now: int

    @property
    def is_unanswered(self) -> bool:
        """Whether the asking side waits for an answer."""
        return self.course is not None and self.course.is_unanswered

    @property
    def warn(self) -> int | None:
        """How much is left when a warning is due."""
        return self.clocks.policy.warn if self.clocks else None

    def named_clocks(self) -> Iterator[tuple[str, Clock]]:
        """Each clock, every round of next responses too."""
        if self.clocks is not None:
            yield FIRST, self.clocks.first_response
            yield from ((NEXT, clock) for clock in self.clocks.rounds)
            yield RESOLUTION, self.clocks.resolution

    def steps(self, clock: Clock) -> tuple[Step, ...]:
        """How a clock's due time comes about."""
        assert self.clocks is not None
        business = self.promises.business(self.clocks.policy.calendar)
        return tuple(steps_of(clock, business, self.now))

    def statuses(self, step: Step) -> tuple[str, ...]:
        """In which statuses the ticket waited during a step that doesn't count."""
        end = self.now if step.end is None else step.end
        found = {
            wait.status: None
            for wait in self.ticket.waited
            if instant(wait.start) < end and instant(wait.end) > step.start
        }
        if step.end is None and self.ticket.status:
            found[self.ticket.status] = None
        return tuple(found)

    def said(self) -> Iterator[tuple[Comment, Side, str]]:
        """Each comment, who wrote it, and what it does to the clocks."""
        if self.clocks is None:
            return
        first = self.clocks.first_response.met
        asked = {clock.start for clock in self.clocks.rounds}
        cleared = {clock.met for clock in self.clocks.rounds}
        for comment, side in self.promises.said(self.ticket):
            at = max(instant(comment.at), self.clocks.first_response.start)
            effect = ""
            if side is Side.ANSWERING:
                effect = "first response" if at == first else "answer" if at in cleared else ""
                first = None if at == first else first
            elif side is Side.ASKING and at in asked:
                effect = "question"
            yield comment, side, effect

    def days_of_regions(self) -> Mapping[str, int]:
        """How many days the files of the calendar's holidays have."""
        assert self.clocks is not None
        return self.promises.days_of_regions(self.clocks.policy.calendar)


def look_at_promise(workspace: "Workspace", ticket: Ticket) -> PromiseLook:
    """How a ticket stands now. Raises NothingPromisedError, PolicyError."""
    promises = workspace.promises
    if promises is None:
        raise NothingPromisedError
    now = instant(workspace.now)
    course = promises.course(ticket)
    clocks = promises.clocks(ticket, course)
    standing = promises.standing(ticket, now, clocks)
    return PromiseLook(ticket, promises, course, clocks, standing, now)
