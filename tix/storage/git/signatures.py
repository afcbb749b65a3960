"""Signatures of commits: which commits are signed, and git's verdict.

The author of a commit is a claim; a signature is evidence. Programs, keys and the list of signers
who are trusted come from the git config of the user or the clone, never from the desk.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum

from tix.errors import TixError
from tix.frozen import dataclass, field, replace
from tix.model.people import Person
from tix.storage.git.allowed_signers import outdated
from tix.storage.git.objects import batch
from tix.storage.git.process import Git
from tix.storage.git.root_commit import is_root_commit

_BATCH = 200
"""The number of commits that one git verifies; progress is reported in between."""

_KINDS = (
    (b"-----BEGIN SSH SIGNATURE-----", "ssh"),
    (b"-----BEGIN PGP SIGNATURE-----", "openpgp"),
    (b"-----BEGIN PGP MESSAGE-----", "openpgp"),
    (b"-----BEGIN SIGNED MESSAGE-----", "x509"),
)
"""How a signature that git knows begins. [git 2.39] ``git log`` dies of any other."""

_HEADERS = {40: b"gpgsig ", 64: b"gpgsig-sha256 "}
"""The header that counts, by the length of the repository's names of commits."""

_REAL = {"GIT_NO_REPLACE_OBJECTS": "1"}
"""Read commits themselves, not their replacements (``git replace``)."""

Progress = Callable[[int, int], None]
"""Is told how many commits of how many have been verified."""


class State(Enum):
    """git's verdict about a commit's signature; the comments have the letter of ``%G?``."""

    GOOD = "good"  # G
    UNTRUSTED = "untrusted"  # U: it fits, but nobody has said that the key is to be trusted
    BAD = "bad"  # B: it doesn't fit the commit
    EXPIRED = "expired"  # X, Y: the signature or the key
    REVOKED = "revoked"  # R: the key
    UNCHECKED = "unchecked"  # E, and wherever git couldn't look
    NONE = "none"  # N


_LETTERS = {
    "G": State.GOOD,
    "U": State.UNTRUSTED,
    "B": State.BAD,
    "X": State.EXPIRED,
    "Y": State.EXPIRED,
    "R": State.REVOKED,
    "E": State.UNCHECKED,
    "N": State.UNCHECKED,  # asked only about commits that carry a signature
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A commit's signature: whose (as the key's owner is called here) and by which key.

    ``reason`` says why it isn't good, where there is more to say than the state.
    """

    state: State
    signer: str = ""
    key: str = ""
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it is by a key that the user's own git trusts."""
        return self.state is State.GOOD

    def __str__(self) -> str:
        """In words: ``signed by Ana``, ``not signed``, ``BAD signature``."""
        key = f" by key {self.key}" if self.key else ""
        whose = f" by {self.signer}" if self.signer else key
        words = {
            State.GOOD: f"signed{whose}",
            State.UNTRUSTED: f"signed, but not by a trusted key ({self.signer or self.key})",
            State.BAD: f"BAD signature{whose}",
            State.EXPIRED: f"signed{whose}, expired",
            State.REVOKED: f"signed{whose} with a REVOKED key",
            State.UNCHECKED: f"signature{key} can't be checked",
            State.NONE: "not signed",
        }[self.state]
        return f"{words}: {self.reason}" if self.reason else words


NOT_SIGNED = Signature(State.NONE)


@dataclass(frozen=True, slots=True)
class SignedCommit:
    """A commit and its signature; ``short`` is the beginning of its name."""

    commit: str
    short: str
    author: Person
    subject: str
    signature: Signature

    def __str__(self) -> str:
        return f"{self.short} by {self.author}: {self.signature}"


