"""Making a commit of some files and nothing else: not what is staged, not what else changed.

``git fast-import`` makes blobs, trees and the commit in one process and moves the branch only if
it still stands where it stood. It doesn't sign, so with ``commit.gpgsign`` the commit is made
again by ``commit-tree -S``.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass, replace
from tix.storage.git.entry import Entry
from tix.storage.git.identity import Ident
from tix.storage.git.locks import patiently
from tix.storage.git.objects import blob_name
from tix.storage.git.process import OWN_GROUP, Git, GitError


class BranchMovedError(TixError):
    """Somebody else moved the branch at the same time."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} was moved by somebody else just now", hint="try again")


class WorkingTreeMovedError(TixError):
    """Somebody wrote to the desk just now; the branch is where it was."""

    def __init__(self, reason: str, hint: str = "tix sync again") -> None:
        self.reason = reason
        super().__init__(f"the desk was changed just now: {reason}", hint=hint)


class RebaseInProgressError(NeedsPersonError):
    """The desk's own branch is being rebased; a commit now would be lost."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"the desk's branch {branch} is being rebased, so nothing can be written now",
            hint="finish it: git rebase --continue, or git rebase --abort",
        )


Content = bytes | Entry | None
"""The new content of a path: these bytes, an object of another tree, or nothing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A commit to be made: new contents by path from the top of the working tree.

    ``merged`` are further parents; ``first`` is a commit to be made before it, below it.
    """

    files: Mapping[str, Content]
    message: str
    author: Ident
    committer: Ident
    merged: tuple[str, ...] = ()
    first: "Proposal | None" = None


def tip_of(git: Git, ref: str) -> str:
    """The commit that a ref (a full name) stands at; "" if it doesn't exist yet.

    Not rev-parse: that would take a *tag* of the name ``refs/heads/tix`` for a branch that isn't.
    """
    arguments = ("show-ref", "--verify", "--hash", "--", ref)
    code, output, complaint = git.begin(*arguments).finish()
    if code and b"not a valid ref" not in complaint:
        raise git.error(arguments, complaint.decode(errors="replace"), code)
    return output.decode().strip()


def commit(git: Git, ref: str, tip: str, proposal: Proposal, *, sign: bool) -> str:
    """Commit the proposal on top of ``tip``, where ``ref`` points; the new commit's name.

    ``ref`` is a full name (``refs/heads/tix``). Raises BranchMovedError if it stands elsewhere by
    now, or GitError.
    """
    if not sign:
        return _import(git, ref, tip, proposal)
    commit_id = write_commit(git, tip, proposal, sign=True)
    move(git, ref, tip, commit_id)
    return commit_id


def write_commit(git: Git, tip: str, proposal: Proposal, *, sign: bool) -> str:
    """The name of a new commit that no branch holds yet. Raises GitError."""
    if proposal.first is not None:
        tip = write_commit(git, tip, proposal.first, sign=sign)
        proposal = replace(proposal, first=None)
    _drop_scratch_refs_of_the_dead(git)
    scratch = f"{_SCRATCH}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        name = _import(git, scratch, tip, proposal)
        return _signed(git, name, tip, proposal) if sign else name
    finally:
        _drop(git, scratch)


_SCRATCH = "refs/tix/scratch-"
"""Refs that hold a commit while it is being made; the number of the process follows."""


def _drop(git: Git, ref: str) -> None:
    with contextlib.suppress(GitError):
        patiently(git, "update-ref", "-d", ref)


def _drop_scratch_refs_of_the_dead(git: Git) -> None:
    """Delete refs left by killed runs, which would keep their commits in the repository."""
    for ref in git.line("for-each-ref", "--format=%(refname)", "refs/tix/").splitlines():
        pid = ref.removeprefix(_SCRATCH).partition("-")[0]
        if ref.startswith(_SCRATCH) and pid.isdecimal() and not _is_alive(int(pid)):
            _drop(git, ref)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:  # somebody else's
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _says_moved(error: GitError) -> bool:
    """Whether git saw that the branch isn't where it was: before its lock, or under it."""
    signs = ("Not updating", "but expected", "reference already exists")
    return any(sign in error.complaint for sign in signs)


def move(git: Git, ref: str, tip: str, commit_id: str) -> None:
    """Move ``ref`` from ``tip`` to a commit. Raises BranchMovedError."""
    try:
        old = tip or "0" * len(commit_id)
        git.run("update-ref", "-m", "tix", ref, commit_id, old, group=OWN_GROUP)
    except GitError as error:
        if _says_moved(error):
            raise BranchMovedError(ref) from None
        if tip_of(git, ref) != commit_id:  # else only its log couldn't be written
            raise


MANY = 100
"""So many new blobs are packed together: from here on git keeps what it imports in a pack."""


