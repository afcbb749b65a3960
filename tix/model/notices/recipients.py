"""Who is told of an event, and by what way.

Customers: the asker gets public answers, an acknowledgement, and word that it is done; a contact
of the customer who watches gets answers, and that it is done. Staff: what ``NOTICES`` has, or what
they chose, if they are assigned or watch, or are named by the event. Nobody is told what they did
themselves, and nobody at ``.invalid`` of anything.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.notices.event import Event
from tix.model.notices.message import Message, message_key
from tix.model.notices.stored import is_word
from tix.model.people import Person, parse_person
from tix.model.promises.sides import Side, Sides, is_automatic
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket

NOTICES = frozenset(
    {
        "opened", "assigned", "mentioned", "asked", "commented", "due-soon", "missed", "escalated",
    }
)  # fmt: skip
"""What staff are told of unless they have chosen."""

_NAMED = ("opened", "assigned", "mentioned")
"""Of these only those hear who are named."""

_BY_CUSTOMERS = ("mail", "web")
"""Channels on which nobody of the desk has talked to who asks."""


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody is told: by mail or in a chat (``to`` is an address or a channel's name), for
    what purpose, and when at the earliest."""

    by: str
    to: str
    purpose: str
    due: datetime


Choose = Callable[[str, Event, datetime], Way | None]
"""How somebody of the desk, by their key, is to be told of an event now; None: not at all."""


def by_mail(key: str, event: Event, now: datetime) -> Way | None:
    """How staff are told who have chosen nothing."""
    return Way("mail", key, "notice", now) if event.kind in NOTICES else None


@dataclass(frozen=True, slots=True)
class Listener:
    """Another system that is told of events: the name of a webhook, and of which (all, if ())."""

    name: str
    events: tuple[str, ...] = ()


