"""Tickets that somebody moves while an index is being refreshed: found once, and in one place."""

import threading
import time
from collections.abc import Callable

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tests.storage.index.answers import by_index
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.desk.finding import find
from tix.storage.desk.lock import exclusive
from tix.storage.index import open as opening
from tix.storage.index.generations import Generations
from tix.storage.index.open import open_index
from tix.storage.store.worktree_status import WorkTreeQuery

LIVE, ARCHIVED = "tickets/2026/11/abcx42.md", "archive/2026/11/abcx42.md"


def _content(title: str) -> bytes:
    return dump(Ticket(id="abcx42", title=title, status="open", opened=NOW, opened_by=str(ANA)))


def _found(desk: Desk, look: WorkTreeQuery) -> list[tuple[str, str]]:
    scan = open_index(desk, look).scan()
    return [(f.path, f.ticket.title) for f in scan.tickets if f.ticket.id == "abcx42"]


def _move(desk: DeskInFiles, old: str, new: str) -> None:
    (desk.root / new).parent.mkdir(parents=True, exist_ok=True)
    desk.git("mv", old, new)


def _before_the_next_look(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen after everything was read, and before git looks again."""
    waiting = [act]

    def look_again(desk: Desk) -> WorkTreeQuery:
        while waiting:
            waiting.pop()()
        return WorkTreeQuery(desk)

    monkeypatch.setattr(opening, "WorkTreeQuery", look_again)


def _commit_move(desk: DeskInFiles, old: str, new: str) -> None:
    """A commit that moves a ticket, while its file stays where it is."""
    blob = desk.git("rev-parse", f"HEAD:{old}").strip()
    desk.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{new}")
    desk.git("update-index", "--force-remove", old)
    desk.git("commit", "-qm", "Moved")


@pytest.mark.parametrize("is_edited", [True, False])
@pytest.mark.parametrize(
    ("old", "new"), [(LIVE, ARCHIVED), (ARCHIVED, LIVE), (LIVE, "tickets/2026/12/abcx42.md")]
)
def test_a_ticket_moved_after_git_has_looked(
    old: str, new: str, is_edited: bool, desk: DeskInFiles
) -> None:
    desk.write(old, _content("Old"))
    desk.commit("Old")
    by_index(desk)
    there = find(desk.root)
    if is_edited:
        desk.write(old, _content("New"))
        desk.commit("New")
    look = WorkTreeQuery(there)
    look.state()
    _move(desk, old, new)
    desk.commit("Moved")
    title = "New" if is_edited else "Old"
    assert _found(there, look) in ([(old, title)], [(new, title)])
    assert _found(there, WorkTreeQuery(there)) == [(new, title)]


def test_a_ticket_moved_there_and_back(desk: DeskInFiles) -> None:
    desk.write(LIVE, _content("Old"))
    desk.commit("Old")
    by_index(desk)
    _move(desk, LIVE, ARCHIVED)
    desk.commit("There")
    there = find(desk.root)
    look = WorkTreeQuery(there)
    look.state()
    _move(desk, ARCHIVED, LIVE)
    desk.commit("Back")
    assert len(_found(there, look)) == 1
    assert _found(there, WorkTreeQuery(there)) == [(LIVE, "Old")]


@pytest.mark.parametrize("is_built", [True, False])
def test_a_file_that_is_gone_for_a_moment(
    is_built: bool, desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor takes it away while it is to be read, and has put it back when git looks again."""
    place = desk.write(LIVE, _content("Old"))
    desk.commit("Old")
    there = find(desk.root)
    if is_built:
        by_index(desk)
        desk.write(LIVE, _content("New"))
        desk.commit("New")
    aside = place.with_suffix(".aside")
    look = WorkTreeQuery(there)
    look.state()
    place.rename(aside)

    _before_the_next_look(monkeypatch, lambda: aside.rename(place))
    assert _found(there, look) == [(LIVE, "New" if is_built else "Old")]


@pytest.mark.parametrize(("old", "new"), [(LIVE, ARCHIVED), (ARCHIVED, LIVE)])
@pytest.mark.parametrize("commits_first", [True, False])
@pytest.mark.parametrize("known", ["settled", "watched", "not", "nor can it be kept"])
def test_a_move_that_a_writer_has_half_done(
    old: str,
    new: str,
    commits_first: bool,
    known: str,
    desk: DeskInFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The commit is there and the files aren't yet where it says, or the other way round.

    The reader waits for the writer, although that takes longer than it waits at once.
    """
    monkeypatch.setattr(opening, "_PATIENCE", 0.1)
    place = desk.write(old, _content("Old"))
    desk.commit("Old")
    if known == "settled":
        time.sleep(0.1)  # else it is read again because it is new
    if known == "nor can it be kept":
        monkeypatch.setattr(Generations, "publish", lambda *_: None)
    elif known != "not":
        by_index(desk)
    there = find(desk.root)
    target = desk.root / new
    with exclusive(there.lock):
        if commits_first:
            _commit_move(desk, old, new)
        else:
            _move(desk, old, new)
        found: list[tuple[str, str]] = []
        reader = threading.Thread(
            target=lambda: found.extend(_found(there, WorkTreeQuery(there))), daemon=True
        )
        reader.start()
        time.sleep(0.3)
        if commits_first:
            target.parent.mkdir(parents=True, exist_ok=True)
            place.rename(target)
        else:
            desk.commit("Moved")
    reader.join()
    assert found in ([(old, "Old")], [(new, "Old")])


@pytest.mark.parametrize(("here", "there"), [(LIVE, ARCHIVED), (ARCHIVED, LIVE)])
def test_what_was_in_the_other_folder_for_a_moment_while_everything_was_read(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch, here: str, there: str
) -> None:
    """It isn't there any more in the commit that the index is of."""
    desk.write(here, _content("Old"))
    desk.commit("Old")
    found = find(desk.root)
    look = WorkTreeQuery(found)
    look.state()
    _move(desk, here, there)
    desk.commit("There")

    def back() -> None:
        _move(desk, there, here)
        desk.commit("Back")

    _before_the_next_look(monkeypatch, back)
    assert _found(found, look) == [(here, "Old")]
