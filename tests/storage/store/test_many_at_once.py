"""Very many tickets written by one command: each text in its own file, every byte of it."""

import errno
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.scale import scaled
from tix.frozen import replace
from tix.model.ids import ALPHABET
from tix.model.ticket.document import load
from tix.model.ticket.paths import archive_path
from tix.model.times import format_time
from tix.storage.desk.files import WriteFailedError
from tix.storage.store.checkout_files import Change
from tix.storage.store.file_exchange import Replacement
from tix.storage.store.new_files import NewFiles


def _ident(number: int) -> str:
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return f"zz{digits}"


def _files(desk: DeskInFiles, folder: str) -> dict[str, bytes]:
    root = desk.root
    return {str(p.relative_to(root)): p.read_bytes() for p in (root / folder).glob("*/*/*.md")}


def _assert_committed(desk: DeskInFiles) -> None:
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert not any((desk.root / ".git/tix/scratch").iterdir())


def write_many(desk: DeskInFiles, source: Path, count: int) -> None:
    """Import so many tickets, change them all, archive them all; compare all files each time."""
    then = format_time(NOW - timedelta(days=100))
    texts = {_ident(number): f"The text of {number}, and of no other." for number in range(count)}
    with source.open("w") as file:
        json.dump(
            [
                {"id": ident, "title": ident, "status": "closed", "since": then, "closed": then,
                 "opened": then, "body": text, "comments": []}
                for ident, text in texts.items()
            ],
            file,
        )  # fmt: skip
    loose = desk.git("count-objects")
    desk.call("import", "json", str(source))
    imported = _files(desk, "tickets")
    assert {Path(path).stem: load(data).record.body for path, data in imported.items()} == texts
    _assert_committed(desk)
    desk.call("assign", "-", "bob@example.org", stdin="\n".join(texts))
    changed = {}
    for path, data in imported.items():
        document = load(data)
        changed[path] = document.save(replace(document.record, assignees=("bob@example.org",)))
    assert _files(desk, "tickets") == changed
    _assert_committed(desk)
    desk.call("archive", "--older-than", "30d")
    assert _files(desk, "tickets") == {}
    assert _files(desk, "archive") == {archive_path(path): d for path, d in changed.items()}
    _assert_committed(desk)
    assert desk.git("count-objects") == loose, "a file of git's for each object"


def test_two_hundred_tickets_at_once(desk: DeskInFiles, tmp_path: Path) -> None:
    write_many(desk, tmp_path / "tickets.json", 200)


@pytest.mark.long
def test_a_hundred_thousand_tickets_at_once(desk: DeskInFiles, tmp_path: Path) -> None:
    write_many(desk, tmp_path / "tickets.json", scaled(100_000, least=2000))


def test_file_in_the_way_is_named_and_nothing_is_mixed_up(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "2").write_text("somebody's")
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    with pytest.raises(WriteFailedError, match="scratch/2: file exists; nothing was changed"):
        replacement.apply({"a": Change(b"a", b"new a"), "b": Change(None, b"new b")})
    assert (tmp_path / "a").read_text() == "a" and not (tmp_path / "b").exists()
    assert (tmp_path / "scratch" / "2").read_text() == "somebody's"


def test_one_of_many_that_does_not_reach_the_disk_keeps_all_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, files = os.fsync, {f"tickets/{number}.md": b"old" for number in range(100)}
    (tmp_path / "tickets").mkdir()
    for path, data in files.items():
        (tmp_path / path).write_bytes(data)

    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_size == len(b"new 50"):
            raise OSError(errno.ENOSPC, "no space left")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    changes = {
        path: Change(b"old", b"new 50" if path.endswith("/50.md") else b"new") for path in files
    }
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    with pytest.raises(WriteFailedError, match=r"tickets/50\.md: the disk is full"):
        replacement.apply(changes)
    assert {path: (tmp_path / path).read_bytes() for path in files} == files
    assert not any((tmp_path / "scratch").iterdir())


def test_many_files_are_on_disk_and_few_open_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open, real_close, fsync = os.open, os.close, os.fsync
    opened, reached, most = set[int](), set[int](), 0

    def open_one(path: str, flags: int, mode: int) -> int:
        nonlocal most
        descriptor = real_open(path, flags, mode)
        opened.add(descriptor)
        most = max(most, len(opened))
        return descriptor

    def sync(descriptor: int) -> None:
        fsync(descriptor)
        reached.add(os.fstat(descriptor).st_ino)

    def close(descriptor: int) -> None:
        opened.discard(descriptor)
        real_close(descriptor)

    names = [str(tmp_path / str(number)) for number in range(300)]
    with monkeypatch.context() as patched, NewFiles() as files:
        patched.setattr(os, "open", open_one)
        patched.setattr(os, "fsync", sync)
        patched.setattr(os, "close", close)
        for name in names:
            files.write(name, name.encode())
        files.finish()
    assert {Path(name).stat().st_ino for name in names} == reached
    assert [Path(name).read_text() for name in names] == names
    assert most <= 128 and not opened
