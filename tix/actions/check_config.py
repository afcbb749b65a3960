"""Checking ``tix.yaml``: its saved queries, and what holds while it can't be read."""

from collections.abc import Iterable, Iterator

from tix.actions.workspace import Workspace
from tix.frozen import replace
from tix.model.changes.check import Problem
from tix.model.config.config import SETTING_OF, Config, Group, Status
from tix.model.layout import CONFIG_FILE
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any

_MOST_TERMS = 100_000
"""Terms of saved queries that are checked; one may name others, and expand to thousands."""


def lenient_config(tickets: Iterable[Ticket]) -> Config:
    """A configuration that accepts every word in use."""
    usual = Config()
    statuses: dict[str, Group] = {}
    words = {name: dict.fromkeys(usual.words_of(name) or ()) for name in SETTING_OF}
    for ticket in tickets:
        if ticket.status and not usual.group(ticket.status):
            is_done = bool(ticket.resolved or ticket.closed)
            if is_done or ticket.status not in statuses:
                statuses[ticket.status] = Group.DONE if is_done else Group.ACTIVE
        for name, known in words.items():
            if known and (word := getattr(ticket, name)):
                known[word] = None
    settings: dict[str, Any] = {SETTING_OF[name]: tuple(known) for name, known in words.items()}
    settings["statuses"] = (*usual.statuses, *map(Status, statuses, statuses.values()))
    return replace(usual, **settings)


def broken_queries(
    workspace: Workspace, tickets: Iterable[Ticket], config: Config
) -> Iterator[Problem]:
    """The desk's saved queries that can't be parsed. ``tickets`` are all tickets of the desk."""
    from tix.query.error import QueryError
    from tix.query.parser import parse
    from tix.query.predicates import leaves
    from tix.query.vocabulary import vocabulary_of

    vocabulary = vocabulary_of(tickets, config, workspace.now, workspace.me)
    terms = 0
    for saved in config.queries:
        line = config.lines.get(f"queries.{saved.name}", 1)
        if terms > _MOST_TERMS:
            text = f"the saved queries from @{saved.name} on aren't checked: they are too long"
            yield Problem(CONFIG_FILE, line, "error", text)
            return
        try:
            terms += sum(1 for _ in leaves(parse(saved.query, vocabulary).root))
        except QueryError as error:
            terms += len(saved.query)
            text = f"the query @{saved.name}: {error.sentence}"
            yield Problem(CONFIG_FILE, line, "error", text)
