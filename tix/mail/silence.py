"""Leaving alone for a while who doesn't answer: twenty messages to a server that is down shall not
take twenty times its patience, while others wait behind them."""

import time

from tix.model.notices.sending import TemporaryFailureError

_A_WHILE = 60.0
"""Seconds."""


class Silence:
    """Whether a server didn't answer just now."""

    def __init__(self) -> None:
        self._until, self._error = 0.0, TemporaryFailureError("")

    def check(self) -> None:
        """Raise the error of just now, if there was one."""
        if time.monotonic() < self._until:
            raise TemporaryFailureError(str(self._error), hint=self._error.hint)

    def note(self, error: TemporaryFailureError) -> TemporaryFailureError:
        """Note that it didn't answer; the same error."""
        self._until, self._error = time.monotonic() + _A_WHILE, error
        return error
