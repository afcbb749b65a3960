"""Where the desk's rules come into each write: a desk without any pays one look for the file."""

from collections.abc import Sequence

from tix.model.layout import RULES_FILE
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import RunRules, Transaction


def rule_runner(workspace: "Workspace") -> "RunRules":
    """Runs the rules of a workspace's desk on what a transaction changes."""

    def run(work: "Transaction") -> Sequence[tuple[str, str]]:
        if not (workspace.desk.root / RULES_FILE).exists():
            return ()
        work.look_up()  # while git does that, the rules are read
        from tix.actions import kept_rules

        kept = kept_rules.read(workspace)
        if kept is not None and not kept_rules.may_run(workspace, work, kept):
            return ()
        from tix.actions.rule_changes import run_on_rules  # it takes as long as tix to start

        ran = run_on_rules(workspace, work)
        if kept is None:
            kept_rules.write(workspace)
        return ran

    return run
