"""What the desk's rules on events wait for, as it was read before: most changes set off none.

Reading rules and their queries takes as long as starting tix. So a file below the git folder keeps,
for each rule on an event, the event and which tickets it means. It counts only for exactly those
texts of ``rules.yaml`` and ``tix.yaml`` (and names of replies), written by this version. Deleting
it changes no output.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from functools import cache

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.layout import REPLIES
from tix.model.rules.events import IsAsking, events
from tix.model.rules.rule import OnRule, Trigger
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.query.kept_trees import NotKeptError, WordSets, restored, written
from tix.query.predicates import Node, OneOf, leaves
from tix.quick_typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from tix.storage.desk.config import config_text
from tix.storage.desk.config_cache import keep, kept, reading
from tix.storage.desk.left_out import LeftOutFiles
from tix.storage.desk.rules import rules_text

if TYPE_CHECKING:
    from tix.actions.conversations import Conversations
    from tix.actions.rules import RuleQueries
    from tix.actions.workspace import Workspace
    from tix.storage.desk.desk import Desk
    from tix.storage.store.ticket_changes import TicketChange
    from tix.storage.store.transaction import Transaction

_FORMAT = 1
_NO_FACTS = Facts()
_UNKNOWN = "?"
"""Stands for the tickets that a rule means where its query isn't kept."""


@dataclass(frozen=True, slots=True)
class KeptRules:
    """The events that rules wait for, each with a tree (None: every ticket), and their words."""

    waiting: Sequence[tuple[Trigger, Any]]
    sets: Sequence[frozenset[str]]


def read(workspace: "Workspace") -> KeptRules | None:
    """What was kept of the desk's rules as they are now; None if that is nothing."""
    failures = (TixError, OSError, ValueError, TypeError, LookupError)
    with contextlib.suppress(*failures):
        sets, waiting = kept(workspace.desk.clone_state.rules_on, _key(workspace.desk))
        return KeptRules(
            [(Trigger(event, field), tree) for event, field, tree in waiting],
            [*map(frozenset, sets)],
        )
    return None


def may_run(workspace: "Workspace", work: "Transaction", rules: KeptRules) -> bool:
    """Whether what a transaction changes may set off one of the rules, or can't be told here."""
    asks, config = _is_asking(workspace), workspace.config
    waiting = [(trigger, _meant(tree, rules.sets, config)) for trigger, tree in rules.waiting]
    try:
        return bool(waiting) and any(
            _may_run(change, waiting, config, asks) for change in work.changes()
        )
    except TixError:
        return True  # told of by who runs them


def write(workspace: "Workspace") -> None:
    """Keep what the desk's rules wait for."""
    from tix.actions.rules import RuleQueries, rules_in
    from tix.model.config.reader import load_config
    from tix.model.rules.source import read_rules
    from tix.storage.desk.zone_files import has_zone

    state = workspace.desk.clone_state
    with contextlib.suppress(TixError, OSError):
        key = _key(workspace.desk)
        if key.rules is None:
            return
        if load_config(key.config, reading(state.config), has_zone) != workspace.config:
            return  # somebody has saved it just now
        queries, sets = RuleQueries(workspace, workspace.now), WordSets()
        rules = rules_in(workspace, key.rules, reading(state.rules, read_rules)).on
        waiting = [[*rule.trigger, _tree(rule, queries, sets)] for rule in rules]
        if _key(workspace.desk) == key:
            keep(state.rules_on, key, [[*map(sorted, sets)], waiting])


class _Key(NamedTuple):
    """What must be unchanged: two texts, and the files of replies if rules may name some."""

    format: int
    rules: str | None
    config: str
    replies: list[str]


def _key(desk: "Desk") -> _Key:
    """Raises UnreadableRulesError, UnreadableConfigError, OSError."""
    rules = rules_text(desk)
    names_replies = rules is not None and "reply" in rules
    return _Key(_FORMAT, rules, config_text(desk), _replies(desk) if names_replies else [])


def _replies(desk: "Desk") -> list[str]:
    """The names of files of replies, those that aren't checked out with their folder."""
    found = {*LeftOutFiles(desk, REPLIES).blobs}
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        found |= {*os.listdir(desk.root / REPLIES)}  # noqa: PTH208 (no Paths of many)
    return sorted(found)


def _tree(rule: OnRule, queries: "RuleQueries", sets: WordSets) -> Any:
    """Which tickets a rule means, for the file."""
    try:
        query = queries.of(rule)
        if query is None:
            return None
        found = (leaf for leaf, _ in leaves(query.root) if isinstance(leaf, OneOf))
        if any(leaf.source.name == "customer" for leaf in found):
            return _UNKNOWN  # customers' names stand in their own files
        return written(query.root, sets)
    except (TixError, NotKeptError):
        return _UNKNOWN


def _is_asking(workspace: "Workspace") -> IsAsking:
    """Who is who, for all changes; only comments ask or answer."""

    @cache
    def talk() -> "Conversations":
        from tix.actions.conversations import Conversations

        return Conversations(workspace)

    return lambda ticket, person: talk().is_asking(ticket, person)


_Meant: TypeAlias = Callable[[Ticket], bool]
"""Whether a rule may mean a ticket."""


def _meant(tree: Any, sets: Sequence[frozenset[str]], config: Config) -> _Meant:
    """What is kept of a rule, for many tickets: made once, and if its event happens at all."""
    if tree in (None, _UNKNOWN):
        return lambda _: True

    @cache
    def predicate() -> Node:
        return restored(tree, sets, config)

    return lambda ticket: predicate()(ticket, _NO_FACTS)


def _may_run(
    change: "TicketChange",
    waiting: Sequence[tuple[Trigger, _Meant]],
    config: Config,
    is_asking: IsAsking,
) -> bool:
    seen = events(change.before, change.after, config, is_asking)
    seen |= {*map(Trigger, change.happened)}
    return any(means(change.after) for trigger, means in waiting if trigger in seen)
