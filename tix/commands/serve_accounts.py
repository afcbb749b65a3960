"""``tix serve token`` and ``tix serve user``: what programs may do, and who may sign in."""

import sys

import click

from tix.console.command_group import CommandGroup
from tix.console.given import option_once
from tix.console.json_options import JsonOptions, json_options
from tix.console.session import Session, pass_session
from tix.console.web_extra import refuse_without_web
from tix.errors import TixError, UsageError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.web.accounts import ServeFile


class NoSettingsFolderError(TixError):
    """Somebody without a home, and so without a folder for settings."""

    def __init__(self) -> None:
        super().__init__("there is no folder for serve.yaml", hint="set HOME or XDG_CONFIG_HOME")


class NoRightError(UsageError):
    """A token that isn't told what it may do."""

    def __init__(self) -> None:
        super().__init__("say what the token may do", hint="--can read, or --can write")


class DifferentPasswordsError(UsageError):
    """The password was typed differently the second time."""

    def __init__(self) -> None:
        super().__init__("these are two different passwords; nothing was changed")


def serve_file(session: Session) -> "ServeFile":
    """The file of accounts and tokens, for the session's desk. Raises NoSettingsFolderError."""
    from tix.web.accounts import ServeFile

    path = session.user_config.path
    if path is None:
        raise NoSettingsFolderError
    return ServeFile(path.with_name("serve.yaml"), session.desk.root)


def _or_list(context: click.Context, group: click.Group) -> None:
    """What a group does if it is called alone."""
    if context.invoked_subcommand is None:
        context.invoke(group.commands["list"], as_json=False, jsonl=False, fields=None)


# -- tokens -----------------------------------------------------------------------------------


@click.group("token", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def token_group(context: click.Context) -> None:
    """Let programs use the desk over HTTP: a token for each; alone, it lists them.

    Only a hash of a token is kept, in serve.yaml in tix's folder of settings; a token that is taken
    away ends at once.

    \b
    Examples:
      tix serve token add crm --can write
      tix serve token list
      tix serve token remove crm
    """
    _or_list(context, token_group)


@token_group.command("add")
@click.argument("name")
@option_once(
    "--can", "right", type=click.Choice(["read", "write"]),
    help="Only look, or also open, comment and change.",
)  # fmt: skip
@pass_session
def add_token_command(session: Session, name: str, right: str | None) -> None:
    """Make a token, and print it; it is shown this once.

    NAME is the author of what is written with it.

    \b
    Examples:
      tix serve token add crm --can write
    """
    if right is None:
        raise NoRightError
    text = serve_file(session).add_token(name, "write" if right == "write" else "read", session.now)
    session.print(text)
    session.say(f"token {name}: can {right}; it is shown this once")


@token_group.command("list")
@json_options
@pass_session
def list_tokens_command(session: Session, json: JsonOptions) -> None:
    """List the names of the tokens and what each may do.

    \b
    Example:
      tix serve token list
    """
    tokens = serve_file(session).accounts.tokens
    if json:
        json.print_objects(
            session, ({"name": t.name, "can": t.can, "since": t.since} for t in tokens)
        )
    elif tokens:
        _print_rows(session, [[t.name, t.can, t.since] for t in tokens])
    else:
        session.say("there are no tokens")


@token_group.command("remove")
@click.argument("name")
@pass_session
def remove_token_command(session: Session, name: str) -> None:
    """Take a token away; what uses it is refused from now on.

    \b
    Example:
      tix serve token remove crm
    """
    serve_file(session).remove_token(name)
    session.say(f"token {name}: taken away")


# -- users ------------------------------------------------------------------------------------


@click.group("user", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def user_group(context: click.Context) -> None:
    """Let people of the staff sign in with a password; alone, it lists them.

    \b
    Examples:
      tix serve user add ana
      tix serve user list
      tix serve user remove ana
    """
    _or_list(context, user_group)


@user_group.command("add")
@click.argument("who")
@pass_session
def add_user_command(session: Session, who: str) -> None:
    """Let WHO sign in, by their mail address and a password, which is asked for.

    Without a terminal the password is the first line of standard input.

    \b
    Examples:
      tix serve user add ana
      tix serve user add 'Bob Reis <bob@example.org>'
    """
    refuse_without_web()
    person = session.directory.resolve(who)
    serve_file(session).add_user(_person_with_name(session, person), _password(), session.now)
    session.say(f"{person} can sign in")


@user_group.command("list")
@json_options
@pass_session
def list_users_command(session: Session, json: JsonOptions) -> None:
    """List who may sign in.

    \b
    Example:
      tix serve user list
    """
    users = serve_file(session).accounts.users
    if json:
        json.print_objects(session, ({"who": user.who, "since": user.since} for user in users))
    elif users:
        _print_rows(session, [[user.who, user.since] for user in users])
    else:
        session.say("nobody has an account")


@user_group.command("remove")
@click.argument("who")
@pass_session
def remove_user_command(session: Session, who: str) -> None:
    """Let WHO no longer sign in; their open pages end, too.

    \b
    Example:
      tix serve user remove ana@example.org
    """
    serve_file(session).remove_user(session.directory.resolve(who))
    session.say(f"{who} can no longer sign in")


def _person_with_name(session: Session, person: str) -> str:
    """Somebody with the name that the desk knows, since commits want one."""
    from tix.model.people import Person, parse_person

    known = parse_person(person)
    name = known.name or session.names.label(person)
    return str(Person(name, known.mail)) if known.mail else person


def _password() -> str:
    """What is typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise DifferentPasswordsError
    return password


def _print_rows(session: Session, rows: list[list[str]]) -> None:
    from tix.terminal.tsv import tsv

    session.page(tsv(rows))
