"""``tix demo``: make a small desk with a history, and give a tour of it."""

import shlex
import shutil
import sys
import tempfile
from pathlib import Path

import click

from tix.console.session import Session, pass_session
from tix.errors import TixError
from tix.storage.desk.files import WriteFailedError

_TOUR = ("list", "show y8c1pe", "customer show acme-ferries", "report throughput")
"""The commands of the tour."""

_TRY = (
    "list @triage",
    "show n9v",
    "promise z6k --explain",
    "search linker",
    "report satisfaction",
    "faq",
    "rules test --last 40d",
    "invoice list",
    "assign n9v me",
    "undo",
)


class FolderNotEmptyError(TixError):
    """The demonstration never touches existing files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is there and isn't an empty folder", hint="tix demo NEW-FOLDER")


class _Tour(Session):
    """A session in the new desk that prints without a pager."""

    def page(self, text: str) -> None:
        self.print(text)


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False)
@click.pass_context
@pass_session
def command(session: Session, context: click.Context, folder: str | None) -> None:
    """Make a small desk to look around in.

    It is the support desk of a company of six, with five weeks of history: tickets, customers,
    promises, rules, articles, work and an invoice. Nothing in it is real, and nothing is left when
    you delete the folder. Without DIR, that is a new one among the temporary files.

    \b
    Examples:
      tix demo
      tix demo ferry-desk
    """
    from tix.demo.desk import make

    desk = make(_empty_folder(session.folder / folder if folder else None), session.now)
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    tour = _Tour(desk.root, root.params["color"])
    session.unsaid = lambda: session.say(f"this desk is in {desk.root}")
    for line in _TOUR:
        tour.print(tour.screen.styles.bold(f"$ tix {line}"))
        name, *arguments = line.split()
        shown = root.command.get_command(context, name)
        assert shown is not None
        shown.main(arguments, prog_name=f"tix {name}", standalone_mode=False, obj=tour)
        tour.print("")
    sys.stdout.flush()
    session.unsaid = None
    session.say(f"this desk is in {desk.root}; in it you are {tour.user.name}. Try:")
    called = _as_called()
    for line in (f"cd {shlex.quote(str(desk.root))}", *(f"{called} {words}" for words in _TRY)):
        session.say(f"  {line}")


def _as_called() -> str:
    """How to call tix from another folder: by its path if it isn't on PATH."""
    program = Path(sys.argv[0])
    if shutil.which("tix") or program.name != "tix":
        return "tix"
    return shlex.quote(str(program.absolute()))


def _empty_folder(wanted: Path | None) -> Path:
    """An empty folder: the one that was named, or a new temporary one."""
    try:
        if wanted is None:
            return Path(tempfile.mkdtemp(prefix="tix-demo-"))
        if wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir())):
            raise FolderNotEmptyError(wanted)
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailedError(str(wanted or tempfile.gettempdir()), error) from None
    return wanted
