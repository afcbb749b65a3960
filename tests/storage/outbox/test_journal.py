"""A dispatcher's journal: what a crash and a full disk leave of it; the leases of others."""

import errno
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tix.frozen import replace
from tix.model.notices.message import Message
from tix.model.notices.stored import Sent
from tix.storage.desk.files import WriteFailedError
from tix.storage.outbox import journal as module
from tix.storage.outbox.boot_clock import Instant
from tix.storage.outbox.journal import Journal
from tix.storage.outbox.ledger import Lease

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
KEY = "0123456789abcdef" * 2
MESSAGE = Message(
    KEY, "k7f3qz", ("answered",), (KEY,), "mail", "jo@acme.example", "answer", ("c-abcdef",),
    AT, AT, error="é\u2028", who="Zoë",
)  # fmt: skip
SENT = Sent(MESSAGE, "sent", AT)
LEASE = Lease("n1", (KEY,), AT)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "outbox")
    made.open()
    return made


def lines(tmp_path: Path) -> Path:
    return tmp_path / "outbox" / "journal"


def test_what_is_noted_is_read_again(journal: Journal) -> None:
    assert not journal.read()
    journal.note_lease("n1")
    journal.note_again(replace(MESSAGE, tries=2))
    journal.note_sent(SENT)
    journal.note_dead("jo@acme.example", "nobody")
    noted = journal.read()
    assert noted.sent == (SENT,)
    assert noted.again == ()
    assert noted.leases == ("n1",)
    assert noted.dead == (("jo@acme.example", "nobody"),)
    journal.empty()
    assert not journal.read()


@pytest.mark.parametrize("cut", range(1, 400, 13))
def test_a_line_that_was_cut_off_doesnt_count_and_spoils_no_other(
    cut: int, journal: Journal, tmp_path: Path
) -> None:
    journal.note_sent(SENT)
    whole = lines(tmp_path).read_bytes()
    lines(tmp_path).write_bytes(whole + whole[: min(cut, len(whole) - 2)])
    again = Journal(tmp_path / "outbox")
    again.open()
    other = replace(MESSAGE, key="f" * 32, keys=("f" * 32,))
    again.note_sent(Sent(other, "sent", AT))
    assert {sent.message.key for sent in again.read().sent} == {KEY, "f" * 32}


def test_on_a_full_disk_the_reserve_takes_the_line(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = tmp_path / "outbox" / "reserve"
    real = Journal._write

    def full(self: Journal, line: bytes) -> None:
        if reserve.exists():
            raise OSError(errno.ENOSPC, "no space")
        real(self, line)

    monkeypatch.setattr(Journal, "_write", full)
    journal.note_sent(SENT)
    assert journal.read().sent == (SENT,)


def test_where_it_cant_be_written_it_cant_be_opened(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(WriteFailedError):
        Journal(tmp_path / "outbox").open()


def test_the_age_of_a_lease_is_how_long_it_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Instant("boot", 1000.0)
    monkeypatch.setattr(module, "instant", lambda: now)
    folder = tmp_path / "outbox"
    folder.mkdir()
    assert Journal(folder).seen((LEASE,)) == {"n1": None}  # a fresh clone can't tell
    now = Instant("boot", 1600.0)
    assert Journal(folder).seen((LEASE,)) == {"n1": 600.0}
    other = Lease("n2", (KEY,), AT)
    assert Journal(folder).seen((LEASE, other)) == {"n1": 600.0, "n2": 0.0}
    assert Journal(folder).seen((other,)) == {"n2": 0.0}
    assert Journal(folder).seen((LEASE,)) == {"n1": 0.0}  # it was forgotten


def test_a_machine_that_was_started_anew_counts_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Instant("first", 5000.0)
    monkeypatch.setattr(module, "instant", lambda: now)
    folder = tmp_path / "outbox"
    folder.mkdir()
    Journal(folder).seen((LEASE,))
    now = Instant("second", 9000.0)
    assert Journal(folder).seen((LEASE,)) == {"n1": 0.0}
    now = Instant("second", 9060.0)
    assert Journal(folder).seen((LEASE,)) == {"n1": 60.0}


def test_a_file_of_ages_that_is_damaged_starts_anew(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir()
    for text in ("", "[]", '{"n1": 3}', json.dumps({"n1": ["boot", "x"]})):
        (folder / "seen.json").write_text(text)
        age = Journal(folder).seen((LEASE,))["n1"]
        assert age is None or age < 60
