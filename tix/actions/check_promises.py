"""Checking calendars, files of holidays and policies."""

from collections.abc import Iterator
from contextlib import suppress

from tix.actions.desk_promises import policy_vocabulary
from tix.actions.workspace import Workspace
from tix.errors import TixError
from tix.model.changes.check import Problem
from tix.model.config.config import Config
from tix.model.layout import CALENDARS, CONFIG_FILE
from tix.model.promises.business_time import BusinessTime
from tix.model.promises.calendar import ALWAYS
from tix.model.promises.holidays import (
    MOST,
    looks_like_holidays,
    path_of,
    readable_holidays,
    region_at,
    years_missing,
)
from tix.model.times import day_of, instant
from tix.query.policies import broken_policies
from tix.storage.desk import files
from tix.storage.desk.holidays import holiday_files, holidays_in


def promise_problems(workspace: Workspace, config: Config) -> Iterator[Problem]:
    """What is wrong with them."""
    yield from _broken_files(workspace)
    if not config.calendars and not config.promises:
        return
    yield from _missing(workspace, config)
    for error in broken_policies(config, policy_vocabulary(workspace, config)):
        reason = str(error).removeprefix(f"{CONFIG_FILE}:{error.line}: ")
        hint = f" ({error.hint})" if error.hint else ""
        yield Problem(CONFIG_FILE, error.line, "error", reason + hint)
    yield from _never_due(workspace, config)


def _broken_files(workspace: Workspace) -> Iterator[Problem]:
    for path, plain in files.walk(workspace.desk.root, CALENDARS, ".txt"):
        if not plain or region_at(path) is None:
            continue
        with suppress(OSError, TixError):
            data = files.read(workspace.desk.root, path, MOST)
            if looks_like_holidays(data):
                for error in readable_holidays(data)[1]:
                    yield Problem(path, error.line, "error", error.reason)


def _missing(workspace: Workspace, config: Config) -> Iterator[Problem]:
    """Files of holidays that calendars name and that aren't there, or don't reach far enough."""
    content = holiday_files(workspace.desk, config)
    for calendar in config.calendars:
        line = config.lines.get(f"calendars.{calendar.name}", 1)
        for region in calendar.regions:
            if content[region] is None:
                text = f"{path_of(region)} can't be read, so {calendar.name} has no such holidays"
                yield Problem(CONFIG_FILE, line, "error", f"{text} (tix config holidays {region})")
    today = day_of(workspace.now, config.timezone)
    for region, data in content.items():
        if data is not None:
            for year in years_missing(readable_holidays(data)[0], today):
                text = f"it has no holidays of {year} (tix config holidays {region})"
                yield Problem(path_of(region), 1, "warning", text)


def _never_due(workspace: Workspace, config: Config) -> Iterator[Problem]:
    """Budgets that aren't used up within the time in which anybody looks."""
    holidays = holidays_in(holiday_files(workspace.desk, config))
    calendars = {each.name: BusinessTime(each, holidays) for each in (*config.calendars, ALWAYS)}
    now = instant(workspace.now)
    for policy in config.promises:
        for name in ("first_response", "next_response", "resolution"):
            budget = getattr(policy, name)
            if budget is not None and calendars[policy.calendar].due(now, budget) is None:
                line = config.lines.get(f"promises.{policy.name}.{name}", 1)
                text = (
                    f"{name} of {policy.name} isn't used up within 3,660 days, so it is never due"
                )
                yield Problem(CONFIG_FILE, line, "warning", text)
