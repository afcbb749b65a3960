"""Issues of GitHub: what ``gh issue list --json …`` prints, or the REST, search or GraphQL API.

A key that isn't a ticket's field is kept as a team-defined field. ``docs/import-export.md`` has
the table.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from tix.frozen import replace
from tix.importers.derived import derived_comment_id, exported_id, fingerprint
from tix.importers.foreign_words import Words, stamps
from tix.importers.github_answers import each_issue, is_pull_request, nodes_of, with_events
from tix.importers.github_links import keys_of, links_of
from tix.importers.github_timeline import HISTORY, KEYS, Timeline, timeline
from tix.importers.incoming import (
    Importer,
    Incoming,
    Progress,
    Reading,
    TeamFields,
    person,
)
from tix.importers.records import UNSTORABLE_NOTE, read_each, read_records, storable
from tix.importers.shapes import refuse_other_shape
from tix.importers.told import names_in
from tix.model.people import Person, parse_person
from tix.model.record.json import team_field
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.model.times import parse_time
from tix.quick_typing import Any

_GHOST = "ghost <>"
"""Who GitHub says wrote what a deleted user wrote."""

_GITHUB = Person("GitHub", "import@tix.invalid")
"""Who tells what happened there."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ISSUE_URL = re.compile(
    r"https?://(?:www\.)?(?P<host>[^/\s]+)/(?P<repository>[^/\s]+/[^/\s]+)"
    r"/(?:issues|pull)/(?P<number>\d+)/?(?:[?#].*)?"
)
"""https://github.com/git-bug/git-bug/issues/185, and the same on a server of one's own."""


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The issues in a file (``-``: standard input). Raises ImportInputError.

    Pull requests, which some of GitHub's lists have among them, are left out and counted.
    """
    records = with_events([*each_issue(read_records(path))])
    refuse_other_shape(path, records[0] if records else None, "github")
    total = len(records)
    records = [record for record in records if not is_pull_request(record)]
    names = names_in(records)
    reading = read_each(
        records,
        lambda _, number: f"record {number}",
        lambda where, record: _incoming(record, words, where),
        progress,
    )
    pulls = total - len(reading.items) - len(reading.skipped)
    told = f"left out: {pulls} pull request{'' if pulls == 1 else 's'}"
    return replace(reading, names=names, notes=(told,) if pulls else ())


IMPORTER = Importer("github", "FILE: what gh issue list --json … printed", read)


def _incoming(record: object, words: Words, where: str) -> Incoming:
    """The ticket that an issue becomes. Raises ValueError with the reason if it can't."""
    if not isinstance(record, dict):
        raise ValueError("it isn't an object, {…}")
    notes: list[str] = []
    issue = _Issue(storable(record, lambda: notes.append(UNSTORABLE_NOTE)))
    title = issue.text("title").replace("\n", " ")
    if not title.strip():
        raise ValueError("it has no title")
    body = issue.text("body")
    team = TeamFields()
    status = _status(issue, words, team, notes)
    opened = issue.time("createdAt", "created_at")
    events = timeline([event for key in KEYS for event in issue.take_list(key)])
    updated = issue.time("updatedAt", "updated_at", keep=True)
    closed = issue.time("closedAt", "closed_at") or events.closed or updated
    stamped = stamps(status, words.config, opened=opened, closed=closed)
    is_told = not issue.record.keys().isdisjoint(("author", "user"))  # null: a deleted user
    author = _login(issue.take("author", "user")) if is_told else None
    source = _source(issue, title, opened)
    ticket = Ticket(
        id="",
        title=title,
        status=status,
        since=stamped.since,
        requester=author,
        assignees=_each(_login, issue.take_list("assignees")),
        labels=_each(_name, issue.take_list("labels")),
        milestone=_name(issue.take("milestone")) or None,
        type=_type(issue, words, team),
        due=_due(issue),
        opened=opened,
        opened_by=author,
        resolved=stamped.resolved,
        closed=stamped.closed,
        source=source,
        body=body,
        comments=_comments(issue, events, source, opened or _EPOCH),
    )
    links = (*links_of(issue.record, source, issue.take),)
    closed_by = issue.take("closed_by", "closedBy") or (stamped.closed and events.closed_by)
    team.add("closed_by", _login(closed_by) if closed_by else "")
    for name, value in issue.rest():
        if field := team_field(name, value):
            team.add(field.name, field.value)
    number = issue.record.get("number")
    return Incoming(
        where if number is None else f"issue {number}",
        replace(ticket, team_fields=team.all()),
        keys=keys_of(source),
        links=links,
        notes=tuple(dict.fromkeys(notes)),
    )


