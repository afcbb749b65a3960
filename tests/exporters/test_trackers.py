"""What is written for other trackers is what the importers of these names read."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tix.exporters import EXPORTERS, Entry
from tix.exporters.trackers import as_github, as_gitlab, as_taskwarrior, task_uuid
from tix.frozen import replace
from tix.importers import github, gitlab, taskwarrior
from tix.importers.foreign_words import Words
from tix.importers.incoming import Read
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.values import Comment
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
    assert "secret" not in (tmp_path / "out.json").read_text()


def test_gitlab(tmp_path: Path) -> None:
    ticket = replace(RED, source="gitlab:group/project#7", due=date(2026, 3, 9))
    [item] = there_and_back(tmp_path, as_gitlab, gitlab.read, ticket)
    same = ("title", "status", "opened", "closed", "opened_by", "assignees", "labels", "milestone",
            "body", "source", "due")  # fmt: skip
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
    own = replace(OPEN, source="taskwarrior:11111111-2222-3333-4444-555555555555")
    [back] = there_and_back(tmp_path, as_taskwarrior, taskwarrior.read, own)
    assert (back.ticket.source, back.ticket.due) == (own.source, own.due)
    at = replace(OPEN, due=TWO)
    [back] = there_and_back(tmp_path, as_taskwarrior, taskwarrior.read, at)
    assert back.ticket.due == TWO


@pytest.mark.parametrize("write", [as_github, as_gitlab, as_taskwarrior])
def test_nothing_is_an_empty_array(write: Callable[[Iterable[Entry]], Iterator[str]]) -> None:
    assert json.loads("".join(write([]))) == []


def test_each_says_what_it_leaves_out() -> None:
    said = {exporter.name: exporter.leaves_out for exporter in EXPORTERS}
    assert all(said[name] for name in ("github", "gitlab", "taskwarrior"))
