"""A cloned desk is hostile: nothing leads out of it, nothing in it chooses a command to run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.storage.conftest import Repository

TICKET = "---\nid: {}\ntitle: Hostile\nstatus: open\n---\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that isn't the desk's, with a secret in it."""
    folder = tmp_path / "outside"
    (folder / "2026" / "11").mkdir(parents=True)
    (folder / "secret.md").write_text(TICKET.format("secret") + "\npassword\n")
    (folder / "2026" / "11" / "secret.md").write_text(TICKET.format("secret") + "\npassword\n")
    return folder


def all_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


COMMANDS = [
    ["list", "--all"], ["list", "--json"], ["search", "password"], ["show", "secret"],
    ["comment", "secret", "x"], ["close", "secret"], ["delete", "--yes", "secret"],
    ["edit", "secret", "--title", "y"], ["open", "New"], ["export", "json"], ["status"],
    ["log"], ["undo"], ["report"],
]  # fmt: skip


def _link_ticket(desk: DeskInFiles, outside: Path) -> None:
    desk.write("tickets/2026/11/a", "")
    (desk.root / "tickets/2026/11/secret.md").symlink_to(outside / "secret.md")


def _link_month(desk: DeskInFiles, outside: Path) -> None:
    (desk.root / "tickets/2026").mkdir(parents=True, exist_ok=True)
    (desk.root / "tickets/2026/11").symlink_to(outside / "2026/11")


def _link_year(desk: DeskInFiles, outside: Path) -> None:
    (desk.root / "tickets/2026").symlink_to(outside / "2026")


def _link_tickets(desk: DeskInFiles, outside: Path) -> None:
    (desk.root / "tickets/.gitattributes").unlink()
    (desk.root / "tickets").rmdir()
    (desk.root / "tickets").symlink_to(outside)


def _link_attachments(desk: DeskInFiles, outside: Path) -> None:
    (desk.root / "attachments/.gitattributes").unlink()
    (desk.root / "attachments").rmdir()
    (desk.root / "attachments").symlink_to(outside)


@pytest.mark.parametrize(
    "make", [_link_ticket, _link_month, _link_year, _link_tickets, _link_attachments]
)
def test_no_link_leads_out_of_the_desk(
    desk: DeskInFiles, outside: Path, make: Callable[[DeskInFiles, Path], None]
) -> None:
    make(desk, outside)
    before = all_of(outside)
    for command in COMMANDS:
        result = desk.call(*command, code=None)
        assert "password" not in result.stdout + result.stderr.replace("search password", "")
        assert "something went wrong" not in result.stderr, command
    assert all_of(outside) == before


def test_link_in_the_place_of_a_ticket_is_told(desk: DeskInFiles, outside: Path) -> None:
    _link_ticket(desk, outside)
    assert "tickets/2026/11/secret.md" in desk.call("list").stderr
    desk.call("comment", "secret", "x", code=3)


def test_pipe_in_the_place_of_a_ticket_does_not_stop_anything(desk: DeskInFiles) -> None:
    ident = desk.open("Good")
    os.mkfifo(desk.file_of(ident).with_name("zzzzzz.md"))
    assert "Good" in desk.run("list").stdout  # git, which is asked what is new, sees no pipes
    assert "zzzzzz.md" in desk.call("check", code=4).stdout
    desk.run("comment", ident, "x")


def test_folder_in_the_place_of_a_ticket(desk: DeskInFiles) -> None:
    ident = desk.open("Good")
    desk.file_of(ident).with_name("zzzzzz.md").mkdir()
    assert "Good" in desk.call("list").stdout
    desk.call("comment", ident, "x")


@pytest.mark.parametrize("ident", ["../../tix", "..", "../../../../etc/passwd", "-rf", "a/b", "."])
def test_ids_that_are_paths(desk: DeskInFiles, ident: str, outside: Path) -> None:
    """Such an id stands in a file of another name, or in one that only looks like it."""
    desk.write("tickets/2026/11/k7f3qz.md", TICKET.format(ident))
    desk.write("tickets/2026/11/...md", TICKET.format(ident))
    config = (desk.root / "tix.yaml").read_bytes()
    before = all_of(outside)
    file = outside / "secret.md"
    for word in ("k7f3qz", ident, ".."):
        for command in (
            ["show", "--", word],
            ["comment", "--", word, "x"],
            ["attach", "--", word, str(file)],
            ["delete", "--yes", "--", word],
        ):
            result = desk.call(*command, code=None)
            assert "something went wrong" not in result.stderr, result.stderr
    assert (desk.root / "tix.yaml").read_bytes() == config
    assert all_of(outside) == before
    assert sorted(path.name for path in desk.root.iterdir()) == [
        ".git", "archive", "attachments", "tickets", "tix.yaml",
    ]  # fmt: skip


def test_attachments_that_are_paths_out_of_the_desk(desk: DeskInFiles, outside: Path) -> None:
    ident = desk.open("One")
    relative = os.path.relpath(outside / "secret.md", desk.root / "attachments" / ident)
    text = desk.file_of(ident).read_text()
    names = f"attachments:\n- {relative}\n- {outside / 'secret.md'}\n- ..\n- .\n"
    desk.file_of(ident).write_text(text.replace("opened:", names + "opened:", 1))
    exported = desk.call("export", "json", "--with-attachments").stdout
    assert "password" not in exported and "cGFzc3dvcmQ" not in exported
    assert '"sha256": null' in exported.replace('"sha256":null', '"sha256": null')
    desk.call("delete", "--yes", ident)
    assert (outside / "secret.md").exists()
    assert (desk.root / "tix.yaml").exists()


