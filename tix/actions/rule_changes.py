"""Running the desk's rules on events, inside the transaction of the change (R1)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial

from tix.actions.conversations import Conversations
from tix.actions.rules import OneRuleError, RuleQueries, desk_rules, editor
from tix.errors import TixError
from tix.model.people import RULES, Person
from tix.model.rules.chain import Chain, Chained
from tix.model.rules.effects import Means, told_by
from tix.model.rules.identity import comment_id_on, least_loaded, next_in_turn
from tix.model.rules.rule import Assign, CreateInvoice, OnRule, Rules, Trigger
from tix.model.rules.trailers import trailers
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.desk.owed_invoices import OwedInvoice
    from tix.storage.index.reader import IndexReader
    from tix.storage.store.transaction import Transaction


def run_on_rules(workspace: "Workspace", work: "Transaction") -> list[tuple[str, str]]:
    """Make the changes that the desk's rules make of a transaction's; trailers that tell of them.

    What can't be read is left out, with a word about it (R5).
    """
    try:
        rules = desk_rules(workspace)
        if not rules.on:
            return []
        changed = work.changes()
        if not changed:
            return []
        chain = chain_of(workspace, rules)
        done = [
            (change, chain.run(change.before, change.after, [*map(Trigger, change.happened)]))
            for change in changed
        ]
    except TixError as error:
        workspace.rules_left_out(error)
        return []
    ran: list[tuple[str, str, Sequence[str]]] = []
    for change, result in done:
        if result.ticket != change.after:
            (work.add if change.is_new else work.put)(result.ticket)
        tell_failures(workspace, result)
        ran += ran_for(result)
        if not work.is_dry:
            for owed in _owed(workspace, result):
                _bill_afterwards(workspace, owed, result.ticket)
    # A ticket that stays as it is (its invoice was paid) isn't named by the commit otherwise.
    is_named = len(done) == 1 and all(change.before != result.ticket for change, result in done)
    return trailers(ran, of_several=not is_named)


def _owed(workspace: "Workspace", result: Chained) -> "list[OwedInvoice]":
    """The invoices that rules asked for, noted before the change is committed."""
    asked = [(r.name, how) for r in result.ran for how in r.then if isinstance(how, CreateInvoice)]
    if not asked:
        return []
    from tix.actions.rule_invoices import owe_ticket  # few rules bill
    from tix.storage.git.commit import tip_of

    after = tip_of(workspace.desk.git, workspace.desk.ref())
    return [
        owe_ticket(workspace, name, result.ticket, after, is_sent=how.is_sent)
        for name, how in asked
    ]


def _bill_afterwards(workspace: "Workspace", owed: "OwedInvoice", ticket: Ticket) -> None:
    from tix.actions.rule_invoices import bill_ticket  # few rules bill

    workspace.afterwards.append(partial(bill_ticket, workspace, owed, ticket))


def after_rules(
    workspace: "Workspace", before: Ticket, after: Ticket
) -> tuple[Ticket, list[tuple[str, str]]]:
    """A changed ticket after the desk's rules, and trailers that tell of them. Invoices that they
    ask for are owed (``tix.actions.rule_invoices``)."""
    try:
        rules = desk_rules(workspace)
        result = chain_of(workspace, rules).run(before, after)
    except TixError as error:
        workspace.rules_left_out(error)
        return after, []
    tell_failures(workspace, result)
    _owed(workspace, result)
    return result.ticket, trailers(ran_for(result), of_several=False)


def ran_for(result: Chained) -> list[tuple[str, str, Sequence[str]]]:
    """The rules that ran for a ticket: their names, its id, and whom they tell."""
    return [(rule.name, result.ticket.id, told_by(rule.then)) for rule in result.ran]


def tell_failures(workspace: "Workspace", result: Chained) -> None:
    """Say which rules couldn't do their part."""
    for rule, error in result.failed:
        workspace.rules_left_out(RuleFailedError(rule.name, result.ticket.id, error))


