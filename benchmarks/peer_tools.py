"""Other trackers: how each gets its tickets, and its commands for the same jobs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import output

Text = tuple[str, str]
"""A ticket's title and text."""

WORD = "booking"
_DAY = "2026-10-01"


@dataclass(frozen=True)
class Place:
    """Where a peer works: an empty folder, its environment, the tickets it is to have."""

    folder: Path
    environ: Mapping[str, str]
    texts: Sequence[Text]

    def run(self, *command: str) -> str:
        return output(command, self.folder, self.environ)

    def write(self, path: str, text: str) -> str:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return str(place)


@dataclass(frozen=True)
class Peer:
    """A tool. ``make`` gives it the tickets and returns one's id, for ``{id}`` in ``show``.

    ``one_by_one``: there is no quick way to make tickets, so it has a thousand at the most.
    ``plugins``: what has to be on PATH, besides, for a job.
    """

    name: str
    program: str
    make: Callable[[Place], str]
    jobs: Mapping[str, tuple[str, ...]]
    environ: Mapping[str, str] = field(default_factory=dict)
    one_by_one: bool = False
    plugins: Mapping[str, str] = field(default_factory=dict)


def _tix(place: Place) -> str:
    ids = [f"a{number:05}" for number in range(len(place.texts))]
    records = [
        {"id": ident, "title": title, "status": "open", "body": body, "opened": f"{_DAY}T10:00:00Z"}
        for ident, (title, body) in zip(ids, place.texts, strict=True)
    ]
    source = place.write("home/tickets.json", json.dumps(records))
    place.run("tix", "init", "desk")
    place.run("tix", "-C", "desk", "import", "json", source)
    return ids[0]


def _taskwarrior(place: Place) -> str:
    place.write("home/.taskrc", f"data.location={place.folder}\nconfirmation=no\nverbose=nothing\n")
    entry = _DAY.replace("-", "") + "T100000Z"
    tasks = [
        {
            "description": title,
            "entry": entry,
            "annotations": [{"entry": entry, "description": body.replace("\n", " ")}],
        }
        for title, body in place.texts
    ]
    place.run("task", "import", place.write("tasks.json", json.dumps(tasks)))
    return "1"


def _todoman(place: Place) -> str:
    config = f'path = "{place.folder}/lists/*"\ncache_path = "{place.folder}/db"\n'
    place.write("home/.config/todoman/config.py", config)
    for number, (title, body) in enumerate(place.texts):
        escaped = body.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//benchmarks//EN",
            "BEGIN:VTODO",
            f"UID:t{number}",
            "DTSTAMP:20261001T100000Z",
            f"SUMMARY:{title.replace(',', '')}",
            "DESCRIPTION:" + escaped.replace("\n", "\\n"),
            "STATUS:NEEDS-ACTION",
            "END:VTODO",
            "END:VCALENDAR",
        ]
        place.write(f"lists/jobs/t{number}.ics", "\r\n".join([*lines, ""]))
    place.run("todo", "list")
    return "1"


def _backlog(place: Place) -> str:
    place.run("git", "init", "--quiet")
    place.run("backlog", "init", "Harbour", "--defaults", "--integration-mode", "none")
    for number, (title, body) in enumerate(place.texts, 1):
        front = f"id: TASK-{number}\ntitle: {json.dumps(title)}\nstatus: To Do\nassignee: []\n"
        front += f"created_date: '{_DAY} 10:00'\nlabels: []\ndependencies: []\n"
        text = f"---\n{front}---\n\n## Description\n\n{body}\n"
        place.write(f"backlog/tasks/task-{number} - t.md", text)
    place.run("git", "add", "--all")
    place.run("git", "commit", "--quiet", "--message", "Tasks")
    return "1"


def _tk(place: Place) -> str:
    for number, (title, body) in enumerate(place.texts):
        front = f"id: be-{number:05x}\nstatus: open\ndeps: []\nlinks: []\n"
        front += f"created: {_DAY}T10:00:00Z\ntype: task\npriority: 2\n"
        place.write(f".tickets/be-{number:05x}.md", f"---\n{front}---\n# {title}\n\n{body}\n")
    return "be-00000"


def _git_issue(place: Place) -> str:
    place.run("git", "init", "--quiet")
    place.run("git", "issue", "init")
    for title, _ in place.texts:
        place.run("git", "issue", "new", "-s", title)
    return place.run("git", "issue", "list").split()[0]


