"""What commands share that scripts call in a pipeline: ``--sync``, the run, secrets."""

import os
from collections.abc import Callable
from contextlib import suppress

import click

from tix.console.session import Session
from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from tix.model.masking import Masker
    from tix.model.pipelines import Pipeline

_F = TypeVar("_F", bound=Callable[..., Any])


def sync_option(function: _F) -> _F:
    """``--sync``: the command ends with a sync, and fails if that does."""

    def tell(context: click.Context, _: click.Parameter, value: bool) -> None:
        session = context.ensure_object(Session)
        if value:
            session.must_sync, session.patience = True, None

    option = click.option(
        "--sync",
        is_flag=True,
        expose_value=False,
        callback=tell,
        help="Sync with the remote afterwards.",
    )
    return option(function)


def take_in(session: Session) -> None:
    """With ``--sync``, in a clone that had the desk before (a workspace used again): take in
    what happened since, so that what fails elsewhere, or is closed there, counts.

    What is wrong with that is wrong with the sync afterwards, too, which says it.
    """
    if not session.must_sync or session.is_dry:
        return
    from tix.actions.sync import sync

    with suppress(TixError, OSError):
        _ = session.desk  # which asks remotes, where this clone doesn't know it
        if not session.has_asked_remotes:
            sync(session)
            session.is_synced = False  # another one follows


def this_pipeline() -> "Pipeline | None":
    """The run of a job that this is; None outside continuous integration."""
    from tix.model.pipelines import pipeline

    return pipeline(os.environ)


def masker() -> "Masker":
    """Masks the secrets of this run."""
    from tix.model.masking import Masker

    return Masker(os.environ)
