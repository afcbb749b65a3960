"""No password, token or key stands where others read it, whatever a server says: not in what is
printed, the list of processes, the ledger, the desk, the clone's files or a crash log."""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Self

import pytest

from tests.conftest import _PACKAGE, Result
from tests.mail.echoing import EchoingImap, EchoingSmtp, TakingSmtp, echoing
from tests.outbox.conftest import _office, office
from tests.outbox.office import JO, Office
from tests.sync.clones import git
from tix.mail.masking import Masks

__all__ = ["_office", "office"]

USER = "desk@example.org"
PASSWORD = "hush-Hunter-2-hush"
TOKEN = "ya29.a0AfB_byC-tokentokentoken"
KEY = "5f0c3a6e8b1d4f7a9c2e5b8d1f4a7c0e"
HOOK = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
CHAT = "xoxb-1234-5678-4ddbc191d40ee098cbaae6f3523ada2d"


def forms(secret: str) -> list[str]:
    """A secret as it can stand somewhere, and the ways in which a login writes it."""
    texts = (
        secret, f"\0{USER}\0{secret}", f"{USER}\0{USER}\0{secret}",
        f"user={USER}\x01auth=Bearer {secret}\x01\x01",
    )  # fmt: skip
    return [secret, *(b64encode(text.encode()).decode() for text in texts)]


FORBIDDEN = [form for secret in (PASSWORD, TOKEN, KEY, HOOK[6:], CHAT) for form in forms(secret)]


def assert_clean(text: str, where: str) -> None:
    for form in FORBIDDEN:
        for part in (form, form[4:24]):  # a half of one is bad enough
            assert part not in text, (where, part, text[:2000])


class Watch:
    """Reads the command lines of all processes, over and over."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._ended = Event()
        self._thread = Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.wait(0.002):
            for process in filter(str.isdecimal, os.listdir("/proc")):  # noqa: PTH208 (glob fails if one ends)
                path = Path("/proc", process, "cmdline")
                try:
                    self.seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def serve(office: Office, smtp: int, imap: int, login: str) -> None:
    """A dispatch.yaml whose secrets come from commands that read files."""
    folder = office.folder / "secrets"
    folder.mkdir(exist_ok=True)
    for name, secret in (("password", PASSWORD), ("token", TOKEN)):
        (folder / name).write_text(secret + "\n")
    command = f"{login}_command: cat {folder / login}"
    line = f"host: 127.0.0.1, security: none, user: {USER}, {command}"
    path = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    path.write_text(
        f"format: 1\ndesks:\n- desk: {office.team.remote}\n  key: {KEY}\n"
        f"  smtp: {{{line}, port: {smtp}}}\n"
        f"  mailboxes: [{{kind: imap, {line}, port: {imap}}}]\n"
        f'  webhooks: [{{name: crm, url: "https://127.0.0.1:9/", secret: {HOOK}}}]\n'
        f'  channels: {{ana-phone: "slack://{CHAT}/#general"}}\n'
    )


def files_of(office: Office) -> Iterator[tuple[str, str]]:
    """All that the clone, the home and the remote's refs hold, but for what has the secrets."""
    home = Path(office.ana.environ["HOME"])
    for top in (office.ana.root, home):
        for path in top.rglob("*"):
            if path.is_file() and path.name != "dispatch.yaml":
                yield str(path), path.read_bytes().decode(errors="replace")
    yield "history", git(office.team.remote, "log", "--all", "-p", "--format=%an %s %b")


@pytest.mark.parametrize(("login", "kind"), [
    ("password", EchoingSmtp), pytest.param("token", TakingSmtp, marks=pytest.mark.long),
])  # fmt: skip
def test_a_server_that_repeats_the_login_tells_nobody(
    office: Office, login: str, kind: type[EchoingSmtp]
) -> None:
    office.ana.open("Printer on fire", "--requester", JO, "--assign", "ana@example.org")
    office.share(office.ana)
    said = list[Result]()
    with echoing(kind) as smtp, echoing(EchoingImap) as imap, Watch() as watch:
        serve(office, smtp, imap, login)
        for command in (["mail", "check"], ["mail", "fetch"], ["tick", "--json"]):
            said.append(office.ana.run(*command, code=None))
    assert any("not you" in each.stderr for each in said) or kind is TakingSmtp
    assert any("AUTHENTICATIONFAILED" in each.stderr for each in said)
    for each in said:
        assert_clean(each.stdout + each.stderr, "printed")
    assert any("-m tix tick" in line for line in watch.seen)
    for line in watch.seen:
        assert_clean(line, "processes")
    for where, text in files_of(office):
        assert_clean(text, where)
    outbox = office.ana.call("outbox", "--all", code=None).stdout
    if kind is TakingSmtp:
        assert "not to them" in outbox
        assert "550 5.7.1" in "".join(
            text for where, text in files_of(office) if where == "history"
        )
    assert_clean(outbox, "outbox")


_CRASHING = """
import smtplib, sys
from tix import cli

def crash(self, *args, **options):
    raise ZeroDivisionError("no such thing")

smtplib.SMTP.auth = crash
sys.exit(cli.run(["tix", *sys.argv[1:]][1:]))
"""


@pytest.mark.slow
def test_a_crash_at_the_login_logs_no_secret(office: Office) -> None:
    with echoing(EchoingSmtp) as smtp, echoing(EchoingImap) as imap:
        serve(office, smtp, imap, "password")
        environ = {**office.ana.environ, "PYTHONPATH": str(_PACKAGE)}
        done = subprocess.run(
            [sys.executable, "-c", _CRASHING, "mail", "check"],
            cwd=office.ana.root, env=environ, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    log = Path(done.stderr.rpartition(": ")[2].strip())
    assert "ZeroDivisionError" in log.read_text()
    assert_clean(log.read_text() + done.stderr, str(log))


@pytest.mark.parametrize("text", [
    "535 no: {}", "{}", "a {} b {}", "no: {} ", "said <{}>, cut: ",
])  # fmt: skip
def test_what_is_masked(text: str) -> None:
    masks = Masks()
    masks.add(USER, PASSWORD)
    for form in forms(PASSWORD):
        for echo in (form, form.lower(), form[:-3], form[3:]):
            shown = masks.masked(text.replace("{}", echo))
            assert shown == text.replace("{}", "…")
    assert masks.masked("5.1.1 nobody there") == "5.1.1 nobody there"
    assert Masks().masked(text) == text
