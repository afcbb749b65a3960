"""Making a commit of some files and nothing else: not what is staged, not what else changed.

``git fast-import`` makes blobs, trees and the commit in one process and moves the branch only if
it still stands where it stood. It doesn't sign, so with ``commit.gpgsign`` the commit is made
again by ``commit-tree -S``. The working tree's index is brought up to date beside that; if that
fails (a stale ``index.lock``), the paths are kept and the next write does it.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.storage.git import Git, GitError
from tix.storage.identity import Ident


class BranchMovedError(TixError):
    """Somebody else moved the branch in the same moment."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} was moved by somebody else in this moment", hint="try again")


class RebaseInProgressError(NeedsPersonError):
    """The desk's own branch is being rebased; a commit now would be lost."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"the desk's branch {branch} is being rebased, so nothing can be written now",
            hint="finish it: git rebase --continue, or git rebase --abort",
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A commit to be made: new contents by path from the top of the working tree (None: gone)."""

    files: Mapping[str, bytes | None]
    message: str
    author: Ident
    committer: Ident


def commit(git: Git, ref: str, proposal: Proposal, *, sign: bool) -> str:
    """Put the proposal on top of ``ref``; the new commit's name. Raises GitError.

    ``ref`` is a full name (``refs/heads/tix``), which may not exist yet.
    """
    tip = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", ref, codes=(0, 1))
    if not sign:
        return _import(git, ref, tip, proposal)
    scratch = f"refs/tix/unsigned-{os.getpid()}"
    try:
        _import(git, scratch, tip, proposal)
        commit_id = _signed(git, scratch, tip, proposal)
        git.run("update-ref", "-m", "tix", ref, commit_id, tip or "0" * len(commit_id))
    finally:
        git.run("update-ref", "-d", scratch, codes=(0, 1, 128))
    return commit_id


def _import(git: Git, ref: str, tip: str, proposal: Proposal) -> str:
    stream = _stream(ref, tip, proposal)
    try:
        output = git.run("fast-import", "--quiet", "--done", "--date-format=raw", stdin=stream)
        return output.decode().strip()
    except GitError as error:
        if "Not updating" in error.complaint:
            raise BranchMovedError(ref) from None
        raise


def _stream(ref: str, tip: str, proposal: Proposal) -> bytes:
    message = proposal.message.encode(errors="replace")
    out = [
        f"commit {ref}\nmark :1\n".encode(),
        f"author {proposal.author}\ncommitter {proposal.committer}\n".encode(),
        b"data %d\n%s\n" % (len(message), message),
        f"from {tip}\n".encode() if tip else b"",
    ]
    for path, data in proposal.files.items():
        quoted = _quoted(path)
        if data is None:
            out.append(b"D %s\n" % quoted)
        else:
            out.append(b"M 100644 inline %s\ndata %d\n%s\n" % (quoted, len(data), data))
    return b"".join([*out, b"get-mark :1\ndone\n"])


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path)
    escaped = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'


def _signed(git: Git, scratch: str, tip: str, proposal: Proposal) -> str:
    environment = _as_environment("AUTHOR", proposal.author)
    environment |= _as_environment("COMMITTER", proposal.committer)
    parent = ("-p", tip) if tip else ()
    output = git.run(
        "commit-tree", "-S", *parent, "-F", "-", f"{scratch}^{{tree}}",
        stdin=proposal.message.encode(errors="replace"),
        environment=environment,
    )  # fmt: skip
    return output.decode().strip()


def _as_environment(role: str, ident: Ident) -> dict[str, str]:
    return {
        f"GIT_{role}_NAME": ident.person.name,
        f"GIT_{role}_EMAIL": ident.person.mail,
        f"GIT_{role}_DATE": ident.when,
    }


class IndexRefresh:
    """Brings the working tree's index up to date with files that tix commits.

    ``begin`` comes before the commit and ``end`` after it, so that a run killed in between leaves
    the files staged rather than what looks like their reversal. ``journal`` remembers the paths
    until that has worked. All of it is best effort: a ticket's commit doesn't need the index.
    """

    def __init__(self, git: Git, journal: Path) -> None:
        self._git = git
        self._journal = journal
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, paths: Iterable[str]) -> None:
        """Start to take these files as they are in the working tree into the index."""
        try:
            waiting = self._journal.read_bytes().split(b"\0")[:-1]
        except OSError:
            waiting = []
        names = dict.fromkeys([*waiting, *map(os.fsencode, paths)])
        listing = b"".join(name + b"\0" for name in names)
        with contextlib.suppress(OSError):
            self._journal.write_bytes(listing)
            self._process = self._git.start("update-index", "--add", "--remove", "-z", "--stdin")
            if self._process.stdin:
                self._process.stdin.write(listing)
                self._process.stdin.close()
                self._process.stdin = None

    def end(self) -> None:
        """Wait for it; what couldn't be done is done at the next write."""
        with contextlib.suppress(OSError):
            if self._process is not None:
                self._process.communicate()
                if self._process.returncode == 0:
                    self._journal.unlink(missing_ok=True)
