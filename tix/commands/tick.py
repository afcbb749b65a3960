"""``tix tick``: sync, let rules do what is due, sync."""

import click

from tix.actions.tick import PARTS, TickResult, parts_named, tick, tick_object
from tix.console.completions import complete_tick_parts
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import NeedsPersonError


class ProblemsError(NeedsPersonError):
    """Rules couldn't do all that was due."""

    def __init__(self, count: int) -> None:
        what = "a rule needs a person" if count == 1 else f"{count} things need a person"
        super().__init__(f"{what}, see above", hint="tix rules")


@click.command("tick")
@option_once(
    "--only",
    metavar="PARTS",
    shell_complete=complete_tick_parts,
    help=f"Some parts alone: {','.join(PARTS)}.",
)
@option_once("--every", metavar="TIME", help="Again and again, like 60s or 5min, until a signal.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@quiet_option
@pass_session
def command(
    session: Session, only: str | None, every: str | None, dry_run: bool, as_json: bool
) -> None:
    """Sync, let the desk's rules do what is due, and sync.

    It is what a cron line or a scheduled job calls; any number of clones may. Rules at a time and
    every so often (rules.yaml) fire on top of what the remote has: of several who tick in the same
    moment, one does it. While the remote can't be reached, they wait. Exits 1 then, and 4 where
    something needs a person.

    \b
    Examples:
      tix tick
      tix tick --dry-run
      tix tick --only rules --json
    """
    session.patience = None
    parts = parts_named(only)
    if every is not None:
        from tix.console.ticking import repeat

        repeat(session, every, lambda each: _run(each, parts, dry_run, as_json))
        return
    _run(session, parts, dry_run, as_json)


def _run(session: Session, parts: frozenset[str], dry_run: bool, as_json: bool) -> None:
    done = tick(session, parts, dry_run=dry_run, undoable=session.screen.is_terminal)
    if as_json:
        from tix.model.record.json import json_text

        session.unsaid = lambda: _tell(session, done)
        session.print(json_text(tick_object(done)))
    else:
        _tell(session, done)
    for name in done.without_start:
        session.warn(f"the rule {name!r} has no 'from', so it doesn't fire (tix rules writes it)")
    for problem in done.problems:
        session.warn(problem)
    if done.problems:
        raise ProblemsError(len(done.problems))
    if done.synced and (left := len(done.synced.hand_edits.left)):
        from tix.commands.sync import LeftBrokenError

        raise LeftBrokenError(left)


def _tell(session: Session, done: TickResult) -> None:
    """Say what was synced and what fired, each in a line."""
    if done.synced:
        from tix.commands.sync import tell as tell_synced

        tell_synced(session, done.synced)
    for fired in done.fired:
        would = "would be done: " if done.is_dry else ""
        what = "opened" if fired.is_opening else "for"
        when = session.local_time(fired.due)
        session.say(f"{would}{fired.rule.name} {what} {fired.ticket} {fired.title} (due {when})")
    if not done.fired and not done.problems:
        session.say("no rule is due")