class BadCommitNameError(TixError):
    """The text isn't the name of a commit."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} isn't the name of a commit")


def states(
    git: Git, commits: Sequence[str], progress: Progress | None = None
) -> dict[str, Signature]:
    """The signature of each of these commits (whole names), verified.

    Only a commit that carries a signature costs more than reading it: a run of gpg or ssh-keygen,
    some milliseconds. Raises BadCommitNameError; a commit that isn't here can't be checked.
    """
    carried = _carried(git, commits)
    return _verified(git, carried, progress)


def signed(git: Git, commits: Iterable[str]) -> frozenset[str]:
    """The commits that carry a signature, valid or not; this is cheap."""
    found = _carried(git, list(commits))
    return frozenset(name for name, each in found.items() if each.kind is not None)


def examined(git: Git, range: str, progress: Progress | None = None) -> list[SignedCommit]:  # noqa: A002 (git's word)
    """The commits of a range (``A..B``) with their signatures, newest first.

    The root that every desk begins with isn't signed and isn't listed. Raises GitError.
    """
    output = git.run(
        "log", "-z", "--format=%H%x00%h%x00%an%x00%ae%x00%s", "--end-of-options", range, "--",
        environment=_REAL,
    )  # fmt: skip
    fields = output.decode(errors="surrogateescape").split("\0")
    listed = list(zip(*[iter(fields)] * 5, strict=False))
    carried = _carried(git, [name for name, *_ in listed])
    found = _verified(git, carried, progress)
    return [
        SignedCommit(name, short, Person(author, mail), subject, found[name])
        for name, short, author, mail, subject in listed
        if found[name].is_good or not carried[name].is_root
    ]


def unverified(commits: Iterable[SignedCommit]) -> list[SignedCommit]:
    """The commits without a good signature."""
    return [commit for commit in commits if not commit.signature.is_good]


def late(git: Git, commits: Sequence[SignedCommit], now: datetime) -> list[SignedCommit]:
    """Those that claim a time at which their ssh key was trusted, which isn't any more.

    (gpg tells that of its keys itself: such a signature isn't good.)
    """
    keys = {c.signature.key for c in commits if c.signature.is_good and _is_ssh(c.signature)}
    ends = outdated(git, keys, now) if keys else {}
    good = (commit for commit in commits if commit.signature.is_good)
    return [_outlived(commit, end) for commit in good if (end := ends.get(commit.signature.key))]


def _outlived(commit: SignedCommit, end: datetime) -> SignedCommit:
    reason = f"its key was valid until {end:%Y-%m-%d}"
    return replace(commit, signature=replace(commit.signature, reason=reason))


def _is_ssh(signature: Signature) -> bool:
    return signature.key.startswith("SHA256:")


# What commits carry ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RawSignature:
    """A commit's signature, as far as it can be read without keys.

    ``kind`` is None if there is none, ``""`` for one that git doesn't know. ``reason`` says why
    there is nothing to verify.
    """

    kind: str | None = None
    reason: str = ""
    is_root: bool = False


def _carried(git: Git, commits: Sequence[str]) -> dict[str, _RawSignature]:
    for name in commits:
        if not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", name):
            raise BadCommitNameError(name)
    return {
        name: _look(name, raw)
        for part in _parts(list(dict.fromkeys(commits)))
        for name, raw in _raw(git, part)
    }


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _BATCH):
        yield names[start : start + _BATCH]


def _raw(git: Git, names: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each commit's bytes; None for what isn't here, or isn't a commit."""
    for name, found in batch(git, names, _REAL):
        kind, data = found or (b"", None)
        yield name, data if kind == b"commit" else None


def _look(name: str, raw: bytes | None) -> _RawSignature:
    if raw is None:
        return _RawSignature(None, "the commit isn't here")
    signature = _signature_in(raw, _HEADERS[len(name)])
    if not signature:
        return _RawSignature(is_root=is_root_commit(raw))
    kind = next((kind for lead, kind in _KINDS if signature.startswith(lead)), None)
    if kind is None:
        return _RawSignature("", "git doesn't know this kind of signature")
    return _RawSignature(kind)


def _signature_in(raw: bytes, header: bytes) -> bytes:
    """The signature in a commit's bytes, put together from its lines as git does."""
    found = []
    within = False
    for line in raw.partition(b"\n\n")[0].split(b"\n"):
        if line.startswith(header):
            within = True
            found.append(line.removeprefix(header))
        elif within and line.startswith(b" "):
            found.append(line[1:])
        else:
            within = False
    return b"\n".join(found)


# What git says about them ------------------------------------------------------------------------


@dataclass(slots=True)
class _Verifier:
    """Asks git about commits that carry signatures of one kind."""

    git: Git
    kind: str
    found: dict[str, Signature] = field(default_factory=dict)

    def verify(self, names: Sequence[str]) -> None:
        """Ask about all at once; one by one if git dies of one of them."""
        code, output, complaint = self._ask(names)
        if code == 0:
            self._read(output, complaint)
        elif len(names) > 1:
            for name in names:
                self.verify([name])
        else:
            reason = _first_line(complaint) or f"git failed with exit code {code}"
            self.found[names[0]] = Signature(State.UNCHECKED, reason=reason)

    def _ask(self, names: Sequence[str]) -> tuple[int, str, str]:
        process = self.git.start(
            "log", "-z", "--no-walk=unsorted", "--stdin",
            "--format=%H%x00%G?%x00%GS%x00%GK%x00%GG%x00",
            environment=_REAL,
        )  # fmt: skip
        output, complaint = process.communicate("\n".join(names).encode() + b"\n")
        return (
            process.returncode,
            output.decode(errors="replace"),
            complaint.decode("utf-8", "replace"),
        )

    def _read(self, output: str, complaint: str) -> None:
        fields = output.split("\0")
        for name, letter, signer, key, report, _ in zip(*[iter(fields)] * 6, strict=False):
            self.found[name] = self._signature(letter, signer, key, report, complaint)

    def _signature(
        self, letter: str, signer: str, key: str, report: str, complaint: str
    ) -> Signature:
        """Interpret git's answer.

        1. Nothing was looked at (no list of signers, no program): git says N, or even B.
        2. An ssh key that isn't in the list, or the list can't be read: U.
        3. All else is as git says.
        """
        state = _LETTERS.get(letter, State.UNCHECKED)
        if letter == "N" or (letter == "B" and not report and "cannot run" in complaint):  # 1
            return Signature(State.UNCHECKED, reason=_why_not(complaint, self.kind))
        if letter == "U" and self.kind == "ssh":  # 2
            return Signature(state, signer, key, _why_untrusted(report))
        if letter == "E":
            return Signature(state, signer, key, "the public key isn't here" if key else "")
        return Signature(state, signer, key)  # 3


def _verified(
    git: Git, carried: dict[str, _RawSignature], progress: Progress | None
) -> dict[str, Signature]:
    found: dict[str, Signature] = {}
    by_kind: dict[str, list[str]] = {}
    for name, each in carried.items():
        if each.kind:
            by_kind.setdefault(each.kind, []).append(name)
        elif each.reason:
            found[name] = Signature(State.UNCHECKED, reason=each.reason)
        else:
            found[name] = NOT_SIGNED
    total, done = sum(map(len, by_kind.values())), 0
    for kind, names in by_kind.items():
        verifier = _Verifier(git, kind)
        for part in _parts(names):
            verifier.verify(part)
            done += len(part)
            if progress:
                progress(done, total)
        found |= verifier.found
    missing = Signature(State.UNCHECKED, reason="git said nothing about it")
    return {name: found.get(name, missing) for name in carried}


def _why_not(complaint: str, kind: str) -> str:
    """Why git didn't check a signature, from its standard error."""
    if "allowedSignersFile" in complaint:
        return "git has no list of trusted signers (git config gpg.ssh.allowedSignersFile)"
    if found := re.search("cannot run (.+?): ", complaint):
        return f"there is no program {found[1]!r} here to check {kind} signatures"
    return _first_line(complaint)


def _why_untrusted(report: str) -> str:
    if found := re.search('Unable to open allowed keys file "(.+)"', report):
        return f"the list of trusted signers can't be read ({found[1]})"
    if "key has expired" in report or "key is not yet valid" in report:
        return "the key wasn't valid at that time"
    return ""


def _first_line(complaint: str) -> str:
    line = next(iter(complaint.strip().splitlines()), "")
    return re.sub("^(fatal|error): ", "", line)
