"""Asking before a message is dropped for good."""

import sys

import click

from tix.errors import TixError


class NotConfirmedError(TixError):
    """The user said no, or nobody could be asked."""

    def __init__(self) -> None:
        super().__init__("nothing was dropped", hint="--yes drops without asking")


yes_option = click.option("-y", "--yes", is_flag=True, help="Don't ask.")


def confirm_drop(question: str) -> None:
    """Raises NotConfirmedError."""
    if not sys.stdin.isatty() or not click.confirm(question, default=False, err=True):
        raise NotConfirmedError
