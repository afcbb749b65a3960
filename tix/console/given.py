"""Checks of arguments: everything given to a command is used or refused, never ignored."""

from collections.abc import Callable, Iterable, Sequence

import click

from tix.errors import UsageError
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])

MOST_IDS = 16 * 2**20
"""The most bytes of ids that are read from standard input."""
_BETWEEN_IDS = str.maketrans(",\0", "  ")


class ContradictingOptionsError(UsageError):
    """Two options that exclude each other."""

    def __init__(self, options: str, hint: str | None = None) -> None:
        super().__init__(f"{options} can't be used together", hint=hint)


class GoesWithError(UsageError):
    """An option that needs another one, which is missing."""

    def __init__(self, option: str, other: str) -> None:
        super().__init__(f"{option} goes with {other}")


class GivenTwiceError(UsageError):
    """Two values where only one is possible."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is given twice, and can have one value only")


class InputTakenError(UsageError):
    """Two arguments ask for standard input."""

    def __init__(self) -> None:
        super().__init__(
            "standard input can be read for one thing only", hint="-F FILE reads a text from a file"
        )


def ids_in(data: bytes) -> list[str]:
    """The ids on standard input, between blanks, commas or zero bytes. Raises UsageError."""
    if len(data) > MOST_IDS:
        raise UsageError(f"standard input: over {MOST_IDS // 2**20} MB are no list of ids")
    return data.decode(errors="replace").translate(_BETWEEN_IDS).split()


def option_once(*declarations: str, **attributes: Any) -> Callable[[_F], _F]:
    """A click option that may be given once, for a command that writes: no value is ignored.

    (In commands that only read, the last of several values counts, so that an alias can be
    overridden.)
    """
    return click.option(*declarations, multiple=True, callback=_only, **attributes)


def output_option(metavar: str, text: str, **attributes: Any) -> Callable[[_F], _F]:
    """``-o FILE``, once; ``-`` is standard output, as it is without the option."""
    return click.option(
        "-o", "--output", metavar=metavar, help=text, multiple=True, callback=_file, **attributes
    )


def each_field_once(names: Iterable[str]) -> None:
    """Raise GivenTwiceError if two names, singular or plural, mean the same field."""
    seen: set[str] = set()
    for name in names:
        field = BY_NAME.get(name.casefold())
        known = field.name if field else name
        if known in seen:
            raise GivenTwiceError(known)
        seen.add(known)


def _only(_: click.Context, option: click.Parameter, values: Sequence[str]) -> str | None:
    if len(values) > 1:
        raise GivenTwiceError(max(option.opts, key=len))
    return values[0] if values else None


def _file(context: click.Context, option: click.Parameter, values: Sequence[str]) -> str | None:
    name = _only(context, option, values)
    return None if name == "-" else name