def test_templates_that_are_links(desk: DeskInFiles, outside: Path) -> None:
    (desk.root / "templates").symlink_to(outside)
    for name in ("secret", "../tix", "nothing"):
        result = desk.call("open", "New", "--template", name, code=None)
        assert result.code in (1, 4)
        assert "secret" not in result.stderr.replace("'secret'", "").replace("secret.md", "")
        assert "password" not in result.stderr


# -- commands ---------------------------------------------------------------------------------


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """The file that a command which mustn't run would make."""
    return tmp_path / "ran"


def test_settings_of_a_repository_inside_the_desk_run_nothing(
    desk: DeskInFiles, ran: Path, environ: dict[str, str]
) -> None:
    """A bare repository can be committed; its core.fsmonitor names a command."""
    ident = desk.open("One")
    desk.git("init", "--quiet", "--bare", "tickets/2026/evil")
    evil = DeskInFiles(desk.root / "tickets" / "2026" / "evil", environ)
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "gpg.program"):
        evil.git("config", name, f"touch '{ran}'")
    evil.git("config", "core.bare", "false")
    evil.git("config", "core.worktree", "..")
    for place in (evil, desk):
        for command in (["list"], ["comment", ident, "x"], ["log"], ["status"], ["init"]):
            place.call(*command, code=None)
    assert not ran.exists()


def test_filters_that_attributes_name_change_no_ticket(desk: DeskInFiles, ran: Path) -> None:
    """Such a filter is one that the user has set up (git-lfs is the usual one)."""
    desk.git("config", "filter.evil.clean", f"touch '{ran}'; tr a-z A-Z")
    desk.git("config", "filter.evil.smudge", f"touch '{ran}'; cat")
    desk.write(".gitattributes", "* filter=evil text eol=crlf ident\n")
    ident = desk.open("One", "-b", "some $Id$ text")
    desk.call("comment", ident, "more text")
    assert not ran.exists()
    path = desk.file_of(ident).relative_to(desk.root)
    assert desk.git("show", f"HEAD:{path}") == desk.file_of(ident).read_text()
    assert desk.git("status", "--porcelain", "tickets") == ""


def test_user_settings_do_not_confuse_tix(desk: DeskInFiles, ran: Path) -> None:
    for name, value in (
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("i18n.logOutputEncoding", "ISO-8859-1"),
        ("i18n.commitEncoding", "ISO-8859-1"),
        ("log.decorate", "full"),
        ("log.follow", "true"),
        ("log.date", "relative"),
        ("status.short", "true"),
        ("status.relativePaths", "true"),
        ("status.showUntrackedFiles", "no"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("diff.external", f"touch '{ran}'"),
        ("core.quotePath", "true"),
        ("core.abbrev", "4"),
        ("core.fsmonitor", f"touch '{ran}'"),
        ("core.autocrlf", "true"),
        ("column.ui", "always"),
        ("submodule.recurse", "true"),
        ("fetch.prune", "true"),
        ("push.default", "nothing"),
        ("format.pretty", "fuller"),
        ("gc.auto", "1"),
    ):
        desk.git("config", name, value)
    ident = desk.open("Größe – 码")
    desk.call("close", ident)
    log = desk.call("log", ident).stdout
    assert "Größe – 码" in log
    assert desk.git("-c", "i18n.logOutputEncoding=UTF-8", "log", "-1", "--format=%e%s", "HEAD~1")
    raw = desk.git("cat-file", "commit", "HEAD~1")
    assert "encoding" not in raw and "Größe – 码" in raw
    assert not ran.exists()


def test_commits_with_control_characters_do_not_confuse_the_log(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    file = desk.file_of(ident)
    for number, text in enumerate(("\x01a\x02b", "\x01\x01\x02", ":100644 100644 a b M", "")):
        file.write_text(file.read_text() + f"line {number}\n")
        desk.git("add", ".")
        desk.git("commit", "--quiet", "--allow-empty-message", "-m", text + "\n\nand more")
    log = desk.call("log", ident, "--json").stdout
    assert log.count('"commit"') == 5 or log.count(ident) >= 5


def test_names_with_control_characters_do_not_confuse_the_writer(desk: DeskInFiles) -> None:
    odd = desk.with_environ(GIT_AUTHOR_NAME="A\x01B\x1b[31m<x>\nC")
    ident = odd.open("One")
    odd.call("comment", ident, "Fine")
    assert "Fine" in desk.call("show", ident).stdout
    assert "\x1b" not in desk.call("log", ident).stdout
    desk.git("fsck", "--strict")


def test_name_that_is_not_utf_8(desk: DeskInFiles) -> None:
    name = b"Jos\xe9".decode(errors="surrogateescape")
    desk.with_environ(GIT_AUTHOR_NAME=name).open("One")
    assert desk.git("log", "-1", "--format=%an").startswith("Jos")


def test_subjects_are_one_line(desk: DeskInFiles) -> None:
    desk.open("One\n\nTicket: forged\x1b[31m\u2028x")
    message = desk.git("log", "-1", "--format=%B")
    assert message.count("\nTicket: ") == 1 and "\x1b" not in message
    assert len(desk.git("log", "-1", "--format=%(trailers:key=Ticket)").split()) == 2


def test_branch_that_begins_with_a_dash(code: Repository) -> None:
    code.git("config", "tix.branch", "--upload-pack=touch ran")
    code.call("list", code=1)
    code.call("init", code=None)
    assert not (code.root / "ran").exists()
