"""Desks that fetch mail: with and without a remote, and mailboxes of each kind."""

import json
import mailbox
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles

SETTINGS = """\
format: 1
people:
- {name: Ana Lima, mail: ana@example.org, aliases: [ana]}
mail: {address: support@example.org}
"""


def letter(ident: str, text: str = "Text.", more: str = "", sub: str = "Help") -> bytes:
    """A message of a customer."""
    return (
        f"{more}Message-ID: <{ident}@acme.example>\nDate: Sat, 21 Nov 2026 09:00:00 +0000\n"
        f"From: Jo <jo@acme.example>\nTo: support@example.org\nSubject: {sub} {ident}\n\n{text}\n"
    ).encode()


def dispatch(desk: DeskInFiles, *mailboxes: str, name: str | None = None) -> Path:
    """Let the machine fetch from these for the desk."""
    path = Path(desk.environ["XDG_CONFIG_HOME"], "tix", "dispatch.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"  - {each}\n" for each in mailboxes)
    path.write_text(
        f"format: 1\ndesks:\n- desk: {name or desk.root}\n  authentication: [mx.example.org]\n"
        f"  mailboxes:\n{listed}"
    )
    path.chmod(0o600)
    return path


def fetch(desk: DeskInFiles) -> list[dict[str, Any]]:
    """What ``tix mail fetch --json`` says."""
    found: list[dict[str, Any]] = json.loads(desk.call("mail", "fetch", "--json").stdout)
    return found


def comments(root: Path) -> list[str]:
    """Each message's place in the desk's tickets: ``TICKET COMMENT MESSAGE-ID``."""
    return [
        f"{path.stem} {match[1]} {match[2]}"
        for path in sorted([*root.glob("tickets/**/*.md"), *root.glob("archive/**/*.md")])
        for line in path.read_text().splitlines()
        if (match := re.match(r"- (c-\w+|body) · (?:yes|no|-) · (<.+>)", line.strip()))
    ]


@pytest.fixture
def mail_desk(desk: DeskInFiles) -> DeskInFiles:
    """A desk without a remote."""
    desk.write("tix.yaml", SETTINGS)
    desk.commit("settings")
    return desk


@pytest.fixture
def clones(mail_desk: DeskInFiles) -> Callable[[str], DeskInFiles]:
    """Makes clones of one remote, each of a user with a home of their own."""
    bare = mail_desk.root.parent / "remote.git"
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", mail_desk.root, bare],
        check=True, env=dict(mail_desk.environ),
    )  # fmt: skip

    def make(name: str) -> DeskInFiles:
        home = mail_desk.root.parent / f"home-{name}"
        shutil.copytree(mail_desk.environ["HOME"], home)
        environ = {**mail_desk.environ, "HOME": str(home), "XDG_CONFIG_HOME": f"{home}/.config"}
        root = mail_desk.root.parent / name
        subprocess.run(
            ["git", "clone", "--quiet", bare, root], check=True, env=environ, capture_output=True
        )
        return DeskInFiles(root, environ)

    return make


class Maildir:
    """A Maildir that messages are delivered to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.box = mailbox.Maildir(path, create=True)

    def deliver(self, data: bytes) -> str:
        """Its name."""
        return self.box.add(data)

    @property
    def files(self) -> list[str]:
        """The messages, each with its folder and its flags."""
        found = sorted(p for part in ("new", "cur") for p in (self.path / part).iterdir())
        return [f"{p.parent.name}{p.name[p.name.find(':2,'):] if ':2,' in p.name else ''}"
                for p in found]  # fmt: skip


@pytest.fixture
def maildir(tmp_path: Path) -> Maildir:
    """An empty one."""
    return Maildir(tmp_path / "Maildir")


def backdate(path: Path, seconds: float) -> None:
    """Let a file be older."""
    about = path.stat()
    os.utime(path, (about.st_atime - seconds, about.st_mtime - seconds))
