"""What the desk's time rules do now: found through the index, planned, and written."""

from datetime import datetime

from tix.actions.conversations import Conversations
from tix.actions.due_rules import DueRules
from tix.actions.rule_changes import chain_of, means_at
from tix.actions.rules import RuleQueries
from tix.errors import TixError
from tix.model.people import RULES
from tix.model.rules.fired_file import read_fired
from tix.model.rules.rule import Rules
from tix.model.rules.timed import TimedDesk, TimedPlan, plan_timed
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.rules import fired_file

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def plan_now(workspace: "Workspace", rules: Rules, queries: RuleQueries) -> TimedPlan:
    """What the time rules do now, to the desk as it stands."""
    now = workspace.now
    known = read_fired(fired_file(workspace.desk))

    talk = Conversations(workspace)
    desk = TimedDesk(
        workspace.config,
        rules,
        talk,
        queries.matches,
        lambda at, pick: chain_of(workspace, rules, at, pick, (talk, queries)),
        lambda at, pick, comment: means_at(workspace, at, pick, comment),
        lambda ident: ident in known or workspace.files.is_taken(ident),
        lambda ident, at: _is_another(workspace, ident, at),
    )
    return plan_timed(desk, DueRules(workspace, rules, queries, talk).candidates(), now)


def _is_another(workspace: "Workspace", ident: str, at: datetime) -> bool:
    """Whether a ticket has an id without having been opened by rules at that time."""
    if not workspace.files.is_taken(ident):
        return False
    try:
        ticket = workspace.files.get(ident).ticket
    except TixError:  # broken: nothing says that it isn't
        return False
    return ticket.opened != at or ticket.opened_by != str(RULES)
