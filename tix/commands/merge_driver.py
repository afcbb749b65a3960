"""``tix merge-driver``: run by git to merge a ticket. The work is done in ``merge_files``."""

import click

from tix.console.merge_files import USAGE, main


@click.command("merge-driver")
@click.argument("files", metavar=USAGE, nargs=-1, type=click.Path())
@click.pass_context
def command(context: click.Context, files: tuple[str, ...]) -> None:
    """Merge a ticket that was changed on two sides. For git, which calls it.

    tix sets git up for it in every clone where it runs. The result goes to OUTPUT, else to OURS;
    standard output says 'merged', or 'conflict' (exit code 1) if only a person can merge it.
    """
    context.exit(main(files))