class Recipients:
    """Tells who is told, by what a desk says of people."""

    def __init__(
        self,
        config: Config,
        customer_of: Callable[[str], Customer | None],
        *,
        choose: Choose = by_mail,
        listeners: Sequence[Listener] = (),
    ) -> None:
        self._config, self._customer_of = config, customer_of
        self._choose, self._listeners = choose, listeners
        self._sends_mail = config.mail is not None and bool(config.mail.address)
        members = [who for team in config.teams for who in team.members]
        self._sides = Sides(config.canonical_person, members, config.robots)
        known = [*members, *(str(member.person) for member in config.people)]
        self._staff = frozenset(map(config.canonical_person, known))
        self._addresses = {m.person.key: m.person.mail for m in config.people if m.person.mail}

    def is_asking(self, ticket: Ticket, person: Person) -> bool | None:
        """Whether somebody is on the asking side of a ticket; None: on neither (P3)."""
        side = self._sides.side(person, self._sides.asker(ticket), self._customer(ticket))
        return None if side is Side.NEITHER else side is Side.ASKING

    def messages(
        self, found: Iterable[tuple[Event, Ticket]], now: datetime
    ) -> dict[str, list[tuple[Event, str, Way]]]:
        """What recipients are told, by who they are: events, their keys, and ways."""
        told: dict[str, list[tuple[Event, str, Way]]] = {}
        for event, ticket in found:
            for who, way in self._told(event, ticket, now):
                key = message_key(event, who)
                each = told.setdefault(who, [])
                if all(key != other for _, other, _ in each):
                    each.append((self._as_told(event, ticket), key, way))
        return told

    def _as_told(self, event: Event, ticket: Ticket) -> Event:
        """The event without who asks, where a rule assigned the ticket as they wrote."""
        if event.kind != "assigned" or event.by is None or self._is_staff(str(event.by)):
            return event
        return replace(event, by=None) if self.is_asking(ticket, event.by) else event

    def _told(self, event: Event, ticket: Ticket, now: datetime) -> Iterator[tuple[str, Way]]:
        by = self._key(str(event.by)) if event.by else None
        if self._sends_mail or self._choose is not by_mail:
            for who, way in self._people(event, ticket, by, now):
                if way.by != "mail" or (self._sends_mail and _is_address(way.to)):
                    yield who, way
        for listener in self._listeners:
            if not listener.events or event.kind in listener.events:
                yield f"webhook {listener.name}", Way("webhook", listener.name, "webhook", now)

    def _people(
        self, event: Event, ticket: Ticket, by: str | None, now: datetime
    ) -> Iterator[tuple[str, Way]]:
        customers = dict(self._customers(event, ticket, by, now))
        yield from customers.items()
        filed_by = self._key(str(event.filed_by)) if event.filed_by else None
        for who in self._expanded(self._audience(event, ticket)):
            if who in (by, filed_by, *customers) or who.endswith(".invalid"):
                continue
            if (way := self._choose(who, event, now)) is not None:
                yield who, self._addressed(way)

    def _audience(self, event: Event, ticket: Ticket) -> Iterator[str]:
        """Those of the desk whom an event concerns: people and teams."""
        if event.kind in _NAMED:
            yield from (who for who in event.to if event.kind != "opened" or self._is_staff(who))
            return
        yield from event.to
        yield from ticket.assignees
        yield from filter(self._is_staff, ticket.watchers)

    def _customers(
        self, event: Event, ticket: Ticket, by: str | None, now: datetime
    ) -> Iterator[tuple[str, Way]]:
        purpose = {"opened": "acknowledge", "answered": "answer", "done": "resolved"}.get(
            event.kind
        )
        if purpose is None or not self._sends_mail:
            return
        if purpose == "acknowledge" and not event.is_acknowledged:
            return
        asker = self._sides.asker(ticket)
        told = [asker] if asker else []
        if purpose == "acknowledge":
            told = [who for who in told if self._is_acknowledged(who, by, ticket)]
        else:
            told += (self._key(who) for who in ticket.watchers if self._speaks(who, ticket))
        for who in dict.fromkeys(told):
            is_own = who == by and purpose != "acknowledge"
            if not is_own and not who.endswith(".invalid") and not is_automatic(parse_person(who)):
                yield who, self._addressed(Way("mail", who, purpose, now))

    def _is_acknowledged(self, who: str, by: str | None, ticket: Ticket) -> bool:
        mail = self._config.mail
        if mail is None or not mail.acknowledge or who in self._staff:
            return False
        return by != who or ticket.channel in _BY_CUSTOMERS

    def _speaks(self, who: str, ticket: Ticket) -> bool:
        """Whether a watcher is one of the ticket's customer."""
        person = parse_person(who)
        if self._is_staff(who) or "@" not in person.mail:
            return False
        customer = self._customer(ticket)
        if customer is None:
            return False
        from tix.model.records.customers import speaks_for

        return speaks_for(customer, person.mail)

    def _customer(self, ticket: Ticket) -> Customer | None:
        return self._customer_of(ticket.customer) if ticket.customer else None

    def _is_staff(self, who: str) -> bool:
        return self._config.team(who) is not None or self._key(who) in self._staff

    def _expanded(self, people: Iterable[str]) -> Iterator[str]:
        """The keys of people, with the members of teams in their place, each once."""
        found: dict[str, None] = {}
        for who in people:
            team = self._config.team(who)
            found |= dict.fromkeys(map(self._key, team.members if team else (who,)))
        yield from found

    def _key(self, who: str) -> str:
        return self._config.canonical_person(who)

    def _addressed(self, way: Way) -> Way:
        """The way with the address as the desk writes it."""
        if way.by != "mail" or way.to not in self._addresses:
            return way
        return Way(way.by, self._addresses[way.to], way.purpose, way.due)


def _is_address(text: str) -> bool:
    """Whether mail can go there: who isn't verified is called by an address that is none."""
    return "@" in text and is_word(text)


_ORDER = ("answer", "resolved", "acknowledge", "notice", "digest", "webhook")


def messages_of(
    told: dict[str, list[tuple[Event, str, Way]]], is_decided: Callable[[str], bool]
) -> Iterator[Message]:
    """The messages for recipients: one for each ticket and way, without what is decided.

    A webhook gets one for each event.
    """
    for parts in told.values():
        groups: dict[tuple[str, ...], list[tuple[Event, str, Way]]] = {}
        for event, key, way in parts:
            if not is_decided(key):
                alone = key if way.by == "webhook" else ""
                groups.setdefault((event.ticket, way.by, way.to, alone), []).append(
                    (event, key, way)
                )
        for (ticket, by, to, _), group in groups.items():
            yield _message(ticket, by, to, group)


def _message(ticket: str, by: str, to: str, group: Sequence[tuple[Event, str, Way]]) -> Message:
    events = [event for event, _, _ in group]
    keys = tuple(key for _, key, _ in group)
    who = dict.fromkeys(event.by.label for event in events if event.by)
    return Message(
        key=min(keys),
        ticket=ticket,
        events=tuple(dict.fromkeys(event.kind for event in events)),
        keys=keys,
        by=by,
        to=to,
        purpose=min((way.purpose for _, _, way in group), key=_ORDER.index),
        comments=tuple(dict.fromkeys(event.comment for event in events if event.comment)),
        at=min(event.at for event in events),
        due=min(way.due for _, _, way in group),
        who=", ".join(who),
        about=events[0].commit if by == "webhook" else "",
    )
