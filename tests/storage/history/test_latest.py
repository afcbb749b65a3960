"""The latest events from the newest commits on. The histories of ``index/history/test_open`` hold
them against the index; here is when that is enough, and when it isn't."""

from datetime import timedelta

from tests.conftest import NOW, DeskInFiles
from tests.storage.index.test_hand_edits import ticket
from tix.frozen import replace
from tix.storage.desk.finding import find
from tix.storage.history.latest import latest, latest_since
from tix.storage.index.databases import ticket_generations
from tix.storage.index.generations import Generations

FIRST = ticket("k7f3qz", "The pump leaks")
HOUR = timedelta(hours=1)


def subjects(desk: DeskInFiles, count: int) -> list[str] | None:
    found = latest(find(desk.root), count)
    return None if found is None else [event.ticket for event in found]


def test_each_commit_is_later_than_those_before(desk: DeskInFiles) -> None:
    for number, ident in enumerate(("k7f3qz", "m3kabc", "p9dabc")):
        desk.add(replace(FIRST, id=ident), at=NOW + number * HOUR)
    assert subjects(desk, 2) == ["p9dabc", "m3kabc"]
    assert subjects(desk, 9) == ["p9dabc", "m3kabc", "k7f3qz"]
    assert subjects(desk, 1000) is None


def test_a_commit_of_many_tickets_is_not_read_in_full(desk: DeskInFiles) -> None:
    many = [replace(FIRST, id=f"k{number:05}") for number in range(30)]
    desk.add(*many, at=NOW)
    assert subjects(desk, 2) == ["k00000", "k00001"]


def test_a_ticket_that_was_broken_takes_the_history_before(desk: DeskInFiles) -> None:
    desk.add(FIRST, at=NOW)
    desk.file_of(FIRST.id).write_text("broken")
    desk.commit("Broken", at=NOW + HOUR)
    desk.add(replace(FIRST, title="Mended"), at=NOW + 2 * HOUR)
    assert subjects(desk, 1) is None


def test_the_log_with_a_limit_makes_no_index(desk: DeskInFiles) -> None:
    for number, ident in enumerate(("k7f3qz", "m3kabc", "p9dabc")):
        desk.add(replace(FIRST, id=ident), at=NOW + number * HOUR)
    for words in (("log", "-n", "2"), ("log", "-n", "2", "--json"), ("log", "-n", "9")):
        desk.call(*words)
        desk.tty(*words)
    there = find(desk.root)
    assert ticket_generations(there).read() is None
    assert not _has_history(ticket_generations(there))
    said = desk.call("log", "-n", "2").stderr
    assert said == "the latest 2 commits to tickets; tix log tells all\n"
    assert desk.call("log", "-n", "3").stderr == ""


def test_what_is_asked_of_a_time_makes_no_index_either(desk: DeskInFiles) -> None:
    for number, ident in enumerate(("k7f3qz", "m3kabc", "p9dabc")):
        desk.add(replace(FIRST, id=ident), at=NOW + number * 24 * HOUR)
    since = (NOW + 23 * HOUR).isoformat()
    desk = desk.at((NOW + 72 * HOUR).isoformat())
    commands = (
        ("log", "--since", since),
        ("log", "--since", since, "-n", "1"),
        ("log", "--since", since, "--until", (NOW + 47 * HOUR).isoformat(), "--json"),
        ("log", "--since", since, "--by", "ana"),
        ("inbox", "--since", since, "--all", "--json"),
    )
    first = [desk.call(*words) for words in commands]
    there = find(desk.root)
    assert not _has_history(ticket_generations(there))
    assert {event.ticket for event in latest_since(there, NOW) or ()} == {
        "k7f3qz",
        "m3kabc",
        "p9dabc",
    }
    desk.call("log", "k7f3qz")
    assert _has_history(ticket_generations(there))
    assert [desk.call(*words) for words in commands] == first
    assert "1 of 2 commits to tickets" in first[1].stderr


def _has_history(generations: Generations) -> bool:
    return (generations.folder / "history.json").exists()
