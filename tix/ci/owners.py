"""Who is to have a new ticket: by CODEOWNERS, by blame, or somebody who was named."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from tix.ci.code import Code
from tix.ci.codeowners import PLACES, Line, owners_of, parse
from tix.ci.failure import Failure
from tix.errors import TixError
from tix.model.config.directory import Directory
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.line_blame import NobodyKnownError, OlderLineError, author_of_line

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

CODEOWNERS, BLAME, ACTOR = "codeowners", "blame", "actor"


class Owners:
    """Finds people for failures, in the repository of the code. ``tell`` is told why nobody is.

    ``how`` is ``codeowners``, ``blame``, ``@`` and a login, or as a person types somebody; "":
    nobody is known.
    """

    def __init__(
        self, workspace: "Workspace", code: Code, how: str, tell: Callable[[str], None]
    ) -> None:
        self._workspace, self._code, self._how, self._tell = workspace, code, how, tell
        self._told: set[str] = set()

    def __call__(self, failure: Failure) -> Sequence[str]:
        """Who is to have the ticket; () if nobody is known."""
        if self._how == CODEOWNERS:
            return self._owners(failure)
        if self._how == BLAME:
            return self._blamed(failure)
        if not self._how:
            self._say("who set this run off isn't known: nobody is assigned")
            return ()
        if self._how[0] == "@":
            found = self._person(self._how)
            return [found] if found else ()
        return [self._named]

    @cached_property
    def _named(self) -> str:
        return self._workspace.directory.resolve(self._how)

    def _say(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell(text)

    # -- CODEOWNERS -------------------------------------------------------------------------

    def _owners(self, failure: Failure) -> Sequence[str]:
        if not self._lines:
            self._say("the code has no CODEOWNERS file: nobody is assigned")
            return ()
        if not failure.file:
            self._say("where some tests stand isn't known: nobody is assigned to them")
            return ()
        owners = owners_of(self._code.from_top(failure.file) or failure.file, self._lines)
        return [found for owner in owners if (found := self._person(owner))]

    @cached_property
    def _lines(self) -> list[Line]:
        for place in PLACES:
            try:
                text = Path(self._code.git.folder, place).read_text(errors="replace")
            except OSError:
                continue
            return parse(text, is_gitlab=place.startswith(".gitlab/"))
        return []

    @cached_property
    def _known(self) -> Directory:
        """Those whom ``tix.yaml`` names: to look through all tickets for people takes an index."""
        return Directory(self._workspace.config)

    def _person(self, owner: str) -> str | None:
        """An owner as tickets hold people: by what the desk calls them, else as it is written."""
        login = owner.removeprefix("@").rpartition("/")[2] if owner[0] == "@" else owner
        try:
            return self._known.resolve(login)
        except TixError:
            pass
        if owner[0] != "@":
            return owner
        if "/" in owner:
            self._say(f"the desk has no team {login}: nobody is assigned for {owner}")
            return None
        return f"{login} <>"

    # -- blame ------------------------------------------------------------------------------

    def _blamed(self, failure: Failure) -> Sequence[str]:
        file = self._code.from_top(failure.file)
        if not file or failure.line is None:
            self._say("the line of some failures isn't known: nobody is assigned to them")
            return ()
        try:
            who = author_of_line(self._code.git, file, failure.line)
        except OlderLineError:
            self._say(
                "some lines that failed are older than this shallow clone: nobody is assigned"
            )
            return ()
        except NobodyKnownError as error:
            self._say(f"{error}: nobody is assigned")
            return ()
        config = self._workspace.config
        return [config.canonical_person(who.mail) if who.mail else f"{who.name} <>"]
