"""The demonstration's history as commits, for a given time. The same time gives the same commits,
byte for byte."""

from datetime import datetime, timedelta

from tix.actions.open import Draft, add_ticket
from tix.demo.people import CUSTOMERS, TEMPLATES, TIX_YAML, YOU
from tix.demo.rehearsal import Commit, Rehearsal
from tix.demo.stories import STORIES, Story, When
from tix.model.changes import changes
from tix.model.config.config import Config, Group
from tix.model.config.reader import load_config
from tix.model.ticket.ticket import Ticket

FIRST_DAY = 37
"""The desk was made so many days ago."""


def moment(when: When, now: datetime) -> datetime:
    """The time in UTC, relative to ``now``."""
    hours, minutes = map(int, when.clock.split(":"))
    if when.days == 0:
        return now - timedelta(hours=hours, minutes=minutes)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=when.days) + timedelta(hours=hours, minutes=minutes)


def plan(now: datetime) -> list[Commit]:
    """The commits, oldest first: the desk's settings, then what people did. ``now`` is in UTC."""
    settings = {"tix.yaml": TIX_YAML, **CUSTOMERS, **TEMPLATES}
    first = Commit(
        moment(When(FIRST_DAY, "15:00"), now),
        YOU,
        "Agree on words, people and templates\n",
        {path: text.encode() for path, text in settings.items()},
    )
    rehearsal = Rehearsal(load_config(TIX_YAML))
    for story in STORIES:
        _play(story, rehearsal, now)
    return [first, *sorted(rehearsal.commits, key=lambda commit: commit.at)]


def _play(story: Story, rehearsal: Rehearsal, now: datetime) -> None:
    """Open the story's ticket, and do what people did to it since."""
    workspace = rehearsal.at(moment(story.opened, now), story.by, story.id)
    where = ("ci" if "ci" in story.labels else "staging") if story.key else ""
    add_ticket(workspace, Draft(_draft(story, rehearsal.config, now), where=where))
    for step in story.steps:
        workspace = rehearsal.at(moment(step.when, now), step.by, story.id)
        step.deed.do(workspace, story.id)
        if step.deed.subject:
            rehearsal.resay(f"{story.id}: {step.deed.subject}")


def _draft(story: Story, config: Config, now: datetime) -> Ticket:
    ticket = Ticket(
        id=story.id,
        title=story.title,
        status=config.first_status(Group.ACTIVE),
        type=story.type,
        priority=story.priority,
        requester=str(story.requester) if story.requester else None,
        customer=story.customer,
        labels=story.labels,
        milestone=story.milestone,
        due=None if story.due is None else now.date() + timedelta(days=story.due),
        key=story.key,
        body=story.body,
    )
    for name, value in (("severity", story.severity), ("version", story.version)):
        if value:
            ticket = changes.set_team_field(ticket, name, value)
    return ticket
