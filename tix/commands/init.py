"""``tix init``: make a desk, or take tix out of a clone."""

from pathlib import Path

import click

from tix.console.given import ContradictingOptionsError, option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option
from tix.errors import UsageError
from tix.ready_desks import READY


@click.command("init")
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--in-tree", is_flag=True, help="Keep the tickets on the branch that is checked out.")
@option_once("--branch", metavar="NAME", help="The desk's branch (default: tix).")
@option_once(
    "--template",
    type=click.Choice(tuple(READY)),
    help="Begin with settings, rules, replies and articles for a trade.",
)
@click.option("--remove", is_flag=True, help="Take tix out of this clone; the tickets stay.")
@json_option
@quiet_option
@pass_session
def command(
    session: Session,
    folder: str | None,
    in_tree: bool,
    branch: str | None,
    template: str | None,
    remove: bool,
) -> None:
    """Make a desk.

    In an empty folder, the folder becomes the desk. In a repository with commits, the desk gets a
    branch of its own, checked out in .tix/, so that tickets don't mix with code.

    With --template, it begins with what makes sense for a trade: dev (software), helpdesk
    (customers who ask), facilities (buildings and equipment), events.

    \b
    Examples:
      tix init                 here
      tix init support-desk    in a new folder
      tix init --in-tree       on the current branch, beside the code
      tix init shop --template helpdesk
      tix init --remove        no longer use tix in this clone
    """
    place = session.folder / folder if folder else session.folder
    if in_tree and branch is not None:
        raise ContradictingOptionsError("--in-tree and --branch")
    if not remove:
        _make(session, place, in_tree, branch, template, new=folder is not None)
    elif in_tree or branch is not None or template is not None or session.wants_json:
        raise RemoveAloneError
    else:
        _remove(session, place)


class RemoveAloneError(UsageError):
    """``--remove`` with an option for making a desk."""

    def __init__(self) -> None:
        super().__init__("--remove goes with no other option", hint="tix init --remove")


def _make(
    session: Session,
    place: Path,
    in_tree: bool,
    branch: str | None,
    template: str | None,
    *,
    new: bool,
) -> None:
    from tix.actions.init import fill, make_desk
    from tix.storage.store.init import Place

    def tell(remote: str) -> None:
        session.say(f"asking {remote} whether it has a desk already")

    now = session.fixed_now
    made = make_desk(
        place,
        in_tree=in_tree,
        branch=branch,
        is_new=new,
        now=now,
        tell=tell,
        must_be_new=template is not None,
    )
    for note in made.notes:
        session.warn(note)
    desk = made.desk
    is_detached = desk.ref() == "HEAD"
    if session.wants_json:
        from tix.model.record.json import json_text

        kind = made.place.value if made.place else None
        on_branch = None if is_detached else desk.branch()
        session.print(json_text({"desk": str(desk.root), "branch": on_branch, "made": kind}))
    if made.place is None:
        on = "where HEAD is detached" if is_detached else f"on branch {desk.branch()}"
        session.say(f"there is a desk already: {desk.root}, {on}")
        return
    kind = {
        Place.OWN: "a desk of its own",
        Place.BESIDE: "beside your code, which it leaves alone",
        Place.IN_TREE: "among your files",
    }[made.place]
    session.say(f"made a desk in {desk.root}, on branch {desk.branch()}: {kind}")
    if template is not None:
        for path in fill(desk, template, now):
            session.warn(f"{path} was there already, and stays as it is")
        session.say(f"for {template}: see tix.yaml and rules.yaml; put your people into its teams")
    session.say("next: tix open 'What is to be done'")


def _remove(session: Session, place: Path) -> None:
    from tix.actions.init import remove_tix
    from tix.storage.desk.desk import DEFAULT_BRANCH

    removal = remove_tix(place)
    if removal is None:
        session.say(f"there is nothing of tix to remove in {place}")
        return
    session.say(f"removed tix from the settings of {removal.here.main_top()}")
    if removal.folder is not None:
        session.say(f"removed {removal.folder}, where everything was committed")
    if removal.branch is None:
        session.say("the tickets are files of yours and stay; any tix command sets tix up again")
        return
    back = "" if removal.branch == DEFAULT_BRANCH else f" --branch {removal.branch}"
    session.say(f"branch {removal.branch} stays, and all tickets with it")
    session.say(f"to come back: {f'tix init{back}' if back else 'tix list'}")
    session.say(f"to delete the tickets, too: git branch -D {removal.branch}")
