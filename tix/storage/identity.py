"""Who the user is, as git knows them."""

import re
from dataclasses import dataclass
from datetime import datetime

from tix.errors import TixError
from tix.model.people import Person
from tix.storage.git import Git, GitError

_IDENT = re.compile(r"(.*) <(.*)> (\d+) ([+-]\d{4})", re.DOTALL)


class NoIdentityError(TixError):
    """git doesn't know who the user is."""

    def __init__(self) -> None:
        super().__init__(
            "git doesn't know who you are, and every change says who made it",
            hint="git config --global user.name 'Your Name' && "
            "git config --global user.email you@example.org",
        )


@dataclass(frozen=True, slots=True)
class Ident:
    """Somebody at a time, as in a commit: ``when`` is seconds since 1970 and an offset."""

    person: Person
    when: str

    def __str__(self) -> str:
        return f"{self.person.name} <{self.person.mail}> {self.when}"

    def at(self, moment: datetime | None) -> "Ident":
        """The same person at another time; None keeps it."""
        return self if moment is None else Ident(self.person, f"{int(moment.timestamp())} +0000")


def author(git: Git) -> Ident:
    """Who makes the next change, and when. Raises NoIdentityError."""
    return _ident(git, "GIT_AUTHOR_IDENT")


def committer(git: Git) -> Ident:
    """Who commits it. Raises NoIdentityError."""
    return _ident(git, "GIT_COMMITTER_IDENT")


def _ident(git: Git, variable: str) -> Ident:
    try:  # without useConfigOnly git invents an address from the host's name
        text = git.line("-c", "user.useConfigOnly=true", "var", variable)
    except GitError as error:
        if "ident" in error.complaint or "name" in error.complaint or "email" in error.complaint:
            raise NoIdentityError from None
        raise
    match = _IDENT.fullmatch(text)
    if match is None or not match[2].strip():
        raise NoIdentityError
    name = match[1].replace("<", "").replace(">", "").strip()
    return Ident(Person(name, match[2].strip()), f"{match[3]} {match[4]}")
