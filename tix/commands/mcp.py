"""``tix mcp``: the desk for coding agents, over standard input and output."""

import click

from tix.console.session import Session, pass_session
from tix.errors import TixError
from tix.terminal.streams import ResultLostError


class NoSdkError(TixError):
    """The SDK isn't installed."""

    def __init__(self) -> None:
        super().__init__(
            "tix mcp needs the SDK of the Model Context Protocol", hint="pip install 'tix[mcp]'"
        )


@click.command("mcp")
@pass_session
def command(session: Session) -> None:
    """Serve the desk to a coding agent, by the Model Context Protocol over stdio.

    Its tools are list, search, show, next, open, comment, status and claim, with the checks and
    errors of these commands; nothing deletes or rewrites. It needs the extra tix[mcp].

    \b
    Example:
      tix -C ~/desk mcp
    """
    try:
        from tix.mcp.server import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise NoSdkError from None
    from tix.mcp.desk import AgentDesk, workspace_in

    folder = session.desk.root  # told at once, if there is none
    own = session.user_config
    try:
        server(AgentDesk(lambda: workspace_in(folder, own))).run("stdio")
    except ExceptionGroup as group:
        raise _lost_answer(group) or group from None


def _lost_answer(group: ExceptionGroup[Exception]) -> ResultLostError | None:
    """The one error in the group if it is that of standard output: the client doesn't listen."""
    error: Exception = group
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if isinstance(error, OSError):
        return ResultLostError(error)
    return error if isinstance(error, ResultLostError) else None
