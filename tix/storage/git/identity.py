"""The user's identity, as git knows it."""

import os
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.people import Person
from tix.storage.git.environment import clean_environment, has_global_settings
from tix.storage.git.process import Git, GitError
from tix.storage.git.running import RunningGit


class NoIdentityError(TixError):
    """git doesn't know who the user is."""

    def __init__(self) -> None:
        super().__init__(
            "git doesn't know who you are, and every change says who made it",
            hint=_FOR_GOOD if has_global_settings() else _FOR_NOW,
        )


_FOR_GOOD = (
    "git config --global user.name 'Your Name' && git config --global user.email you@example.org"
)
_FOR_NOW = (
    "export GIT_AUTHOR_NAME='Your Name' GIT_AUTHOR_EMAIL=you@example.org"
    " GIT_COMMITTER_NAME='Your Name' GIT_COMMITTER_EMAIL=you@example.org"
)

CI = Person("CI", "ci@tix.invalid")
"""The author in continuous integration where no identity is configured; the name is that of the
system and the job where they say it."""


@dataclass(frozen=True, slots=True)
class Ident:
    """A person and a time, as in a commit: ``when`` is seconds since 1970 and an offset."""

    person: Person
    when: str

    def __str__(self) -> str:
        return f"{_in_line(self.person.name)} <{_in_line(self.person.mail)}> {self.when}"

    def at(self, moment: datetime | None) -> "Ident":
        """The same person at another time; None keeps it. A time before 1970 is 1970: git has no
        others, and a commit that says one is refused by servers that look."""
        if moment is None:
            return self
        return Ident(self.person, f"{max(0, int(moment.timestamp()))} +0000")


def _in_line(text: str) -> str:
    """A name or an address as it can stand in a commit: what comes from outside may hold a line
    end, and a sign that ends it."""
    return "".join(sign for sign in text if sign >= " " and sign not in "<>\x7f").strip()


@dataclass(frozen=True, slots=True)
class Who:
    """Author and committer of the next commit, and whether it is signed."""

    author: Ident
    committer: Ident
    signs: bool


class IdentityQuery:
    """A question to git about the author of the next commit; git is started with it.

    ``git var -l`` invents what it isn't told, so it counts only where name and address are set.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._asked: RunningGit | None = git.begin("var", "-l")

    @cached_property
    def who(self) -> Who:
        """Git's answer. Raises NoIdentityError."""
        settings = self._settings()
        author, committer = (
            _parsed(settings.get(f"GIT_{role}_IDENT", ""))
            if _is_told(settings, role)
            else _ident(self._git, f"GIT_{role}_IDENT")
            for role in ("AUTHOR", "COMMITTER")
        )
        no = ("false", "no", "off", "0", "")
        return Who(author, committer, settings.get("commit.gpgsign", "false").lower() not in no)

    def close(self) -> None:
        """Cancel the question."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.finish()

    def _settings(self) -> dict[str, str]:
        asked, self._asked = self._asked, None
        assert asked is not None
        code, output, complaint = asked.finish()
        if code:
            raise self._git.error(("var",), complaint.decode(errors="replace"), code)
        settings = {}
        for line in _text(output).split("\n"):
            name, given, value = line.partition("=")
            settings[name] = value if given else "true"
        return settings


def author(git: Git) -> Ident:
    """The author of the next change, and the time. Raises NoIdentityError."""
    return IdentityQuery(git).who.author


def _is_told(settings: Mapping[str, str], role: str) -> bool:
    """Whether a person gave the name and the address of the author or the committer."""
    environ = clean_environment()
    name = settings.get(f"{role.lower()}.name", settings.get("user.name"))
    mail = settings.get(f"{role.lower()}.email", settings.get("user.email")) or environ.get("EMAIL")
    return bool(
        (environ.get(f"GIT_{role}_NAME") or name) and (environ.get(f"GIT_{role}_EMAIL") or mail)
    )


def _ident(git: Git, variable: str) -> Ident:
    try:  # without useConfigOnly git invents an address from the host's name
        output = git.run("-c", "user.useConfigOnly=true", "var", variable)
    except GitError as error:
        if "ident" in error.complaint or "name" in error.complaint or "email" in error.complaint:
            return _in_ci()
        raise
    return _parsed(_text(output).rstrip("\n"))


def is_in_ci() -> bool:
    """Whether this is continuous integration: a pipeline that is known, or one that sets CI."""
    from tix.model.pipelines import pipeline  # who is at home has a name

    is_said = os.environ.get("CI", "").lower() not in ("", "false", "0", "no")
    return is_said or pipeline(os.environ) is not None


def _in_ci() -> Ident:
    """The author in continuous integration, if no identity is known. Raises NoIdentityError."""
    from tix.model.pipelines import pipeline  # who is at home has a name

    if not is_in_ci():
        raise NoIdentityError
    run = pipeline(os.environ)
    who = Person(run.name, CI.mail) if run else CI
    return Ident(who, f"{int(time.time())} +0000")


def _text(output: bytes) -> str:
    """A name from git, made safe for a ticket."""
    return output.decode(errors="replace")


def _parsed(text: str) -> Ident:
    """Parse ``Name <mail> 1790000000 +0100``. Raises NoIdentityError."""
    who, _, stamp = text.rpartition("> ")
    name, _, mail = who.rpartition(" <")
    if not mail.strip():
        raise NoIdentityError
    name = name.replace("<", "").replace(">", "").strip()
    return Ident(Person(name, mail.strip()), stamp)
