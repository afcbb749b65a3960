"""Which tickets a command is about: what ``list``, ``search``, ``report`` and ``export`` share.

``QueryCommand`` lets a query stand on the command line as people write it; ``select`` carries it
out. What only commits or other tickets can tell is found out only where something asks for it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from tix.model.config import Config
from tix.query.facts import Facts, blocked_ids
from tix.storage.reader import Filed
from tix.values import dataclass, replace

if TYPE_CHECKING:  # reading a query costs 25 ms of imports, which a bare 'tix list' does without
    from click.shell_completion import CompletionItem

    from tix.commands.session import Session
    from tix.query.order import SortKey
    from tix.query.predicates import Node
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary
    from tix.storage.index.reader import IndexReader


# On the command line ---------------------------------------------------------------------------


class QueryCommand(click.Command):
    """A command with a query among its arguments, in which a leading ``-`` means *not*.

    ``-label:ci``, ``-is:done``, ``-word`` and ``-(`` are words of the query, not options. A short
    option of the command itself is one where it stands alone (``-h``), or with a value that the
    option can take and that isn't any text (``-n5``). All that begins with ``--`` is an option.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand the options to click, and what is left behind a ``--``."""
        options, words, complete = self._sorted(ctx, args)
        return super().parse_args(ctx, [*options, "--", *words] if complete else options)

    def _sorted(self, ctx: click.Context, args: Sequence[str]) -> tuple[list[str], list[str], bool]:
        """The options with their values, the words, and whether no option lacks its value."""
        flags = self._options()
        options: list[str] = []
        words: list[str] = []
        rest = list(args)
        while rest:
            arg = rest.pop(0)
            if arg == "--":
                words += rest
                break
            if not self._is_option(ctx, arg):
                words.append(arg)
                continue
            options.append(arg)
            if (option := flags.get(arg)) is not None and _takes_value(option):
                if not rest:
                    return options, words, False
                options.append(rest.pop(0))
        return options, words, True

    def _options(self) -> dict[str, click.Option]:
        own = [param for param in self.params if isinstance(param, click.Option)]
        return {name: option for option in own for name in (*option.opts, *option.secondary_opts)}

    def _is_option(self, ctx: click.Context, arg: str) -> bool:
        if not arg.startswith("-") or arg == "-":
            return False
        if arg.startswith("--") or arg in self._options() or arg in ctx.help_option_names:
            return True
        option, value = self._options().get(arg[:2]), arg[2:]
        if option is None or not _takes_value(option) or _takes_any_text(option):
            return False
        try:
            option.type.convert(value, option, ctx)
        except click.UsageError:
            return False
        return True


def _takes_value(option: click.Option) -> bool:
    return not option.is_flag and not option.count


def _takes_any_text(option: click.Option) -> bool:
    return not isinstance(option.type, (click.Choice, click.types.IntParamType))


# Carrying it out -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Selection:
    """The tickets that a query selects, in order: ``numbers`` are theirs in the index.

    ``query`` is None where nothing was asked for; ``facts`` is what was found out about them. All
    is looked up as it is asked for. *Heads* are tickets without their body and comments.
    """

    query: "Query | None"
    facts: Facts
    reader: "IndexReader"
    config: Config
    only_open: bool = False
    keys: tuple["SortKey", ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def first(self, limit: int | None) -> "Selection":
        """The same with at most so many tickets."""
        if limit is None or limit >= len(self.numbers):
            return self
        found = replace(self)
        vars(found)["numbers"] = self.numbers[:limit]
        return found

    @property
    def root(self) -> "Node | None":
        """What the query asks; None for all."""
        return self.query.root if self.query else None

    @cached_property
    def numbers(self) -> Sequence[int]:
        """The tickets' numbers, in order."""
        found = self.reader.find(self.root, self.config, self.facts, to_do=self.only_open)
        return self._sorted(found) if self.keys else found

    def _sorted(self, numbers: Sequence[int]) -> list[int]:
        from tix.query.order import sort_key

        counts_comments = any(key.field.name == "comment" for key in self.keys)
        tickets = self.reader.wholes(numbers) if counts_comments else self.reader.heads(numbers)
        rank = sort_key(self.keys, self.config, self.facts)
        ranks = {number: rank(filed.ticket) for number, filed in zip(numbers, tickets, strict=True)}
        return sorted(numbers, key=ranks.__getitem__)

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [str(row[0]) for row in self.columns(["id"])]

    def columns(self, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """These columns of the index's table of tickets, one ticket after the other."""
        if self.keys or "numbers" in vars(self):
            yield from self.reader.columns(self.numbers, names)
            return
        rows = self.reader.listed(
            self.root, self.config, self.facts, to_do=self.only_open, columns=names
        )
        numbers = []
        for number, *values in rows:
            numbers.append(number)
            yield values
        vars(self)["numbers"] = numbers

    def heads(self) -> Iterator[Filed]:
        """The tickets without their bodies and comments, one after the other."""
        return self.reader.heads(self.numbers)

    def wholes(self) -> Iterator[Filed]:
        """The tickets, one after the other."""
        return self.reader.wholes(self.numbers)

    @property
    def done_left_out(self) -> int:
        """How many match, but aren't here: they are done, and the query doesn't ask for those."""
        if not self.only_open:
            return 0
        return self.reader.count(self.root, self.facts) - len(self.numbers)


def vocabulary(session: "Session") -> "Vocabulary":
    """All that a query may name in this desk."""
    from tix.query.vocabulary import Vocabulary

    words = _Words(session.reader)
    queries = session.user_config.queries
    return Vocabulary(session.config, session.directory, session.now, words, queries)


class _Words(Mapping[str, Collection[str]]):
    """What stands in each field of the desk's tickets, looked up when it is asked for."""

    def __init__(self, reader: "IndexReader") -> None:
        self._reader = reader
        self._known: dict[str, frozenset[str]] = {}

    @cached_property
    def _names(self) -> dict[str, bool]:
        """The names of the fields, and whether a team defined them."""
        from tix.query.vocabulary import WORD_FIELDS

        return dict.fromkeys(self._reader.team_fields(), True) | dict.fromkeys(WORD_FIELDS, False)

    def __getitem__(self, name: str) -> Collection[str]:
        if name not in self._known:
            self._known[name] = self._reader.words(name, team=self._names[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def select(
    session: "Session",
    words: Sequence[str],
    *,
    default_open: bool = False,
    sort: str | None = None,
    needs: Iterable[str] = (),
) -> Selection:
    """The tickets that the words of a query select, and a word on standard error about the rest.

    ``default_open`` leaves out what is done unless the query says something about that. ``sort``
    is what ``--sort`` was given. ``needs`` names the parts of ``Facts`` that the caller looks at.
    Broken tickets are named, but for a query that asks for them. Raises QueryError.
    """
    query = session.query(words) if any(word.strip() for word in words) else None
    keys = (*_sort_keys(session, sort), *(query.sort if query else ()))
    if query is None or not query.wants_broken:
        session.tell_broken()
    asked = {need.name.lower() for need in query.needs} if query else set[str]()
    facts = gather(session, None, asked, Facts())
    only_open = default_open and not (query and query.says_status)
    found = Selection(query, facts, session.reader, session.config, only_open)
    later = {*needs, *(key.field.name for key in keys if key.field.name == "updated")} - asked
    if later:
        facts = gather(session, found.numbers, later, facts)
    return replace(found, facts=facts, keys=keys)


def gather(
    session: "Session", about: Sequence[int] | None, needs: Iterable[str], known: Facts
) -> Facts:
    """What is known, and those parts of ``Facts`` that are needed about these tickets.

    ``about`` are numbers of the index; None stands for all.
    """
    for need in needs:
        match need:
            case "updated":
                known = replace(known, updated=_updated(session, about))
            case "blocked":
                known = replace(known, blocked=_blocked(session))
    return known


def _updated(session: "Session", about: Sequence[int] | None) -> Mapping[str, datetime]:
    reader = session.reader
    numbers = reader.find(None, session.config) if about is None else about
    return reader.updated_of(numbers)


def _blocked(session: "Session") -> frozenset[str]:
    """The tickets that wait for another: found among those with a link, and where those point."""
    from tix.query.predicates import Has, Source

    reader, config = session.reader, session.config
    numbers = reader.find(Has(Source("links")), config, to_do=True)
    linking = [filed.ticket for filed in reader.heads(numbers)]
    targets = {link.id for ticket in linking for link in ticket.links}
    others = reader.by_id(targets - {ticket.id for ticket in linking})
    return blocked_ids((*linking, *others.values()), config)


def _sort_keys(session: "Session", sort: str | None) -> tuple["SortKey", ...]:
    if sort is None:
        return ()
    from tix.query.order import parse_sort

    return parse_sort(sort, session.vocabulary)


# Completion ------------------------------------------------------------------------------------


def complete_query(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list["CompletionItem[str]"]:
    """What can stand next in a query; all that it takes is imported when somebody asks."""
    from tix.commands import completions

    return completions.complete_query(context, parameter, typed)
