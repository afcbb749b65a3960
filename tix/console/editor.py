"""Editing in the user's editor, with a draft that is never thrown away."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from tix.errors import TixError
from tix.model.record.document import DocumentError
from tix.storage.desk.desk import Desk
from tix.terminal import safe

T = TypeVar("T")


class EditingAbortedError(TixError):
    """The person closed the editor without a change."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}, so nothing was written")


class EditorFailedError(TixError):
    """The editor couldn't be started, or said that it failed."""

    def __init__(self, command: str, reason: str, draft: Path) -> None:
        super().__init__(
            f"the editor {command!r} {reason}; the draft is kept in {draft}",
            hint="choose another one: export VISUAL=nano",
        )


class DraftRefusedError(TixError):
    """What the person wrote can't be used as it is; the draft is kept."""

    def __init__(self, reason: str, draft: Path) -> None:
        super().__init__(f"{reason}; the draft is kept in {draft}")


def edit(
    desk: Desk, name: str, initial: bytes, read: Callable[[bytes], T], *, may_stay: bool = False
) -> T:
    """Let the person edit a text; what ``read`` makes of it.

    ``may_stay``: the text was given by the person, so it counts as it is, too.

    ``read`` raises DocumentError or TixError for what can't be used: at a terminal the person can
    edit it again. Raises EditingAbortedError for an empty or unchanged text. The draft is kept
    until the command is through: one that fails tells where it is.
    """
    draft = _draft(desk, name, initial)
    while True:
        _run_editor(draft)
        data = _read(draft)
        if not data.strip():
            draft.unlink()
            raise EditingAbortedError("the text is empty")
        if data == initial and not may_stay:
            draft.unlink()
            raise EditingAbortedError("the text is unchanged")
        try:
            result = read(data)
        except (DocumentError, TixError) as error:
            reason = _reason(error)
            if not _wants_another_try(reason):
                raise DraftRefusedError(reason, draft) from None
        else:
            click.get_current_context().call_on_close(partial(_settle, draft))
            return result


def _settle(draft: Path) -> None:
    """At the end of the command: the draft goes if the text was written, and is told if not."""
    if sys.exc_info()[0] is None:  # click before 8.3 doesn't tell its callbacks what was raised
        draft.unlink(missing_ok=True)
    else:
        click.echo(f"the draft is kept in {safe.line(str(draft))}", err=True)


def _read(draft: Path) -> bytes:
    try:
        return draft.read_bytes()
    except FileNotFoundError:
        raise EditingAbortedError("the editor removed the text") from None


def _reason(error: DocumentError | TixError) -> str:
    if isinstance(error, DocumentError):
        return f"line {error.line}: {error.reason}"
    return str(error)


def _draft(desk: Desk, name: str, data: bytes) -> Path:
    folder = desk.state_dir / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    number = 1
    while path.exists():
        number += 1
        path = folder / name.replace(".md", f"-{number}.md")
    path.write_bytes(data)
    return path


def _run_editor(draft: Path) -> None:
    command = _editor_command()
    try:
        with _ctrl_c_is_the_editors():
            code = subprocess.run([*shlex.split(command), str(draft)], check=False).returncode
    except (OSError, ValueError) as error:
        reason = f"can't be started ({getattr(error, 'strerror', None) or error})"
        raise EditorFailedError(command, reason, draft) from None
    if code:
        reason = f"failed (exit code {code})" if code > 0 else "was stopped"
        raise EditorFailedError(command, reason, draft)


@contextmanager
def _ctrl_c_is_the_editors() -> Iterator[None]:
    """Ctrl-C goes to both of us; a handler, unlike ignoring, isn't handed down to the editor."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _editor_command() -> str:
    """``VISUAL``, else ``EDITOR``, else vi: what the user chose, never what a desk says."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def _wants_another_try(reason: str) -> bool:
    if not sys.stdin.isatty():
        return False
    click.echo(f"tix: {safe.line(reason)}", err=True)
    try:
        return click.confirm("edit again?", default=True, err=True)
    except click.Abort:  # Ctrl-C, or the end of input
        return False
