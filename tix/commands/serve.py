"""``tix serve``: the desk in a browser."""

import os
import sys
from hashlib import sha256
from pathlib import Path

import click

from tix.commands.serve_accounts import token_group, user_group
from tix.console.command_group import CommandGroup
from tix.console.session import Session
from tix.console.web_extra import refuse_without_web
from tix.errors import TixError, UsageError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.web.settings import Network


class BadUrlError(UsageError):
    """``--url`` is no address of a whole site."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"--url: {text!r} is no address of a site", hint="--url https://desk.example.org"
        )


class BadNetworkError(UsageError):
    """``--trusted-proxy`` is no network."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"--trusted-proxy: {text!r} is no network", hint="--trusted-proxy 10.0.0.0/8"
        )


class NoProxyError(UsageError):
    """``--user-header`` without a proxy that is trusted: anybody could send it."""

    def __init__(self) -> None:
        super().__init__(
            "--user-header needs --trusted-proxy: anybody can send a header",
            hint="--trusted-proxy 127.0.0.1",
        )


class NoStateError(TixError):
    """There is no folder for the state."""

    def __init__(self) -> None:
        super().__init__("there is no home to keep sessions in", hint="set XDG_STATE_HOME")


@click.group("serve", cls=CommandGroup, invoke_without_command=True)
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="The address to listen on.")  # fmt: skip
@click.option("--port", default=8650, show_default=True, type=click.IntRange(0, 65535),
              help="The port; 0 takes a free one.")  # fmt: skip
@click.option("--portal", is_flag=True, help="Also the customers' portal, below /portal/.")
@click.option("--url", metavar="URL", default="", help="The address that people use.")
@click.option("--open", "open_", is_flag=True, help="Open it in your browser.")
@click.option("--mail-dir", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Write mails as files there, instead of sending them.")  # fmt: skip
@click.option("--trusted-proxy", "proxies", metavar="CIDR", multiple=True,
              help="A proxy in front whose headers count.")  # fmt: skip
@click.option("--user-header", metavar="NAME", default="",
              help="The header in which it names the user.")  # fmt: skip
@click.pass_context
def command(
    context: click.Context,
    bind: str,
    port: int,
    portal: bool,
    url: str,
    open_: bool,
    mail_dir: Path | None,
    proxies: tuple[str, ...],
    user_header: str,
) -> None:
    """Serve the desk as web pages, until Ctrl-C.

    The address that is printed is good once: it signs you in. Every change is a commit, by whoever
    made it. Other hosts than this one reach it only with --bind, and by the name in --url. It needs
    the extra tix[web].

    \b
    Examples:
      tix serve --open
      tix serve --port 0
      tix serve --portal --url https://desk.example.org
      tix serve token add crm --can write
    """
    if context.invoked_subcommand is not None:
        return
    refuse_without_web()
    session = context.ensure_object(Session)
    if user_header and not proxies:
        raise NoProxyError
    networks = tuple(map(_network, proxies))
    from tix.web.server.serving import serve
    from tix.web.settings import ServeSettings

    own = session.user_config.path
    settings = ServeSettings(
        session.desk.root, bind, port, session.user, session.user_config,
        state_path(session.desk.root),
        own.with_name("serve.yaml") if own else None, _site(url), portal,
        mail_dir and mail_dir.absolute(), networks, user_header, _sync_command(),
        session.desk.ref(), session.fixed_now,
    )  # fmt: skip
    serve(settings, _tell, lambda address: _announce(session, address, open_=open_))


command.add_command(token_group)
command.add_command(user_group)


def _site(url: str) -> str:
    """The address of the whole site, without a slash at its end. Raises BadUrlError."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        is_site = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_site = False
    else:
        is_site = is_site and parts.path in ("", "/") and not (parts.query or parts.fragment)
    if url and not is_site:
        raise BadUrlError(url)
    return url.rstrip("/")


def _network(text: str) -> "Network":
    from ipaddress import ip_network

    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise BadNetworkError(text) from None


def state_path(desk: Path) -> Path:
    """The file in which the sessions of a desk are kept. Raises NoStateError."""
    folder = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not folder.is_absolute():
        if not os.environ.get("HOME"):
            raise NoStateError
        folder = Path(os.environ["HOME"], ".local", "state")
    return folder.joinpath("tix", "serve", f"{sha256(os.fsencode(desk)).hexdigest()[:16]}.sqlite3")


def _sync_command() -> tuple[str, ...]:
    """``tix sync`` by the very tix that is running, wherever that is started from."""
    home = str(Path(__file__).parents[2])
    run = f"import sys; sys.path.insert(0, {home!r}); from tix.cli import main; main()"
    return (sys.executable, "-P", "-c", run, "sync", "--quiet")


def _tell(line: str) -> None:
    """A line of the log."""
    os.write(sys.stderr.fileno(), f"{line}\n".encode(errors="replace"))


def _announce(session: Session, address: str, *, open_: bool) -> None:
    session.print(address)
    sys.stdout.flush()
    if open_:
        from tix.console.browser import open_in_browser

        open_in_browser(address)
    session.say("Ctrl-C ends it")
