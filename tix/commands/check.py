"""``tix check``: find every problem in a desk; ``--fix`` mends those that merges left."""

from collections.abc import Sequence
from shlex import quote

import click

from tix.actions.check import CONFLICT, CheckResult, look, mend
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import UsageError
from tix.frozen import asdict, dataclass
from tix.model.changes.check import Problem
from tix.quick_typing import Any
from tix.storage.repair.apply import RepairResult
from tix.storage.store.outcome import Outcome
from tix.terminal import safe

EXIT_PROBLEMS = 4


@click.command("check")
@click.option("--fix", is_flag=True, help="Mend what merges left: conflicts, ids in two files.")
@click.option("-n", "--dry-run", is_flag=True, help="With --fix: only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
@click.pass_context
@pass_session
def command(
    session: Session, context: click.Context, fix: bool, dry_run: bool, as_json: bool
) -> None:
    """Look for what is wrong: broken tickets, dangling links, unknown words, stray files.

    Each problem is a line FILE:LINE: TEXT. The exit code is 4 if there is an error, and 0 if
    there are warnings only.

    --fix mends what a merge without tix left behind, in one commit: conflicts of tickets, ids that
    two files share, files that aren't named like their ticket, and tickets that one side changed
    and the other deleted. It keeps both texts. In the middle of a merge it does what 'git add'
    would, and 'git commit' concludes the merge. What is left is for a person.

    \b
    Examples:
      tix check
      tix check --fix --dry-run
      tix check --json
    """
    if dry_run and not fix:
        raise DryRunOfNothingError
    report = look(session)
    mended = _FixResult((), None, None)
    if fix:
        mended = _fix(session, report, dry_run)
        report = report if dry_run else look(session)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(_as_json(report) | (asdict(mended) if fix else {})))
    else:
        _tell(session, report, fix)
    if any(problem.severity == "error" for problem in report.problems):
        context.exit(EXIT_PROBLEMS)


class DryRunOfNothingError(UsageError):
    """``--dry-run`` without ``--fix``: check alone writes nothing anyway."""

    def __init__(self) -> None:
        super().__init__(
            "--dry-run goes with --fix; tix check alone writes nothing",
            hint="tix check --fix --dry-run",
        )


# -- mending ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fix:
    """A mended ticket, and what was done to it."""

    id: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class _FixResult:
    """The result of ``--fix``: the commit, or the git command that makes one."""

    mended: tuple[_Fix, ...]
    commit: str | None
    conclude: str | None


def _fix(session: Session, report: CheckResult, dry_run: bool) -> _FixResult:
    """Carry out the planned repairs, and report them."""
    repairs, done = (report.plan, RepairResult(Outcome())) if dry_run else mend(session, report)
    if repairs.steps and dry_run:
        session.say("nothing is written; this is what would be done:")
    for step in repairs.steps:
        session.say(f"{step.ident}: {step.did}")
    if not repairs.steps:
        session.say("nothing to mend")
    for problem in repairs.left:
        session.warn(str(problem))
    if done.outcome.detached:
        session.done(done.outcome, "committed")
    conclude = _typed(session, done.conclude) if done.conclude else None
    if conclude:
        session.say(f"not committed, since an operation is in progress; next: {conclude}")
    mended = tuple(_Fix(step.ident, step.path, step.did) for step in repairs.steps)
    return _FixResult(mended, done.outcome.commit, conclude)


def _typed(session: Session, command: str) -> str:
    """A git command for the user's folder, which may be outside the desk's working tree."""
    root = session.desk.root
    if session.folder.resolve().is_relative_to(root.resolve()):
        return command
    return f"git -C {quote(str(root))} {command.removeprefix('git ')}"


# -- saying it ------------------------------------------------------------------------------------


def _as_json(report: CheckResult) -> dict[str, Any]:
    problems = [asdict(p) | {"fixable": p in report.fixable} for p in report.problems]
    return {"tickets": report.count, "problems": problems}


def _tell(session: Session, report: CheckResult, fix: bool) -> None:
    problems = report.problems
    if problems:
        session.page("\n".join(_line(session, problem) for problem in problems))
    session.say(_summary(report.count, problems))
    if report.left_out:
        files = "1 file isn't" if report.left_out == 1 else f"{report.left_out} files aren't"
        session.say(f"{files} checked out here (git sparse-checkout), and counted as committed")
    if report.fixable and not fix:
        session.say("hint: tix check --fix mends " + _how_many(len(report.fixable), len(problems)))
    by_hand = [p.path for p in problems if p.text == CONFLICT and p not in report.fixable]
    for path in dict.fromkeys(by_hand):
        add, commit = (_typed(session, c) for c in (f"git add {quote(path)}", "git commit"))
        session.say(f"hint: edit {path}, then: {add}; {commit}")


def _how_many(some: int, among: int) -> str:
    if some == among:
        return "this" if some == 1 else "all of them"
    return f"{some} of them"


def _line(session: Session, problem: Problem) -> str:
    styles = session.screen.styles
    place = styles.bold(safe.line(f"{problem.path}:{problem.line}:"))
    if problem.severity == "error":
        return f"{place} {safe.line(problem.text)}"
    return f"{place} {styles.warning('warning:')} {safe.line(problem.text)}"


def _summary(count: int, problems: Sequence[Problem]) -> str:
    warnings = sum(problem.severity == "warning" for problem in problems)
    tickets = "1 ticket" if count == 1 else f"{count} tickets"
    if not problems:
        return f"{tickets}, no problems"
    text = f"{tickets}, {len(problems)} problem{'s' if len(problems) != 1 else ''}"
    if warnings == len(problems):
        return f"{text}, only warnings"
    return f"{text}, {warnings} of them only warnings" if warnings else text
