"""The commits of the code beside a desk: their messages, and where they have arrived."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.storage.desk.code import Code
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.process import GitError
from tix.storage.git.stream import pieces

_FIELDS = ("%H", "%an <%ae>", "%at", "%s", "%B")


class NoSuchCommitsError(UsageError):
    """What was given as a range names no commits."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} names no commits of the code", hint="like main..HEAD")


@dataclass(frozen=True, slots=True)
class CodeCommit:
    """A commit of the code; ``authored`` is in UTC."""

    name: str
    author: str
    authored: datetime
    subject: str
    message: str


def code_commits(code: Code, revisions: Sequence[str]) -> Iterator[CodeCommit]:
    """The commits of a range, oldest first; merges count. Raises NoSuchCommitsError."""
    left_out = [f":(exclude,top,literal){path}" for path in code.left_out]
    paths = ["--", ":(top)", *left_out] if left_out else ["--"]
    process = code.git.start(
        "log", "-z", "--reverse", record_format(*_FIELDS), *revisions, *paths,
        environment={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    unborn = [b"does not have any commits yet"]
    tokens = pieces(code.git, process, "log", fine=unborn)
    try:
        for fields, _ in log_records(tokens, len(_FIELDS), lambda *_: None):
            name, author, at, subject, message = (
                field.decode(errors="replace") for field in fields
            )
            yield CodeCommit(name, author, _time(at), subject, message)
    except GitError as error:
        raise NoSuchCommitsError(" ".join(revisions)) from error


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def main_branch(code: Code, wanted: str) -> tuple[str, ...]:
    """The code's main branch by its full names, as it is here and at the remote.

    It is the one that the desk says, else the one that the remote begins with, else ``main`` or
    ``master``.
    """
    git = code.git
    names = [wanted] if wanted else []
    if not wanted:
        head = git.line("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", codes=(0, 1, 128))
        names = [head.removeprefix("refs/remotes/origin/")] if head else ["main", "master"]
    known = set(git.line("for-each-ref", "--format=%(refname)").splitlines())
    for name in names:
        refs = (f"refs/heads/{name}", f"refs/remotes/origin/{name}")
        if found := tuple(ref for ref in refs if ref in known):
            return found
    return ()


def arrived(code: Code, commits: Iterable[str], refs: Sequence[str]) -> set[str]:
    """Those of the commits from which one of the refs has come; unknown commits haven't."""
    return {
        commit
        for commit in commits
        if any(code.git.succeeds("merge-base", "--is-ancestor", commit, ref) for ref in refs)
    }


def is_gone(code: Code, commit: str) -> bool:
    """Whether a commit is known here, and no branch and no tag leads to it any more."""
    if not code.git.succeeds("cat-file", "-e", f"{commit}^{{commit}}"):
        return False
    found = code.git.line("for-each-ref", "--count=1", "--contains", commit, codes=(0, 1, 129))
    return not found and not code.git.succeeds("merge-base", "--is-ancestor", commit, "HEAD")


def patch_id(code: Code, commit: str) -> str:
    """What a commit changes, as a name that stays when it is moved or reworded; "" if nothing."""
    if not code.git.succeeds("cat-file", "-e", f"{commit}^{{commit}}"):
        return ""
    patch = code.git.run("show", "--format=", "--patch", "--no-ext-diff", "--no-textconv", commit)
    return code.git.run("patch-id", "--stable", stdin=patch).decode().partition(" ")[0]
