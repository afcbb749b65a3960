"""``tix init``: make a desk."""

from pathlib import Path

import click

from tix.commands.session import Session, pass_session


@click.command("init")
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--in-tree", is_flag=True, help="Keep the tickets on the branch that is checked out.")
@click.option("--branch", metavar="NAME", help="The desk's branch (default: tix).")
@pass_session
def command(session: Session, folder: str | None, in_tree: bool, branch: str | None) -> None:
    """Make a desk.

    In an empty folder, the folder becomes the desk. In a repository with commits, the desk gets a
    branch of its own, checked out in .tix/, so that tickets don't mix with code.

    \b
    Examples:
      tix init                 here
      tix init support-desk    in a new folder
      tix init --in-tree       on the current branch, beside the code
    """
    from tix.storage.setup import Place, init

    place = session.folder / folder if folder else session.folder
    made = init(
        Path(place), in_tree=in_tree, branch=branch, new=folder is not None, now=session.fixed_now
    )
    for note in made.notes:
        session.warn(note)
    desk = made.desk
    if made.place is None:
        session.say(f"there is a desk already: {desk.root}, on branch {desk.branch()}")
        return
    kind = {
        Place.OWN: "a desk of its own",
        Place.BESIDE: "beside your code, which it leaves alone",
        Place.IN_TREE: "among your files",
    }[made.place]
    session.say(f"made a desk in {desk.root}, on branch {desk.branch()}: {kind}")
    session.say("next: tix open 'What is to be done'")
