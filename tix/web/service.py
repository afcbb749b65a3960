"""What the pages of one worker share: the settings, the desk's thread, the state, the feed."""

import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from tix.errors import TixError
from tix.storage.desk.user_config import UserConfig, read
from tix.web.accounts import ServeFile
from tix.web.desk import DeskThread
from tix.web.feed import Feed
from tix.web.kept import Kept
from tix.web.settings import ServeSettings
from tix.web.state import State
from tix.web.syncing import Syncing

_NEVER = (-1, -1, -1)


class Service:
    """A worker's own. ``log`` takes a line for whoever runs the service."""

    def __init__(self, settings: ServeSettings, log: Callable[[str], None]) -> None:
        self.settings, self.log = settings, log
        self.thread = DeskThread(settings.folder, settings.branch)
        self.feed = Feed()
        self.syncing = Syncing(self)
        self._user_config, self._seen = settings.user_config, _NEVER

    @cached_property
    def state(self) -> State:
        """Sessions and tokens. Asked for in the desk's thread alone."""
        return State(self.settings.state_path)

    @cached_property
    def kept(self) -> Kept:
        """What else must survive a restart. Asked for in the desk's thread alone."""
        return Kept(self.state.database)

    @cached_property
    def accounts(self) -> ServeFile | None:
        """Who may sign in, and the tokens of programs; None for somebody without a home."""
        path = self.settings.accounts_path
        return ServeFile(path, self.settings.folder) if path else None

    def user_config(self) -> UserConfig:
        """The operator's settings as they are now; as they were if they can't be read."""
        path = self.settings.user_config.path
        if path is None:
            return self._user_config
        with suppress(TixError, OSError):
            stamp = path.stat()
            found = (stamp.st_ino, stamp.st_mtime_ns, stamp.st_size)
            if found != self._seen:
                self._user_config, self._seen = read(path), found
        return self._user_config

    def log_failure(self, method: str, path: str, error: Exception) -> None:
        """Tell of an error that shouldn't be: what it was and where, without what was typed."""
        places = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(places))
        self.log(f"{method} {path}: {type(error).__name__} in {where}")
