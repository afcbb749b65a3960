"""A repository of several users of one machine: what tix makes there, the others can write to."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import tix
from tests.conftest import BOB, DeskInFiles

_PACKAGE = str(Path(tix.__file__).parent.parent)
_OTHER, _GROUP = 12345, 23456


def run(desk: DeskInFiles, *args: str, environ: Mapping[str, str] | None = None, **who: Any) -> str:
    """Run tix with the usual umask, perhaps as another user of the machine; standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "tix", *args], cwd=desk.root, capture_output=True, text=True,
        env={**desk.environ, "PYTHONPATH": _PACKAGE, **(environ or {})}, umask=0o022,
        check=False, **who,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return str(done.stdout).strip()


_WORK = (
    ["comment", "ID", "Hello"], ["list"], ["log"], ["search", "Hello"], ["inbox"],
    ["report", "throughput"], ["undo"], ["close", "ID"], ["archive", "ID"], ["check"],
    ["sync"], ["status"],
)  # fmt: skip
"""What leaves something below the git folder."""


def work(run: Callable[..., str], desk: DeskInFiles) -> None:
    """Let a user do all that."""
    ident = run("open", "Shared", "--attach", str(desk.root / "main.c"))
    for words in _WORK:
        run(*(ident if word == "ID" else word for word in words))


def shared(folder: Path, environ: Mapping[str, str], how: str = "group") -> DeskInFiles:
    """A repository with code that is shared, and a remote."""
    code = DeskInFiles(folder / "code", environ)
    code.root.mkdir()
    code.git("init", "--quiet", f"--shared={how}")
    code.write("main.c", "int main;\n")
    code.commit("Code")
    code.git("clone", "--quiet", "--bare", "--shared", ".", str(folder / "hub.git"))
    code.git("remote", "add", "origin", str(folder / "hub.git"))
    return code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "missing"), [("group", 0o060), ("world", 0o064), ("0660", 0o060), ("umask", 0)]
)
def test_everything_follows_the_setting(
    how: str, missing: int, tmp_path: Path, environ: dict[str, str]
) -> None:
    code = shared(tmp_path, environ, how)
    before = os.umask(0o022)
    try:
        code.call("init")
        work(lambda *words: code.call(*words).stdout.strip(), code)
    finally:
        os.umask(before)
    (admin,) = (code.root / ".git/worktrees").iterdir()
    made = [*(code.root / ".git/tix").rglob("*"), *(admin / "tix").rglob("*"), admin / "index"]
    assert len(made) > 8
    for path in made:
        mode = path.stat().st_mode
        assert mode & missing == missing, f"{path} {mode:o}"
        assert how != "0660" or mode & 0o006 == 0, f"{path} {mode:o}"
        if stat.S_ISDIR(mode) and missing:
            assert mode & stat.S_ISGID, f"{path} {mode:o}"
            assert mode & 0o010


def _can_be_several() -> bool:
    """Whether this process can be another user, who can run Python."""
    try:
        subprocess.run([sys.executable, "-c", ""], user=_OTHER, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0 or not _can_be_several(), reason="takes two users")
def test_two_users_write_in_turn(tmp_path: Path, environ: dict[str, str]) -> None:
    code = shared(tmp_path, environ)
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    for path in (code.root, *code.root.rglob("*"), *(tmp_path / "hub.git").rglob("*")):
        os.chown(path, -1, _GROUP)
        path.chmod(path.stat().st_mode | (0o2070 if path.is_dir() else 0o060))
    home = Path(environ["HOME"])
    with (home / ".gitconfig").open("a") as config:
        config.write("[safe]\n\tdirectory = *\n")
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", BOB.name), ("EMAIL", BOB.mail))
    }
    own = {name: str(tmp_path / "other") for name in environ if name.startswith("XDG_")}
    bob: dict[str, Any] = {"user": _OTHER, "group": _GROUP, "environ": who | own}
    (tmp_path / "other").mkdir()
    os.chown(tmp_path / "other", _OTHER, _GROUP)
    run(code, "init", group=_GROUP)
    for _ in range(2):
        work(partial(run, code, group=_GROUP), code)
        work(partial(run, code, **bob), code)
