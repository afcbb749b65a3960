"""Importing the files of each tool again and again, while both its records and the tickets change:
nothing that either side says is lost, and nothing comes in twice."""

import csv
import io
import json
import random
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tix.frozen import replace
from tix.importers import IMPORTERS
from tix.importers.again import again
from tix.importers.foreign_words import Words
from tix.importers.plan import plan
from tix.model.config.config import Config
from tix.model.ids import ALPHABET
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

START = datetime(2026, 3, 1, tzinfo=UTC)
JO = Person("Jo", "jo@acme.example")
CONFIG = Config()


@dataclass
class Record:
    """A record of the other tool, which changes as its users like."""

    number: int
    at: datetime
    title: str
    body: str = "one\ntwo\nthree"
    labels: list[str] = field(default_factory=list)
    said: dict[datetime, str] = field(default_factory=dict)
    is_done: bool = False


# -- how each tool writes its records --------------------------------------------------------------


def csv_file(folder: Path, records: list[Record]) -> Path:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["id", "title", "created", "status", "tags", "description"])
    for each in records:
        status = "done" if each.is_done else "open"
        table.writerow([each.number, each.title, each.at.isoformat(), status,
                        ",".join(each.labels), each.body])  # fmt: skip
    return _written(folder / "in.csv", text.getvalue())


def github_file(folder: Path, records: list[Record]) -> Path:
    issues = [
        {"number": each.number, "url": f"https://github.com/a/b/issues/{each.number}",
         "title": each.title, "body": each.body, "createdAt": each.at.isoformat(),
         "state": "CLOSED" if each.is_done else "OPEN",
         "labels": [{"name": name} for name in each.labels],
         "comments": [{"id": f"IC_{at:%d%H%M%S}", "author": {"login": "jo"}, "body": text,
                       "createdAt": at.isoformat()} for at, text in each.said.items()]}
        for each in records
    ]  # fmt: skip
    return _written(folder / "in.json", json.dumps(issues))


def gitlab_file(folder: Path, records: list[Record]) -> Path:
    issues = [
        {"iid": each.number, "web_url": f"https://gitlab.com/a/b/-/issues/{each.number}",
         "title": each.title, "description": each.body, "created_at": each.at.isoformat(),
         "state": "closed" if each.is_done else "opened", "labels": each.labels,
         "notes": [{"id": int(f"{at:%d%H%M%S}"), "author": {"username": "jo"}, "body": text,
                    "created_at": at.isoformat()} for at, text in each.said.items()]}
        for each in records
    ]  # fmt: skip
    return _written(folder / "in.json", json.dumps(issues))


def jira_file(folder: Path, records: list[Record]) -> Path:
    issues = [
        {"key": f"ABC-{each.number}", "fields": {
            "summary": each.title, "description": each.body, "created": each.at.isoformat(),
            "status": {"name": "Done" if each.is_done else "Open"}, "labels": each.labels,
            "comment": {"comments": [
                {"id": f"{at:%d%H%M%S}", "author": {"displayName": "Jo"}, "body": text,
                 "created": at.isoformat()} for at, text in each.said.items()]}}}
        for each in records
    ]  # fmt: skip
    return _written(folder / "in.json", json.dumps({"issues": issues}))


def taskwarrior_file(folder: Path, records: list[Record]) -> Path:
    tasks = [
        {"uuid": str(UUID(int=each.number)), "description": each.title, "entry": _compact(each.at),
         "status": "completed" if each.is_done else "pending", "tags": each.labels,
         "annotations": [{"entry": _compact(at), "description": text}
                         for at, text in each.said.items()]}
        for each in records
    ]  # fmt: skip
    return _written(folder / "in.json", json.dumps(tasks))


def beads_file(folder: Path, records: list[Record]) -> Path:
    lines = [
        {"id": f"ab-{each.number}", "title": each.title, "description": each.body,
         "created_at": each.at.isoformat(), "status": "closed" if each.is_done else "open",
         "labels": each.labels,
         "comments": [{"id": int(f"{at:%d%H%M%S}"), "author": "jo", "text": text,
                       "created_at": at.isoformat()} for at, text in each.said.items()]}
        for each in records
    ]  # fmt: skip
    return _written(folder / "in.jsonl", "".join(json.dumps(line) + "\n" for line in lines))


