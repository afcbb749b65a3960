"""A repository with its desk beside code that was moved to where nothing can be written."""

import errno
import shutil
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk import linked_worktree
from tix.storage.desk.files import WriteFailedError


@pytest.fixture
def code(tmp_path: Path, environ: dict[str, str]) -> DeskInFiles:
    root = tmp_path / "code"
    root.mkdir()
    found = DeskInFiles(root, environ)
    found.git("init", "--quiet")
    found.write("code.py", "pass\n")
    found.commit("Code")
    found.call("init")
    return found


def _read_only(path: Path, *_: object) -> None:
    raise WriteFailedError(str(path), OSError(errno.EROFS, ""))


@pytest.mark.slow
@pytest.mark.parametrize("is_copy", [False, True])
def test_what_only_reads_works(
    code: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_copy: bool
) -> None:
    ident = code.open("Nightly build fails")
    other = tmp_path / "other"
    if is_copy:
        shutil.copytree(code.root, other, symlinks=True)
        code.open("Only in the original")
    else:
        code.root.rename(other)
    moved = DeskInFiles(other, code.environ)
    links = (other / ".tix/.git").read_bytes(), next(other.glob(".git/worktrees/*/gitdir"))
    monkeypatch.setattr(linked_worktree, "exclusive", _read_only)
    assert [row[0] for row in moved.call("list").rows] == [ident]
    assert "1 open" in moved.call("status").stdout
    assert ident in moved.call("log").stdout
    assert moved.call("check").code == 0
    assert "Nightly" in moved.call("show", ident).stdout
    assert (other / ".tix/.git").read_bytes() == links[0]
    assert str(other) not in links[1].read_text()
    monkeypatch.undo()
    moved.call("comment", ident, "It can be written to again")
    assert str(other) in links[1].read_text()
