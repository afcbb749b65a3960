"""What commits tell of tickets: also merges, moves, broken versions and commits made by hand."""

import os
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tix.model.history.events import Event
from tix.model.people import Person
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.history import last_changed
from tix.storage.history.events import events as events_of
from tix.storage.store.file_reader import FileReader

PATH = "tickets/2026/11/k7f3qz.md"


def ticket(**values: object) -> Ticket:
    fields = {"id": "k7f3qz", "title": "One", "status": "open", **values}
    return Ticket(**fields)  # type: ignore[arg-type]  # the names are those of the fields


def put(
    desk: DeskInFiles, text: Ticket | str, hour: int, path: str = PATH, by: Person = ANA
) -> str:
    """Commit one version of a file."""
    desk.write(path, text if isinstance(text, str) else dump(text))
    return desk.commit(f"hour {hour}", at=NOW + timedelta(hours=hour), by=by)


def events(desk: DeskInFiles, *ids: str) -> list[Event]:
    return list(events_of(find(desk.root), set(ids) or None))


def told(desk: DeskInFiles, *ids: str) -> list[tuple[str, list[str]]]:
    """Subject and names of the changed fields, oldest first."""
    return [(e.subject, [c.field for c in e.changes]) for e in reversed(events(desk, *ids))]


def test_each_commit_is_an_event_newest_first(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    name = put(desk, ticket(status="pending", priority="high"), 2, by=BOB)
    newest, oldest = events(desk, "k7f3qz")
    assert (newest.commit, newest.by, newest.at) == (name, BOB, NOW + timedelta(hours=2))
    assert {change.field for change in newest.changes} == {"status", "priority"}
    assert oldest.subject == "hour 1"
    assert events(desk) == [newest, oldest]


def test_words_of_any_language_come_back(desk: DeskInFiles) -> None:
    desk.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    desk.write(PATH, dump(ticket()))
    desk.commit("Größe", by=Person("José", "jose@example.org"))
    (event,) = events(desk)
    assert (event.subject, event.by.name) == ("Größe", "José")


def test_only_tickets_asked_for(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    put(desk, ticket(id="m3k9vd"), 2, "tickets/2026/11/m3k9vd.md")
    assert [e.ticket for e in events(desk, "m3k9vd")] == ["m3k9vd"]
    assert sorted(e.ticket for e in events(desk)) == ["k7f3qz", "m3k9vd"]
    assert events(desk, "zzzzzz") == []


def test_both_sides_of_a_merge_are_told(desk: DeskInFiles) -> None:
    base = put(desk, ticket(), 1)
    put(desk, ticket(status="pending"), 2)
    desk.git("checkout", "--quiet", "-b", "side", base)
    put(desk, ticket(priority="high"), 3)
    desk.git("checkout", "--quiet", "main")
    desk.git("merge", "--quiet", "--strategy=ours", "-m", "Merge", "side")
    expected = [("hour 1", "hour 2", "hour 3")]
    assert [tuple(subject for subject, _ in told(desk, "k7f3qz"))] == expected
    assert [tuple(subject for subject, _ in told(desk))] == expected


def test_move_to_the_archive_is_one_event(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    (desk.root / "archive/2026/11").mkdir(parents=True)
    desk.git("mv", PATH, PATH.replace("tickets", "archive"))
    desk.commit("Archive", at=NOW + timedelta(hours=2))
    subject, changed = told(desk, "k7f3qz")[-1]
    assert (subject, changed) == ("Archive", ["path"])


def test_deletion_is_an_event(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    desk.call("delete", "--yes", ident)
    assert [subject for subject, _ in told(desk, ident)] == [f"{ident}: One", f"{ident}: delete"]


def test_broken_versions_are_stepped_over(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    put(desk, "<<<<<<< ours\n", 2)
    put(desk, ticket(status="pending"), 3)
    assert [subject for subject, _ in told(desk, "k7f3qz")] == ["hour 1", "hour 2", "hour 3"]


def test_names_with_wildcards_are_names(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    put(desk, "odd", 2, "tickets/2026/11/k*.md")
    put(desk, "odd", 3, "tickets/2026/11/k?f3qz.md")
    assert [subject for subject, _ in told(desk, "k*")] == ["hour 2"]
    put(desk, "odd", 4, "tickets/2026/11/k[7].md")
    assert [subject for subject, _ in told(desk, "k?f3qz")] == ["hour 3"]
    assert [subject for subject, _ in told(desk, "k[7]")] == ["hour 4"]


def test_folder_of_the_desk_in_a_repository(code: DeskInFiles) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    put(desk, ticket(), 1)
    put(code, ticket(title="Not ours"), 2)
    (event,) = events(desk, "k7f3qz")
    assert event.subject == "hour 1"
    assert [e.subject for e in events(desk)] == ["hour 1"]


def test_desk_without_tickets_has_no_history(desk: DeskInFiles) -> None:
    assert events(desk) == []


def test_odd_times_of_commits(desk: DeskInFiles) -> None:
    desk.write(PATH, dump(ticket()))
    desk.git("add", ".")
    tree = desk.git("write-tree").strip()
    head = desk.git("rev-parse", "HEAD").strip()
    raw = f"tree {tree}\nparent {head}\nauthor A <a@b> 99999999999999999999 +0000\n"
    file = desk.root / "raw"
    file.write_text(raw + "committer A <a@b> 12345 +9999\n\nOdd\n")
    odd = desk.git("hash-object", "-t", "commit", "-w", "--literally", str(file)).strip()
    file.unlink()
    desk.git("update-ref", "HEAD", odd)
    assert [e.subject for e in events(desk, "k7f3qz")] == ["Odd"]
    desk.call("log")


# -- updated ----------------------------------------------------------------------------------


def updated(desk: DeskInFiles) -> dict[str, datetime]:
    reader = FileReader(find(desk.root))
    return dict(last_changed.updated(reader._desk, reader.scan().tickets))


def test_updated_is_the_time_of_the_last_commit(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    put(desk, ticket(id="m3k9vd"), 2, "tickets/2026/11/m3k9vd.md")
    put(desk, ticket(status="pending"), 3)
    assert updated(desk) == {
        "k7f3qz": NOW + timedelta(hours=3),
        "m3k9vd": NOW + timedelta(hours=2),
    }


def test_updated_is_the_time_of_the_file_where_it_is_not_committed(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    desk.write(PATH, dump(ticket(title="By hand")))
    desk.write("tickets/2026/11/m3k9vd.md", dump(ticket(id="m3k9vd")))
    now = datetime.now(UTC)
    for when in updated(desk).values():
        assert abs((now - when).total_seconds()) < 60


def test_updated_in_a_folder_of_a_repository(code: DeskInFiles) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    put(desk, ticket(), 1)
    assert updated(desk) == {"k7f3qz": NOW + timedelta(hours=1)}
    os.utime(desk.write(PATH, dump(ticket(title="By hand"))), (1_000_000_000, 1_000_000_000))
    assert updated(desk) == {"k7f3qz": datetime.fromtimestamp(1_000_000_000, UTC)}


def test_updated_of_more_tickets_than_are_named_to_git(desk: DeskInFiles) -> None:
    tickets = [ticket(id=f"k{number:05}") for number in range(120)]
    for one in tickets:
        desk.write(f"tickets/2026/11/{one.id}.md", dump(one))
    desk.commit("Many", at=NOW)
    put(desk, ticket(id="k00007", title="Later"), 5, "tickets/2026/11/k00007.md")
    times = updated(desk)
    assert times["k00007"] == NOW + timedelta(hours=5)
    assert {when for ident, when in times.items() if ident != "k00007"} == {NOW}


# -- speed ------------------------------------------------------------------------------------


def fast_history(desk: DeskInFiles, commits: int) -> None:
    """A history of one ticket with many changes, made in one go."""
    stream = []
    for number in range(commits):
        data = dump(ticket(priority=("low", "high")[number % 2], title=f"Title {number}"))
        stream.append(
            f"commit refs/heads/main\ncommitter A <a@b> {1_700_000_000 + number} +0000\n"
            f"data 1\nx\n{'' if number else 'from refs/heads/main^0' + chr(10)}"
            f"M 100644 inline {PATH}\ndata {len(data)}\n{data.decode()}\n"
        )
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        input="".join(stream).encode(),
        cwd=desk.root,
        env=desk.environ,
        check=True,
    )
    desk.git("reset", "--hard", "--quiet")


@pytest.mark.slow
def test_a_thousand_commits_take_seconds_at_most(desk: DeskInFiles) -> None:
    fast_history(desk, 1000)
    start = time.process_time()
    assert len(events(desk, "k7f3qz")) == 1000
    assert time.process_time() - start < 5
