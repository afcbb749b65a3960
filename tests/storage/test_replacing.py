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


def test_what_stands_where_the_new_one_is_made_gives_its_permissions(tmp_path: Path) -> None:
    place, beside = tmp_path / "state", tmp_path / "state.new"
    beside.write_bytes(b"left by a run that was killed")
    beside.chmod(0o600)
    replace_file(place, b"new", beside)
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"new", 0o600)
    assert not beside.exists()


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
