"""The demonstration's history as commits, for a given time. The same time gives the same commits,
byte for byte."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from tix.demo.deeds import Moment
from tix.demo.people import TEMPLATES, TIX_YAML, YOU
from tix.demo.stories import STORIES, Story, When
from tix.frozen import dataclass, field, replace
from tix.model.changes import changes
from tix.model.config.config import Config, Group
from tix.model.config.reader import load_config
from tix.model.people import Person
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import Occurrence, Ticket

FIRST_DAY = 37
"""So many days ago the desk was made."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Somebody's commit: what they say about it, and the new contents of files."""

    at: datetime
    by: Person
    message: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Event:
    """One thing that happened: the ticket after it, and the files that came with it."""

    at: datetime
    by: Person
    subject: str
    ticket: Ticket
    files: Mapping[str, bytes] = field(default_factory=dict)


def moment(when: When, now: datetime) -> datetime:
    """The time in UTC that is meant, seen from ``now``."""
    hours, minutes = map(int, when.clock.split(":"))
    if when.days == 0:
        return now - timedelta(hours=hours, minutes=minutes)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=when.days) + timedelta(hours=hours, minutes=minutes)


def plan(now: datetime) -> list[Commit]:
    """The commits, oldest first: the desk's settings, then what people did. ``now`` is in UTC."""
    settings = {"tix.yaml": TIX_YAML, **TEMPLATES}
    commits = [
        Commit(
            moment(When(FIRST_DAY, "15:00"), now),
            YOU,
            "Agree on words, people and templates\n",
            {path: text.encode() for path, text in settings.items()},
        )
    ]
    config = load_config(TIX_YAML)
    events = [event for story in STORIES for event in _events(story, config, now)]
    texts: dict[str, bytes] = {}
    for event in sorted(events, key=lambda event: event.at):
        ident = event.ticket.id
        texts[ident] = _written(texts.get(ident), event.ticket)
        files = {new_path(event.ticket): texts[ident], **event.files}
        message = f"{ident}: {event.subject}\n\nTicket: {ident}\n"
        commits.append(Commit(event.at, event.by, message, files))
    return commits


def _written(before: bytes | None, ticket: Ticket) -> bytes:
    return dump(ticket) if before is None else load(before).save(ticket)


def _events(story: Story, config: Config, now: datetime) -> Iterator[_Event]:
    opened = moment(story.opened, now)
    ticket = _opened(story, opened, config, now)
    yield _Event(opened, story.by, ticket.title, ticket)
    for step in story.steps:
        at = moment(step.when, now)
        done = step.deed(ticket, Moment(at, step.by, config))
        ticket = done.ticket
        yield _Event(at, step.by, done.message, ticket, done.files)


def _opened(story: Story, at: datetime, config: Config, now: datetime) -> Ticket:
    ticket = Ticket(
        id=story.id,
        title=story.title,
        status=config.first_status(Group.ACTIVE),
        since=at,
        type=story.type,
        priority=story.priority,
        requester=str(story.requester) if story.requester else None,
        customer=story.customer,
        labels=story.labels,
        milestone=story.milestone,
        due=None if story.due is None else now.date() + timedelta(days=story.due),
        opened=at,
        opened_by=str(story.by),
        key=story.key,
        body=story.body,
    )
    if story.key:
        where = "ci" if "ci" in story.labels else "staging"
        ticket = replace(ticket, occurrences=(Occurrence(at, where, ""),))
    for name, value in (("severity", story.severity), ("version", story.version)):
        if value:
            ticket = changes.set_team_field(ticket, name, value)
    return ticket
