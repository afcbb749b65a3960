"""Setting mail up with real servers, and trying it later."""

import contextlib
import json
import mailbox
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.dovecot import PASSWORD, USER, Dovecot
from tests.smtp_server import Letters, smtp_server
from tests.sync.clones import git
from tix.mail.dispatch_file import parse

ADDRESS = "support@example.org"


@pytest.fixture
def server() -> Iterator[Letters]:
    with smtp_server() as letters:
        yield letters


@pytest.fixture
def maildir(tmp_path: Path, server: Letters) -> Path:
    """A Maildir that the server delivers to."""
    path = tmp_path / "Maildir"
    box = mailbox.Maildir(path)

    def deliver(recipient: str, data: bytes) -> None:
        box.add(b"Authentication-Results: mx.example.org; spf=pass\n" + data)

    server.deliver = deliver
    return path


def dispatch_of(desk: DeskInFiles) -> Path:
    return Path(desk.environ["XDG_CONFIG_HOME"], "tix", "dispatch.yaml")


def setup(desk: DeskInFiles, server: Letters, *more: str, patience: int = 20, code: int = 0) -> str:
    return desk.call(
        "mail", "setup", "--address", ADDRESS, "--smtp", f"127.0.0.1:{server.port}",
        "--smtp-security", "none", "--patience", str(patience), *more, code=code,
    ).stderr  # fmt: skip


