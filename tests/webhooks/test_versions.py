"""A ticket before and after a commit, as webhooks tell of it."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.webhooks.versions import versions_in


@pytest.fixture(params=["by itself", "in a folder"])
def any_desk(request: pytest.FixtureRequest, desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    """A desk of its own, or one among the code."""
    if request.param == "by itself":
        return desk
    code = DeskInFiles(tmp_path / "code", desk.environ)
    code.root.mkdir()
    code.git("init", "--quiet")
    code.write("main.c", "int main;")
    code.commit("code")
    code.call("init", "--in-tree", "desk")
    return DeskInFiles(code.root / "desk", desk.environ)


def test_before_and_after_a_change(any_desk: DeskInFiles) -> None:
    ident = any_desk.open("Report")
    opened = any_desk.git("rev-parse", "HEAD").strip()
    any_desk.call("close", ident)
    closed = any_desk.git("rev-parse", "HEAD").strip()
    any_desk.open("Another")
    found = find(any_desk.root)
    before, after = versions_in(found, opened, ident)
    assert before is None and after is not None and after.status == "open"
    before, after = versions_in(found, closed, ident)
    assert before is not None and after is not None
    assert (before.status, after.status) == ("open", "closed")
    assert versions_in(found, closed, "aaaaaa") == (None, None)


@pytest.mark.parametrize("commit", ["", "0" * 40, "HEAD", "--all", "main", "1234567", "x" * 40])
def test_a_commit_that_is_not_there_tells_nothing(desk: DeskInFiles, commit: str) -> None:
    ident = desk.open("Report")
    assert versions_in(find(desk.root), commit, ident) == (None, None)
