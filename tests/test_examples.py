"""Everything in ``examples/`` works as it says."""

import os
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles

EXAMPLES = Path(__file__).parent.parent / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix in (".sh", ".py"))


@pytest.fixture
def tix_on_path(tmp_path: Path) -> str:
    """A PATH on which ``tix`` is this tix."""
    folder = tmp_path / "bin"
    folder.mkdir()
    package = Path(tix.__file__).parent.parent
    script = f'#!/bin/sh\nPYTHONPATH="{package}" exec "{sys.executable}" -m tix "$@"\n'
    (folder / "tix").write_text(script)
    (folder / "tix").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.fixture
def green_acre(tmp_path: Path, environ: dict[str, str]) -> DeskInFiles:
    """The example's desk in a repository of its own."""
    root = tmp_path / "green-acre"
    shutil.copytree(EXAMPLES / "desk", root)
    desk = DeskInFiles(root, environ)
    desk.git("init", "--quiet")
    desk.commit("Green Acre")
    return desk


def script(
    desk: DeskInFiles, path: str, name: str, *args: str, stdin: bytes = b"", code: int = 0
) -> str:
    """Run an example's script in the desk; what it prints."""
    done = subprocess.run(
        [EXAMPLES / name, *args],
        input=stdin,
        capture_output=True,
        cwd=desk.root,
        env={**desk.environ, "PATH": path},
        timeout=120,
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode()


def test_the_readme_names_every_example() -> None:
    readme = (EXAMPLES / "README.md").read_text()
    assert {"desk", "ci-failure.sh", "mail-in.py"} <= {path.name for path in EXAMPLES.iterdir()}
    for path in EXAMPLES.iterdir():
        assert path.name == "README.md" or f"`{path.name}" in readme


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(EXAMPLES / name, os.X_OK)


# -- the desk -------------------------------------------------------------------------------------


def test_the_desk_has_nothing_to_mend(green_acre: DeskInFiles) -> None:
    result = green_acre.call("check")
    assert result.stdout == ""


def test_the_desk_is_kept_byte_for_byte(green_acre: DeskInFiles) -> None:
    ticket = green_acre.file_of("p6w2rd")
    before = ticket.read_text()
    green_acre.call("edit", "p6w", "--set", "due=2026-04-20")
    assert ticket.read_text() == before.replace("due: 2026-04-15", "due: 2026-04-20")


def test_the_desk_speaks_the_words_of_the_club(green_acre: DeskInFiles) -> None:
    assert green_acre.call("list", "--ids").lines == ["p6w2rd", "b3m7zc", "g7n3sk"]
    assert green_acre.call("list", "--ids", "@money").lines == ["p6w2rd"]
    assert green_acre.call("list", "--ids", "status:declined").lines == ["t2q8vh"]
    assert green_acre.call("list", "--ids", "is:archived").lines == ["c5t8nk"]
    ident = green_acre.call("open", "The shed leaks", "--template", "repair", "-a", "tom")
    opened = green_acre.call("show", ident.stdout.strip(), "--raw").stdout
    assert "type: repair\npriority: soon\n" in opened
    assert "- tomasz@greenacre.example\n" in opened


@pytest.mark.parametrize(("name", "open_ones"), [("hospital", 3), ("shop", 2)])
def test_desks_of_trades_have_nothing_to_mend(
    name: str, open_ones: int, tmp_path: Path, environ: dict[str, str]
) -> None:
    """They are as somebody left them: nothing is wrong, and the promises can be told."""
    root = tmp_path / name
    shutil.copytree(EXAMPLES / name, root)
    desk = DeskInFiles(root, {**environ, "TIX_NOW": "2026-12-07T09:00:00Z"})
    desk.git("init", "--quiet")
    desk.commit(name)
    assert desk.call("check").stdout == ""
    rows = desk.call("list", "--columns", "id,promise,due-next").rows
    assert len(rows) == open_ones
    assert all(promise for _, promise, _ in rows if name == "shop")
    assert {*desk.call("rules").lines}


# -- the scripts ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_failing_command_opens_one_ticket_and_a_passing_one_closes_it(
    desk: DeskInFiles, tix_on_path: str
) -> None:
    failing = ("nightly", "sh", "-c", "echo the linker says no; exit 3")
    assert "the linker says no" in script(desk, tix_on_path, "ci-failure.sh", *failing, code=3)
    script(desk, tix_on_path, "ci-failure.sh", *failing, code=3)
    (ident,) = desk.call("list", "--ids").lines
    shown = desk.call("show", ident, "--raw").stdout
    assert "    the linker says no" in shown
    assert desk.call("list", "--ids", "key:nightly").lines == [ident]

    assert script(desk, tix_on_path, "ci-failure.sh", "nightly", "echo", "fine") == "fine\n"
    assert desk.call("list", "--ids").lines == []
    assert desk.call("list", "--ids", "status:closed").lines == [ident]

    script(desk, tix_on_path, "ci-failure.sh", *failing, code=3)
    assert desk.call("list", "--ids").lines == [ident]


