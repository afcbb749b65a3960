"""The desk's rules for people to look at, and the start that time rules need (R2)."""

from contextlib import suppress
from datetime import datetime

from tix.actions.rules import checked_rules
from tix.frozen import dataclass
from tix.model.layout import RULES_FILE
from tix.model.rules.effects import in_words
from tix.model.rules.rule import AtRule, EveryRule, OnRule, Rule
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule, what it does in words, and when one that opens tickets does it next."""

    rule: Rule
    does: str
    next: datetime | None = None


def list_rules(workspace: "Workspace") -> list[ListedRule]:
    """The rules in the order of the file. Raises RulesError."""
    rules, _ = checked_rules(workspace)
    return [_listed(workspace, rule) for rule in rules.rules]


def _listed(workspace: "Workspace", rule: Rule) -> ListedRule:
    if not isinstance(rule, EveryRule):
        return ListedRule(rule, in_words(rule.then))
    more = in_words(rule.then)
    does = f"open {rule.title!r}" + (f", {more}" if more else "")
    following = None
    with suppress(OverflowError):  # at the end of the calendar
        following = rule.schedule.next(workspace.now, workspace.config.timezone)
    return ListedRule(rule, does, following if rule.since else None)


def write_starts(workspace: "Workspace") -> tuple[tuple[str, ...], "Outcome | None"]:
    """Write ``from`` into each time rule that lacks it, in a commit; their names."""
    from tix.model.rules.starts import with_starts
    from tix.storage.desk.rules import decoded

    rules, _ = checked_rules(workspace)
    if not rules.without_start:
        return (), None
    with workspace.transaction() as work:
        data = work.reader.content(RULES_FILE) or b""
        new, names = with_starts(decoded(data), workspace.now)
        work.put_file(RULES_FILE, new.encode(), seen=data)
        return names, work.commit(f"{RULES_FILE}: from for {', '.join(names)}")


def rule_object(listed: ListedRule) -> dict[str, Any]:
    """A rule as what ``json`` can write (``docs/json.md``)."""
    rule = listed.rule
    since = rule.since if isinstance(rule, AtRule | EveryRule) else None
    return {
        "name": rule.name,
        "line": rule.line,
        "form": {OnRule: "on", AtRule: "at", EveryRule: "every"}[type(rule)],
        "timing": rule.timing.partition(" ")[2],
        "when": rule.when or None if isinstance(rule, OnRule | AtRule) else None,
        "does": listed.does,
        "from": format_time(since) if since else None,
        "next": format_time(listed.next) if listed.next else None,
    }
