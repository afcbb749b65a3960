"""Large messages: read bit by bit, they are what the standard library makes of them at once; and
they don't take many times their size."""

import re
import subprocess
import sys
from base64 import encodebytes
from email.message import EmailMessage, Message
from email.parser import BytesParser
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import _PACKAGE, DeskInFiles
from tests.scale import usual
from tix.mail import message
from tix.mail.message import _POLICY, _large_base64, _parsed, _settled

SAMPLES = sorted(path for path in Path("tests/data/mail").rglob("*") if path.is_file())
_MOST = 150
"""MB that a message of 24 MB may take."""

_MEASURED = """
import sys
from tix import cli
code = cli.run(sys.argv[1:])
with open("/proc/self/status") as file:
    print(next(line for line in file if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(params=[3, 64])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So few bytes are read in one go that any message is a large one."""
    monkeypatch.setattr(message, "_AT_ONCE", request.param)


def dump(part: Any) -> Any:
    inside = part.get_payload()
    shown = [dump(each) for each in inside] if isinstance(inside, list) else inside
    return list(part.raw_items()), shown, part.preamble, part.epilogue


def or_error(read: Any, data: bytes) -> Any:
    try:
        return dump(read(data))
    except Exception as error:
        return type(error)


@pytest.mark.usefixtures("at_once")
def test_parts_are_the_same_when_read_bit_by_bit() -> None:
    assert SAMPLES
    for path in SAMPLES:
        data = path.read_bytes()
        assert or_error(_parsed, data) == or_error(BytesParser(policy=_POLICY).parsebytes, data)


@pytest.mark.usefixtures("at_once")
def test_the_body_that_counts_is_the_same_when_read_bit_by_bit() -> None:
    rng = Random(1)
    for _ in range(2000):
        body = bytes(rng.choice(b" \t\n\n\r\x0b\x0cab") for _ in range(rng.randint(0, 200)))
        lines = (line.rstrip() for line in body.replace(b"\r", b"").split(b"\n"))
        assert b"".join(_settled(body, 0)) == b"\n".join(lines).strip()


@given(
    st.binary(min_size=40, max_size=300), st.integers(0, 400),
    st.sampled_from(["", "=", "==", "A", " ", "-", "\n\n", "é", "\udcc3"]), st.booleans(),
)  # fmt: skip
@settings(max_examples=usual(400), deadline=None)
def test_base64_is_the_same_when_read_bit_by_bit(
    data: bytes, at: int, put: str, is_crlf: bool
) -> None:
    text = encodebytes(data).decode()
    text = text[:at] + put + text[at:]
    part: Message[str, str] = Message()
    part["Content-Transfer-Encoding"] = "BASE64"
    part._payload = text.replace("\n", "\r\n") if is_crlf else text  # type: ignore[attr-defined]
    before, message._AT_ONCE = message._AT_ONCE, 16
    try:
        found = _large_base64(part, part._payload)  # type: ignore[attr-defined]
    finally:
        message._AT_ONCE = before
    assert found is None or found == part.get_payload(decode=True)
    assert found is not None or put


@pytest.mark.long
def test_a_message_of_24_mb_takes_less_than_150(desk: DeskInFiles) -> None:
    large = EmailMessage()
    large["From"], large["Subject"] = "Jo <jo@acme.example>", "A large file"
    large.set_content("See the file.")
    large.add_attachment(
        Random(1).randbytes(17_700_000), maintype="application", subtype="zip", filename="a.zip"
    )
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, "mail", "receive"], input=bytes(large), cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)}, capture_output=True, check=True,
    )  # fmt: skip
    found = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert b": opened" in done.stderr and found is not None
    assert int(found[1]) / 1000 < _MOST
