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

import click

from tix.console.drafts import Draft, kept_draft, new_draft
from tix.errors import TixError, UsageError
from tix.model.record.document import DocumentError
from tix.quick_typing import TypeVar
from tix.storage.desk.desk import Desk
from tix.terminal import safe

T = TypeVar("T")


class EditingAbortedError(TixError):
    """The person closed the editor without a change."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}, so nothing was written")


class NoTerminalError(UsageError):
    """An editor that needs a terminal, where there is none."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"there is no terminal here for the editor {command!r}, so nothing was written",
            hint="give what it is to be as options (--help has them), or name a program that"
            " writes into the file: VISUAL=PROGRAM",
        )


class NoDraftError(TixError):
    """Nothing is kept that could be gone on with."""

    def __init__(self) -> None:
        super().__init__("no draft of it is kept", hint="without --resume it begins anew")


class EditorFailedError(TixError):
    """The editor couldn't be started, or reported failure. ``draft`` is kept, if there is one."""

    def __init__(self, reason: str, draft: Path | None, again: str) -> None:
        kept = f"; the draft is kept in {draft}" if draft else ", so nothing was written"
        go_on = f", and go on: {again}" if draft else ""
        super().__init__(
            f"the editor {_editor_command()!r} {reason}{kept}",
            hint=f"choose another one: export VISUAL=nano{go_on}",
        )


class DraftRefusedError(TixError):
    """The edited text can't be used as it is; the draft is kept."""

    def __init__(self, reason: str, draft: Path, again: str) -> None:
        super().__init__(
            f"{reason}; the draft is kept in {draft}",
            hint=f"go on with it: {again}; or drop it: rm {shlex.quote(str(draft))}",
        )


def start_from(desk: Desk, name: str, *, resume: bool) -> Draft | None:
    """The kept draft of that name with which the person goes on; None: begin anew.

    ``resume``: they have said so. Else they are asked at a terminal, and may drop it. Raises
    NoDraftError.
    """
    draft = kept_draft(desk, name)
    if resume and draft is None:
        raise NoDraftError
    if draft is None or resume:
        return draft
    if not sys.stdin.isatty():
        click.echo(f"a draft is kept in {safe.line(str(draft.path))}: --resume uses it", err=True)
        return None
    question = f"a draft is kept in {safe.line(str(draft.path))}: resume it, drop it, or leave it?"
    answer = click.prompt(question, default="resume", value_proc=_answer, err=True)
    if answer == "drop":
        draft.drop()
    return draft if answer == "resume" else None


_ANSWERS = ("resume", "drop", "leave")


def _answer(said: str) -> str:
    """The answer that begins so. Raises UsageError."""
    plain = said.strip().casefold()
    found = [answer for answer in _ANSWERS if plain and answer.startswith(plain)]
    if not found:
        raise click.UsageError(f"answer {', '.join(_ANSWERS[:-1])} or {_ANSWERS[-1]}")
    return found[0]


def edit(
    desk: Desk,
    name: str,
    initial: bytes,
    read: Callable[[bytes], T],
    *,
    again: str,
    draft: Draft | None = None,
    may_stay: bool = False,
) -> T:
    """Let the user edit a text, and return what ``read`` makes of it.

    ``again`` is the command that continues with the draft if it can't be used now; ``draft`` is
    one that was kept earlier. ``may_stay``: the user gave the initial text, so it is accepted
    unchanged.

    If ``read`` raises DocumentError or TixError, the user can edit again at a terminal. Raises
    EditingAbortedError for an empty or unchanged text. The draft is kept until the command has
    succeeded; if it fails, it says where the draft is.
    """
    _refuse_without_terminal()
    draft = draft or new_draft(desk, name, initial)
    while True:
        failure = _run_editor(draft.path)
        data = _read(draft.path)
        if failure:
            if has_nothing := data == initial and not may_stay:
                draft.drop()
            raise EditorFailedError(failure, None if has_nothing else draft.path, again)
        if not data.strip():
            draft.drop()
            raise EditingAbortedError("the text is empty")
        if data == initial and not may_stay:
            draft.drop()
            raise EditingAbortedError("the text is unchanged")
        try:
            result = read(data)
        except (DocumentError, TixError) as error:
            reason = _reason(error)
            if not _wants_another_try(reason):
                raise DraftRefusedError(reason, draft.path, again) from None
        else:
            click.get_current_context().call_on_close(partial(_settle, draft, again))
            return result


def _settle(draft: Draft, again: str) -> None:
    """After the command: delete the draft if the text was written, else say where it is."""
    if sys.exc_info()[0] is None:  # click before 8.3 doesn't tell its callbacks what was raised
        draft.drop()
    else:
        kept = f"the draft is kept in {draft.path}; go on with it: {again}"
        click.echo(safe.line(kept), err=True)


def _read(draft: Path) -> bytes:
    try:
        return draft.read_bytes()
    except FileNotFoundError:
        raise EditingAbortedError("the editor removed the text") from None


def _reason(error: DocumentError | TixError) -> str:
    if isinstance(error, DocumentError):
        return f"line {error.line}: {error.reason}"
    return str(error)


def _run_editor(draft: Path) -> str | None:
    """Let the user edit the file; how that failed, in words, or None."""
    try:
        with _ctrl_c_is_the_editors():
            command = [*shlex.split(_editor_command()), str(draft)]
            code = subprocess.run(command, check=False).returncode
    except (OSError, ValueError) as error:
        return f"can't be started ({getattr(error, 'strerror', None) or error})"
    if not code:
        return None
    return f"failed (exit code {code})" if code > 0 else "was stopped"


@contextmanager
def _ctrl_c_is_the_editors() -> Iterator[None]:
    """Ctrl-C reaches both processes; a handler, unlike SIG_IGN, isn't inherited by the editor."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _editor_command() -> str:
    """``VISUAL``, else ``EDITOR``, else vi: what the user chose, never what a desk says."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


_AT_A_TERMINAL = frozenset(
    ("vi", "vim", "nvim", "nano", "pico", "emacs", "micro", "helix", "hx", "joe", "ne", "mcedit")
)
"""Editors that draw, when nothing is said to them beside the name of the file."""


def _refuse_without_terminal() -> None:
    """Raise NoTerminalError where an editor would draw into a pipe and wait for keys for ever."""
    command = _editor_command()
    if Path(command).name in _AT_A_TERMINAL and not sys.stdin.isatty():
        raise NoTerminalError(command)


def _wants_another_try(reason: str) -> bool:
    if not sys.stdin.isatty():
        return False
    click.echo(f"tix: {safe.line(reason)}", err=True)
    try:
        return click.confirm("edit again?", default=True, err=True)
    except click.Abort:  # Ctrl-C, or the end of input
        return False
