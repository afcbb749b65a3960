"""``tix hook``: let git call tix with every commit."""

from pathlib import Path

import click

from tix.console.session import Session, pass_session
from tix.errors import TixError, UsageError
from tix.terminal import safe

_RUN = ("commit-msg", "post-commit", "post-merge", "post-rewrite")


class HookWordsError(UsageError):
    """What was typed is none of the ways to use the command."""

    def __init__(self) -> None:
        super().__init__("tix hook takes install, or remove", hint="tix hook --help")


@click.command("hook")
@click.argument("words", metavar="install | remove", nargs=-1, required=True)
@pass_session
def command(session: Session, words: tuple[str, ...]) -> None:
    """Let git call tix with every commit, or no longer.

    Installed are hooks for commit-msg (an id that no ticket has is a warning), post-commit,
    post-merge and post-rewrite (commits are listed in the tickets that they name, as by tix scan).
    Hooks that are there already are called first, and nothing is written into tracked files or
    into a folder of hooks that other repositories use. A commit never fails because of tix.

    \b
    Examples:
      tix hook install
      tix hook remove
    """
    from tix.actions.hooks import install_hooks, remove_hooks, run_hook

    match words:
        case ("install",):
            found = install_hooks(session, session.folder)
            beside = f", after those of others: {', '.join(found.beside)}" if found.beside else ""
            session.say(f"git calls tix with every commit now, from {found.folder}{beside}")
        case ("remove",):
            is_gone = remove_hooks(session, session.folder)
            session.say("git no longer calls tix" if is_gone else "there were no hooks of tix")
        case ("run", name, *rest) if name in _RUN:
            text = session.input().decode(errors="replace") if name == "post-rewrite" else ""
            try:
                warnings = run_hook(session, Path.cwd(), name, rest, text)
            except TixError as error:  # a commit is made all the same
                warnings = [str(error)]
            for warning in warnings:
                session.warn(safe.line(warning))
        case _:
            raise HookWordsError


def warn_of_hooks(session: Session) -> None:
    """Say so if another tool keeps git from calling the hooks that were installed."""
    from tix.actions.hooks import hooks_put_aside

    if hooks_put_aside(session, session.folder):
        session.warn(
            "git doesn't call tix any more: another tool's hooks took the place of its own; "
            "'tix hook install' lets git call both"
        )
