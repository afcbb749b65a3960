"""``tix mcp``: the desk for coding agents, over standard input and output."""

import click

from tix.console.session import Session, pass_session
from tix.errors import TixError


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
    server(AgentDesk(lambda: workspace_in(folder, own))).run("stdio")
