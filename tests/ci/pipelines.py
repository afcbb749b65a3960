"""Checkouts as pipelines make them, of code with a desk beside it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import tix
from tests.conftest import DeskInFiles, Result

_PACKAGE = Path(tix.__file__).parent.parent

RUN = {
    "GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_JOB": "unit", "GITHUB_REF_NAME": "main",
    "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_RUN_ID": "42",
}  # fmt: skip
"""Variables of a run, without the commit."""


class Project:
    """Code with a test, a desk beside it, and a bare remote that has both."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self.remote = folder, folder / "remote.git"
        self.home = DeskInFiles(folder / "work", environ)
        self.home.root.mkdir()
        for args in (("init", "--quiet"), ("remote", "add", "origin", self.url)):
            self.home.git(*args)
        self.home.write("tests/test_cart.py", "def test_discount():\n    assert 90 == 89\n")
        self.commit = self.home.commit("A cart")
        subprocess.run(
            ["git", "init", "--quiet", "--bare", "--initial-branch=main", self.remote], check=True
        )
        self.home.git("push", "--quiet", "origin", "HEAD:refs/heads/main")
        self.home.call("init")
        self.home.call("sync")

    @property
    def url(self) -> str:
        """The remote's address, over which a clone can be shallow."""
        return self.remote.as_uri()

    def checkout(self, name: str, url: str | None = None) -> Path:
        """A detached, shallow checkout of the code alone, as actions/checkout makes it."""
        place = self.folder / name
        place.mkdir()
        refspec = f"+{self.commit}:refs/remotes/origin/main"
        for args in (
            ("init", "--quiet"), ("remote", "add", "origin", url or self.url),
            ("fetch", "--quiet", "--no-tags", "--depth=1", "origin", refspec),
            ("checkout", "--quiet", "--detach", "refs/remotes/origin/main"),
        ):  # fmt: skip
            subprocess.run(["git", *args], cwd=place, check=True, capture_output=True)
        return place

    def tickets(self) -> dict[str, str]:
        """The text of each ticket that the remote has, by its id."""
        names = self._git("ls-tree", "-r", "--name-only", "tix", "tickets").split("\n")
        paths = [name for name in names if name.endswith(".md")]
        return {Path(path).stem: self._git("show", f"tix:{path}") for path in paths}

    def log(self, form: str) -> list[str]:
        """The desk's commits at the remote, the latest first."""
        return self._git("log", f"--format={form}", "tix").strip().split("\n")

    def _git(self, *args: str) -> str:
        done = subprocess.run(
            ["git", f"--git-dir={self.remote}", *args], check=True, capture_output=True, text=True
        )
        return done.stdout


def job(place: Path, *args: str, **variables: str) -> "subprocess.Popen[bytes]":
    """Start tix in a checkout, with what a pipeline's environment has and nothing else: no HOME."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_PACKAGE), **RUN, **variables}
    return subprocess.Popen(
        [sys.executable, "-m", "tix", *args],
        cwd=place, env=environ, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(process: "subprocess.Popen[bytes]", code: int = 0) -> Result:
    """The end of a job."""
    out, err = process.communicate(timeout=120)
    result = Result(process.returncode, out.decode(), err.decode(), out)
    assert "Traceback" not in result.stderr, result.stderr
    assert result.code == code, result.stderr
    return result
