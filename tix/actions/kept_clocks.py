"""The clocks of many tickets, as the index keeps them, and the business time that they count by."""

from collections.abc import Callable, Collection
from functools import cache

from tix.quick_typing import TYPE_CHECKING
from tix.storage.index.clocks import KeptClocks, Progress, Source

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.promises.business_time import BusinessTime
    from tix.query.policy_rules import Rule
    from tix.query.promises import Promises


def kept_clocks(
    workspace: "Workspace", numbers: Collection[int] | None, progress: Progress | None = None
) -> KeptClocks:
    """The clocks of the tickets with these numbers (None: of all). Raises PolicyError."""
    return KeptClocks(clock_source(workspace, progress), numbers)


def expect_clocks(workspace: "Workspace") -> None:
    """Look at the customers now, whose files the clocks are held against."""
    workspace.customers_mark  # noqa: B018 (it is kept)


def clock_source(workspace: "Workspace", progress: Progress | None = None) -> Source:
    """What the clocks of a desk are made from."""

    def promises(rules: "tuple[Rule, ...] | None") -> "Promises":
        if rules is not None:
            from tix.actions.desk_promises import desk_promises

            return desk_promises(workspace, rules)
        found = workspace.promises
        assert found is not None, "who promises nothing keeps no clocks"
        return found

    return Source(
        workspace.desk,
        workspace.config,
        workspace.reader,
        promises,
        lambda: workspace.customers,
        lambda: workspace.customers_mark,
        progress,
    )


def business_times(workspace: "Workspace") -> "Callable[[str], BusinessTime]":
    """The business time of each calendar, by its name."""
    from tix.model.promises.business_time import BusinessTime  # lists needn't any
    from tix.model.promises.calendar import ALWAYS
    from tix.storage.desk.holidays import holiday_files, holidays_in

    config = workspace.config
    calendars = {each.name: each for each in (*config.calendars, ALWAYS)}
    holidays = holidays_in(holiday_files(workspace.desk, config))
    return cache(lambda name: BusinessTime(calendars[name], holidays))