class RuleFailedError(OneRuleError):
    """A rule couldn't do its part for a ticket, and did nothing."""

    def __init__(self, name: str, ident: str, error: TixError) -> None:
        super().__init__(f"the rule {name!r} did nothing for {ident}: {error}", hint=error.hint)


def chain_of(
    workspace: "Workspace",
    rules: Rules,
    now: datetime | None = None,
    pick: Callable[[OnRule, Assign, Ticket], str] | None = None,
    known: tuple[Conversations, RuleQueries] | None = None,
) -> Chain:
    """The rules on events, as they work now, or at the time of a time rule that sets them off;
    ``pick`` says whom they give tickets to, ``known`` is what was read for them before."""
    talk, queries = known or (Conversations(workspace), RuleQueries(workspace, workspace.now))
    turns = Turns(workspace)

    def means(rule: OnRule) -> Means:
        def choose(assign: Assign, ticket: Ticket) -> str:
            return pick(rule, assign, ticket) if pick else turns.pick(assign, ticket)

        return means_at(workspace, now, choose, lambda about: _comment_id(rule, about))

    return Chain(rules.on, workspace.config, talk.is_asking, queries.matches, means)


def means_at(
    workspace: "Workspace",
    now: datetime | None,
    pick: Callable[[Assign, Ticket], str],
    comment: Callable[[Ticket], str],
) -> Means:
    """What a rule works with now, or at exactly that time."""
    when = now or workspace.now
    return Means(
        editor(workspace.config, when),
        pick,
        lambda name, about: _reply(workspace, name, about, None if now is None else RULES),
        comment,
        when,
        is_exact=now is not None,
    )


def _comment_id(rule: OnRule, ticket: Ticket) -> str:
    known = {comment.id for comment in ticket.comments}
    return comment_id_on(rule.name, ticket.id, rule.trigger, known.__contains__)


def _reply(workspace: "Workspace", name: str, ticket: Ticket, agent: Person | None) -> str:
    """The text of a reply: by the user, or, for a time rule, the same whoever ticks."""
    from tix.actions.reply import reply_text  # few rules reply

    return reply_text(workspace, name, ticket, agent).text


class Turns:
    """Whose turn it is in a team, by the tickets that the desk has."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._given: dict[str, datetime] = {}
        self._more: dict[str, int] = {}

    def pick(self, assign: Assign, ticket: Ticket) -> str:
        """Whom a rule on an event gives a ticket to; "" for nobody."""
        if assign.how == "to":
            return assign.who
        team = self._workspace.config.team(assign.who)
        assert team is not None, "the rules were checked"
        canonical = self._workspace.config.canonical_person
        if assign.how == "one of":
            who = next_in_turn(team.members, lambda member: self._newest(canonical(member)))
        else:
            who = least_loaded(team.members, lambda member: self._load(canonical(member)))
        key = canonical(who)
        if ticket.opened is not None:
            self._given[key] = max(ticket.opened, self._given.get(key, ticket.opened))
        self._more[key] = self._more.get(key, 0) + 1
        return who

    def _newest(self, key: str) -> datetime | None:
        """When the newest ticket of somebody was opened."""
        times = [at for at in (self._newest_known.get(key), self._given.get(key)) if at]
        return max(times, default=None)

    def _load(self, key: str) -> int:
        """How many tickets somebody has to do."""
        return self._loads.get(key, 0) + self._more.get(key, 0)

    @cached_property
    def _reader(self) -> "IndexReader":
        """Reads what others wrote before this transaction took the lock, too."""
        self._workspace.reread()
        return self._workspace.reader

    @cached_property
    def _newest_known(self) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        canonical = self._workspace.config.canonical_person
        for who, opened in self._reader.newest_assigned().items():
            key = canonical(who)
            found[key] = max(opened, found.get(key, opened))
        return found

    @cached_property
    def _loads(self) -> dict[str, int]:
        found: dict[str, int] = {}
        canonical = self._workspace.config.canonical_person
        for tally in self._reader.tallies(None, Facts(), self._workspace.config):
            if not tally.is_done:
                for who in tally.assignees:
                    found[canonical(who)] = found.get(canonical(who), 0) + tally.count
        return found
