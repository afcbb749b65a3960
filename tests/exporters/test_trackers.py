"""What is written for other trackers is what the importers of these names read."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tix.exporters import EXPORTERS, Entry, trackers
from tix.exporters.trackers import as_github, as_gitlab, as_taskwarrior, task_uuid
from tix.frozen import replace
from tix.importers import github, gitlab, taskwarrior
from tix.importers.foreign_words import Words
from tix.importers.incoming import Read
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Link, Ticket

ONE, TWO = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (1, 2))
RED = Ticket(
    "k7f3qz", 'CI: *red* "x" 😀', status="closed", since=TWO, opened=ONE, closed=TWO,
    requester="jo <>", opened_by="jo <>", assignees=("Ana Lima <ana@example.org>", "bob <>"),
    labels=("ci", "arm64"), milestone="2.0", body="One\n\ntwo", source="github:a/b#7",
    comments=(Comment("c-q8m2ht", TWO, Person("Bob", "bob@example.org"), False, "Why?\nno"),
              Comment("c-m3k9vd", TWO, Person("Bob", "bob@example.org"), True, "secret")),
)  # fmt: skip
OPEN = Ticket("m3k9vd", "Other", status="open", since=ONE, opened=ONE, due=date(2026, 3, 9))


def there_and_back(
    tmp_path: Path, write: Callable[[Iterable[Entry]], Iterator[str]], read: Read, *tickets: Ticket
) -> list[Any]:
    file = tmp_path / "out.json"
    entries = [Entry(ticket, f"tickets/{ticket.id}.md", TWO) for ticket in tickets]
    file.write_text("".join(write(entries)))
    found = read(file, Words(Config()))
    assert found.skipped == ()
    return list(found.items)


def test_github(tmp_path: Path) -> None:
    red, other = (
        item.ticket for item in there_and_back(tmp_path, as_github, github.read, RED, OPEN)
    )
    same = ("title", "status", "opened", "closed", "requester", "assignees", "labels", "milestone",
            "body", "source")  # fmt: skip
    assert [getattr(red, name) for name in same] == [getattr(RED, name) for name in same]
    assert [(c.at, str(c.author), c.text) for c in red.comments] == [
        (TWO, "Bob <bob@example.org>", "Why?\nno")
    ]
    assert (other.title, other.status, other.opened) == ("Other", "open", ONE)
    assert (other.requester, other.opened_by, other.team_fields[0].name) == (
        None,
        None,
        "updatedAt",
    )
    assert "secret" not in (tmp_path / "out.json").read_text()


def test_gitlab(tmp_path: Path) -> None:
    ticket = replace(RED, source="gitlab:group/project#7", due=date(2026, 3, 9))
    [item] = there_and_back(tmp_path, as_gitlab, gitlab.read, ticket)
    same = ("title", "status", "opened", "closed", "opened_by", "requester", "assignees",
            "labels", "milestone", "body", "source", "due")  # fmt: skip
    assert [getattr(item.ticket, name) for name in same] == [getattr(ticket, name) for name in same]
    assert {(c.text, c.internal) for c in item.ticket.comments} == {
        ("Why?\nno", False), ("secret", True),
    }  # fmt: skip


def test_taskwarrior(tmp_path: Path) -> None:
    waits = replace(OPEN, priority="high", links=(Link("depends-on", RED.id),), labels=("a b",))
    red, other = there_and_back(tmp_path, as_taskwarrior, taskwarrior.read, RED, waits)
    assert (red.ticket.status, red.ticket.resolved) == ("resolved", TWO)
    assert [c.text for c in red.ticket.comments] == ["One two", "Why? no"]
    assert (other.ticket.priority, other.ticket.labels) == ("high", ("a_b",))
    assert [link.target for link in other.links] == [task_uuid(RED)]
    given = {"wait": "20310101T000000Z", "est": "3", "recur": "weekly"}
    attributes = tuple(TeamField(name, value) for name, value in given.items())
    source = "taskwarrior:11111111-2222-3333-4444-555555555555"
    own = replace(OPEN, source=source, team_fields=attributes)
    [back] = there_and_back(tmp_path, as_taskwarrior, taskwarrior.read, own)
    assert (back.ticket.source, back.ticket.due) == (own.source, own.due)
    assert set(attributes[:2]) < set(back.ticket.team_fields)
    assert "recur" in (left := [*trackers.left_out_by_taskwarrior(own)]) and "est" not in left
    at = replace(OPEN, due=TWO)
    [back] = there_and_back(tmp_path, as_taskwarrior, taskwarrior.read, at)
    assert back.ticket.due == TWO


@pytest.mark.parametrize(("write", "read"), [(as_github, github.read), (as_gitlab, gitlab.read)])
def test_tickets_without_a_number_there_are_known_by_their_ids(
    tmp_path: Path, write: Callable[[Iterable[Entry]], Iterator[str]], read: Read
) -> None:
    twin = replace(OPEN, id="z6k4nt")
    one, two = there_and_back(tmp_path, write, read, OPEN, twin)
    [again] = there_and_back(tmp_path, write, read, replace(twin, title="Renamed", body="x"))
    assert one.ticket.source != two.ticket.source == again.ticket.source
    assert not {field.name for field in two.ticket.team_fields} & {"id", "original_id"}


@pytest.mark.parametrize("write", [as_github, as_gitlab, as_taskwarrior])
def test_nothing_is_an_empty_array(write: Callable[[Iterable[Entry]], Iterator[str]]) -> None:
    assert json.loads("".join(write([]))) == []


_LEFT_OUT = {exporter.name: exporter.left_out for exporter in EXPORTERS if exporter.left_out}
_BESIDE = {
    "customer": "acme", "watchers": ("cy@example.org",), "key": "k", "resolution": "done",
    "attachments": ("a.txt",), "links": (Link("blocks", "m3k9vd"),), "channel": "phone",
}  # fmt: skip


@pytest.mark.parametrize("name", ["github", "gitlab", "taskwarrior"])
def test_each_says_what_it_leaves_out(name: str) -> None:
    left_out = _LEFT_OUT[name]
    plain = Ticket("m3k9vd", "Other", status="open", since=ONE, opened=ONE, labels=("a",))
    assert [*left_out(plain)] == []
    full = replace(plain, team_fields=(TeamField("severity", "2"),), **_BESIDE)  # type: ignore[arg-type]
    links = "links but for what it waits for" if name == "taskwarrior" else "links"
    assert {*left_out(full)} == {*_BESIDE, "severity", links} - ({"links"} - {links})
    assert "source" in [*left_out(replace(plain, source="jira:A-1"))]
    assert "source" not in [*left_out(replace(plain, source=f"{name}:a/b#1"))]


def test_what_is_kept_in_part_is_said_too() -> None:
    said = {name: [*left_out(RED)] for name, left_out in _LEFT_OUT.items()}
    assert said["github"] == ["internal comments"]
    assert said["gitlab"] == ["source"]
    assert {"assignees", "requester", "whose comments they are", "the lines of texts"} <= {
        *said["taskwarrior"]
    }
    assert "of the status all but whether it is done" in said["taskwarrior"]
    assert [*trackers.left_out_by_taskwarrior(replace(OPEN, labels=("a b",)))] == [
        "blanks in labels"
    ]
    busy = replace(OPEN, status="pending", due=TWO, requester="a <>", opened_by="b <>")
    assert [*trackers.left_out_by_gitlab(busy)] == [
        "of the status all but whether it is done", "one of requester and opened_by",
        "the time of a due date",
    ]  # fmt: skip
