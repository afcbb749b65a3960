"""A desk's settings one by one, and the text of a fresh ``tix.yaml``."""

from collections.abc import Iterator

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.text.scalars import dump_scalar
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few desks have any
    from tix.model.config.mail import MailSettings
    from tix.model.config.portal import PortalSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that is in force. ``line`` of ``tix.yaml``; None: it is what tix comes with."""

    name: str
    value: str
    line: int | None


def settings(config: Config) -> tuple[Setting, ...]:
    """All settings in force, by dotted names, in the order of the documentation."""
    return tuple(Setting(name, value, config.lines.get(name)) for name, value in _values(config))


def _values(config: Config) -> Iterator[tuple[str, str]]:
    yield "format", str(config.format)
    yield "name", config.name
    yield "timezone", str(config.timezone)
    for status in config.statuses:
        yield f"statuses.{status.name}", status.group.value
    yield "types", ", ".join(config.types)
    yield "priorities", ", ".join(config.priorities)
    yield "defaults.type", config.default_type
    yield "defaults.priority", config.default_priority
    for name in ("channels", "impacts", "urgencies", "resolution_codes"):
        if name in config.lines:
            yield name, ", ".join(getattr(config, name))
    for impact in dict.fromkeys(cell.impact for cell in config.matrix):
        row = (f"{c.urgency}: {c.priority}" for c in config.matrix if c.impact == impact)
        yield f"matrix.{impact}", ", ".join(row)
    for flow in config.workflow:
        for name, to in flow.moves:
            yield f"workflow.{flow.type}.from.{name}", ", ".join(to)
        for name, needs in flow.needs:
            yield f"workflow.{flow.type}.needs.{name}", ", ".join(needs)
    if config.reopen_within is not None:
        hours = int(config.reopen_within.total_seconds()) // 3600
        yield "reopen_within", f"{hours}h" if hours % 24 else f"{hours // 24}d"
    after = config.archive_after
    yield "archive_after", "never" if after is None else f"{after.days}d"
    yield "sync_after_write", _yes_or_no(config.sync_after_write)
    yield "require_signed", _yes_or_no(config.require_signed)
    for field in config.fields:
        choices = f": {', '.join(field.choices)}" if field.choices else ""
        yield f"fields.{field.name}", field.type + choices
    for member in config.people:
        yield f"people.{member.person.key}", ", ".join((str(member.person), *member.aliases))
        if member.notify:
            yield f"people.{member.person.key}.notify", member.notify.shown
    for team in config.teams:
        yield f"teams.{team.name}", ", ".join(team.members)
    if config.robots:
        yield "robots", ", ".join(config.robots)
    if config.calendars or config.promises:
        yield from _promises(config)
    if config.billing or config.plans:
        yield from _billing(config)
    if config.mail:
        yield from _mail(config.mail)
    if config.portal:
        yield from _portal(config.portal)
    for query in config.queries:
        yield f"queries.{query.name}", query.query
    weights = (f"{name}: {weight:g}" for name, weight in config.urgency_weights)
    yield "urgency_weights", ", ".join(weights)
    yield "main_branch", config.main_branch


def _promises(config: Config) -> Iterator[tuple[str, str]]:
    from tix.model.promises.described import calendar_line, policy_line  # few desks have any

    for calendar in config.calendars:
        yield f"calendars.{calendar.name}", calendar_line(calendar)
    for policy in config.promises:
        yield f"promises.{policy.name}", policy_line(policy)


def _billing(config: Config) -> Iterator[tuple[str, str]]:
    from tix.model.work.described import billing_lines, plan_line  # few desks bill

    if config.billing:
        yield from billing_lines(config.billing)
    for plan in config.plans:
        yield f"plans.{plan.name}", plan_line(plan)


def _portal(portal: "PortalSettings") -> Iterator[tuple[str, str]]:
    if portal.fields:
        yield "portal.fields", ", ".join(portal.fields)
    for name, fields in portal.types:
        yield f"portal.types.{name}", ", ".join(fields)


def _mail(mail: "MailSettings") -> Iterator[tuple[str, str]]:
    for name in ("address", "name"):
        if text := getattr(mail, name):
            yield f"mail.{name}", text
    for name in ("aliases", "reply_to_of"):
        if few := getattr(mail, name):
            yield f"mail.{name}", ", ".join(few)
    for name in ("plus", "keep", "acknowledge"):
        yield f"mail.{name}", _yes_or_no(getattr(mail, name))
    yield "mail.max_size", f"{mail.max_size / 1000**2:g} MB"


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def dump_default(name: str) -> str:
    """The text of a fresh ``tix.yaml``, which sets nothing but the desk's name."""
    return _FRESH.format(name=dump_scalar(name))


_FRESH = """\
# What this desk agreed on. 'tix config' shows what is in force.
# Whatever is commented out here is an example, or what holds without it.
format: 1
name: {name}

# When a day begins and ends for this team: a name like Europe/Lisbon.
timezone: UTC

# The first active status is what a new ticket gets. A group is active, waiting or done.
# statuses:
#   open: active
#   in-progress: active
#   pending: waiting
#   resolved: done
#   closed: done

# types: [incident, request, question, problem, task]
# priorities: [low, normal, high, urgent]  # from the least to the most urgent
# defaults: {{type: task, priority: normal}}

# archive_after: 90d     # 'tix sync' archives what has been done for that long
# sync_after_write: yes  # 'tix sync' after every change
# require_signed: yes    # 'tix sync' takes and sends only signed commits

# Fields of your own. A type is text, choice, number, date, user, list or url.
# fields:
#   severity: {{type: choice, choices: [minor, major], help: how bad it is}}
#   cost: number

# people:
# - Bob Reis <bob@example.org>
# - name: Ana Lima
#   mail: ana@example.org
#   aliases: [ana, ana@old.example]

# teams:
#   support: [ana, bob@example.org]

# When you work, and what is promised to whom: docs/promises.md.
# calendars:
#   office: {{hours: {{mon-fri: 09:00-17:00}}, holidays: [12-25]}}
# promises:
# - {{name: usual, calendar: office, first_response: 4h, resolution: 5d, warn: 1h}}
# robots: [ci@example.org]

# What an hour of work costs, and what contracts cover: docs/work-and-billing.md.
# billing: {{currency: EUR, rate: 80.00, tax: 23%, due: 30d}}
# plans:
#   gold: {{rate: 60.00, covers: [incident], hours: 10}}

# Queries to use as @name: tix list @mine
# queries:
#   mine: assignee:me is:open

# The branch of the code on which a commit's 'Fixes: k7f3qz' closes the ticket.
# main_branch: main

# What 'tix next' goes by: a weight for each reason.
# urgency_weights: {{due: 12, blocking: 8, priority: 6, working: 4, age: 2, waiting: -3}}
"""
