"""A file's place is taken by a whole file, or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.storage.replacing import replace_file, write_output


def test_the_new_file_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "state"
    replace_file(place, b"one")
    replace_file(place, iter([b"tw", b"o"]), to_disk=True)
    assert place.read_bytes() == b"two"
    assert [*tmp_path.iterdir()] == [place]


def test_the_old_one_stays_where_the_new_one_cant_be_written_whole(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    place = tmp_path / "state"
    place.write_bytes(b"old")
    with pytest.raises(OSError, match="No space"):
        replace_file(place, pieces())
    assert place.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [place]


def test_the_new_file_has_no_more_permissions_than_it_is_to_have(tmp_path: Path) -> None:
    place, seen = tmp_path / "state", list[int]()

    def pieces() -> Iterator[bytes]:
        yield b"secret"
        seen.extend(path.stat().st_mode & 0o777 for path in tmp_path.iterdir())

    replace_file(place, pieces(), mode=0o600)
    assert seen == [place.stat().st_mode & 0o777] == [0o600]


@pytest.mark.parametrize("name", [".out.{pid}", "out.{pid}", "out.{pid}.new", "out.new"])
def test_a_link_beside_an_output_leads_nowhere(tmp_path: Path, name: str) -> None:
    """The folder may have come with a clone: no name that can be told before is written to."""
    victim, out = tmp_path / "victim", tmp_path / "desk" / "out"
    out.parent.mkdir()
    victim.write_bytes(b"another's")
    out.write_bytes(b"old")
    (out.parent / name.format(pid=os.getpid())).symlink_to(victim)
    write_output(out, b"new")
    assert (out.read_bytes(), victim.read_bytes()) == (b"new", b"another's")


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    out = tmp_path / ("n" * 255)
    write_output(out, b"text")
    assert [(each, each.read_bytes()) for each in tmp_path.iterdir()] == [(out, b"text")]


def test_a_pipe_in_the_files_place_is_written_into(tmp_path: Path) -> None:
    """``-o /dev/null`` by root would leave the machine without that device."""
    place = tmp_path / "pipe"
    os.mkfifo(place)
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(place, b"one ")
        write_output(place, [b"two"])
        assert os.read(reader, 100) == b"one two"
    finally:
        os.close(reader)
    assert place.is_fifo()
    assert list(tmp_path.iterdir()) == [place]


def test_an_output_keeps_its_link_and_its_permissions(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_output(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
