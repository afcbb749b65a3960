"""How tickets stand with what the desk has promised."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from tix.model.ticket.ticket import Ticket
from tix.model.times import instant
from tix.query.promised import due_by_hand
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # what the index knows takes no reading of queries
    from tix.actions.workspace import Workspace
    from tix.model.promises.clocks import Clocks
    from tix.model.promises.glance import Glance
    from tix.model.promises.standing import Standing


def expect_glances(workspace: "Workspace") -> None:
    """Do what ``glances`` and ``clocks_and_standing`` begin with, while git looks at the files."""
    if workspace.config.promises:
        from tix.actions.kept_clocks import expect_clocks
        from tix.model.promises import glance  # noqa: F401

        expect_clocks(workspace)


def glances(
    workspace: "Workspace", numbers: Collection[int] | None = None
) -> "Mapping[str, Glance]":
    """How the tickets with these numbers (None: all) stand now, by id.

    In a desk without promises that is whether they are unanswered. Raises PolicyError.
    """
    if workspace.config.promises:
        from tix.actions.kept_clocks import kept_clocks  # one ticket's are computed

        with workspace.progress("working out what is due") as advance:
            return kept_clocks(workspace, numbers, advance).glances(instant(workspace.now))
    from tix.actions.desk_promises import desk_promises
    from tix.model.promises.glance import Glance  # a page shows none

    reader, plain = workspace.reader, desk_promises(workspace)
    every = reader.numbers() if numbers is None else numbers
    return {
        filed.ticket.id: Glance(filed.ticket.id, None, bool(course and course.is_unanswered))
        for filed in reader.wholes(every)
        for course in [plain.course(filed.ticket)]
    }


class Remaining:
    """What is left of what is due next, of ticket after ticket."""

    def __init__(self, workspace: "Workspace") -> None:
        from tix.actions.kept_clocks import business_times

        self._config = workspace.config
        self._now = instant(workspace.now)
        self._business = business_times(workspace)
        self._policies = {policy.name: policy for policy in self._config.promises}

    def left(self, ticket: Ticket, glance: "Glance") -> int | None:
        """Seconds of business time; real ones where a due date that was set by hand comes first.

        None where nothing is due.
        """
        by_hand = due_by_hand(ticket, self._config)
        if glance.due is not None and (by_hand is None or glance.due <= by_hand):
            return self._promised(glance)
        return None if by_hand is None else by_hand - self._now

    def _promised(self, glance: "Glance") -> int:
        from tix.model.promises.glance import waits_of

        assert glance.policy is not None
        assert glance.what is not None
        policy = self._policies[glance.policy]
        now = max(glance.start, self._now)
        waits = waits_of(glance)
        used = self._business(policy.calendar).between(glance.start, now, waits)
        return policy.budget(glance.what) - used


def clocks_and_standing(
    workspace: "Workspace", ticket: Ticket, number: int | None = None
) -> "tuple[Clocks | None, Standing]":
    """The clocks of one ticket that the index has, and how it stands now, for its page.

    ``number`` is the index's; None: that of the one with this id. Raises PolicyError.
    """
    from tix.actions.kept_clocks import business_times, clock_source
    from tix.model.promises.standing import standing
    from tix.storage.index.clocks import clocks_of_one

    clocks = None
    numbers = workspace.reader.nearest_numbers([ticket.id]) if number is None else [number]
    for number in numbers[:1]:  # a broken one has none
        source = clock_source(workspace)
        clocks = clocks_of_one(source, number, without_customer=ticket.customer is None)
    business = business_times(workspace)(clocks.policy.calendar) if clocks else None
    due = due_by_hand(ticket, workspace.config)
    return clocks, standing(clocks, business, instant(workspace.now), due)


class Standings:
    """How the tickets with these numbers stand now with what was promised, from the clocks that
    the index keeps: all of them are brought up to date at once. Raises PolicyError."""

    def __init__(self, workspace: "Workspace", numbers: Collection[int]) -> None:
        from tix.actions.kept_clocks import business_times, kept_clocks

        self._config = workspace.config
        self._now = instant(workspace.now)
        self._business = business_times(workspace)
        self._kept = kept_clocks(workspace, numbers)
        idents = workspace.reader.columns(numbers, ["id"])
        self._numbers = {str(ident): n for n, (ident,) in zip(numbers, idents, strict=True)}

    def of(self, tickets: Sequence[Ticket]) -> "Iterator[tuple[Clocks | None, Standing]]":
        """The clocks of each of some of these tickets, and how it stands."""
        from tix.model.promises.standing import standing

        known = (self._numbers.get(ticket.id) for ticket in tickets)
        kept = self._kept.clocks([number for number in known if number is not None])
        for ticket in tickets:
            clocks = kept.get(ticket.id)
            business = self._business(clocks.policy.calendar) if clocks else None
            due = due_by_hand(ticket, self._config)
            yield clocks, standing(clocks, business, self._now, due)