def markdown_folder(folder: Path, records: list[Record]) -> Path:
    for each in records:
        status = "done" if each.is_done else "open"
        labels = "".join(f"\n- {name}" for name in each.labels)
        text = (
            f"---\nid: T-{each.number}\ntitle: {each.title}\nstatus: {status}\n"
            f"created: {each.at.isoformat()}\nlabels:{labels}\n---\n{each.body}\n"
        )
        (folder / "in").mkdir(exist_ok=True)
        _written(folder / "in" / f"{each.number}.md", text)
    return folder / "in"


def git_bug_repository(folder: Path, records: list[Record]) -> Path:
    """Bugs as operations, each of them as it is now: an edit for what was said otherwise before."""
    root = folder / "bugs"
    subprocess.run(["git", "init", "--quiet", "--bare", str(root)], check=True)
    stream = _Stream()
    version = json.dumps({"version": 2, "name": "Jo", "email": JO.mail})
    author = sha256(version.encode()).hexdigest()
    stream.commit(f"refs/identities/{author}", {"version": version})
    for each in records:
        create = {"type": 1, "timestamp": int(each.at.timestamp()), "nonce": f"n{each.number}",
                  "title": "First", "message": "first"}  # fmt: skip
        operations: list[dict[str, Any]] = [create]
        operations.append({"type": 2, "title": each.title, "was": "First"})
        operations.append({"type": 6, "target": _ident(create), "message": each.body})
        operations.append({"type": 5, "added": each.labels, "removed": []})
        for at, text in each.said.items():
            first = {"type": 3, "timestamp": int(at.timestamp()), "nonce": "c", "message": "first"}
            operations += first, {"type": 6, "target": _ident(first), "message": text}
        operations.append({"type": 4, "status": 2 if each.is_done else 1})
        last = int(max([each.at, *each.said]).timestamp())
        pack = [{"timestamp": last, "nonce": "x", **operation} for operation in operations]
        pack = [
            each if "timestamp" in operations[n] else pack[n] for n, each in enumerate(operations)
        ]
        ops = ",".join(map(_json, pack))
        content = f'{{"author":{{"id":"{author}"}},"ops":[{ops}]}}'
        files = {"version-4": "", "edit-clock-1": "", "ops": content}
        stream.commit(f"refs/bugs/{_ident(create)}", files)
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, check=True,
                   input="".join(stream.parts).encode())  # fmt: skip
    return root


