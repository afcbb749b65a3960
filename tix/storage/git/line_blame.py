"""Who wrote a line of a file: the reader of ``git blame``."""

from tix.errors import TixError
from tix.model.people import Person
from tix.storage.git.process import Git, GitError


class NobodyKnownError(TixError):
    """It can't be known who wrote a line."""


class OlderLineError(NobodyKnownError):
    """A line is older than what a shallow clone has."""


def author_of_line(git: Git, path: str, line: int) -> Person:
    """Who wrote that line of a file as it is committed. Raises NobodyKnownError.

    In a shallow clone all that is older looks like the work of its oldest commit: that is nobody's.
    """
    where = f"{path}:{line}"
    try:
        found = git.line("blame", "--porcelain", "-L", f"{line},{line}", "HEAD", "--", path)
    except GitError as error:
        raise NobodyKnownError(f"git doesn't know who wrote {where}") from error
    head, *rest = found.split("\n")
    said = dict(entry.partition(" ")[::2] for entry in rest if not entry.startswith("\t"))
    if "boundary" in said and head.split(" ")[0] in _shallow(git):
        raise OlderLineError(f"{where} is older than what this shallow clone has")
    if not any(character != "0" for character in head.split(" ")[0]):
        raise NobodyKnownError(f"{where} isn't committed")
    mail = said.get("author-mail", "").strip("<>")
    return Person(said.get("author", "").replace("<", "").replace(">", "").strip(), mail)


def _shallow(git: Git) -> set[str]:
    place = git.line("rev-parse", "--path-format=absolute", "--git-path", "shallow")
    try:
        with open(place, encoding="ascii") as file:  # noqa: PTH123 (a path from git)
            return set(file.read().split())
    except OSError:
        return set()
