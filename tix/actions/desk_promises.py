"""The promises of a desk, put together from its files."""

from tix.model.config.config import Config
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.holidays import holiday_files, holidays_in

if TYPE_CHECKING:  # policies that were read before take no reading of queries
    from tix.actions.workspace import Workspace
    from tix.query.policy_rules import Rule
    from tix.query.promises import Promises
    from tix.query.vocabulary import Vocabulary


def desk_promises(workspace: "Workspace", rules: "tuple[Rule, ...] | None" = None) -> "Promises":
    """What the desk has promised, as its files are now; ``rules`` are its policies if they were
    read before. Raises PolicyError."""
    from tix.query.promises import Promises

    config = workspace.config
    holidays = holidays_in(holiday_files(workspace.desk, config))
    if rules is None:
        from tix.query.policies import read_rules

        rules = read_rules(config, policy_vocabulary(workspace, config))
    return Promises(config, rules, holidays, lambda text: workspace.customers.of(text))


def policy_vocabulary(workspace: "Workspace", config: Config) -> "Vocabulary":
    """What a policy's query can name: nothing that tickets have."""
    from tix.model.config.directory import Directory
    from tix.query.vocabulary import Vocabulary

    return Vocabulary(
        config, Directory(config), workspace.now, customers=lambda: workspace.customers
    )
