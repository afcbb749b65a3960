"""The folder of files that are written once: what is read, written and taken away there."""

import os
import time
from pathlib import Path

import pytest

from tix.storage.desk.lock import exclusive
from tix.storage.index.generations import Shelf, Volume


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty one; the folder is made when it is needed."""
    (tmp_path / "tix").mkdir()
    return Shelf(tmp_path / "tix/index", "things", "1")


def put(shelf: Shelf, text: str, instead_of: Volume | None = None) -> Volume | None:
    """Publish a new file."""
    place = shelf.new_file()
    place.write_text(text)
    return shelf.publish([place], {"about": text}, instead_of)


def names(shelf: Shelf) -> list[str]:
    return sorted(place.suffix for place in shelf.folder.iterdir())


def test_what_was_published_is_read(shelf: Shelf) -> None:
    volume = put(shelf, "one")
    assert volume is not None
    assert shelf.read() == volume
    assert volume.files[0].read_text() == "one"
    assert volume.state == {"about": "one"}


def test_nothing_of_another_version_is_read(shelf: Shelf) -> None:
    put(shelf, "one")
    assert Shelf(shelf.folder, "things", "2").read() is None


def test_who_is_later_publishes_nothing(shelf: Shelf) -> None:
    first = put(shelf, "one")
    second = put(shelf, "two", first)
    assert second is not None
    assert put(shelf, "three", first) is None
    assert put(shelf, "four", None) is None
    assert shelf.read() == second


def test_nobody_waits_for_who_is_publishing(shelf: Shelf) -> None:
    first = put(shelf, "one")
    with exclusive(shelf.folder / "things.turn"):
        start = time.monotonic()
        assert put(shelf, "two", first) is None
        assert time.monotonic() - start < 1
    assert shelf.read() == first


def test_a_file_damaged_meanwhile_is_not_published_again(shelf: Shelf) -> None:
    first = put(shelf, "one")
    assert first is not None
    first.files[0].write_text("two")
    new = shelf.new_file()
    assert shelf.publish([*first.files, new], {}, first) is None
    assert shelf.read() is None
    assert new.exists()


@pytest.mark.parametrize("at", [0, 5, 20, -2])
def test_a_changed_byte_of_the_pointer_is_noticed(at: int, shelf: Shelf) -> None:
    put(shelf, "one")
    pointer = shelf.folder / "things.json"
    content = bytearray(pointer.read_bytes())
    content[at] ^= 1
    pointer.write_bytes(content)
    assert shelf.read() is None


def test_files_elsewhere_are_not_read(shelf: Shelf, tmp_path: Path) -> None:
    volume = put(shelf, "one")
    assert volume is not None
    for name in ("../things-1-aa.db", str(tmp_path / "tix/things-1-aa.db")):
        elsewhere = shelf.folder / name
        elsewhere.write_text("one")
        shelf._point(Volume((elsewhere,), {}, "token"))  # names the file without its folder
        pointer = shelf.folder / "things.json"
        from tix.storage.index.generations import _with_sum

        pointer.write_text(_with_sum(pointer.read_text()[9:].replace("things-1-aa.db", name)))
        assert shelf.read() is None


@pytest.mark.parametrize("linked", ["index", "."])
def test_a_folder_that_is_a_link_is_not_read(linked: str, shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, "one")
    place = tmp_path / "tix" / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert shelf.read() is None


def test_a_link_in_the_folders_place_gives_way(shelf: Shelf, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "things-1-aa.db").write_text("mine")
    shelf.folder.symlink_to(elsewhere)
    assert put(shelf, "one") is not None
    assert not shelf.folder.is_symlink()
    assert [place.name for place in elsewhere.iterdir()] == ["things-1-aa.db"]


def test_nothing_is_written_below_a_link(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "tix").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tix").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"):
        shelf.new_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("name", ["things.json", "things.turn"])
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_stands_in_the_way_gives_way(
    name: str, kind: str, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.folder.mkdir()
    mine = tmp_path / "mine"
    mine.write_text("mine")
    if kind == "folder":
        (shelf.folder / name / "within").mkdir(parents=True)
    elif kind == "link":
        (shelf.folder / name).symlink_to(mine)
    else:
        os.mkfifo(shelf.folder / name)
    assert put(shelf, "one") is not None
    assert shelf.read() is not None
    assert mine.read_text() == "mine"


def test_old_files_and_what_killed_runs_left_go(shelf: Shelf) -> None:
    first = put(shelf, "one")
    litter = {
        "things-999999999-aa.making": 60,  # nobody has that number
        f"things-{os.getpid()}-aa.making": 7200,
        "things-odd.making": 7200,
    }
    kept = {f"things-{os.getpid()}-bb.making": 60, "things-999999999-bb.making": 0, "others": 7200}
    for name, age in {**litter, **kept}.items():
        (shelf.folder / name).write_text("")
        os.utime(shelf.folder / name, (time.time() - age, time.time() - age))
    put(shelf, "two", first)
    left = {place.name for place in shelf.folder.iterdir()}
    assert not left & litter.keys()
    assert left >= kept.keys()
    assert len([name for name in left if name.endswith(".db")]) == 1


def test_a_disk_that_fails_leaves_what_was_there(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(shelf, "one")
    place = shelf.new_file()
    monkeypatch.setattr(Path, "replace", _no_space)
    assert shelf.publish([place], {}, first) is None
    monkeypatch.undo()
    assert shelf.read() == first
    assert place.exists()
    assert names(shelf) == [".db", ".json", ".making", ".turn"]


def _no_space(*_: object) -> None:
    raise OSError(28, "no space left")


def test_a_shelf_that_is_cleared_has_nothing(shelf: Shelf) -> None:
    assert not shelf.clear()
    put(shelf, "one")
    assert shelf.clear()
    assert shelf.read() is None
