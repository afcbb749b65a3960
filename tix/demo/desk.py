"""Making the demonstration's desk in an empty folder."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from tix.demo.people import YOU
from tix.demo.plan import FIRST_DAY, moment, plan
from tix.demo.rehearsal import Commit
from tix.demo.stories import When
from tix.storage.desk.desk import Desk
from tix.storage.git.process import Git
from tix.storage.store.init import init


def make(folder: Path, now: datetime) -> Desk:
    """The desk as of ``now``, in an existing empty folder. Raises TixError.

    The repository has a user of its own, so that people without a git identity can look around,
    and signs nothing.
    """
    git = Git(folder)
    git.run("init", "--quiet", "--initial-branch=main")
    git.run("config", "user.name", YOU.name)
    git.run("config", "user.email", YOU.mail)
    git.run("config", "commit.gpgsign", "false")
    desk = init(folder, now=moment(When(FIRST_DAY, "14:55"), now)).desk
    # The store makes one commit at a time, which takes seconds for a hundred of them. Nobody
    # works in this desk yet, so its past can come in one stream, and its files from that.
    stream = b"".join(_stream(desk.ref(), plan(now)))
    git.run("fast-import", "--quiet", "--done", "--date-format=raw", stdin=stream)
    git.run("reset", "--quiet", "--hard")
    return desk


def _stream(ref: str, commits: Iterable[Commit]) -> Iterator[bytes]:
    """The input of ``git fast-import``: a chain of commits."""
    beginning = f"from {ref}^0\n".encode()
    for commit in commits:
        message = commit.message.encode()
        who = f"{commit.by} {int(commit.at.timestamp())} +0000"
        yield f"commit {ref}\nauthor {who}\ncommitter {who}\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        yield beginning
        beginning = b""
        for path, data in commit.files.items():
            name = json.dumps(path).encode()  # in ASCII the same as C's quotes
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(data), data)
    yield b"done\n"
