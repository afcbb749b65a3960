"""What lies around a hostile clone, and how to tell that nobody was there.

``Outside`` is a folder beside the desk with files that a hostile clone would like to have read,
written or run. Its files are looked at with ``lstat`` alone, and their times of access are old, so
that the system notes a first reading (as ``relatime`` does).
"""

import os
from dataclasses import dataclass
from pathlib import Path

SECRET = "the-password-of-the-outside"
"""Stands in every file outside, and must never be printed."""

_TICKET = f"---\nid: secret\ntitle: {SECRET}\nstatus: open\n---\n\n{SECRET}\n"
_YEARS_AGO = 1_000_000_000


@dataclass(frozen=True)
class Outside:
    """The folder. ``ran`` is a file that a command which mustn't run would make."""

    folder: Path

    @property
    def ran(self) -> Path:
        """Made by ``command``."""
        return self.folder / "ran"

    @property
    def command(self) -> str:
        """A shell command that mustn't run."""
        return f"touch '{self.ran}'"

    def program(self, path: Path) -> None:
        """A program at that path that mustn't run."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.command}\n")
        path.chmod(0o755)

    def state(self, *, reading: bool = True) -> dict[str, tuple[int, ...]]:
        """Every file and folder outside: which it is, how long, when changed and, with
        ``reading``, when read."""
        seen: dict[str, tuple[int, ...]] = {}
        for path in (self.folder, *sorted(self.folder.rglob("*"))):
            status = path.lstat()
            noted = reading and not path.is_dir()  # a walk of mine reads folders
            read = status.st_atime_ns if noted else 0
            seen[path.relative_to(self.folder).as_posix()] = (
                status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns,
                status.st_ctime_ns, read,
            )  # fmt: skip
        return seen


def make_outside(folder: Path) -> Outside:
    """Tickets, settings and an attachment, all of them somebody else's."""
    for name in (
        "secret.md", "2026/11/secret.md", "11/secret.md", "tix.yaml", ".gitattributes",
        "templates/secret.md", "5e884898-secret.txt",
    ):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_TICKET)
    outside = Outside(folder)
    grow_old(outside)
    return outside


def grow_old(outside: Outside) -> None:
    """Make the times of access old enough for the system to note the next one."""
    for path in outside.folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (_YEARS_AGO, path.stat().st_mtime))


def notes_reading(folder: Path) -> bool:
    """Whether this file system notes that a file was read."""
    probe = folder / "probe"
    probe.write_text("probe")
    os.utime(probe, (_YEARS_AGO, probe.stat().st_mtime))
    probe.read_bytes()
    noted = probe.stat().st_atime > _YEARS_AGO
    probe.unlink()
    return noted
