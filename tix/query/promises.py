"""The promises of a desk: which policy holds for a ticket, its clocks, and how it stands."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from tix.model.config.config import Config, Group
from tix.model.promises.business_time import BusinessTime
from tix.model.promises.calendar import ALWAYS, Calendar
from tix.model.promises.clocks import Clocks, Course, clocks_of, course_of
from tix.model.promises.policy import Policy
from tix.model.promises.sides import Side, Sides
from tix.model.promises.standing import Standing, standing
from tix.model.record.values import Comment
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.query.facts import Facts
from tix.query.policy_rules import Rule
from tix.query.predicates import OneOf, Source, leaves
from tix.query.promised import due_by_hand

_NO_FACTS = Facts()
_CUSTOMER = Source("customer")

CustomerOf = Callable[[str | None], Customer | None]
"""The customer that a ticket's ``customer`` names."""


class Promises:
    """What a desk has promised, as its files are now.

    ``rules`` are its policies (``policies.read_rules``), ``holidays`` the dates in its files of
    holidays by their names.
    """

    def __init__(
        self,
        config: Config,
        rules: tuple[Rule, ...],
        holidays: Mapping[str, frozenset[date]],
        customer_of: CustomerOf,
    ) -> None:
        self._config = config
        self._rules = rules
        self._holidays = holidays
        self._customer_of = customer_of
        self._calendars = {each.name: each for each in (*config.calendars, ALWAYS)}
        self._business: dict[str, BusinessTime] = {}
        staff = [who for team in config.teams for who in team.members]
        self._sides = Sides(config.canonical_person, staff, config.robots)

    def business(self, calendar: str) -> BusinessTime:
        """The business time of a calendar."""
        if calendar not in self._business:
            self._business[calendar] = BusinessTime(self._calendars[calendar], self._holidays)
        return self._business[calendar]

    def policy_for(self, ticket: Ticket) -> Policy | None:
        """The first policy whose query matches the ticket as it is now; None if none does, or it
        is for tickets that were opened later."""
        if ticket.opened is None:
            return None
        for rule in self._rules:
            if rule.root is None or rule.root(ticket, _NO_FACTS):
                since = rule.policy.since
                if since is None or day_of(ticket.opened, self._config.timezone) >= since:
                    return rule.policy
                return None
        return None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The policies in their order, and whom each is for."""
        return self._rules

    def said(self, ticket: Ticket) -> Iterator[tuple[Comment, Side]]:
        """Each comment, and on which side whoever wrote it is; internal ones are on neither."""
        asker, customer = self._sides.asker(ticket), self._customer_of(ticket.customer)
        for comment in ticket.comments:
            side = self._sides.side(comment.author, asker, customer)
            yield comment, Side.NEITHER if comment.internal else side

    def calendar(self, name: str) -> Calendar:
        """A calendar by its name."""
        return self._calendars[name]

    def days_of_regions(self, calendar: str) -> dict[str, int]:
        """How many days the files of a calendar's holidays have."""
        regions = self._calendars[calendar].regions
        return {region: len(self._holidays.get(region, ())) for region in regions}

    def customers_meant(self) -> Iterator[frozenset[str]]:
        """What tickets may have in ``customer`` to be meant by each policy: by a customer's name,
        or by what its file says."""
        for rule in self._rules:
            texts = frozenset[str]()
            for leaf, _ in leaves(rule.root) if rule.root else ():
                if isinstance(leaf, OneOf) and leaf.source == _CUSTOMER:
                    texts |= leaf.words
            yield texts

    def course(self, ticket: Ticket) -> Course | None:
        """What happened in a ticket; None if nothing says when it was opened."""
        group = self._config.group_of(ticket)
        return course_of(
            ticket,
            self._customer_of(ticket.customer),
            self._sides,
            is_done=group is Group.DONE,
            is_waiting=group is Group.WAITING,
            is_done_status=self._is_done_status,
        )

    def _is_done_status(self, status: str) -> bool:
        return self._config.group(status) is Group.DONE

    def clocks(self, ticket: Ticket, course: Course | None = None) -> Clocks | None:
        """The clocks of a ticket; None if nothing is promised."""
        policy = self.policy_for(ticket)
        if policy is None:
            return None
        known = course or self.course(ticket)
        return clocks_of(known, policy, self.business(policy.calendar)) if known else None

    def standing(self, ticket: Ticket, now: int, clocks: Clocks | None = None) -> Standing:
        """How a ticket stands at a moment, in seconds since 1970."""
        clocks = clocks or self.clocks(ticket)
        business = self.business(clocks.policy.calendar) if clocks else None
        return standing(clocks, business, now, due_by_hand(ticket, self._config))
