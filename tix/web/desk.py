"""The desk as a worker works on it: a fresh workspace for each request, in one thread."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tix.actions.healing import found
from tix.actions.workspace import Workspace
from tix.errors import TixError
from tix.model.people import Person
from tix.quick_typing import TYPE_CHECKING, TypeVar
from tix.storage.desk.finding import NoDeskError
from tix.storage.desk.user_config import UserConfig
from tix.storage.git import status
from tix.storage.git.identity import Ident
from tix.storage.git.process import NoSuchFolderError

if TYPE_CHECKING:
    from tix.storage.desk.desk import Desk
    from tix.storage.store.transaction import Transaction

T = TypeVar("T")


_PATIENCE = 20.0
"""Seconds that a form waits for others who write: less than any server in front waits."""


class DeskAwayError(TixError):
    """The desk isn't where it was when the service was started."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"the desk isn't there just now: {reason}",
            hint=f"whoever runs the service puts it back ({folder}); then send this again",
        )


class OtherBranchError(TixError):
    """Somebody has checked out something else: what is written there could be lost."""

    def __init__(self, branch: str, now: str) -> None:
        name = branch.removeprefix("refs/heads/")
        found = "no branch" if now == "HEAD" else f"branch {now.removeprefix('refs/heads/')}"
        super().__init__(
            f"nothing was changed: the desk is on {found}, no longer on {name}",
            hint=f"whoever runs the service ends the rebase, or: git switch {name}; then send this"
            " again",
        )


class DeskWorkspace(Workspace):
    """A workspace for somebody who comes by way of the web.

    They are the author of what they change; who runs the service is the committer.
    """

    def __init__(
        self,
        desk: "Desk",
        person: Person | None,
        user_config: UserConfig,
        now: datetime | None = None,
        branch: str = "",
    ) -> None:
        stamp = int((now or datetime.now(UTC)).timestamp())
        author = Ident(person, f"{stamp} +0000") if person else None
        super().__init__(desk, now, user_config=user_config, author=author)
        self.remarks: list[str] = []
        """What was done beside what was asked for, and why rules didn't run."""
        self._branch = branch

    @cached_property
    def me(self) -> str | None:
        """The person's key; None if nobody is signed in."""
        if self.author is None:
            return None
        mine = self.user_config.me or self.author.person.mail
        return self.config.canonical_person(mine)

    @contextmanager
    def transaction(self, *, is_dry: bool = False) -> "Iterator[Transaction]":
        """Changes that are made together: by the person, through the service.

        Raises OtherBranchError.
        """
        self.store.patience = _PATIENCE
        self._committer = self.store.who().committer if self.author else None
        with super().transaction(is_dry=is_dry) as work:
            ref = self.desk.ref()
            if self._branch and ref != self._branch:
                raise OtherBranchError(self._branch, ref)
            yield work

    def say(self, text: str) -> None:
        """Keep what rules have done, for the page."""
        self.remarks.append(text)

    def rules_left_out(self, error: TixError) -> None:
        """Keep why rules didn't run."""
        self.remarks.append(str(error))


class DeskThread:
    """The one thread that touches the desk and the state."""

    def __init__(self, folder: Path, branch: str = "") -> None:
        self._folder, self._branch = folder, branch
        self._thread = ThreadPoolExecutor(1, "desk")

    async def run(self, call: Callable[[], T]) -> T:
        """Call something there, after what was asked for earlier."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def workspace(
        self, person: Person | None, user_config: UserConfig, now: datetime | None = None
    ) -> DeskWorkspace:
        """The desk as it stands now, for somebody. Raises DeskAwayError."""
        status.forget()
        try:
            desk = found(self._folder, None)
        except (NoDeskError, NoSuchFolderError) as error:
            raise DeskAwayError(self._folder, str(error)) from None
        if desk.root != self._folder:
            raise DeskAwayError(self._folder, f"what is found is {desk.root}")
        return DeskWorkspace(desk, person, user_config, now, self._branch)

    def close(self) -> None:
        """Wait for what is being done, and do nothing more."""
        self._thread.shutdown(wait=True, cancel_futures=True)
