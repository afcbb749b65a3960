"""Which tickets a command is about: what ``list``, ``search``, ``report`` and ``export`` share.

``QueryCommand`` lets a query stand on the command line as people write it; ``select`` carries it
out. What only commits or other tickets can tell is found out only where something asks for it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from tix.query.facts import Facts, blocked_ids
from tix.storage.reader import Broken, Filed
from tix.values import dataclass, replace

if TYPE_CHECKING:  # reading a query costs 25 ms of imports, which a bare 'tix list' does without
    from click.shell_completion import CompletionItem

    from tix.commands.session import Session
    from tix.model.history import Event
    from tix.query.order import SortKey
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary


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


@dataclass(frozen=True, slots=True)
class Selection:
    """The tickets that a query selects, in order, and what was found out about them.

    ``query`` is None where nothing was asked for. ``broken`` are all the files of the desk that
    can't be read. ``done_left_out`` counts the tickets that match, but aren't here because they are
    done and the query doesn't ask for those.
    """

    tickets: Sequence[Filed]
    broken: Sequence[Broken]
    query: "Query | None"
    facts: Facts
    done_left_out: int = 0


def vocabulary(session: "Session") -> "Vocabulary":
    """All that a query may name in this desk."""
    from tix.query.vocabulary import vocabulary_of

    tickets = (filed.ticket for filed in session.reader.scan().tickets)
    queries = session.user_config.queries
    return vocabulary_of(tickets, session.config, session.now, session.me, queries)


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
    scan = session.reader.scan()
    if query is None or not query.wants_broken:
        session.tell_broken()
    asked = {need.name.lower() for need in query.needs} if query else set[str]()
    facts = gather(session, scan.tickets, asked, Facts())
    found = [filed for filed in scan.tickets if query is None or query.matches(filed.ticket, facts)]
    matching = len(found)
    if default_open and not (query and query.says_status):
        found = [filed for filed in found if not session.config.is_done(filed.ticket)]
    later = {*needs, *(key.field.name for key in keys if key.field.name == "updated")}
    facts = gather(session, found, later - asked, facts)
    ordered = _in_order(session, found, keys, facts)
    return Selection(ordered, scan.broken, query, facts, matching - len(found))


def gather(session: "Session", about: Sequence[Filed], needs: Iterable[str], known: Facts) -> Facts:
    """What is known, and those parts of ``Facts`` that are needed about these tickets."""
    for need in needs:
        match need:
            case "updated":
                known = replace(known, updated=session.reader.updated(about))
            case "blocked":
                every = (filed.ticket for filed in session.reader.scan().tickets)
                known = replace(known, blocked=blocked_ids(every, session.config))
            case "archived":
                archived = frozenset(filed.ticket.id for filed in about if filed.archived)
                known = replace(known, archived=archived)
    return known


def _sort_keys(session: "Session", sort: str | None) -> tuple["SortKey", ...]:
    if sort is None:
        return ()
    from tix.query.order import parse_sort

    return parse_sort(sort, session.vocabulary)


def _in_order(
    session: "Session", found: Sequence[Filed], keys: tuple["SortKey", ...], facts: Facts
) -> list[Filed]:
    if not keys:
        from tix.query.usual_order import usual_key

        return sorted(found, key=lambda filed: usual_key(filed.ticket, session.config))
    from tix.query.order import sort_key

    rank = sort_key(keys, session.config, facts)
    return sorted(found, key=lambda filed: rank(filed.ticket))


# History ---------------------------------------------------------------------------------------


def history(session: "Session", ids: Iterable[str] | None = None) -> Sequence["Event"]:
    """What commits did to tickets (None: to all), newest first, with a bar while it takes long."""
    from tix.commands.counting import counting

    with counting(session, "reading the history") as advance:
        return session.reader.history(ids, advance)


# Completion ------------------------------------------------------------------------------------


def complete_query(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list["CompletionItem[str]"]:
    """What can stand next in a query; all that it takes is imported when somebody asks."""
    from tix.commands import completions

    return completions.complete_query(context, parameter, typed)
