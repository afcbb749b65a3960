"""The events of rules: what a change of a ticket sets off."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from tix.model.config.config import Config, Group
from tix.model.people import Person
from tix.model.rules.rule import Trigger
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket

IsAsking = Callable[[Ticket, Person], bool | None]
"""Whether somebody is on the asking side of a ticket; False: on the answering, None: on neither."""

ASKED = Trigger("asked")
"""The asking side said something in public, and not what the ticket waits for from then on."""


def events(
    before: Ticket | None, after: Ticket, config: Config, is_asking: IsAsking
) -> frozenset[Trigger]:
    """What happened between two versions of a ticket; without a first one it was opened."""
    return frozenset(_events(before, after, config, is_asking))


def _events(
    before: Ticket | None, after: Ticket, config: Config, is_asking: IsAsking
) -> Iterator[Trigger]:
    was_done = before is not None and config.is_done(before)
    is_done = config.is_done(after)
    if before is None:
        yield Trigger("opened")
    else:
        seen = (
            config.with_priority(before),
            config.with_priority(after),
        )  # it may follow from others
        yield from (Trigger("changed", name) for name in changed_fields(*seen))
        if was_done and not is_done:
            yield Trigger("reopened")
    if not was_done and is_done:
        yield Trigger("done")
    for said in _said(before, after, is_asking):
        if said != ASKED or not _begins_to_wait(before, after, config):
            yield said
    for event, name in (("failed", "occurrences"), ("signed", "signatures"), ("rated", "ratings")):
        known, items = () if before is None else getattr(before, name), getattr(after, name)
        if items is not known and any(item not in known for item in items):
            yield Trigger(event)


def changed_fields(before: Ticket, after: Ticket) -> Iterator[str]:
    """The names of the fields in which two versions of a ticket differ."""
    if before is after:
        return
    for name, old, new in zip(_NAMES, _VALUES(before), _VALUES(after), strict=True):
        if old is not new and old != new:
            yield name
    if before.body != after.body:
        yield "body"
    if before.team_fields != after.team_fields:
        for name in dict.fromkeys(f.name for f in (*before.team_fields, *after.team_fields)):
            if before.team_field(name) != after.team_field(name):
                yield name


_NAMES = tuple(field.name for field in FIELDS)
_VALUES = attrgetter(*_NAMES)


def _begins_to_wait(before: Ticket | None, after: Ticket, config: Config) -> bool:
    """Whether the status became one that waits: what is said along is what is waited for, also by
    a colleague who asks (P3)."""
    is_new = before is not None and before.status != after.status
    return is_new and config.group(after.status) is Group.WAITING


def _said(before: Ticket | None, after: Ticket, is_asking: IsAsking) -> Iterator[Trigger]:
    if before and before.comments is after.comments:
        return
    known = frozenset(comment.id for comment in before.comments) if before else frozenset()
    sides = {
        is_asking(after, comment.author)
        for comment in after.comments
        if not comment.internal and comment.id not in known
    }
    if True in sides:
        yield ASKED
    if False in sides:
        yield Trigger("answered")
