"""A crew makes every call, whatever becomes of the others."""

import threading
from pathlib import Path

import pytest

from tix.storage.crew import MANY, Crew, for_each
from tix.storage.desk.files import clear


@pytest.mark.parametrize("count", [0, 1, MANY - 1, MANY, 300])
def test_each_call_is_made_once_and_errors_are_told(count: int) -> None:
    made = []

    def call(number: int) -> None:
        made.append(number)
        if number % 10 == 3:
            raise FileNotFoundError(number)

    errors = for_each(call, range(count))
    assert sorted(made) == [*range(count)]
    assert sorted(error.args[0] for error in errors) == [*range(3, count, 10)]


def test_a_crew_works_while_its_giver_goes_on() -> None:
    may_end, met = threading.Event(), set[str]()

    def call(name: str) -> None:
        may_end.wait(10)
        met.add(name)

    crew = Crew(call)
    crew.give(["a", "b"])
    crew.give(["c"])
    assert not met
    may_end.set()
    assert crew.wait() == [] and met == {"a", "b", "c"}
    assert crew.wait() == []
    crew.end()


def test_a_mistake_in_a_call_is_raised_to_who_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        for_each(lambda number: 1 // number, range(MANY))


def test_calls_are_made_where_no_thread_may_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    made: list[int] = []
    monkeypatch.setattr(threading.Thread, "start", none)
    assert for_each(made.append, range(5 * MANY)) == []
    assert made == [*range(5 * MANY)]


def test_what_cant_be_cleared_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")

    def refused(path: str) -> None:
        raise PermissionError(path)

    monkeypatch.setattr("os.unlink", refused)
    with pytest.raises(PermissionError):
        clear(tmp_path)


def test_a_large_folder_is_cleared_and_links_are_not_followed(tmp_path: Path) -> None:
    folder, kept = tmp_path / "folder", tmp_path / "kept"
    (folder / "deep" / "er").mkdir(parents=True)
    kept.write_text("kept")
    for number in range(MANY):
        (folder / "deep" / str(number)).write_text("")
        (folder / "deep" / "er" / str(number)).symlink_to(kept)
    clear(folder)
    assert not folder.exists() and kept.read_text() == "kept"