def test_both_directions_are_tried_and_all_is_written(
    desk: DeskInFiles, server: Letters, maildir: Path
) -> None:
    said = setup(desk, server, "--maildir", str(maildir), "--name", "Acme support")
    assert f"a letter to {ADDRESS}: came within" in said
    assert "mx.example.org says who sends you mail" in said
    path = dispatch_of(desk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (served,) = parse(path, path.read_text())
    assert (served.desk, served.mailboxes[0].path) == (str(desk.root), str(maildir))
    assert served.key is not None and len(served.key.value()) == 48
    config = (desk.root / "tix.yaml").read_text()
    assert f"address: {ADDRESS}" in config and "plus: yes" in config
    assert "name: Acme support" in config
    # the letters that tried it aren't mail to the desk
    assert json.loads(desk.call("mail", "fetch", "--json").stdout) == []
    assert "people: [{name: " in said and len(server.taken) == 2  # nobody works here yet


def test_a_remote_with_a_relative_path(desk: DeskInFiles, server: Letters, maildir: Path) -> None:
    git(desk.root.parent, "init", "--quiet", "--bare", "remote.git")
    desk.git("remote", "add", "origin", "../remote.git")
    setup(desk, server, "--maildir", str(maildir))
    path = dispatch_of(desk)
    assert [each.desk for each in parse(path, path.read_text())] == [str(desk.root)]
    assert "0 messages taken in" in desk.call("tick").stderr


@pytest.mark.slow
def test_without_plus_addresses(desk: DeskInFiles, server: Letters, maildir: Path) -> None:
    deliver = server.deliver
    server.deliver = lambda to, data: deliver(to, data) if to == ADDRESS else None
    setup(desk, server, "--maildir", str(maildir), patience=4)
    assert "plus" not in (desk.root / "tix.yaml").read_text()


@pytest.mark.parametrize("fault", ["no server", "refused", "doesn't come", "no mailbox"])
def test_what_doesnt_work_isnt_written(
    desk: DeskInFiles, server: Letters, maildir: Path, fault: str
) -> None:
    before = desk.git("rev-parse", "HEAD")
    box = str(maildir)
    if fault == "no server":
        server.port = 1
    elif fault == "refused":
        server.says["rcpt"] = "550 5.7.1 No"
    elif fault == "doesn't come":
        server.deliver = lambda _to, _data: None
    else:
        box = f"{maildir}/none"
    said = setup(desk, server, "--maildir", box, patience=1, code=1)
    assert "nothing was written" in said
    assert not dispatch_of(desk).exists() and desk.git("rev-parse", "HEAD") == before


def test_a_desk_is_added_to_those_that_are_there(desk: DeskInFiles, server: Letters) -> None:
    path = dispatch_of(desk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("format: 1\ndesks:\n- desk: /elsewhere  # kept\n  sendmail: /bin/x\n")
    path.chmod(0o600)
    setup(desk, server, "--no-test")
    assert [each.desk for each in parse(path, path.read_text())] == ["/elsewhere", str(desk.root)]
    assert "# kept" in path.read_text()
    before = path.read_text()
    assert "has" in setup(desk, server, "--no-test", code=4) and path.read_text() == before
    path.write_text("format: 1\ndesks: []\nx: y\n")
    setup(desk, server, "--no-test", code=1)


def test_what_is_missing_is_named(desk: DeskInFiles) -> None:
    assert "--address" in desk.call("mail", "setup", code=2).stderr
    for wrong in ("support", "a@@b"):
        said = desk.call("mail", "setup", "--address", wrong, "--smtp", "localhost", code=2).stderr
        assert f"{wrong!r} is no mail address" in said and "tix.yaml" not in said
    words = ("mail", "setup", "--address", ADDRESS)
    assert "--smtp" in desk.call(*words, code=2).stderr
    for more in (("--user", "me"), ("--imap", "localhost")):
        said = desk.call(*words, "--smtp", "localhost", *more, code=2).stderr
        assert "--password-command is missing" in said


@pytest.mark.slow
def test_imap_with_a_password_that_a_command_prints(desk: DeskInFiles, server: Letters) -> None:
    with Dovecot() as dovecot:
        server.deliver = lambda _to, data: dovecot.deliver(data.replace(b"\r\n", b"\n"))
        more = (
            "--imap", f"127.0.0.1:{dovecot.port}", "--imap-security", "none", "--user", USER,
            "--password-command", f"echo '{PASSWORD}'",
        )  # fmt: skip
        setup(desk, server, *more)
        assert "plus: yes" in (desk.root / "tix.yaml").read_text()
        assert PASSWORD not in (desk.root / "tix.yaml").read_text()
        found = json.loads(desk.call("mail", "check", "--send", "--json").stdout)
        states = {each["what"]: each["ok"] for each in found}
        assert set(states.values()) == {True} and f"a letter to {ADDRESS}" in states
    said = desk.call("mail", "check", code=1).stderr  # there is no IMAP server any more
    assert "Connection refused" in said and "takes our letters" in said


def test_a_desk_that_isnt_served(desk: DeskInFiles) -> None:
    said = desk.call("mail", "check", code=1).stderr
    assert "no mail.address" in said and "tix mail setup" in said


def test_a_program_that_takes_mail(desk: DeskInFiles, tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    mailbox.Maildir(box)
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\nexec cat > "{box}/new/$$"\n')
    arguments = (
        "mail", "setup", "--address", ADDRESS, "--sendmail", str(program), "--maildir", str(box),
        "--patience", "5",
    )  # fmt: skip
    assert "no such program" in desk.call(*arguments, code=1).stderr
    program.chmod(0o755)
    assert "came within" in desk.call(*arguments).stderr
    assert "is there" in desk.call("mail", "check").stderr


def test_at_a_terminal_what_is_missing_is_asked(
    desk: DeskInFiles, server: Letters, maildir: Path
) -> None:
    """Typed ahead: the address, a name, and whether the server is to be believed."""
    answers = f"support\n{ADDRESS}\nAcme support\nn\n"
    command = (
        "mail", "setup", "--smtp", f"127.0.0.1:{server.port}", "--smtp-security", "none",
        "--maildir", str(maildir), "--patience", "20",
    )  # fmt: skip
    said = typed(desk, command, answers)
    assert "'support' is no mail address" in said and said.count("The desk's mail address: ") == 2
    assert "Letters come from (a name) [" in said
    assert "Acme support" in (desk.root / "tix.yaml").read_text()
    assert "mail.name is Acme support now" in said


def test_at_a_terminal_other_answers_can_be_given(
    desk: DeskInFiles, server: Letters, maildir: Path
) -> None:
    """A user's password; without encryption then; whose word about senders counts, too."""
    answers = f"{ADDRESS}\nAcme support\necho x\n" + "y\n\nssl\nnone\n" + "y\n"
    command = (
        "mail", "setup", "--smtp", f"127.0.0.1:{server.port}", "--maildir", str(maildir),
        "--user", "me", "--patience", "20",
    )  # fmt: skip
    said = typed(desk, command, answers)
    assert "it offers no STARTTLS (security: tls, with port 465)" in said
    assert "'ssl' is none of tls, starttls, none" in said
    path = dispatch_of(desk)
    (served,) = parse(path, path.read_text())
    assert served.authentication == ("mx.example.org",)
    assert served.smtp is not None and served.smtp.security == "none"


def typed(desk: DeskInFiles, command: tuple[str, ...], answers: str) -> str:
    """Run tix at a terminal, with answers typed; all that it shows."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tix", *command], cwd=desk.root, start_new_session=True,
        env={**desk.environ, "TERM": "dumb", "PYTHONPATH": str(_PACKAGE)},
        stdin=slave, stdout=slave, stderr=slave,
    ) as process:  # fmt: skip
        os.close(slave)
        os.write(master, answers.encode())
        said = b""
        with contextlib.suppress(OSError):  # it has ended
            while part := os.read(master, 65536):
                said += part
    os.close(master)
    assert process.returncode == 0, said
    return said.decode()
