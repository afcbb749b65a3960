"""Periods of time as people type them: ``--since`` and ``--until``."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from tix.errors import UsageError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class BadPeriodError(UsageError):
    """``--since`` or ``--until`` can't be read, or the period ends before it begins."""


def period(
    workspace: "Workspace", since: str | None, until: str | None
) -> tuple[datetime | None, datetime | None]:
    """The first moment and the one after the last; None: open. Raises BadPeriodError."""
    if since is None and until is None:
        return None, None
    from tix.model.dates import parse_since, parse_until  # most of the time all time is meant

    start = _time(workspace, "--since", since, parse_since)
    end = _time(workspace, "--until", until, parse_until)
    if start is not None and end is not None and end <= start:
        raise BadPeriodError("the period ends before it begins", hint="swap --since and --until")
    return start, end


def _time(
    workspace: "Workspace",
    option: str,
    text: str | None,
    parse: Callable[[str, datetime, tzinfo], datetime],
) -> datetime | None:
    if text is None:
        return None
    try:
        return parse(text, workspace.now, workspace.config.timezone)
    except ValueError as error:
        raise BadPeriodError(f"{option}: {error}") from None
