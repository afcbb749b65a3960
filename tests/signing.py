"""Commits signed by the real ssh-keygen, with a key that is trusted and one that isn't."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tix.storage.git.process import Git
from tix.storage.git.signatures import Signature, states


@dataclass(frozen=True)
class Keys:
    """Ana's key, which the list of trusted signers has, and Mallory's, which it hasn't."""

    desk: DeskInFiles
    folder: Path

    @property
    def git(self) -> Git:
        return Git(self.desk.root)

    def commit(self, message: str, key: str | None = "ana", at: datetime = NOW) -> str:
        """A commit of what is staged, signed with that key; its name."""
        signs = ("-c", f"user.signingKey={self.folder / key}") if key else ()
        self.desk.git(
            *signs, "-c", f"commit.gpgSign={'true' if key else 'false'}",
            "commit", "--quiet", "--allow-empty", "--message", message, at=at,
        )  # fmt: skip
        return self.desk.git("rev-parse", "HEAD").strip()

    def rewritten(self, commit: str, old: bytes, new: bytes) -> str:
        """The commit with other bytes and the same signature; its name."""
        raw = self.git.run("cat-file", "commit", commit)
        assert old in raw
        output = self.git.run(
            "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.replace(old, new, 1)
        )
        return output.decode().strip()

    def state(self, commit: str) -> Signature:
        return states(self.git, [commit])[commit]


def make_keys(desk: DeskInFiles, folder: Path) -> Keys:
    """Two keys in that folder; the clone's git config names the list of trusted signers."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("there is no ssh-keygen")
    folder.mkdir()
    for name in ("ana", "mallory"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)],
            check=True,
        )
    (folder / "allowed").write_text(f"{ANA.mail} {(folder / 'ana.pub').read_text()}")
    desk.git("config", "gpg.format", "ssh")
    desk.git("config", "gpg.ssh.allowedSignersFile", str(folder / "allowed"))
    return Keys(desk, folder)
