"""The desk's rules, read and ready to run."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property

from tix.errors import TixError
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.model.people import person_key
from tix.model.rules.effect_source import Surroundings, editor_of
from tix.model.rules.reader import load_rules
from tix.model.rules.rule import AtRule, OnRule, Rules
from tix.model.rules.source import RulesError, read_rules
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.config_cache import reading
from tix.storage.desk.rules import rules_text

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.changes.editing import FieldEditor
    from tix.model.text.yaml_nodes import Mapping
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary


class OneRuleError(TixError):
    """Something that one rule couldn't do; all others run."""


_ME = "nobody@me.invalid"
"""Who ``me`` is where rules run for everybody: a query that means them is refused."""


class _WholeAddresses(Directory):
    """Knows everybody that the desk does, and takes whole addresses of others."""

    def matches(self, who: str) -> frozenset[str]:
        key = person_key(who.strip())
        return super().matches(who) or frozenset([key] if "@" in key[1:] else ())


class RuleQueries:
    """The queries of rules, each read when it is first asked for; ``now`` is when that is."""

    def __init__(self, workspace: "Workspace", now: datetime) -> None:
        self._workspace, self._now = workspace, now
        self._known: dict[str, Query] = {}
        self._needs: dict[str, frozenset[str]] = {}
        self._gathered: dict[frozenset[str], Facts] = {frozenset(): _NO_FACTS}

    def of(self, rule: OnRule | AtRule) -> "Query | None":
        """The query of a rule; None if it means every ticket. Raises RulesError."""
        if not rule.when:
            return None
        if rule.name not in self._known:
            self._known[rule.name] = self._parsed(rule)
        return self._known[rule.name]

    def matches(self, rule: OnRule | AtRule, ticket: Ticket) -> bool:
        """Whether a rule's query means a ticket: of one on an event as it will be, when all has
        been done. Raises RulesError."""
        query = self.of(rule)
        if query is None:
            return True
        is_event = isinstance(rule, OnRule)
        facts = self._while_changing(query, ticket) if is_event else self.facts(query)
        return query.matches(ticket, facts)

    @cached_property
    def _vocabulary(self) -> "Vocabulary":
        """All that a rule's query can say: what ``tix.yaml`` does, and people of tickets."""
        from tix.query.vocabulary import Vocabulary

        config = self._workspace.config
        people = _WholeAddresses(config, _People(self._workspace), _ME)
        return Vocabulary(config, people, self._now, customers=lambda: self._workspace.customers)

    def _parsed(self, rule: OnRule | AtRule) -> "Query":
        from tix.query.error import QueryError
        from tix.query.parser import parse
        from tix.query.predicates import PersonIn, leaves
        from tix.query.texts_last import texts_last

        try:
            query = parse(rule.when, self._vocabulary)
            people = (leaf for leaf, _ in leaves(query.root) if isinstance(leaf, PersonIn))
            if any(_ME in leaf.keys for leaf in people):
                raise RulesError(rule.when_line, "when: a rule has no 'me': say who is meant")
            return replace(query, root=texts_last(query.root))
        except RulesError:
            raise
        except QueryError as error:
            raise RulesError(rule.when_line, f"when: {error.sentence}", error.hint) from None
        except TixError as error:
            raise RulesError(rule.when_line, f"when: {error}", error.hint) from None

    def facts(self, query: "Query") -> Facts:
        """What a query asks for beside tickets, about all of the live folder."""
        return self._facts(self._needs_of(query))

    def _needs_of(self, query: "Query") -> frozenset[str]:
        if query.text not in self._needs:
            self._needs[query.text] = frozenset(need.name.lower() for need in query.needs)
        return self._needs[query.text]

    def _facts(self, needs: frozenset[str]) -> Facts:
        if needs not in self._gathered:
            from tix.actions.selection import gather

            self._gathered[needs] = gather(self._workspace, None, needs, _NO_FACTS)
        return self._gathered[needs]

    def _while_changing(self, query: "Query", ticket: Ticket) -> Facts:
        """The same, about a ticket that changes just now."""
        needs = self._needs_of(query)
        if not needs:
            return _NO_FACTS
        found = self._facts(needs - {"updated", "archived"})
        blocked = found.blocked
        if "blocked" in needs:
            blocked = _blocked_anew(self._workspace, ticket, blocked)
        return replace(found, updated={ticket.id: self._now}, blocked=blocked)


_NO_FACTS = Facts()


def _blocked_anew(
    workspace: "Workspace", ticket: Ticket, blocked: frozenset[str]
) -> frozenset[str]:
    """The tickets that wait for another, when this one's own links are as they will be."""
    targets = {link.id for link in ticket.links if link.kind == "depends-on"}
    others = workspace.reader.by_id(targets).values()
    waits = any(not workspace.config.is_done(other) for other in others)
    return blocked | {ticket.id} if waits else blocked


class _People:
    """Everybody that a ticket names, read when somebody is looked for."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def __iter__(self) -> Iterator[str]:
        return iter(self._workspace.reader.people())


def desk_rules(workspace: "Workspace") -> Rules:
    """The rules of the desk; none if it has no ``rules.yaml``.

    Raises RulesError, UnreadableRulesError.
    """
    text = rules_text(workspace.desk)
    if text is None:
        return Rules()
    return rules_in(workspace, text, reading(workspace.desk.clone_state.rules, read_rules))


def rules_in(
    workspace: "Workspace", text: str, read: "Callable[[str, int], Mapping] | None" = None
) -> Rules:
    """The rules in a text, by what the desk has now. Raises RulesError."""
    return load_rules(text, workspace.config, _surroundings(workspace, text), read)


def checked_rules(workspace: "Workspace") -> tuple[Rules, RuleQueries]:
    """The rules of the desk with all their queries. Raises RulesError, UnreadableRulesError."""
    rules = desk_rules(workspace)
    queries = RuleQueries(workspace, workspace.now)
    for rule in rules.rules:
        if isinstance(rule, OnRule | AtRule):
            queries.of(rule)
    return rules, queries


def _surroundings(workspace: "Workspace", text: str) -> Surroundings:
    """What these rules may name beside what ``tix.yaml`` says."""
    config = workspace.config
    replies: list[str] = []
    if "reply" in text:
        from tix.model.records.reply import REPLY  # few rules reply

        replies = workspace.records(REPLY).names()
    calendars = [calendar.name for calendar in config.calendars]
    can_invoice = config.billing is not None
    return Surroundings(replies, calendars, bool(config.promises), can_invoice)


def editor(config: Config, now: datetime) -> "FieldEditor":
    """Sets fields as rules say, at that time."""
    return editor_of(config, Directory(config), now)
