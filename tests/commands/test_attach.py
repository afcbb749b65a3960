"""attach and detach: names in any script, and files that go again."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.ticket.document import load


@pytest.fixture
def ident(desk: DeskInFiles) -> str:
    """A ticket with two files."""
    desk.write("in/Отчёт.pdf", "x")
    desk.write("in/中文.txt", "y")
    ident = desk.open("Report")
    desk.call("attach", ident, "in/Отчёт.pdf", "in/中文.txt")
    return ident


def test_a_name_in_any_script_is_kept_shown_and_found(desk: DeskInFiles, ident: str) -> None:
    names = {path.name for path in (desk.root / "attachments" / ident).iterdir()}
    assert names == {"2d711642-Отчёт.pdf", "a1fce436-中文.txt"}
    shown = desk.call("show", ident).stdout
    assert "Отчёт.pdf (1 byte)" in shown and "中文.txt (1 byte)" in shown
    for word in ("attachment:Отчёт", "attachment:отчет", "attachment:中文"):
        assert desk.call("list", "--ids", word).stdout.split() == [ident], word
    assert ident in desk.call("search", "отчёт").stdout
    assert desk.call("check").stdout == ""


def test_edit_attaches_and_sets_fields_in_one_commit(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    (tmp_path / "build.log").write_text("error\n")
    desk.call("edit", ident, "--attach", str(tmp_path / "build.log"), "--key", "build", "-l", "ci")
    ticket = load(desk.file_of(ident).read_bytes()).record
    assert (ticket.key, ticket.labels) == ("build", ("ci",))
    assert [name.partition("-")[2] for name in ticket.attachments][-1:] == ["build.log"]
    assert desk.git("log", "-1", "--format=%s").strip().endswith("attach build.log")
    desk.call("edit", ident, "--force", code=2)


def test_detach_takes_a_file_by_either_name(desk: DeskInFiles, ident: str) -> None:
    desk.call("show", ident)
    said = desk.call("detach", ident, "Отчёт.pdf", "a1fce436-中文.txt").stderr
    assert said == f"{ident} Report: detached Отчёт.pdf, 中文.txt\n"
    assert not (desk.root / "attachments" / ident).exists()
    assert desk.git("log", "-1", "--format=%s").strip() == f"{ident}: detach Отчёт.pdf, 中文.txt"
    assert "attachments" not in desk.call("show", ident).stdout
    assert desk.call("check").stdout == "" and desk.git("status", "--short") == "?? in/\n"
    desk.call("undo")
    assert "Отчёт.pdf (1 byte)" in desk.call("show", ident).stdout


def test_detach_names_what_there_is(desk: DeskInFiles, ident: str) -> None:
    said = desk.call("detach", ident, "Отчёт", code=3).stderr
    assert said == f"tix: {ident} has no file 'Отчёт'\nhint: it has Отчёт.pdf, 中文.txt\n"
    desk.write("in/Отчёт.pdf", "another")
    desk.call("attach", ident, "in/Отчёт.pdf")
    said = desk.call("detach", ident, "Отчёт.pdf", code=2).stderr
    assert "several files are called 'Отчёт.pdf'" in said and "2d711642-Отчёт.pdf" in said