class Packing:
    """The contents of many files on their way into one pack; git is at work when this is made.

    Whatever asks for them afterwards finds them there, and writes no file of its own for each.
    With few of them nothing is done.
    """

    def __init__(self, git: Git, contents: Sequence[bytes]) -> None:
        self._git = git
        self._contents = frozenset(contents) if len(contents) >= MANY else frozenset[bytes]()
        if not self._contents:
            return
        from threading import Thread  # few runs write so many files

        self._running = git.begin(*_IMPORT, is_fed=True, own_group=True)
        self._feeding = Thread(
            target=self._running.feed_slowly, args=(_blobs(contents),), daemon=True
        )
        self._feeding.start()

    def finish(self) -> None:
        """Wait until they are on disk; if that can't be done, it is as if there were few."""
        if not self._contents:
            return
        self._feeding.join()
        code, _, complaint = self._running.finish()
        if code:
            _forget_report(self._git, complaint.decode(errors="replace"))
            self._contents = frozenset()

    def content(self, data: bytes | None, tip: str) -> Content:
        """The content to propose for a file on top of a commit."""
        packed = tip and data in self._contents
        return Entry("100644", blob_name(data, len(tip))) if data and packed else data


_PART = 1 << 16
"""What a pipe takes at once, about."""


def _blobs(contents: Iterable[bytes]) -> Iterator[bytes]:
    """What makes a blob of each content, in parts of some length."""
    part = bytearray()
    for data in contents:
        part += b"blob\ndata %d\n%s\n" % (len(data), data)
        if len(part) > _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part) + b"done\n"


_IMPORT = ("fast-import", "--quiet", "--done", "--date-format=raw")


_EXACT_NAMES = ("-c", "core.ignoreCase=false")
"""Else fast-import would change K7F.md, where there is one, instead of k7f.md."""

_ONE_PACK = ("-c", "fastimport.unpackLimit=0")
"""Where blobs come in a pack, trees may as well: one file to wait for in place of dozens."""


def _import(git: Git, ref: str, tip: str, proposal: Proposal) -> str:
    settings = (*_EXACT_NAMES, *(_ONE_PACK if len(proposal.files) >= MANY else ()))
    running = git.begin(*settings, *_IMPORT, is_fed=True, own_group=True)
    running.feed(_stream(ref, tip, proposal))
    code, output, complaint = running.finish()
    name = output.decode().strip()
    if code:
        _refuse(git, ref, name, complaint.decode(errors="replace"), code)
    return name


def _refuse(git: Git, ref: str, name: str, complaint: str, code: int) -> None:
    """Raise the error, unless the branch points at the new commit all the same.

    git names the commit, then moves the branch, and writes the branch's log last: on a full disk
    it complains about a commit that is made.
    """
    try:
        raise git.error(_IMPORT, complaint, code)
    except GitError as error:
        if _says_moved(error):
            raise BranchMovedError(ref) from None
        if name and tip_of(git, ref) == name:
            return
        _forget_report(git, error.complaint)
        raise


def _forget_report(git: Git, complaint: str) -> None:
    """Delete the report that a failed git left in the git folder."""
    if report := re.search("dumping crash report to (.+)", complaint):
        (git.folder / report[1]).unlink(missing_ok=True)


def _stream(ref: str, tip: str, proposal: Proposal) -> bytes:
    return b"".join([*_commands(ref, tip, proposal), b"get-mark :1\ndone\n"])


def _commands(ref: str, tip: str, proposal: Proposal, mark: int = 1) -> list[bytes]:
    """The commands for the commit, after those for the one that comes first."""
    before = _commands(ref, tip, proposal.first, mark + 1) if proposal.first else []
    tip = "" if before else tip  # then it goes on from there
    message = proposal.message.encode(errors="replace")
    out = [
        *before,
        b"commit %s\nmark :%d\n" % (os.fsencode(ref), mark),
        f"author {proposal.author}\ncommitter {proposal.committer}\n".encode(),
        b"data %d\n%s\n" % (len(message), message),
        f"from {tip}\n".encode() if tip else b"",
        *(f"merge {parent}\n".encode() for parent in proposal.merged),
    ]
    for path, data in sorted(proposal.files.items(), key=_deletions_first):
        quoted = _quoted(path)
        if data is None:
            out.append(b"D %s\n" % quoted)
        elif isinstance(data, Entry):
            out.append(f"M {data.mode} {data.name} ".encode() + quoted + b"\n")
        else:
            head = b"M 100644 inline %s\ndata %d\n" % (quoted, len(data))
            out += [head, data, b"\n"]  # each large file is held twice, not three times
    return out


def _deletions_first(item: tuple[str, Content]) -> bool:
    """A file may come where a folder was, and the other way round."""
    return item[1] is not None


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path)
    escaped = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'


def _signed(git: Git, unsigned: str, tip: str, proposal: Proposal) -> str:
    """The same commit again, with a signature."""
    environment = _as_environment("AUTHOR", proposal.author)
    environment |= _as_environment("COMMITTER", proposal.committer)
    parents = [part for parent in (tip, *proposal.merged) if parent for part in ("-p", parent)]
    output = git.run(
        "commit-tree", "-S", *parents, "-F", "-", f"{unsigned}^{{tree}}",
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
