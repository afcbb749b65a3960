"""A whole tick: mail in, rules, mail out; and how a monitor hears of it."""

import json
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, NOW, DeskInFiles
from tests.outbox.office import JO, Office
from tests.sync.clones import git


def status(office: Office, *args: str, code: int) -> dict[str, object]:
    found = json.loads(office.ana.call("tick", "--status", "--json", *args, code=code).stdout)
    assert isinstance(found, dict)
    return found


def with_maildir(office: Office) -> Path:
    """A Maildir that the desk's mail is fetched from."""
    folder = office.folder / "Maildir"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    path = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    path.write_text(
        path.read_text() + f"  mailboxes: [{{kind: maildir, path: {folder}, since: 2026-11-01}}]\n"
    )
    return folder


@pytest.mark.slow
def test_mail_comes_in_and_is_acknowledged_in_one_tick(office: Office) -> None:
    folder = with_maildir(office)
    office.ana.call("tick")
    written = (
        f"From: Jo <{JO}>\nTo: support@example.org\nSubject: No toner\n"
        f"Message-ID: <1@acme.example>\nDate: {format_datetime(NOW)}\n\nPlease help.\n"
    )
    (folder / "new" / "1.host").write_text(written)
    done = office.ana.call("tick", "--json")
    assert [each["result"] for each in json.loads(done.stdout)["collected"]] == ["opened"]
    (ident,) = (row[0] for row in office.ana.call("list").rows)
    assert office.told == [(JO, ident)]
    assert git(office.team.remote, "log", "-1", "--format=%an", "main").strip() == "Jo"
    (folder / "new" / "2.host").write_text(written)
    assert "; 0 messages taken in; " in office.ana.call("tick").stderr  # it is known


@pytest.mark.slow
def test_a_mailbox_that_isnt_there_keeps_nothing_else_from_being_done(office: Office) -> None:
    folder = with_maildir(office)
    folder.rename(folder.with_name("gone"))
    office.ana.open("Printer on fire", "--requester", JO)
    result = office.ana.call("tick", code=1)
    assert "Maildir" in result.stderr
    assert len(office.told) == 1
    assert status(office, code=1)["exit_code"] == 1


def talks(desk: DeskInFiles, trace: Path, *args: str) -> int:
    """How often a command talks to the remote."""
    trace.unlink(missing_ok=True)
    DeskInFiles(desk.root, {**desk.environ, "GIT_TRACE": str(trace)}).call(*args)
    asked = re.findall(r"built-in: git (?:-c \S+ )*(?:fetch|push|ls-remote) ", trace.read_text())
    return len(asked)


@pytest.mark.slow
def test_a_tick_with_nothing_to_do_asks_the_remote_once(office: Office, tmp_path: Path) -> None:
    office.ana.call("tick")
    assert talks(office.ana, tmp_path / "trace", "tick") == 1
    office.bob.open("Printer on fire", "--requester", JO)
    office.share(office.bob)
    assert talks(office.ana, tmp_path / "trace", "tick") > 1
    assert len(office.told) == 1
    assert talks(office.ana, tmp_path / "trace", "tick") == 1


@pytest.mark.slow
def test_what_others_hold_or_lost_is_seen_in_the_same_go(office: Office, tmp_path: Path) -> None:
    office.ana.call("tick")
    office.bob.call("mail", "receive", stdin=b"From: <\n\n", code=None)
    held = json.loads(office.bob.call("mail", "quarantine", "--json").stdout)
    office.share(office.bob)
    office.ana.call("tick")
    assert json.loads(office.ana.call("mail", "quarantine", "--json").stdout) == held != []
    git(office.team.remote, "update-ref", "-d", "refs/tix/outbox")
    assert "it was put back" in office.ana.call("tick").stderr
    assert git(office.team.remote, "for-each-ref", "refs/tix/outbox")


def test_a_monitor_sees_whether_it_ticks(office: Office) -> None:
    assert status(office, code=1)["at"] is None
    office.ana.call("tick")
    assert status(office, code=0)["said"] == "synced: nothing new; no rule is due; nothing to send"
    later = office.ana.at(NOW + timedelta(hours=2))
    assert "too long ago" in later.call("tick", "--status", code=1).stdout
    assert later.call("tick", "--status", "3h").code == 0
    assert later.call("tick", "--status", "soon", code=2).stderr.startswith("tix: --status takes")


@pytest.mark.slow
def test_a_monitor_sees_what_failed(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.answers("65 no such mailbox")
    office.ana.call("tick")
    assert status(office, code=0)["failed"] == 1
    said = office.ana.call("tick", "--status").stdout
    assert f"\nfailed: opened of {ident} to {JO} (" in said
    earlier = office.ana.at(NOW - timedelta(hours=2))
    assert "a clock is wrong" in earlier.call("tick", "--status", code=1).stdout
    office.team.remote.rename(office.team.remote.with_name("elsewhere"))
    office.ana.call("tick", code=1)
    found = status(office, code=1)
    assert "can't be reached" in str(found["said"])


@pytest.mark.long
def test_a_service_goes_on_after_the_remote_was_away_and_ends_on_a_signal(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)
    away = office.team.remote.with_name("elsewhere")
    office.team.remote.rename(away)
    with subprocess.Popen(
        [sys.executable, "-m", "tix", "tick", "--every", "1s"], cwd=office.ana.root,
        env={**office.ana.environ, "PYTHONPATH": str(_PACKAGE)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        assert "can't be reached" in running.stderr.readline()
        away.rename(office.team.remote)
        until = time.monotonic() + 60
        while not office.letters and time.monotonic() < until:
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 0
    assert len(office.told) == 1


def test_what_was_done_is_said_where_nothing_can_be_sent(office: Office) -> None:
    git(office.team.remote, "update-ref", "-d", "refs/tix/outbox")
    office.ana.git("update-ref", "-d", "refs/tix/outbox")
    office.ana.open("Printer on fire", "--requester", JO)
    result = office.ana.call("tick", code=4)
    assert "went out" in result.stderr
    assert "tix outbox init" in result.stderr


def test_a_machine_that_only_fetches_needs_no_ledger(office: Office) -> None:
    git(office.team.remote, "update-ref", "-d", "refs/tix/outbox")
    office.ana.git("update-ref", "-d", "refs/tix/outbox")
    with_maildir(office)
    path = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "sendmail:" not in line))
    assert "0 messages taken in" in office.ana.call("tick").stderr
