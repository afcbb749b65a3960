"""Files of the desk: nothing outside of it is read or written, and all or none are exchanged."""

from pathlib import Path

import pytest

from tix.storage.desk.files import (
    UnsafePathError,
    WriteFailedError,
    check_path,
    check_paths,
    clear,
    read,
)
from tix.storage.store.checkout_files import Change, Takeover
from tix.storage.store.file_exchange import Replacement, is_cut_short, replacement_in


@pytest.mark.parametrize(
    "path",
    ["../secret", "a/../../secret", "a/..", ".", "", "a//b", "/etc/passwd", "a\\..\\b", "a/\0b"],
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "desk" / "a").mkdir(parents=True)
    (tmp_path / "secret").write_text("password")
    with pytest.raises(UnsafePathError):
        check_path(tmp_path / "desk", path)
    with pytest.raises(UnsafePathError):
        read(tmp_path / "desk", path)


def test_link_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(UnsafePathError, match=r"^link is a symbolic link"):
        read(tmp_path, "link/file")


def test_what_is_no_plain_file_is_named_in_folders_that_are_good(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("text")
    (tmp_path / "a" / "b" / "link").symlink_to("file")
    (tmp_path / "a" / "c").symlink_to("b")
    check_paths(tmp_path, ["a/b/file", "a/b/other", "a/new/file"])
    for path, wrong in (("a/b/link", "a/b/link"), ("a/c/file", "a/c"), ("a/b/file/x", "a/b/file")):
        with pytest.raises(UnsafePathError, match=rf"^{wrong} is "):
            check_paths(tmp_path, ["a/b/file", path])


def test_a_new_file_has_the_permissions_of_the_old_one(tmp_path: Path) -> None:
    for path, mode in (("private", 0o600), ("moved", 0o640), ("script", 0o755)):
        (tmp_path / path).write_text("old")
        (tmp_path / path).chmod(mode)
    Replacement(tmp_path, tmp_path / "scratch").apply(
        {
            "private": Change(b"old", b"new"),
            "moved": Change(b"old", None),
            "there/moved": Change(None, b"old"),
            "script": Change(b"old", b"new"),
        }
    )
    modes = {
        path: (tmp_path / path).stat().st_mode & 0o777
        for path in ("private", "there/moved", "script")
    }
    assert modes == {"private": 0o600, "there/moved": 0o640, "script": 0o644}


def test_failed_exchange_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_text("old")
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    with pytest.raises((WriteFailedError, UnsafePathError)):
        replacement.apply(
            {
                "a": Change(b"old", b"new"),
                "b/c": Change(b"old", None),
                "a/impossible": Change(None, b"new"),
            }
        )
    assert (tmp_path / "a").read_text() == "old"
    assert (tmp_path / "b" / "c").read_text() == "old"


def test_a_link_that_came_after_all_paths_were_looked_at_is_not_taken(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "desk/tickets"
    folder.mkdir(parents=True)
    for each in (outside, folder / "first"):
        each.write_text("old")
    (folder / "second").symlink_to(outside)
    changes = {f"tickets/{name}": Change(b"old", b"new") for name in ("first", "second")}
    with pytest.raises(UnsafePathError, match=r"^tickets/second is a symbolic link"):
        Takeover(tmp_path / "desk", tmp_path / "aside", changes).apply()
    assert (folder / "first").read_text() == outside.read_text() == "old"
    assert (folder / "second").is_symlink()


def test_undone_exchange_leaves_no_new_folders(tmp_path: Path) -> None:
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    replacement.apply({"new/folder/file": Change(None, b"new")})
    assert (tmp_path / "new/folder/file").read_bytes() == b"new"
    replacement.undo()
    assert not (tmp_path / "new" / "folder" / "file").exists()
    assert not (tmp_path / "new").exists()


def test_unsafe_path_leaves_nothing_half_made(tmp_path: Path) -> None:
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    with pytest.raises(UnsafePathError):
        replacement.apply({"good": Change(None, b"new"), "../bad": Change(None, b"new")})
    assert not (tmp_path / "good").exists()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_folders_of_a_clone_that_are_links_are_neither_emptied_nor_taken_from(
    tmp_path: Path,
) -> None:
    desk, home = tmp_path / "desk", tmp_path / "home"
    (home / "aside").mkdir(parents=True)
    (home / "aside" / "key").write_text("private")
    desk.mkdir()
    (desk / ".tix-scratch").symlink_to(home)
    (desk / ".tix-aside").symlink_to(home)
    assert not is_cut_short(desk, desk / ".tix-scratch")
    clear(desk / ".tix-aside")
    (desk / ".tix-scratch").unlink()
    (desk / ".tix-scratch").mkdir()
    (desk / ".tix-scratch" / "aside").symlink_to(home / "aside")
    assert not is_cut_short(desk, desk / ".tix-scratch")
    assert (home / "aside" / "key").read_text() == "private"


def test_what_nobody_could_put_back_is_kept(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    aside = tmp_path / "git/tix/scratch/aside/tickets/2026/11"
    aside.mkdir(parents=True)
    (aside / "a.md").write_text("by hand")
    replacement_in(tmp_path / "desk", tmp_path / "git")
    (kept,) = (tmp_path / "git/tix").rglob("a.md")
    assert kept.read_text() == "by hand"
    assert "scratch" not in kept.relative_to(tmp_path / "git/tix").parts