class _Issue:
    """An issue's record, and which of its keys have found their place."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self._used = {"number", "__typename"}
        if isinstance(record.get("closed"), bool):
            self._used.add("closed")

    def take(self, *names: str) -> Any:
        """The value of the first of these keys that has one."""
        for name in names:
            if (value := self.record.get(name)) is not None:
                self._used.add(name)
                return value
        return None

    def take_list(self, name: str) -> list[Any]:
        """A list; anything else stays with the rest (the REST API's ``comments`` is a number)."""
        value = self.record.get(name)
        value = nodes_of(value)
        if not isinstance(value, list):
            return []
        self._used.add(name)
        return value

    def text(self, name: str) -> str:
        """A text with LF line ends, "" for none. Raises ValueError for anything else."""
        value = self.take(name)
        if not isinstance(value, str | None):
            raise ValueError(f"its {name} isn't a text")
        return _lf(value or "")

    def time(self, *names: str, keep: bool = False) -> datetime | None:
        """A time; what can't be one stays with the rest, and so does all with ``keep``."""
        for name in names:
            value = self.record.get(name)
            if (when := _time(value)) is not None:
                self._used.update(() if keep else (name,))
                return when
        return None

    def rest(self) -> list[tuple[str, Any]]:
        """Keys and values that have found no place."""
        return [(name, value) for name, value in self.record.items() if name not in self._used]


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def _time(value: object) -> datetime | None:
    """A time since 1970 (Go's year 1 means none), or None."""
    try:
        when = parse_time(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return when if when and when >= _EPOCH else None


def _status(issue: _Issue, words: Words, team: TeamFields, notes: list[str]) -> str:
    state = issue.take("state", "status")
    if not isinstance(state, str):
        closed = map(issue.record.get, ("closed", "closedAt", "closed_at"))
        state = "closed" if any(closed) else "open"
    return words.status_or_first(state, team, notes)


def _type(issue: _Issue, words: Words, team: TeamFields) -> str | None:
    """The type of an issue, where it has one of those that GitHub's organisations define."""
    text = _name(issue.record.get("type") or issue.record.get("issueType"))
    found = words.find("type", text)
    if found.word is None:
        return None
    issue.take("type", "issueType")
    if not found.same:
        team.add("original_type", text)
    return found.word


def _due(issue: _Issue) -> date | None:
    """The day by which Gitea and Forgejo have it done: a time at the end of that day."""
    found = re.match(r"\d{4}-\d\d-\d\d", str(issue.record.get("due_date") or ""))
    try:
        day = date.fromisoformat(found[0] if found else "")
    except ValueError:
        return None
    issue.take("due_date")
    return day


def _source(issue: _Issue, title: str, opened: datetime | None) -> str:
    """``github:git-bug/git-bug#185``: from the address, which is kept as a field as well."""
    for key in ("url", "html_url"):
        url = issue.record.get(key)
        if isinstance(url, str) and (match := _ISSUE_URL.fullmatch(url)):
            host = "" if match["host"] in ("github.com", "api.github.com") else f"{match['host']}/"
            return f"github:{host}{match['repository']}#{match['number']}"
    number = issue.record.get("number")
    if number is not None:
        return f"github:#{number}"
    if ident := exported_id(issue.record):
        issue.take("id")
        return f"github:{ident}"
    return f"github:~{fingerprint(f'{opened} {title}')}"


def _login(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("login") or value.get("name")
    return (person(value) if isinstance(value, str) else "") or _GHOST


def _name(value: object) -> str:
    """The name of a label or milestone."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    return value.strip() if isinstance(value, str) else ""


def _each(read: Callable[[object], str], values: Iterable[object]) -> tuple[str, ...]:
    """The name of each, without duplicates."""
    return tuple(dict.fromkeys(filter(None, map(read, values))))


def _comments(
    issue: _Issue, events: Timeline, source: str, opened: datetime
) -> tuple[Comment, ...]:
    """The comments by time, then id. One without a time has the one before it.

    Those of a timeline count where the issue has none beside it.
    """
    comments: list[Comment] = []
    taken: set[str] = set()
    at = opened
    for value in issue.take_list("comments") or events.comments:
        if not isinstance(value, dict):
            raise ValueError("one of its comments isn't an object, {…}")
        text = value.get("body") or ""
        if not isinstance(text, str):
            raise ValueError("the text of one of its comments isn't a text")
        at = _time(value.get("createdAt") or value.get("created_at")) or at
        called = str(value.get("id") or value.get("url") or f"{at} {text}")
        ident = derived_comment_id(source, called, taken.__contains__)
        taken.add(ident)
        by = value.get("author") or value.get("user") or value.get("actor")
        comments.append(Comment(ident, at, parse_person(_login(by)), False, _lf(text)))
    if events.lines:
        ident = derived_comment_id(source, "timeline", taken.__contains__)
        text = "\n".join((HISTORY, "", *events.lines))
        comments.append(Comment(ident, events.last or opened, _GITHUB, True, text))
    return tuple(sorted(comments, key=lambda comment: (comment.at, comment.id)))