class _Stream:
    """What git fast-import reads."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def commit(self, ref: str, files: dict[str, str]) -> None:
        self.parts.append(
            f"reset {ref}\ncommit {ref}\ncommitter x <x@x.invalid> 1772366400 +0000\n"
        )
        self.parts.append("data 0\n")
        for name, text in files.items():
            self.parts.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")


def _json(operation: dict[str, Any]) -> str:
    return json.dumps(operation, separators=(",", ":"))


def _ident(operation: dict[str, Any]) -> str:
    return sha256(_json(operation).encode()).hexdigest()


def _compact(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _written(file: Path, text: str) -> Path:
    file.write_text(text, newline="")
    return file


Writer = Callable[[Path, list[Record]], Path]
_ALL = ("title", "body", "label", "no label", "said", "said otherwise", "done")
TOOLS: dict[str, tuple[Writer, tuple[str, ...]]] = {
    "csv": (csv_file, ("title", "body", "label", "no label", "done")),
    "github": (github_file, _ALL),
    "gitlab": (gitlab_file, _ALL),
    "jira": (jira_file, _ALL),
    "taskwarrior": (taskwarrior_file, ("title", "label", "no label", "said", "done")),
    "beads": (beads_file, _ALL),
    "markdown": (markdown_folder, ("title", "body", "label", "no label", "done")),
    "git-bug": (git_bug_repository, _ALL),
}
"""How each tool writes its records, and what its users can change in them."""


# -- both sides change ----------------------------------------------------------------------------


class Desk:
    """A desk in memory, into which the same file comes again and again."""

    def __init__(self, tool: str) -> None:
        self.tickets: dict[str, Ticket] = {}
        self._read = next(each.read for each in IMPORTERS if each.name == tool)

    def take(self, path: Path, now: datetime) -> int:
        """Import; how many tickets it made or changed."""
        reading = self._read(path, Words(CONFIG))
        assert reading.skipped == ()
        planned = plan(reading, self.tickets.values(), self.tickets, CONFIG, now)
        assert planned.skipped == ()
        changed = len(planned.new)
        assert len(planned.versions) == len(planned.present)
        for said in planned.versions:
            joined = again(self.tickets[said.id], said.ticket)
            changed += joined.is_news
            self.tickets[said.id] = joined.ticket
        for new in planned.new:
            self.tickets[new.id] = new.ticket
        assert all(load(dump(each)).record == each for each in self.tickets.values())
        return changed

    def words(self, side: str) -> set[str]:
        return _words(side, "".join(dump(each).decode() for each in self.tickets.values()))


def _words(side: str, text: str) -> set[str]:
    return set(re.findall(rf"{side}z\d{{4}}", text))


def _change_there(record: Record, what: str, chance: random.Random, word: str) -> None:
    match what:
        case "title":
            record.title = word
        case "body":
            lines = record.body.split("\n")
            lines.insert(chance.randrange(len(lines) + 1), word)
            record.body = "\n".join(lines)
        case "label":
            record.labels.append(word)
        case "no label" if record.labels:
            record.labels.pop(chance.randrange(len(record.labels)))
        case "said otherwise" if record.said:
            record.said[chance.choice([*record.said])] = word
        case "said":
            record.said[max([record.at, *record.said]) + timedelta(minutes=1)] = word
        case "done":
            record.is_done = not record.is_done


def _change_here(ticket: Ticket, chance: random.Random, word: str, at: datetime) -> Ticket:
    match chance.randrange(7):
        case 0:
            return replace(ticket, title=word)
        case 1:
            return replace(ticket, milestone=word)
        case 2:
            others = tuple(each for each in ticket.team_fields if each.name != "severity")
            return replace(ticket, team_fields=(*others, TeamField("severity", word)))
        case 3:
            return replace(ticket, labels=(*ticket.labels, word))
        case 4:
            lines = ticket.body.split("\n")
            lines.insert(chance.randrange(len(lines) + 1), word)
            return replace(ticket, body="\n".join(lines))
        case 5:
            return replace(ticket, status="pending", since=at)
        case _:
            ident = "c-a" + "".join(chance.choice(ALPHABET) for _ in range(5))
            return replace(ticket, comments=(*ticket.comments, Comment(ident, at, JO, False, word)))


def _said(records: list[Record]) -> str:
    parts = ([each.title, each.body, *each.labels, *each.said.values()] for each in records)
    return "\n".join(text for part in parts for text in part)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_lost_between_a_tool_and_a_desk(tool: str, seed: int, tmp_path: Path) -> None:
    _play(tool, seed, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_is_lost_in_many_histories(tool: str, tmp_path: Path) -> None:
    for seed in range(2, scaled(200)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        _play(tool, seed, folder)


def _play(tool: str, seed: int, folder: Path) -> None:
    """A history of changes on both sides, with an import now and then."""
    chance = random.Random(f"{tool} {seed}")
    write, changes = TOOLS[tool]
    records = [Record(1, START, "First"), Record(2, START, "Second")]
    desk, at, before = Desk(tool), START, ""
    for step in range(14):
        at += timedelta(hours=1)
        word = f"z{step:04}"
        if chance.random() < 0.1:
            records.append(Record(len(records) + 1, START, f"s{word}"))
        elif chance.random() < 0.5:
            _change_there(chance.choice(records), chance.choice(changes), chance, f"s{word}")
        elif desk.tickets:
            ident = chance.choice([*desk.tickets])
            desk.tickets[ident] = _change_here(desk.tickets[ident], chance, f"h{word}", at)
        if step == 13 or chance.random() < 0.5:
            said = _said(records)
            mine, news = desk.words("h"), _words("s", said) - _words("s", before)
            chance.shuffle(records)
            path = write(folder, records)
            desk.take(path, at)
            where = (tool, seed, step)
            assert mine <= desk.words("h"), where  # in its place, or in a note
            assert news <= desk.words("s"), where
            assert len(desk.tickets) == len(records), where
            labels = {name for each in desk.tickets.values() for name in each.labels}
            assert _words("s", " ".join(labels)) <= _words("s", said), where
            kept = {key: dump(each) for key, each in desk.tickets.items()}
            assert desk.take(path, at) == 0, where
            assert {key: dump(each) for key, each in desk.tickets.items()} == kept, where
            before = said


def test_a_source_without_comments_deletes_none(desk: DeskInFiles, tmp_path: Path) -> None:
    issue = {"number": 1, "title": "A", "createdAt": "2026-01-01T10:00:00Z",
             "url": "https://github.com/acme/site/issues/1",
             "labels": [{"name": "ui"}]}  # fmt: skip
    said = [{"id": f"IC_{n}", "author": {"login": "jo"}, "body": f"No. {n}",
             "createdAt": "2026-01-02T10:00:00Z"} for n in (1, 2)]  # fmt: skip
    file = tmp_path / "in.json"

    def imported(**changed: object) -> str:
        file.write_text(json.dumps([issue | changed]))
        return desk.call("import", "github", str(file)).stderr

    imported(comments=said)
    assert "1 ticket already there, unchanged" in imported()
    assert "1 ticket changed" in imported(comments=2, title="B", labels=[])  # REST: a number
    assert "1 ticket already there, unchanged" in imported(comments=2, title="B", labels=[])
    (ticket,) = json.loads(desk.call("export", "json").stdout)
    assert (ticket["title"], ticket["labels"]) == ("B", [])
    assert {each["text"] for each in ticket["comments"]} == {"No. 1", "No. 2"}
    imported(comments=said[:1], title="B", labels=[])
    (ticket,) = json.loads(desk.call("export", "json").stdout)
    assert [each["text"] for each in ticket["comments"]] == ["No. 1"]


_WHOLE: dict[str, dict[str, Any]] = {
    "github": {"number": 1, "title": "A", "createdAt": "2026-01-01T10:00:00Z", "state": "CLOSED",
        "closedAt": "2026-01-03T10:00:00Z", "labels": [{"name": "ui"}], "milestone": {"title": "M"},
        "author": {"login": "ana"}, "assignees": [{"login": "jo"}], "body": "Text",
        "isPinned": "no", "parent": {"number": 2}},
    "json": {"id": 1, "title": "A", "createdAt": "2026-01-01T10:00:00Z", "state": "done",
        "tags": ["ui"], "assignee": "jo", "reporter": "ana", "description": "Text",
        "priority": "high", "due": "2026-02-03", "size": 3, "comments": [{"text": "Yes"}]},
    "jira": {"summary": "A", "created": "2026-01-01T10:00:00Z", "status": {"name": "Done"},
        "resolutiondate": "2026-01-03T10:00:00Z", "labels": ["ui"], "assignee": {"name": "jo"},
        "reporter": {"name": "ana"}, "description": "Text", "fixVersions": [{"name": "M"}],
        "environment": "Lab"},
    "csv": {"Id": 1, "Title": "A", "Created": "2026-01-01 10:00", "State": "done", "Tags": "ui",
        "Owner": "jo", "Reporter": "ana", "Description": "Text", "Due": "2026-02-03", "Size": 3},
}  # fmt: skip
_IDS = ("number", "id", "Id")
_TITLES = ("title", "summary", "Title")


def _in_its_form(tool: str, record: dict[str, Any], folder: Path) -> Path:
    if tool == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([record.keys(), record.values()])
        return _written(folder / "in.csv", text.getvalue())
    given = {"issues": [{"key": "ABC-1", "fields": record}]} if tool == "jira" else [record]
    return _written(folder / "in.json", json.dumps(given))


@pytest.mark.parametrize("tool", _WHOLE)
def test_what_the_input_has_no_field_for_stays(
    tool: str, desk: DeskInFiles, tmp_path: Path
) -> None:
    whole = _WHOLE[tool]

    def imported(record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        said = desk.call("import", tool, str(_in_its_form(tool, record, tmp_path))).stderr
        (ticket,) = json.loads(desk.call("export", "json").stdout)
        return said, ticket

    _, first = imported(whole)
    (title,) = (name for name in _TITLES if name in whole)
    few = {name: value for name, value in whole.items() if name in (*_IDS, title)}
    assert "1 ticket already there, unchanged" in imported(few)[0]
    said, ticket = imported(few | {title: "B"})
    assert "1 ticket changed" in said
    assert ticket == first | {"title": "B", "imported": ticket["imported"],
                              "updated": ticket["updated"]}  # fmt: skip
    assert "1 ticket already there, unchanged" in imported(few | {title: "B"})[0]
    assert "1 ticket changed" in imported(whole)[0]
    empty: dict[str, Any] = dict.fromkeys(whole, "" if tool == "csv" else None)
    assert imported(empty | few)[1]["labels"] == []
