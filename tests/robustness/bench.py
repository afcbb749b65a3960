"""A place to run one command again and again from the same state, and what is to be seen then."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.robustness.commands import PLACES, Writing, make_inputs

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class View:
    """What a desk holds: files in its folder, files of its branch, and the branch's tip."""

    files: Files
    committed: Files
    tip: str


NOTHING = View({}, {}, "")


class Bench:
    """One folder in which desks are set up; every place is made once and copied back.

    The copies stand where the original stood, so that what git knows of paths stays true.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._work = folder / "work"
        self._kept = folder / "kept"
        self._inputs = folder / "inputs"
        self.environ = environ
        make_inputs(self._inputs)

    def set_up(self, row: Writing) -> "Scene":
        """The row's place as it was first made."""
        kept = self._kept / row.place
        if not kept.exists():
            self._make(row.place)
            shutil.copytree(self._work, kept, symlinks=True)
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.copytree(kept, self._work, symlinks=True)
        return Scene(DeskInFiles(self._work / "here", self.environ), row, self._inputs)

    def _make(self, place: str) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        here = DeskInFiles(self._work / "here", self.environ)
        here.root.mkdir(parents=True)
        PLACES[place](here, self._inputs)
        for sample in self._work.glob("*/.git/hooks/*.sample"):
            sample.unlink()


@dataclass(frozen=True)
class Scene:
    """A place that has been set up, and the command to run there."""

    here: DeskInFiles
    row: Writing
    inputs: Path

    @property
    def args(self) -> list[str]:
        """The command's arguments."""
        return [arg.format(inputs=self.inputs) for arg in self.row.args]

    @property
    def desk(self) -> DeskInFiles:
        """The desk's own folder, where git shows its branch."""
        linked = self.here.root / ".tix"
        return DeskInFiles(linked, self.here.environ) if linked.is_dir() else self.here

    def view(self) -> View:
        """The desk as it is now; NOTHING where there is none yet."""
        root = self.desk.root
        if not (root / ".git").exists():
            return NOTHING
        files = {
            str(path.relative_to(root)): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file() and path.relative_to(root).parts[0] not in (".git", ".tix", "src")
        }
        done = self._git("rev-parse", "--verify", "--quiet", "HEAD")
        if done.returncode:
            return View(files, {}, "")
        return View(files, self._committed(), done.stdout.decode().strip())

    def _committed(self) -> Files:
        done = self._git("archive", "--format=tar", "HEAD")
        assert done.returncode == 0, done.stderr.decode()
        out = {}
        with contextlib.suppress(tarfile.ReadError):  # what git makes of an empty tree
            tar = tarfile.open(fileobj=io.BytesIO(done.stdout))  # noqa: SIM115 (in memory)
            for member in tar.getmembers():
                file = tar.extractfile(member)
                if file is not None and not member.name.startswith("src/"):
                    out[member.name] = file.read()
        return out

    def _git(self, *args: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            ["git", *args], cwd=self.desk.root, env=dict(self.desk.environ), capture_output=True
        )

    def locks(self) -> list[Path]:
        """Lock files of git; those of refs that only one run knew lock nobody out."""
        every = sorted(self.here.root.rglob("*.lock"))
        return [lock for lock in every if not lock.name.startswith("scratch-")]

    def let_time_pass(self) -> None:
        """Locks become as old as they are when a person has read what happened."""
        then = time.time() - 60
        for lock in self.locks():
            os.utime(lock, (then, then))


_TICKET_ID = re.compile(r"[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5}")
_INNER_ID = re.compile(rb"\b[cmoprsuw]-[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5}\b")
"""Ids of comments and of entries."""


_REDACTION = re.compile(rb"(?m)^(- \d+):[0-9a-f]{16}:[0-9a-f]{20}$")
"""What remembers a redaction; its salt is another in every run."""


def comparable(view: View, before: View) -> View:
    """The view with the same ids and salts for what is new in every run, which differ by chance."""
    known = {*_ids(before.files), *_ids(before.committed)}
    new = sorted({*_ids(view.files), *_ids(view.committed)} - known)
    said = {
        ident
        for data in [*before.files.values(), *before.committed.values()]
        for ident in _INNER_ID.findall(data)
    }
    names = {ident: f"new{number:03}" for number, ident in enumerate(new)}

    def renamed(files: Files) -> Files:
        out = {}
        for path, data in files.items():
            for ident, name in names.items():
                path = path.replace(ident, name)
                data = data.replace(ident.encode(), name.encode())
            out[path] = _INNER_ID.sub(
                lambda found: found[0] if found[0] in said else b"c-000000",
                _REDACTION.sub(rb"\1:salt:hash", data),
            )
        return out

    return View(renamed(view.files), renamed(view.committed), view.tip)


def _ids(files: Files) -> set[str]:
    """Ids of tickets, by the names of their files and of their attachments' folders."""
    return {
        part
        for path in files
        for part in (Path(path).stem, *Path(path).parts[1:2])
        if _TICKET_ID.fullmatch(part)
    }
