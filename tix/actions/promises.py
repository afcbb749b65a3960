"""The promises of a desk, put together from its files."""

from typing import TYPE_CHECKING

from tix.model.config.config import Config
from tix.query.policies import read_rules
from tix.query.promises import Promises
from tix.query.vocabulary import Vocabulary
from tix.storage.desk.holidays import holiday_files, holidays_in

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def desk_promises(workspace: "Workspace") -> Promises:
    """What the desk has promised, as its files are now. Raises PolicyError."""
    config = workspace.config
    holidays = holidays_in(holiday_files(workspace.desk, config))
    rules = read_rules(config, policy_vocabulary(workspace, config))
    return Promises(config, rules, holidays, workspace.customers.of)


def policy_vocabulary(workspace: "Workspace", config: Config) -> Vocabulary:
    """What a policy's query can name: nothing that tickets have."""
    from tix.model.config.directory import Directory

    return Vocabulary(
        config, Directory(config), workspace.now, customers=lambda: workspace.customers
    )
