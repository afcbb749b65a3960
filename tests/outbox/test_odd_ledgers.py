"""Ledgers that somebody has tampered with, and remotes that don't take them."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.outbox.office import JO, Office
from tests.sync.clones import git


def put(office: Office, path: str, text: str) -> None:
    """Push a file into the ledger, by plain git."""
    clone = office.folder / "tampering"
    if not clone.exists():
        git(office.folder, "init", "--quiet", str(clone))
        git(clone, "remote", "add", "origin", str(office.team.remote))
    git(clone, "fetch", "--quiet", "origin", "refs/tix/outbox")
    git(clone, "checkout", "--quiet", "--detach", "FETCH_HEAD")
    (clone / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / path).write_text(text)
    git(clone, "add", "--all")
    git(clone, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "-m", "x")
    git(clone, "push", "--quiet", "origin", "HEAD:refs/tix/outbox")


@pytest.mark.slow
def test_a_file_that_cant_be_read_keeps_no_other_from_going(office: Office) -> None:
    put(office, f"queue/{'a' * 32}", '{"to": "eve@example.org\\nBcc: x"}')
    put(office, "queue/../queue/oops", "not even JSON")
    put(office, "leases/n1", "{}")
    ident = office.ana.open("Printer on fire", "--requester", JO)
    result = office.ana.call("tick")
    assert office.told == [(JO, ident)]
    assert "can't be read, so it isn't sent (tix outbox drop oops)" in result.stderr
    office.ana.call("outbox", "drop", "oops", code=1)  # it asks
    office.ana.call("outbox", "drop", "oops", "aaaaaaaa", "--yes")
    assert "can't be read" not in office.ana.call("tick").stderr


@pytest.mark.slow
def test_a_key_that_begins_like_another_message_or_file_drops_neither(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)
    office.answers("75 busy")
    office.ana.call("tick")
    (entry,) = json.loads(office.ana.call("outbox", "--json").stdout)
    key = str(entry["key"])
    other = f"{key[:4]}{'0' * 28}"
    put(office, f"queue/{other}", "not even JSON")
    office.ana.call("tick")
    for asked in (key[:4], key[:4].upper()):
        said = office.ana.call("outbox", "drop", asked, "--yes", code=3).stderr
        assert key[:8] in said and other[:8] in said
    said = office.ana.call("outbox", "drop", "zz", "--yes", code=3).stderr
    assert "tix outbox lists them" in said and key not in said
    assert "took" in office.ana.call("outbox", "drop", other.upper(), "--yes").stderr
    assert "dropped" in office.ana.call("outbox", "drop", key[:4].upper(), "--yes").stderr


def test_who_isnt_verified_has_no_address_to_write_to(office: Office) -> None:
    forged = "From: Ana <ana@example.org>\nTo: support@example.org\nSubject: Hi\n\nHi.\n"
    office.ana.call("mail", "receive", stdin=forged)
    result = office.ana.call("tick")
    assert office.told == [] and "can't be read" not in result.stderr


@pytest.mark.slow
def test_a_later_format_is_refused(office: Office) -> None:
    put(office, "format", "2\n")
    office.ana.open("Printer on fire", "--requester", JO)
    assert "format" in office.ana.call("tick", code=4).stderr
    assert office.told == []


@pytest.mark.slow
def test_a_remote_that_takes_no_such_refs_is_told(office: Office) -> None:
    hook = office.team.remote / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncase "$1" in refs/tix/*) echo no such refs here; exit 1;; esac\n')
    hook.chmod(0o755)
    office.ana.open("Printer on fire", "--requester", JO)
    result = office.ana.call("tick", code=4)
    assert "no such refs here" in result.stderr
    assert office.told == []


@pytest.mark.slow
def test_where_the_journal_cant_be_written_nothing_is_sent(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)
    folder = office.ana.root / ".git/tix/outbox"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal").mkdir()
    assert office.ana.call("tick", code=None).code in (1, 4)
    assert office.told == []
    (folder / "journal").rmdir()
    office.ana.call("tick")
    assert len(office.told) == 1


def test_a_hostile_clone_sends_nothing(tmp_path: Path, office: Office) -> None:
    """A clone of another remote that copies this desk's ledger and settings."""
    other = tmp_path / "other.git"
    git(tmp_path, "clone", "--quiet", "--mirror", str(office.team.remote), str(other))
    root = tmp_path / "hostile"
    git(tmp_path, "clone", "--quiet", str(other), str(root))
    hostile = DeskInFiles(root, office.ana.environ)
    hostile.open("Printer on fire", "--requester", JO)
    hostile.call("tick")
    assert office.told == []
