"""The top of the command line: finds the command, runs it, and turns errors into a sentence and
an exit code."""

import os
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from tix import __version__
from tix.commands import ENTRIES, SECTIONS
from tix.console.given import option_once
from tix.console.session import Session
from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe, streams
from tix.terminal.screen import ColorMode
from tix.terminal.streams import ResultLostError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXIT_INTERRUPTED = 130

_ARGUMENTS = "tix.arguments"
"""The key of all arguments in click's contexts."""

_LOOKING = (
    None, "inbox", "list", "log", "report", "search", "show", "similar", "status",
)  # fmt: skip
"""The commands that may begin once more, as long as they haven't said or written anything."""


class TixGroup(click.Group):
    """The commands of the table, each imported when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember all arguments, for messages."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, for completion."""
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from its own module."""
        if cmd_name not in ENTRIES:
            return None
        from importlib import import_module

        module, _, attribute = ENTRIES[cmd_name].place.partition(":")
        command = getattr(import_module(f"tix.commands.{module}"), attribute)
        assert isinstance(command, click.Command)
        _take_color(command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The matching names, from the table: nothing is imported for them."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(entry.name, help=entry.help)
            for entry in ENTRIES.values()
            if entry.name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; the error for an unknown one suggests the nearest."""
        if args and args[0] not in ENTRIES and not args[0].startswith("-"):
            if args[0] == "help":
                if len(args) > 1:
                    return self.resolve_command(ctx, [*args[1:], "--help"])
                click.echo(ctx.get_help())
                ctx.exit()
            from tix.console.habits import hint_for_command

            hint = hint_for_command(args[0], ENTRIES, args[1:])
            raise UnknownCommandError(args[0], hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in ``tix --help``, by purpose."""
        for title, entries in SECTIONS:
            with formatter.section(title):
                formatter.write_dl([(entry.name, entry.help) for entry in entries], col_max=14)


def _use_color(ctx: click.Context, _: click.Parameter, mode: ColorMode | None) -> None:
    if mode is not None and (session := ctx.find_object(Session)):
        session.use_color(mode)


def _take_color(command: click.Command) -> None:
    """Let a command have ``--color`` behind it, and those below it, too."""
    if _COLOR not in command.params:
        command.params.append(_COLOR)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _take_color(below)


_COLOR = click.Option(
    ["--color"],
    type=click.Choice(["auto", "always", "never"]),
    is_eager=True,
    expose_value=False,
    hidden=True,
    callback=_use_color,
)
"""``--color`` behind the command: each command takes it."""


class UnknownCommandError(TixError):
    """There is no command of that name."""

    exit_code = 2

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(f"there is no command {name!r}", hint=hint)


@click.group(
    cls=TixGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option_once("-C", "folder", metavar="DIR", help="Work as if started in DIR.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours: at a terminal (auto), always, or never.",
)
@click.version_option(__version__, prog_name="tix", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, folder: str | None, color: ColorMode) -> None:
    """Tickets as Markdown files in git.

    Type 'tix' alone to see what to type next.
    """
    session = Session(Path(folder) if folder is not None else None, color)
    session.command = context.invoked_subcommand
    session.arguments = context.meta[_ARGUMENTS]
    if isinstance(context.obj, list):
        context.obj.append(session)  # ``run`` wants to know it
    context.obj = session
    if context.invoked_subcommand is None:
        from tix.console.welcome import welcome

        welcome(context.obj)


@cli.result_callback()
@click.pass_obj
def _finish(session: Session, /, result: object, **_options: object) -> object:
    """After a command that has written: print its result, sync if that is wanted, and let git
    tidy up."""
    if session.wants_json and session.written:
        from tix.console.ticket_json import print_written

        print_written(session, session.written, single=len(session.written) == 1)
    if session.syncs_now:
        from tix.commands.sync import after_write

        after_write(session)
    session.tidy_up()
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Run tix and exit with its code."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    streams.take_over()
    sys.exit(run(args))


def run(args: list[str]) -> int:
    """Run tix with these arguments; the exit code. Never raises."""
    sessions: list[Session] = []
    code = _run(args, sessions)
    try:
        sys.stdout.flush()  # after an error, too
    except ResultLostError as error:
        lost = _without_result(error, sessions)
        return code or lost
    return code


def _run(args: list[str], sessions: list[Session], *, is_second: bool = False) -> int:
    """Run tix; the exit code. The session is put into ``sessions``.

    ``is_second``: a first attempt has found the index damaged.
    """
    try:
        result: object = None
        if args == ["--version"]:
            print(f"tix {__version__}")  # noqa: T201 (nothing else is needed for it)
        else:
            # No variable has an empty name: click's own completion, which quotes nothing, is off.
            result = cli.main(
                args, prog_name="tix", standalone_mode=False, obj=sessions, complete_var=""
            )
        return result if isinstance(result, int) else 0
    except ResultLostError as error:
        return _without_result(error, sessions)
    except TixError as error:
        _complain(str(error), error.hint, arguments=args)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort as error:
        cause = error.__cause__
        state = str(cause) if isinstance(cause, KeyboardInterrupt) else ""  # what is left behind
        click.echo(f"aborted; {state}" if state else "aborted", err=True)
        return EXIT_INTERRUPTED
    except click.UsageError as error:
        _complain(_sentence(error), _usage_hint(error), arguments=args)
        return error.exit_code
    except click.ClickException as error:
        _complain(error.format_message(), None)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except MemoryError:
        _complain("there isn't enough memory for this", None)
        return 1
    except RecursionError as error:
        return _unexpected(error)
    except OSError as error:
        if error.filename is None and error.errno is None:
            return _unexpected(error)
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        said = f"{where}{(error.strerror or str(error)).lower()}"
        _complain(said, None, arguments=args)
        return 1
    except Exception as error:  # whatever it is, a person sees one sentence
        if is_second or not sessions:
            return _unexpected(error)
        damage = sessions[0].lost_index(error)
        if damage is None:
            return _unexpected(error)
        if _may_begin_again(sessions[0], args):
            return _run(args, sessions, is_second=True)
        _complain(str(damage), damage.hint)
        return damage.exit_code


def _may_begin_again(session: Session, args: list[str]) -> bool:
    """Whether a run can start over without anybody noticing."""
    reads_input = any(arg.endswith("-") for arg in args)
    return session.is_untold and session.command in _LOOKING and not reads_input


def _asked_color() -> ColorMode:
    """The value of ``--color``, even if the rest of the arguments couldn't be parsed."""
    words = [word for arg in sys.argv[1:] for word in arg.split("=", 1)]
    for option, mode in pairwise(words):
        if option == "--color" and mode in ("always", "never"):
            return "always" if mode == "always" else "never"
    return "auto"


def _complain(message: str, hint: str | None, arguments: Sequence[str] = ()) -> None:
    """Print an error. Very long arguments are shortened."""
    styles = Session(color=_asked_color()).error_styles
    from tix.console.brief import brief  # only errors need it

    text = safe.block(brief(message, arguments)).rstrip()
    hint = brief(hint, arguments) if hint else None
    click.echo(f"{styles.error('tix:')} {text}", err=True)
    if hint:
        click.echo(f"{styles.dim('hint:')} {safe.block(hint)}", err=True)


def _sentence(error: click.UsageError) -> str:
    text = error.format_message()
    if _group_of(error):
        path = error.ctx.command_path if error.ctx else ""
        name = _unknown_command(error)
        return f"there is no command '{path} {name}'" if name else f"{path} needs a command"
    if isinstance(error, click.NoSuchOption):
        text = error.message  # without what looks alike by far
    message = " ".join(text.split()).rstrip(".").replace("a valid integer range", "a whole number")
    return message[:1].lower() + message[1:]


def _option_meant(error: click.NoSuchOption) -> str | None:
    """A hint that names the option that was mistyped; None if none is really near."""
    from difflib import get_close_matches  # only somebody who has mistyped needs it

    known = _options(error.ctx.command) if error.ctx else set()
    by_name = {name.lstrip("-"): name for name in known if name.startswith("--")}
    typed = error.option_name.lstrip("-")[:40]
    begun = [name for name in by_name if len(typed) > 1 and name.startswith(typed)]
    close = begun or get_close_matches(typed, by_name, n=1, cutoff=0.7)
    return f"did you mean '{by_name[close[0]]}'?" if close else None


def _group_of(error: click.UsageError) -> click.Group | None:
    """The group of commands, like ``tix mail``, of which none was named, or one it hasn't."""
    group = error.ctx.command if error.ctx else None
    if not isinstance(group, click.Group):
        return None
    names_none = error.message == "Missing command." or isinstance(
        error, click.exceptions.NoArgsIsHelpError
    )
    return group if names_none or _unknown_command(error) else None


def _unknown_command(error: click.UsageError) -> str | None:
    match = re.match(r"No such command '(.*?)'", error.message)
    return match[1] if match else None


def _usage_hint(error: click.UsageError) -> str | None:
    if error.ctx and (group := _group_of(error)):
        from tix.console.habits import hint_below  # only somebody who has mistyped needs it

        if name := _unknown_command(error):
            return hint_below(error.ctx.command_path, name, list(group.commands))
        return f"known: {', '.join(sorted(group.commands))}"
    if isinstance(error, click.NoSuchOption) and error.option_name == "-C" and error.ctx:
        return f"it goes before the command: tix -C DIR {error.ctx.info_name}"
    if isinstance(error, click.NoSuchOption) and (
        hint := _hint_for_option(error) or _option_meant(error)
    ):
        return hint
    if error.ctx and error.message.startswith("Got unexpected extra argument"):
        from tix.console.habits import hint_for_extra  # only somebody who has mistyped needs it

        if hint := hint_for_extra(error.ctx.info_name or "", error.message):
            return hint
    return f"{error.ctx.command_path} --help shows how it is used" if error.ctx else None


def _hint_for_option(error: click.NoSuchOption) -> str | None:
    from tix.console.habits import hint_for_option  # only somebody who has mistyped needs it

    if error.ctx is None:
        return None
    context, root = error.ctx, error.ctx.find_root()

    def options_of(name: str) -> set[str]:
        group = root.command
        command = group.get_command(root, name) if isinstance(group, click.Group) else None
        return _options(command) if command else set()

    name = context.info_name or ""
    known, is_below = _options(context.command), context.parent not in (None, root)
    hint = hint_for_option(name, error.option_name, known, options_of, is_below=is_below)
    return hint or (_hint_for_record(context, error.option_name) if is_below else None)


def _hint_for_record(context: click.Context, option: str) -> str | None:
    """What to write instead of an option that a command of records doesn't have: ``tix customer
    list --plan``, ``tix customer edit --plan``."""
    from tix.console.record_habits import field_for_option, term_for_option  # for who mistyped

    group = (context.parent.info_name if context.parent else None) or ""
    if context.info_name == "list":
        return term_for_option(group, option)
    return field_for_option(group, option) if context.info_name in ("add", "edit") else None


def _options(command: click.Command) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}


def _without_result(error: ResultLostError, sessions: Sequence[Session]) -> int:
    """The exit code where the result is lost; what was done all the same is told."""
    streams.forget_result()
    if not error.is_unwanted:
        _complain(str(error), None)
    if sessions and (say := sessions[0].unsaid):
        say()
    return error.exit_code


def _unexpected(error: BaseException) -> int:
    from tix.crash import write_log

    path = write_log(error, sys.argv)
    _complain(
        f"something went wrong that shouldn't: {type(error).__name__}: {error}"[:300],
        f"please send this file to the developers: {path}" if path else None,
    )
    return 1
