"""Names that aren't UTF-8: of the desk's folder, its branch, a remote's address."""

import os
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.store import init


@pytest.fixture
def code(tmp_path: Path, environ: dict[str, str]) -> DeskInFiles:
    """A repository with a commit, in a folder and with a remote that aren't UTF-8."""
    root = tmp_path / os.fsdecode(b"code\xff")
    root.mkdir()
    found = DeskInFiles(root, environ)
    remote = tmp_path / os.fsdecode(b"remote\xfe.git")
    found.git("init", "--quiet", "--bare", str(remote))
    found.git("init", "--quiet")
    found.git("remote", "add", "origin", str(remote))
    found.write("code.py", "pass\n")
    found.commit("Code")
    return found


_COMMANDS = (
    "status", "status --json", "list", "log", "report resolution", "report throughput",
    "export json", "check", "config", "inbox", "sync", "undo",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--branch", os.fsdecode(b"ti\xff")], [], ["--in-tree"]])
def test_a_desk_is_made_used_and_shared(
    code: DeskInFiles, tmp_path: Path, options: list[str]
) -> None:
    code.call("init", *options)
    ident = code.open("Nightly build fails")
    code.call("sync", "--all")
    for command in _COMMANDS:
        code.call(*command.split())
    code.git("clone", "--quiet", str(next(tmp_path.glob("remote*"))), str(tmp_path / "clone"))
    clone = DeskInFiles(tmp_path / "clone", code.environ)
    if not options:
        assert clone.call("list").rows[0][0] == ident
    elif options[0] == "--branch":
        clone.call("init", *options)
        assert clone.call("list").rows[0][0] == ident


def test_a_demonstration_is_made(code: DeskInFiles) -> None:
    assert "report" in code.call("demo", os.fsdecode(b"demo\xfd")).stdout


def test_a_desk_that_couldnt_be_finished_leaves_nothing(
    code: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(init, "_first_files", fail)
    code.call("init", code=130)
    assert not (code.root / ".tix").exists()
    assert code.git("branch", "--list", "tix") == ""
