"""The promises of a desk, put together from its files."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from tix.model.config.config import Config
from tix.model.promises.business_time import BusinessTime
from tix.model.promises.calendar import ALWAYS
from tix.model.promises.clocks import Clocks
from tix.query.policies import read_rules
from tix.query.promises import Promises
from tix.query.vocabulary import Vocabulary
from tix.storage.desk.holidays import holiday_files, holidays_in

Progress = Callable[[int, int], None]
"""Is told how many of how many have been worked out."""

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def desk_promises(workspace: "Workspace") -> Promises:
    """What the desk has promised, as its files are now. Raises PolicyError."""
    config = workspace.config
    holidays = holidays_in(holiday_files(workspace.desk, config))
    rules = read_rules(config, policy_vocabulary(workspace, config))
    return Promises(config, rules, holidays, workspace.customers.of)


def kept_clocks(
    workspace: "Workspace", numbers: Collection[int], progress: Progress | None = None
) -> Mapping[str, Clocks | None]:
    """The clocks of the tickets with these numbers, by id, as the index keeps them.

    None where nothing is promised. Raises PolicyError.
    """
    from tix.storage.index.clocks import KeptClocks, Source  # one ticket's are computed

    source = Source(
        workspace.desk,
        workspace.config,
        workspace.reader,
        lambda: desk_promises(workspace),
        lambda: workspace.customers,
        progress,
    )
    return KeptClocks(source, numbers).clocks()


def business_times(workspace: "Workspace") -> Callable[[str], BusinessTime]:
    """The business time of each calendar, by its name."""
    config = workspace.config
    calendars = {each.name: each for each in (*config.calendars, ALWAYS)}
    holidays = holidays_in(holiday_files(workspace.desk, config))
    return cache(lambda name: BusinessTime(calendars[name], holidays))


def policy_vocabulary(workspace: "Workspace", config: Config) -> Vocabulary:
    """What a policy's query can name: nothing that tickets have."""
    from tix.model.config.directory import Directory

    return Vocabulary(
        config, Directory(config), workspace.now, customers=lambda: workspace.customers
    )
