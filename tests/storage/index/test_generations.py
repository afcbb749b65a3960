"""The folder of files that are written once: what is read, written and taken away there."""

import os
import time
from pathlib import Path

import pytest

from tix.storage.desk.lock import exclusive
from tix.storage.index.generations import Generation, Generations


@pytest.fixture
def things(tmp_path: Path) -> Generations:
    """An empty one; the folder is made when it is needed."""
    (tmp_path / "tix").mkdir()
    return Generations(tmp_path / "tix/index", "things", "1")


def put(things: Generations, text: str, instead_of: Generation | None = None) -> Generation | None:
    """Publish a new file."""
    place = things.new_file()
    place.write_text(text)
    return things.publish([place], {"about": text}, instead_of)


def names(things: Generations) -> list[str]:
    return sorted(place.suffix for place in things.folder.iterdir())


def test_what_was_published_is_read(things: Generations) -> None:
    generation = put(things, "one")
    assert generation is not None
    assert things.read() == generation
    assert generation.files[0].read_text() == "one"
    assert generation.state == {"about": "one"}


def test_nothing_of_another_version_is_read(things: Generations) -> None:
    put(things, "one")
    assert Generations(things.folder, "things", "2").read() is None


def test_who_is_later_publishes_nothing(things: Generations) -> None:
    first = put(things, "one")
    second = put(things, "two", first)
    assert second is not None
    assert put(things, "three", first) is None
    assert put(things, "four", None) is None
    assert things.read() == second


def test_nobody_waits_for_who_is_publishing(things: Generations) -> None:
    first = put(things, "one")
    with exclusive(things.folder / "things.turn"):
        start = time.monotonic()
        assert put(things, "two", first) is None
        assert time.monotonic() - start < 5
    assert things.read() == first


def test_a_file_damaged_meanwhile_is_not_published_again(things: Generations) -> None:
    first = put(things, "one")
    assert first is not None
    first.files[0].write_text("two")
    new = things.new_file()
    assert things.publish([*first.files, new], {}, first) is None
    assert things.read() is None
    assert new.exists()


@pytest.mark.parametrize("at", [0, 5, 20, -2])
def test_a_changed_byte_of_the_pointer_is_noticed(at: int, things: Generations) -> None:
    put(things, "one")
    pointer = things.folder / "things.json"
    content = bytearray(pointer.read_bytes())
    content[at] ^= 1
    pointer.write_bytes(content)
    assert things.read() is None


def test_files_elsewhere_are_not_read(things: Generations, tmp_path: Path) -> None:
    generation = put(things, "one")
    assert generation is not None
    for name in ("../things-1-aa.db", str(tmp_path / "tix/things-1-aa.db")):
        elsewhere = things.folder / name
        elsewhere.write_text("one")
        things._point(Generation((elsewhere,), {}, "token"))  # names the file without its folder
        pointer = things.folder / "things.json"
        from tix.storage.index.generations import _with_sum

        pointer.write_text(_with_sum(pointer.read_text()[9:].replace("things-1-aa.db", name)))
        assert things.read() is None


@pytest.mark.parametrize("linked", ["index", "."])
def test_a_folder_that_is_a_link_is_not_read(
    linked: str, things: Generations, tmp_path: Path
) -> None:
    put(things, "one")
    place = tmp_path / "tix" / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert things.read() is None


def test_a_link_in_the_folders_place_gives_way(things: Generations, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "things-1-aa.db").write_text("mine")
    things.folder.symlink_to(elsewhere)
    assert put(things, "one") is not None
    assert not things.folder.is_symlink()
    assert [place.name for place in elsewhere.iterdir()] == ["things-1-aa.db"]


def test_nothing_is_written_below_a_link(things: Generations, tmp_path: Path) -> None:
    (tmp_path / "tix").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tix").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"):
        things.new_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("name", ["things.json", "things.turn"])
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_stands_in_the_way_gives_way(
    name: str, kind: str, things: Generations, tmp_path: Path
) -> None:
    things.folder.mkdir()
    mine = tmp_path / "mine"
    mine.write_text("mine")
    if kind == "folder":
        (things.folder / name / "within").mkdir(parents=True)
    elif kind == "link":
        (things.folder / name).symlink_to(mine)
    else:
        os.mkfifo(things.folder / name)
    assert put(things, "one") is not None
    assert things.read() is not None
    assert mine.read_text() == "mine"


def test_old_files_and_what_killed_runs_left_go(things: Generations) -> None:
    first = put(things, "one")
    litter = {
        "things-999999999-aa.making": 60,  # nobody has that number
        f"things-{os.getpid()}-aa.making": 7200,
        "things-odd.making": 7200,
    }
    kept = {f"things-{os.getpid()}-bb.making": 60, "things-999999999-bb.making": 0, "others": 7200}
    for name, age in {**litter, **kept}.items():
        (things.folder / name).write_text("")
        os.utime(things.folder / name, (time.time() - age, time.time() - age))
    put(things, "two", first)
    left = {place.name for place in things.folder.iterdir()}
    assert not left & litter.keys()
    assert left >= kept.keys()
    assert len([name for name in left if name.endswith(".db")]) == 1


def test_a_disk_that_fails_leaves_what_was_there(
    things: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(things, "one")
    place = things.new_file()
    monkeypatch.setattr(Path, "replace", _no_space)
    assert things.publish([place], {}, first) is None
    monkeypatch.undo()
    assert things.read() == first
    assert place.exists()
    assert names(things) == [".db", ".json", ".making", ".turn"]


def _no_space(*_: object) -> None:
    raise OSError(28, "no space left")


def test_nothing_is_read_of_what_was_cleared(things: Generations) -> None:
    assert not things.clear()
    put(things, "one")
    assert things.clear()
    assert things.read() is None
