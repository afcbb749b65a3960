"""What the pages of one worker share: the settings, the desk's thread, the state, the feed."""

import traceback
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from tix.web.desk import DeskThread
from tix.web.feed import Feed
from tix.web.kept import Kept
from tix.web.settings import ServeSettings
from tix.web.state import State

if TYPE_CHECKING:
    from tix.web.pages import View


class Service:
    """A worker's own. ``log`` takes a line for whoever runs the service."""

    def __init__(self, settings: ServeSettings, log: Callable[[str], None]) -> None:
        self.settings, self.log = settings, log
        self.thread = DeskThread(settings.folder)
        self.feed = Feed()

    @cached_property
    def state(self) -> State:
        """Sessions and tokens. Asked for in the desk's thread alone."""
        return State(self.settings.state_path)

    @cached_property
    def kept(self) -> Kept:
        """What else must survive a restart. Asked for in the desk's thread alone."""
        return Kept(self.state.database)

    def staff_named(self, view: "View") -> str | None:
        """Whom a trusted proxy names as who asks; None if it names nobody, or isn't trusted."""
        return None

    def log_failure(self, method: str, path: str, error: Exception) -> None:
        """Tell of an error that shouldn't be: what it was and where, without what was typed."""
        places = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(places))
        self.log(f"{method} {path}: {type(error).__name__} in {where}")
