"""The options that commands which write share: ``--json``, ``--quiet``, ``--dry-run``.

None of them is an argument of the command's function: they tell the session how to confirm, and the
store whether to write.
"""

from collections.abc import Callable

import click

from tix.console.session import Session
from tix.quick_typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])


def quiet_option(function: _F) -> _F:
    """``--quiet``: nothing is confirmed. Warnings, errors and results are there all the same."""

    def tell(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.ensure_object(Session).is_quiet |= value

    option = click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, callback=tell, help="Confirm nothing."
    )
    return option(function)


def json_option(function: _F) -> _F:
    """``--json``: the tickets that the command was about, as they are afterwards, or would be."""

    def tell(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.ensure_object(Session).wants_json |= value

    option = click.option(
        "--json", is_flag=True, expose_value=False, callback=tell, help="Print the result as JSON."
    )
    return option(function)


def dry_run_option(function: _F) -> _F:
    """``--dry-run``: what would be changed is said, and isn't."""

    def tell(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.ensure_object(Session).is_dry |= value

    option = click.option(
        "-n",
        "--dry-run",
        is_flag=True,
        expose_value=False,
        callback=tell,
        help="Only say what would be changed.",
    )
    return option(function)


def null_option(function: _F) -> _F:
    """``--null``: understood, and needed by nobody: ids are told apart by zero bytes anyway."""
    option = click.option(
        "-0", "--null", is_flag=True, expose_value=False, help="Ids on standard input end with a "
        "zero byte.",
    )  # fmt: skip
    return option(function)


def write_options(function: _F) -> _F:
    """All of them, for a command that can change several tickets."""
    return quiet_option(json_option(dry_run_option(null_option(function))))
