"""Fetching from an mbox: what is taken, how the file is changed, and who else has it."""

import fcntl
import mailbox
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, Timer

import pytest

from tests.conftest import DeskInFiles
from tests.mail.fetching.conftest import comments, dispatch, fetch, letter


@pytest.fixture
def mbox(tmp_path: Path, mail_desk: DeskInFiles) -> Iterator[mailbox.mbox]:
    """An empty one, from which the desk fetches."""
    path = tmp_path / "support"
    path.touch()
    dispatch(mail_desk, f"{{kind: mbox, path: {path}}}")
    box = mailbox.mbox(path)
    yield box
    box.close()


def deliver(box: mailbox.mbox, *messages: bytes) -> None:
    """Put messages at its end, as Python's own module does."""
    for message in messages:
        box.add(message)
    box.flush()


def raw(box: mailbox.mbox) -> bytes:
    """The file."""
    return Path(box._path).read_bytes()


@pytest.mark.slow
def test_what_waits_is_taken_once(mail_desk: DeskInFiles, mbox: mailbox.mbox) -> None:
    text = "One.\n\nFrom here on\n>From there\nthe end."
    deliver(mbox, letter("one", text), letter("two", more="In-Reply-To: <one@acme.example>\n"))
    opened, replied = fetch(mail_desk)
    assert (opened["result"], replied["result"]) == ("opened", "replied")
    assert "\nFrom here on\n" in mail_desk.file_of(opened["ticket"]).read_text()
    assert raw(mbox).count(b"\nStatus: RO\n\n") == 2
    before = raw(mbox)
    assert fetch(mail_desk) == []
    deliver(mbox, letter("three"))
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<three@acme.example>"]
    assert raw(mbox).startswith(before) and raw(mbox).count(b"Status: RO") == 3
    assert [str(m["Message-ID"]) for m in mailbox.mbox(mbox._path)] == [
        "<one@acme.example>", "<two@acme.example>", "<three@acme.example>"
    ]  # fmt: skip


@pytest.mark.parametrize("after", ["delete", "move done"])
def test_after(mail_desk: DeskInFiles, mbox: mailbox.mbox, after: str) -> None:
    path = Path(mbox._path)
    dispatch(mail_desk, f"{{kind: mbox, path: {path}, after: {after}}}")
    deliver(mbox, letter("one"))
    assert len(fetch(mail_desk)) == 1
    deliver(mbox, letter("two"))
    assert len(fetch(mail_desk)) == 1
    assert raw(mbox) == b""
    target = path.with_name("done")
    assert target.exists() == (after == "move done")
    if target.exists():
        moved = [str(message["Message-ID"]) for message in mailbox.mbox(target)]
        assert moved == ["<one@acme.example>", "<two@acme.example>"]
    assert [p.name for p in path.parent.glob(".support*")] == []


def test_what_was_there_before_stays(mail_desk: DeskInFiles, mbox: mailbox.mbox) -> None:
    path = Path(mbox._path)
    with path.open("ab") as file:
        file.write(b"From jo@acme.example Sat Nov 21 09:00:00 2020\n" + letter("old") + b"\n")
        # a mail server's clock may show the second before, just after a second has begun
        set_up = Path(mail_desk.environ["XDG_CONFIG_HOME"], "tix", "dispatch.yaml").stat().st_mtime
        line = f"From jo@acme.example {time.asctime(time.gmtime(int(set_up) - 1))}\n"
        file.write(line.encode() + letter("new") + b"\n")
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<new@acme.example>"]


@pytest.mark.slow
def test_a_server_that_delivers_meanwhile(mail_desk: DeskInFiles, mbox: mailbox.mbox) -> None:
    """The file is held by a mail server at first, and it delivers while messages are taken in."""
    path = Path(mbox._path)
    deliver(mbox, letter("one"))
    lock = path.with_name("support.lock")
    lock.touch()
    Timer(0.5, lock.unlink).start()

    def append() -> None:
        with path.open("ab") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            file.write(b"From jo@acme.example Sat Nov 21 09:00:00 2037\n" + letter("two") + b"\n")

    late = Thread(target=append)
    late.start()
    late.join()
    mail_desk.run("mail", "fetch")
    mail_desk.run("mail", "fetch")
    assert len(comments(mail_desk.root)) == 2 and raw(mbox).count(b"Status: RO") == 2


def test_a_missing_file(mail_desk: DeskInFiles, tmp_path: Path) -> None:
    dispatch(mail_desk, f"{{kind: mbox, path: {tmp_path}/nothing}}")
    said = mail_desk.call("mail", "fetch", code=1).stderr
    assert f"mbox {tmp_path}/nothing: no such file or directory" in said
