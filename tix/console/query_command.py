"""Commands with a query among their arguments: parsing the command line, running the query."""

from collections.abc import Iterable, Sequence

import click

from tix.actions import selection
from tix.actions.selection import Selection
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # reading a query costs 25 ms of imports, which a bare 'tix list' does without
    from tix.console.session import Session


class QueryCommand(click.Command):
    """A command with a query among its arguments, in which a leading ``-`` means *not*.

    ``-label:ci``, ``-is:done``, ``-word`` and ``-(`` are words of the query, not options. A short
    option of the command itself is one where it stands alone (``-h``), with ``=`` (``-l=ci``), or
    with a value that the option can take and that isn't any text (``-n5``). All that begins with
    ``--`` is an option, and so is a lone letter behind a dash: nobody means *not the word l*.
    ``-5`` is ``-n 5``, as for git log; a number of three digits or more is a word.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pass the options to click, and everything else after a ``--``."""
        options, words, complete = self._sorted(ctx, args)
        return super().parse_args(ctx, [*options, "--", *words] if complete else options)

    def _sorted(self, ctx: click.Context, args: Sequence[str]) -> tuple[list[str], list[str], bool]:
        """The options with their values, the words, and whether every option has its value."""
        flags = self._options()
        options: list[str] = []
        words: list[str] = []
        rest = list(args)
        while rest:
            arg = rest.pop(0)
            if arg == "--":
                words += rest
                break
            flag, equals, value = arg.partition("=")
            if equals and len(flag) == 2 and flag in flags:
                arg, rest = flag, [value, *rest]
            elif arg[2:3] in ("~", "!") and arg[:2] in flags:  # -s~done: nobody means a word
                arg, rest = arg[:2], [arg[2:], *rest]
            elif "-n" in flags and arg not in flags and _is_limit(arg):
                arg, rest = "-n", [arg[1:], *rest]
            if not self._is_option(ctx, arg):
                words.append(arg)
                continue
            options.append(arg)
            if (option := flags.get(arg)) is not None and _takes_value(option):
                if not rest or (rest[0] in flags and not equals):
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
        if len(arg) == 2 and (arg == "-?" or (arg.isascii() and arg[1].isalpha())):
            raise click.NoSuchOption(arg, ctx=ctx)
        option, value = self._options().get(arg[:2]), arg[2:]
        if option is None or not _takes_value(option) or _takes_any_text(option):
            return False
        try:
            option.type.convert(value, option, ctx)
        except click.UsageError:
            return False
        return True


class LimitCommand(click.Command):
    """A command without a query in which ``-5`` is ``-n 5``, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pass the arguments to click, with ``-n`` before such a number."""
        pairs = (("-n", arg[1:]) if _is_limit(arg) else (arg,) for arg in args)
        return super().parse_args(ctx, [word for pair in pairs for word in pair])


def _is_limit(arg: str) -> bool:
    """Whether it is ``-5`` or the like."""
    return arg[:1] == "-" and 2 <= len(arg) <= 3 and arg[1:].isascii() and arg[1:].isdecimal()


def _takes_value(option: click.Option) -> bool:
    return not option.is_flag and not option.count


def _takes_any_text(option: click.Option) -> bool:
    return not isinstance(option.type, (click.Choice, click.types.IntParamType))


def select(
    session: "Session",
    words: Sequence[str],
    *,
    default_open: bool = False,
    sort: str | None = None,
    needs: Iterable[str] = (),
) -> Selection:
    """``tix.actions.selection.select``, and a word on standard error about what isn't in it.

    Broken tickets are named, but for a query that asks for them, and those in the archive only
    where what is done was asked for, too. Raises QueryError.
    """
    found = selection.select(session, words, default_open=default_open, sort=sort, needs=needs)
    tell_hidden(session, found)
    return found


def tell_hidden(session: "Session", found: Selection) -> None:
    """Name the broken tickets on standard error, unless the query asks for them."""
    if found.hides_broken:
        session.tell_broken(only_live=found.only_open)
