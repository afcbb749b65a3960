"""What a person gives to a command is used or refused; nothing is left out without a word."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from tix.errors import UsageError
from tix.model.ticket.fields import BY_NAME

_F = TypeVar("_F", bound=Callable[..., Any])


class ContradictingOptionsError(UsageError):
    """Two options that can't both be meant."""

    def __init__(self, options: str) -> None:
        super().__init__(f"{options} can't be used together")


class GoesWithError(UsageError):
    """An option that says something about another, which isn't there."""

    def __init__(self, option: str, other: str) -> None:
        super().__init__(f"{option} goes with {other}")


class GivenTwiceError(UsageError):
    """Two values where there is place for one."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is given twice, and can have one value only")


class InputTakenError(UsageError):
    """Two things are to be read from standard input."""

    def __init__(self) -> None:
        super().__init__(
            "standard input can be read for one thing only", hint="-F FILE reads a text from a file"
        )


def option_once(*declarations: str, **attributes: Any) -> Callable[[_F], _F]:
    """A click option with one value, for a command that writes: the first of two would be lost.

    (Of two values for a command that only looks the last counts, so that an alias can be
    overridden.)
    """
    return click.option(*declarations, multiple=True, callback=_only, **attributes)


def each_field_once(names: Iterable[str]) -> None:
    """Raise GivenTwiceError if two of the names (singular or plural) are the same field's."""
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