def test_a_passing_command_without_a_ticket_changes_nothing(
    desk: DeskInFiles, tix_on_path: str
) -> None:
    before = desk.git("rev-parse", "HEAD")
    script(desk, tix_on_path, "ci-failure.sh", "nightly", "true")
    assert desk.git("rev-parse", "HEAD") == before


def test_what_has_waited_too_long_is_closed(desk: DeskInFiles, tix_on_path: str) -> None:
    old, fresh = desk.at("2026-10-01").open("Old"), desk.open("Fresh")
    desk.at("2026-10-02").call("status", old, "pending")
    desk.call("status", fresh, "pending")
    script(desk, tix_on_path, "stale.sh", "30")
    assert desk.call("list", "--ids").lines == [fresh]
    assert "No answer for 30 days" in desk.call("show", old).stdout
    script(desk, tix_on_path, "stale.sh")


@pytest.mark.slow
def test_the_week_is_reported_as_markdown(desk: DeskInFiles, tix_on_path: str) -> None:
    desk.open("Something", "-l", "ci")
    report = script(desk, tix_on_path, "weekly-report.sh", "label:ci")
    assert report.startswith("# ")
    assert "| 2026-11-22 |" in report
    assert "{" not in report


def mail(
    subject: str, text: str | None = "Hello\n\nIt is broken.\n", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jo Park <jo@acme.example>"
    message["Subject"] = subject
    message["Message-ID"] = f"<{abs(hash(subject))}@acme.example>"
    for name, value in headers.items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    return message


@pytest.mark.slow
def test_a_mail_becomes_a_ticket(desk: DeskInFiles, tix_on_path: str) -> None:
    message = mail("-Printer prints – nothing")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../photo 1.png")
    ident = script(desk, tix_on_path, "mail-in.py", stdin=message.as_bytes()).strip()
    shown = desk.call("show", ident, "--raw").stdout
    assert desk.call("list", "--columns", "title").stdout == "-Printer prints – nothing\n"
    assert "requester: Jo Park <jo@acme.example>\n" in shown
    assert "\nHello\n\nIt is broken.\n" in shown
    assert "-photo-1.png\n" in shown

    again = script(desk, tix_on_path, "mail-in.py", stdin=message.as_bytes()).strip()
    assert again == ident
    assert desk.call("list", "--ids").lines == [ident]


@pytest.mark.slow
def test_a_mail_that_names_a_ticket_becomes_a_comment(desk: DeskInFiles, tix_on_path: str) -> None:
    ident = desk.open("Broken")
    answer = mail(f"Re: [#{ident}] Broken", "Still.\n")
    script(desk, tix_on_path, "mail-in.py", stdin=answer.as_bytes())
    shown = desk.call("show", ident, "--raw").stdout
    assert "Jo Park <jo@acme.example> wrote:\n\nStill.\n" in shown

    script(desk, tix_on_path, "mail-in.py", stdin=answer.as_bytes())
    assert desk.call("show", ident, "--raw").stdout == shown

    del answer["Message-ID"]
    for _ in range(2):
        script(desk, tix_on_path, "mail-in.py", stdin=answer.as_bytes())
    assert desk.call("show", ident, "--raw").stdout.count("Still.") == 2


@pytest.mark.slow
def test_a_reply_to_a_ticket_that_is_not_there_becomes_a_ticket(
    desk: DeskInFiles, tix_on_path: str
) -> None:
    answer = mail("Re: [#zzzzzz] Printer", "Still.\n").as_bytes()
    ident = script(desk, tix_on_path, "mail-in.py", stdin=answer).strip()
    assert script(desk, tix_on_path, "mail-in.py", stdin=answer).strip() == ident
    assert "Printer" in desk.call("show", ident).stdout


@pytest.mark.slow
def test_a_mail_in_html_is_kept_as_an_attachment(desk: DeskInFiles, tix_on_path: str) -> None:
    message = mail("Fancy", None)
    message.set_content("<p>Hello</p>", subtype="html")
    ident = script(desk, tix_on_path, "mail-in.py", stdin=message.as_bytes()).strip()
    shown = desk.call("show", ident, "--raw").stdout
    assert "no plain text" in shown
    assert ".html\n" in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: =?utf-8?b?G1szMW0=?= x\n\nhi",
        b"From: a\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe",
        b"Message-ID: <a b>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b--",
    ],
)
def test_an_odd_mail_becomes_a_ticket_all_the_same(
    desk: DeskInFiles, tix_on_path: str, raw: bytes
) -> None:
    ident = script(desk, tix_on_path, "mail-in.py", stdin=raw).strip()
    assert desk.call("list", "--ids").lines == [ident]


