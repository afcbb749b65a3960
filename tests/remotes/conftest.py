"""A team: a bare repository that everybody syncs with, and a clone for each person."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.conftest import _environment as user_environment
from tests.storage.conftest import make_code
from tix.model.people import Person
from tix.model.ticket.ticket import Ticket

FIRST, SECOND, THIRD = "a1aaaa", "b2bbbb", "c3cccc"
"""Tickets of every desk here."""

CARL = Person("Carl Voss", "carl@example.org")

_MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)

TICKETS = tuple(
    Ticket(ident, title, status="open", since=_MORNING, opened=_MORNING, priority="normal")
    for ident, title in ((FIRST, "Nightly build"), (SECOND, "Slow login"), (THIRD, "Typo"))
)


@dataclass(frozen=True)
class Team:
    """A remote and those who sync with it. ``branch`` is the desk's."""

    folder: Path
    environ: Mapping[str, str]
    branch: str

    @property
    def bare(self) -> DeskInFiles:
        """The repository that everybody syncs with, to run git in."""
        return DeskInFiles(self.folder / "remote.git", self.environ)

    def clone(
        self, name: str, *options: str, who: Person | None = None, url: str | None = None
    ) -> DeskInFiles:
        """A new clone, in a folder of that name."""
        there = self.folder / name
        command = [
            "git",
            "clone",
            "--quiet",
            *options,
            "--",
            url or str(self.bare.root),
            str(there),
        ]
        subprocess.run(command, check=True, capture_output=True, env=dict(self.environ))
        clone = DeskInFiles(there, self.environ)
        return clone.as_(who) if who else clone

    def tip(self, branch: str | None = None) -> str:
        """Where the remote's branch stands."""
        return self.bare.git("rev-parse", f"refs/heads/{branch or self.branch}").strip()

    def has(self, text: str, branch: str | None = None) -> bool:
        """Whether any file of the remote's branch holds a text."""
        command = ["git", "grep", "--quiet", "--fixed-strings", "-e", text, branch or self.branch]
        return not subprocess.run(
            command, cwd=self.bare.root, env=dict(self.environ), capture_output=True
        ).returncode

    def hook(self, name: str, script: str) -> None:
        """Give the remote a hook."""
        path = self.bare.root / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


def publish(source: DeskInFiles, folder: Path, branch: str) -> Team:
    """A bare clone of a repository."""
    bare = folder / "remote.git"
    source.git("clone", "--quiet", "--bare", "--template=", ".", str(bare))
    team = Team(folder, source.environ, branch)
    team.bare.git("config", "uploadpack.allowFilter", "true")
    return team


# Teams are made once and copied for each test: that is much quicker than to clone.


@pytest.fixture(scope="session")
def _team(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> Team:
    """A remote with a desk of its own, and the clones of Ana and Bob."""
    folder = tmp_path_factory.mktemp("team")
    environ = user_environment(folder / "home")
    shutil.copytree(_new_desk, folder / "first", symlinks=True)
    desk = DeskInFiles(folder / "first", environ)
    desk.add(*TICKETS)
    team = publish(desk, folder, "main")
    for name in ("ana", "bob"):
        team.clone(name, "--template=").call("list")  # sets the merge driver up
    return team


@pytest.fixture(scope="session")
def _code_team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    folder = tmp_path_factory.mktemp("code-team")
    code = make_code(folder / "first", user_environment(folder / "home"))
    code.call("init")
    DeskInFiles(code.root / ".tix", code.environ).add(*TICKETS)
    return publish(code, folder, "tix")


@pytest.fixture(scope="session")
def _tree_team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    folder = tmp_path_factory.mktemp("tree-team")
    code = make_code(folder / "first", user_environment(folder / "home"))
    code.call("init", "--in-tree")
    code.add(*TICKETS)
    return publish(code, folder, "main")


def _copy(team: Team, name: str, folder: Path) -> None:
    """Put a copy of one of the team's repositories into a folder."""
    shutil.copytree(team.folder / name, folder / name, symlinks=True)
    config = folder / name / ".git/config"
    if config.exists():
        text = config.read_text()
        config.write_text(text.replace(str(team.folder), str(folder)))


def _copied(team: Team, folder: Path, environ: Mapping[str, str]) -> Team:
    _copy(team, "remote.git", folder)
    return Team(folder, environ, team.branch)


@pytest.fixture
def team(_team: Team, tmp_path: Path, environ: dict[str, str]) -> Team:
    """A remote with a desk of its own, with three tickets."""
    return _copied(_team, tmp_path, environ)


@pytest.fixture
def ana(team: Team, _team: Team) -> DeskInFiles:
    """Ana's clone."""
    _copy(_team, "ana", team.folder)
    return DeskInFiles(team.folder / "ana", team.environ).as_(ANA)


@pytest.fixture
def bob(team: Team, _team: Team) -> DeskInFiles:
    """Bob's clone."""
    _copy(_team, "bob", team.folder)
    return DeskInFiles(team.folder / "bob", team.environ).as_(BOB)


@pytest.fixture
def code_team(_code_team: Team, tmp_path: Path, environ: dict[str, str]) -> Team:
    """A remote with code on ``main`` and a desk on the branch ``tix``."""
    return _copied(_code_team, tmp_path, environ)


@pytest.fixture
def tree_team(_tree_team: Team, tmp_path: Path, environ: dict[str, str]) -> Team:
    """A remote with code and a desk, both on ``main``."""
    return _copied(_tree_team, tmp_path, environ)


def beside(clone: DeskInFiles) -> DeskInFiles:
    """The desk beside the code of a clone."""
    return DeskInFiles(clone.root / ".tix", clone.environ)


def tip(clone: DeskInFiles, ref: str = "HEAD") -> str:
    """The commit that a ref names in a clone."""
    return clone.git("rev-parse", ref).strip()


def show(clone: DeskInFiles, ident: str) -> str:
    """A ticket's file, as it is there."""
    return clone.call("show", "--raw", ident).stdout
