"""Thousands of broken messages: each is read or refused, in little time, and none is dropped."""

import time
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.mail.fetching.conftest import SETTINGS, Maildir, comments, dispatch, fetch
from tests.mail.test_message import SAMPLES, _is_clean
from tests.scale import scaled
from tix.mail.message import UnreadableMailError, read_mail
from tix.mail.quoting import new_text

_HOSTILE = [
    b"\r\nBcc: all@acme.example\r\n", b"=?utf-8?Q?a=0D=0ABcc:_x@y.example?=", b"\x00", b"\xff\xfe",
    b"\n\n", b"\r", b"From ", b'"', b"<", b">", b"@", b"--", b'boundary="', b"\x1b]0;x\x07",
    b"Content-Type: multipart/", b"Content-Transfer-Encoding: base64\n", b"From: \n",
    b'Content-Type: text/plain; charset="idna"\n', b"Content-Type: message/rfc822\n",
    b"Content-Type: text/plain; charset=undefined\n", b"(" * 500, b"a" * 5000, b"<div>" * 300,
    b"> " * 300, b"\n> " * 300, b"=?" * 200, b"; name*0*=''%ff" * 50, b"begin 644 a\n",
    "\u202e\u2028\u0085".encode(), b"winmail.dat", b"Date: Fri, 31 Feb 9999 99:99:99\n",
    b"In-Reply-To: " + b"<x@y> " * 300, b"Received: ; \n", b"References: <\n",
]  # fmt: skip


def broken(rng: Random) -> bytes:
    """A sample that was cut, mixed with another and sown with what breaks readers."""
    data = rng.choice(SAMPLES)
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(data))
        kind = rng.randint(0, 4)
        if kind == 0:
            data = data[:at] + rng.choice(_HOSTILE) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + rng.randint(1, 60) :]
        elif kind == 2:
            other = rng.choice(SAMPLES)
            data = data[:at] + other[rng.randint(0, len(other)) :]
        elif kind == 3:
            data = data[:at] + rng.randbytes(rng.randint(1, 20)) + data[at:]
        else:
            lines = data.split(b"\n")
            rng.shuffle(lines[: rng.randint(1, len(lines))])
            data = b"\n".join(lines)
    return data[:200_000]


@pytest.mark.long
def test_ten_thousand_broken_messages() -> None:
    for seed in range(scaled(10_000)):
        data, start = broken(Random(seed)), time.process_time()
        try:
            mail = read_mail(data)
        except UnreadableMailError:
            continue
        _is_clean(mail)
        assert bool(new_text(mail.text).strip()) is bool(mail.text.strip()), seed
        assert time.process_time() - start < 5, seed


@pytest.mark.long
def test_none_is_dropped(desk: DeskInFiles, maildir: Maildir) -> None:
    desk.write("tix.yaml", SETTINGS)
    desk.commit("settings")
    dispatch(desk, f"{{kind: maildir, path: {maildir.path}}}")
    count = scaled(1000)
    for seed in range(count):
        maildir.deliver(broken(Random(-1 - seed)))
    results = fetch(desk)
    assert len(results) == count and maildir.files == ["cur:2,S"] * count
    assert all(each["ticket"] or each["quarantine"] or each["result"] == "known"
               for each in results)  # fmt: skip
    filed = [each for each in results if each["result"] in ("opened", "replied", "automatic")]
    assert len(filed) == len(comments(desk.root)) > count / 4
    assert not any("can't be filed" in (each["reason"] or "") for each in results)
    assert desk.call("check").stderr.endswith("no problems\n")