def test_a_mail_that_cannot_be_filed_is_tried_again_later(
    desk: DeskInFiles, tix_on_path: str
) -> None:
    nowhere = DeskInFiles(desk.root.parent, desk.environ)
    script(nowhere, tix_on_path, "mail-in.py", stdin=mail("x").as_bytes(), code=75)


def test_issues_of_jira_become_tickets(desk: DeskInFiles, tix_on_path: str) -> None:
    """``data/jira.json`` is an answer as version 2 of the API gives it, cut to what counts."""
    page = Path(__file__).parent / "data" / "jira.json"
    tickets = script(desk, tix_on_path, "from-jira.py", str(page))
    told = desk.call("import", "json", "-", stdin=tickets).stderr
    assert told.startswith("2 tickets made, with 1 comment\n")
    (ident,) = desk.call("list", "--ids", "source:jira:SHOP-1").lines
    assert desk.call("list", "--ids", "--all", "source:jira:SHOP-2", f"parent:{ident}").lines
    shown = desk.call("show", ident, "--raw").stdout
    assert "status: in-progress\ntype: problem\npriority: urgent\n" in shown
    assert "requester: Jo Park <jo@acme.example>\n" in shown
    assert "labels:\n- payment\n- api\nmilestone: 2.0\ndue: 2026-12-01\n" in shown
    assert "opened: 2026-11-20T09:00:00Z\n" in shown
    assert "· Ana Lima <> · " in shown
    assert " · internal\n\nOn it." in shown
    assert desk.call("check").stdout == ""
    assert "2 tickets already there" in desk.call("import", "json", "-", stdin=tickets).stderr


@pytest.mark.slow
def test_the_unit_and_the_cron_line_tick(
    green_acre: DeskInFiles, tix_on_path: str, tmp_path: Path
) -> None:
    """With the search path of neither systemd nor cron: tix is where pipx puts it."""
    home = tmp_path / "at home"
    (home / ".local").mkdir(parents=True)
    shutil.copytree(tix_on_path.partition(":")[0], home / ".local/bin")
    (home / "desk").symlink_to(green_acre.root)
    unit = (EXAMPLES / "tick/tix-tick.service").read_text()
    (words,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    (cron,) = (
        line for line in (EXAMPLES / "tick/crontab").read_text().splitlines() if line[0] != "#"
    )
    ran = green_acre.root / ".git/tix/outbox/last-tick.json"
    started = [word.replace("%h", str(home)) for word in words.removeprefix("ExecStart=").split()]
    for command in (started, ["sh", "-c", cron.split(None, 5)[5]]):
        ran.unlink(missing_ok=True)
        environ = {**green_acre.environ, "HOME": str(home), "PATH": "/usr/bin:/bin"}
        subprocess.run(command, cwd=home / "desk", env=environ, check=True, timeout=60)
        assert ran.exists()