def _git_bug(place: Place) -> str:
    place.run("git", "init", "--quiet")
    who = ("--name", "Ana Lima", "--email", "ana@harbour.example")
    place.run("git-bug", "user", "new", "--non-interactive", *who)
    for title, body in place.texts:
        place.run("git-bug", "bug", "new", "--non-interactive", "-t", title, "-m", body)
    return place.run("git-bug", "bug").split()[0]


def _ticgit(place: Place) -> str:
    place.run("git", "init", "--quiet")
    place.run("git", "commit", "--quiet", "--allow-empty", "--message", "Begin")
    for title, _ in place.texts:
        place.run("ti", "new", "-t", title)
    return "1"


def _fossil(place: Place) -> str:
    place.run("fossil", "init", "desk.fossil")
    place.run("fossil", "open", "--force", "desk.fossil")
    for title, body in place.texts:
        place.run("fossil", "ticket", "add", "title", title, "status", "Open", "comment", body)
    return place.run("fossil", "ticket", "show", "0").splitlines()[1].split("\t")[1]


_FOSSIL_WORD = f"title like '%{WORD}%' or comment like '%{WORD}%'"

PEERS = (
    Peer(
        "tix",
        "tix",
        _tix,
        {
            "list": ("tix", "-C", "desk", "list"),
            "show": ("tix", "-C", "desk", "show", "{id}"),
            "add": ("tix", "-C", "desk", "open", "One more {n}"),
            "search": ("tix", "-C", "desk", "search", WORD),
        },
    ),
    Peer(
        "git-bug",
        "git-bug",
        _git_bug,
        {
            "list": ("git-bug", "bug"),
            "show": ("git-bug", "bug", "show", "{id}"),
            "add": ("git-bug", "bug", "new", "--non-interactive", "-t", "One more {n}", "-m", "-"),
            "search": ("git-bug", "bug", WORD),
        },
        one_by_one=True,
    ),
    Peer(
        "git-issue",
        "git-issue",
        _git_issue,
        {
            "list": ("git", "issue", "list"),
            "show": ("git", "issue", "show", "{id}"),
            "add": ("git", "issue", "new", "-s", "One more {n}"),
        },
        one_by_one=True,
    ),
    Peer(
        "tk",
        "tk",
        _tk,
        {
            "list": ("tk", "ls"),
            "show": ("tk", "show", "{id}"),
            "add": ("tk", "create", "One more {n}"),
        },
        plugins={"list": "ticket-ls"},  # was a part of it up to 0.3.2
    ),
    Peer(
        "Taskwarrior",
        "task",
        _taskwarrior,
        {
            "list": ("task", "list"),
            "show": ("task", "{id}", "info"),
            "add": ("task", "add", "One more {n}"),
            "search": ("task", f"/{WORD}/", "list"),
        },
    ),
    Peer(
        "Backlog.md",
        "backlog",
        _backlog,
        {
            "list": ("backlog", "task", "list", "--plain"),
            "show": ("backlog", "task", "{id}", "--plain"),
            "add": ("backlog", "task", "create", "One more {n}", "--plain"),
            "search": ("backlog", "search", WORD, "--plain"),
        },
    ),
    Peer(
        "todoman",
        "todo",
        _todoman,
        {
            "list": ("todo", "list"),
            "show": ("todo", "show", "{id}"),
            "add": ("todo", "new", "-l", "jobs", "One more {n}"),
            "search": ("todo", "list", "--grep", WORD),
        },
    ),
    Peer(
        "fossil",
        "fossil",
        _fossil,
        {
            "list": ("fossil", "ticket", "show", "1"),
            "show": ("fossil", "ticket", "history", "{id}"),
            "add": ("fossil", "ticket", "add", "title", "One more {n}", "status", "Open"),
            "search": ("fossil", "ticket", "show", "1", _FOSSIL_WORD),
        },
        {"USER": "ana"},
        one_by_one=True,
    ),
    Peer(
        "ticgit",
        "ti",
        _ticgit,
        {
            "list": ("ti", "list"),
            "show": ("ti", "show", "{id}"),
            "add": ("ti", "new", "-t", "One more {n}"),
        },
        one_by_one=True,
    ),
)
