"""Repositories with code in them, and what is to be seen of one."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles

Repository = DeskInFiles
"""A folder in which git and tix are run; it may not hold a desk."""


@dataclass(frozen=True)
class Look:
    """Everything of a code repository that tix must leave alone."""

    head: str
    index: str
    refs: str
    status: str
    files: dict[str, str]


def look(code: Repository) -> Look:
    """The repository as it is; the desk's branch and its folder are left out."""
    git_dir = Path(code.git("rev-parse", "--absolute-git-dir").strip())
    refs = code.git("for-each-ref", "--format=%(refname) %(objectname)")
    return Look(
        (git_dir / "HEAD").read_text(),
        _digest(git_dir / "index"),
        "\n".join(line for line in refs.splitlines() if not line.startswith("refs/heads/tix ")),
        code.with_environ(GIT_OPTIONAL_LOCKS="0").git("status", "--porcelain", "-uall"),
        {
            str(path.relative_to(code.root)): _digest(path)
            for path in sorted(code.root.rglob("*"))
            if path.is_file() and path.relative_to(code.root).parts[0] not in (".git", ".tix")
        }
        | {
            str(path.relative_to(git_dir)): _digest(path)
            for name in ("MERGE_*", "*_HEAD", "rebase-merge/*", "sequencer/*")
            for path in sorted(git_dir.glob(name))
        },
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "none"


def make_code(root: Path, environ: dict[str, str]) -> Repository:
    """A repository with two commits of code on ``main``."""
    root.mkdir(parents=True)
    code = DeskInFiles(root, environ)
    code.git("init", "--quiet")
    for text in ("one\n", "one\ntwo\n"):
        code.write("src/main.c", text)
        code.commit("Code")
    return code


@pytest.fixture
def code(tmp_path: Path, environ: dict[str, str]) -> Repository:
    """A repository with code and no desk."""
    return make_code(tmp_path / "code", environ)


@pytest.fixture
def beside(code: Repository) -> Repository:
    """A repository with code and a desk beside it, in ``.tix/``."""
    code.call("init")
    return code


@pytest.fixture
def in_folder(environ: dict[str, str]) -> Callable[[Path], Repository]:
    """Run git and tix in some folder."""
    return lambda folder: DeskInFiles(folder, environ)
