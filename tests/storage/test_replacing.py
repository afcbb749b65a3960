"""A file's place is taken by a whole file, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.storage.replacing import replace_file


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
