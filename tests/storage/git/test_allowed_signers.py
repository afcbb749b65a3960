"""Which keys of a list of signers are valid no more."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.git.allowed_signers import outdated
from tix.storage.git.process import Git

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = base64.b64encode(b"\0\0\0\x0bssh-ed25519 some key").decode()
NAME = "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(KEY)).digest()).decode().rstrip(
    "="
)


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (f"a@x.example ssh-ed25519 {KEY}", None),
        (f"a@x.example ssh-ed25519 {KEY} valid-before=20200101", None),  # a comment
        (f'a@x.example valid-before="20261101Z" ssh-ed25519 {KEY} Ana', (2026, 11, 1)),
        (f"*@x.example,b@y VALID-BEFORE=202611221000Z sk-ssh-ed25519@openssh.com {KEY}", None),
        (f'a@x namespaces="git",valid-before=20261122085959Z ssh-rsa {KEY}', (2026, 11, 22)),
        (f'"a b" valid-after="20200101",valid-before="20210101Z" ssh-rsa {KEY}', (2021, 1, 1)),
        (f"a@x valid-before=20200101Z ssh-rsa {KEY}\nb@x ssh-rsa {KEY}", None),  # still somebody's
        (f"a@x valid-before=20200101Z,cert-authority ssh-rsa {KEY}", None),
        (f"# a@x valid-before=20200101Z ssh-rsa {KEY}\n\nbroken", None),
        (f"a@x valid-before=20209999Z ssh-rsa {KEY}\na@x ssh-rsa %%%", None),
    ],
)
def test_ends(
    lines: str, end: tuple[int, int, int] | None, desk: DeskInFiles, tmp_path: Path
) -> None:
    (tmp_path / "allowed").write_text(lines + "\n")
    desk.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
    found = outdated(Git(desk.root), {NAME}, NOW)
    assert [when.date().timetuple()[:3] for when in found.values()] == ([end] if end else [])
    assert not outdated(Git(desk.root), {"SHA256:another"}, NOW)
