"""A ticket that somebody moved by hand and a command then changes: no commit has it twice."""

from tests.conftest import DeskInFiles


def _move(desk: DeskInFiles, ident: str, folder: str) -> None:
    old = desk.file_of(ident)
    (desk.root / folder).mkdir(parents=True, exist_ok=True)
    old.rename(desk.root / folder / old.name)


def _places(desk: DeskInFiles, ident: str, commit: str) -> list[str]:
    paths = desk.git("ls-tree", "-r", "--name-only", commit).splitlines()
    return [path.rpartition("/")[0] for path in paths if path.endswith(f"/{ident}.md")]


def test_an_open_ticket_in_the_archive_that_a_comment_brings_back(desk: DeskInFiles) -> None:
    ident = desk.open("Moved")
    home = str(desk.file_of(ident).parent.relative_to(desk.root))
    away = home.replace("tickets", "archive")
    _move(desk, ident, away)
    desk.call("comment", ident, "A comment")
    assert _places(desk, ident, "HEAD") == [home]
    assert _places(desk, ident, "HEAD~1") == [away]
    desk.call("undo")
    assert _places(desk, ident, "HEAD") == [away]
    assert len([*desk.root.rglob(f"{ident}.md")]) == 1
    assert desk.git("status", "--porcelain", "-uall") == ""


def test_a_ticket_in_the_folder_of_another_month(desk: DeskInFiles) -> None:
    ident = desk.open("Moved")
    _move(desk, ident, "tickets/2025/01")
    desk.call("comment", ident, "A comment")
    assert _places(desk, ident, "HEAD") == _places(desk, ident, "HEAD~1") == ["tickets/2025/01"]
    assert desk.git("status", "--porcelain", "-uall") == ""
