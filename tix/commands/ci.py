"""``tix ci``: what test runners, commands and scanners in a pipeline say becomes tickets."""

import sys
from collections.abc import Collection, Mapping, Sequence
from errno import EPIPE

import click

from tix.console.ci_run import CiRun, Given, Limits, ci_options, limit_options, report_options
from tix.console.command_group import CommandGroup
from tix.console.completions import complete_files
from tix.console.given import InputTakenError, option_once
from tix.console.in_pipeline import take_in
from tix.console.session import Session, pass_session
from tix.errors import TixError, UsageError
from tix.frozen import replace
from tix.quick_typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from tix.ci.failure import Failure
    from tix.ci.findings import Findings
    from tix.ci.plan import Step
    from tix.ci.reading import Source
    from tix.ci.results import Counts
    from tix.ci.tracking import Run
    from tix.console.child import Finished


@click.group("ci", cls=CommandGroup, no_args_is_help=False)
def command() -> None:
    """Turn what fails in a pipeline into tickets: once each, again, and closed when it passes.

    Place, commit and address of the run are those that the pipeline documents (GitHub Actions,
    GitLab CI, Jenkins, CircleCI, Azure Pipelines, Buildkite, Woodpecker, Drone). Secrets are
    masked before anything is written.
    """


class MessageGroupError(UsageError):
    """What passes isn't known by a message."""

    def __init__(self) -> None:
        super().__init__(
            "--close-passing and --group-by message can't be used together",
            hint="a test that passes says no message; --group-by test, class or file",
        )


_SIZE, _SARIF_SIZE = 150, 30
"""Megabytes of a report that are read."""

_exit_code = click.option("--exit-code", is_flag=True, help="Exit with 1 if anything failed.")


@command.command("junit")
@click.argument(
    "reports", metavar="REPORT...", nargs=-1, required=True, shell_complete=complete_files
)
@option_once(
    "--group-by",
    type=click.Choice(["test", "class", "file", "message"]),
    help="What makes two failures one ticket: the test.",
)
@option_once(
    "--after",
    type=click.IntRange(1, 100),
    metavar="N",
    help="Open a ticket at the Nth failure in a row.",
)
@limit_options
@_exit_code
@report_options
@pass_session
def junit(
    session: Session,
    reports: tuple[str, ...],
    group_by: str | None,
    after: int | None,
    exit_code: bool,
    limits: Limits,
    given: Given,
) -> int:
    """Read reports in JUnit's XML, as most test runners write them.

    REPORT is a file, a pattern, a folder with all below it, or - for standard input. Each test that
    fails gets a ticket, or one more occurrence of the ticket it has. All of it is one commit.

    \b
    Examples:
      tix ci junit build/test-results --close-passing --sync
      tix ci junit 'build/*/*.xml' -l ci --assign codeowners --max 5
      tix ci junit report.xml --after 3 --dry-run
    """
    if limits.close_passing and group_by == "message":
        raise MessageGroupError
    ci = CiRun(session, given)
    found, errors, keys = _read_junit(ci, reports, group_by or "test", limits.max_size or _SIZE)
    steps: Sequence[Step] = ()
    if keys is not None:
        limits = replace(limits, after=after or limits.after)
        steps = _tracked(ci, found.failures, found.passing, found.flaky, limits)
    _tell(ci, "Tests", steps, found.counts, errors)
    return 1 if exit_code and found.counts.is_bad else 0


def _read_junit(
    ci: CiRun, reports: Sequence[str], grouping: str, max_size: int
) -> "tuple[Findings, Sequence[TixError], Collection[str] | None]":
    """What the reports say, and what is wrong with some; the desk's keys, None if there are none to
    be had."""
    from tix.ci.findings import Findings, Naming
    from tix.ci.junit import read_junit
    from tix.ci.reading import read_each
    from tix.model.masking import MASK

    keys = _known_keys(ci)
    naming = Naming(grouping, ci.code.has_file, ci.mask)  # type: ignore[arg-type]  # click checks it
    found = Findings(naming, keys or (), masks_all=any(MASK in key for key in keys or ()))

    def read(name: str, file: BinaryIO) -> None:
        staged = found.staging()  # a file is taken whole, or not at all
        read_junit(name, file, staged.take, max_size * 1_000_000)
        found.add(staged)

    return found, read_each(_source(ci, reports, ".xml"), read), keys


def _source(ci: CiRun, names: Sequence[str], ending: str) -> "Source":
    from tix.ci.reading import Source
    from tix.ci.report_files import report_files

    folder = ci.session.folder
    return Source(report_files(names, folder, ending), folder, lambda: _input(ci.session))


def _known_keys(ci: CiRun) -> Collection[str] | None:
    """The desk's keys; None if there is no desk, and that is only a warning."""
    from tix.ci.tracking import known_keys

    try:
        take_in(ci.session)
        return known_keys(ci.session)
    except (TixError, OSError) as error:
        ci.softly(error)
        return None


def _tracked(
    ci: CiRun,
    failures: "Sequence[Failure]",
    passing: Mapping[str, str],
    flaky: frozenset[str],
    limits: Limits,
) -> "Sequence[Step]":
    """Change the tickets, and sync if that is wanted; what was done."""
    steps: Sequence[Step] = ()
    try:
        run = ci.run(limits)
        steps = ci.track(failures, passing, flaky, run).steps
        _sync(ci)
        steps = _closed_since(ci, steps, passing, run)
    except (TixError, OSError) as error:
        ci.softly(error)
    return steps


def _closed_since(
    ci: CiRun, steps: "Sequence[Step]", passing: Mapping[str, str], run: "Run"
) -> "Sequence[Step]":
    """What was done, after a sync: of jobs that pass at once, each knows only then that the others
    do, and the last one closes."""
    from tix.ci.tracking import track_again

    left = {step.key: passing[step.key] for step in steps if step.passes and step.key in passing}
    if not left or not ci.session.must_sync:
        return steps
    closed = {step.key: step for step in track_again(ci.session, left, run).steps}
    if closed:
        _sync(ci)
    return [closed.get(step.key, step) for step in steps]


@command.command("sarif")
@click.argument(
    "reports", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_files
)
@option_once(
    "--level",
    type=click.Choice(["note", "warning", "error"]),
    help="Results from this level on get tickets: warning.",
)
@limit_options
@_exit_code
@report_options
@pass_session
def sarif(
    session: Session,
    reports: tuple[str, ...],
    level: str | None,
    exit_code: bool,
    limits: Limits,
    given: Given,
) -> int:
    """Read what linters and scanners report in SARIF.

    A result is known by the fingerprints that the tool gives it. --close-passing closes the tickets
    of results that a tool, which has run, doesn't report here any more.

    \b
    Examples:
      tix ci sarif scan.sarif --level error --sync
      tix ci sarif scan.sarif --close-passing -l security --assign codeowners
    """
    from tix.ci.reading import read_each
    from tix.ci.sarif import Scan, read_sarif

    ci = CiRun(session, given)
    keys = _known_keys(ci)
    size, scan = (limits.max_size or _SARIF_SIZE) * 1_000_000, Scan()

    def read(name: str, file: BinaryIO) -> None:
        scan.add(read_sarif(name, file, level or "warning", ci.mask, ci.code.has_file, size))

    errors = read_each(_source(ci, reports, ".sarif"), read)
    steps: Sequence[Step] = ()
    if keys is not None:
        gone = {} if errors else scan.gone(keys)
        steps = _tracked(ci, scan.failures, gone, frozenset(), limits)
    _tell(ci, "Results", steps, scan.counts, errors)
    return 1 if exit_code and scan.counts.is_bad else 0


def _sync(ci: CiRun) -> None:
    """With ``--sync``, send what was done. Raises what a sync does."""
    if ci.session.must_sync:
        from tix.commands.sync import after_write

        after_write(ci.session)


def _input(session: Session) -> BinaryIO:
    """Standard input, once."""
    if session.has_read_input:
        raise InputTakenError
    session.has_read_input = True
    return sys.stdin.buffer


def _tell(
    ci: CiRun, title: str, steps: "Sequence[Step]", counts: "Counts", errors: Sequence[TixError]
) -> None:
    """Say what was done; of what was wrong with files the last is raised, those before it are
    named."""
    ci.tell(title, steps, counts, was_refused=bool(errors))
    for error in errors[:-1]:
        ci.session.warn(str(error))
    if errors:
        ci.softly(errors[-1])


@command.command("run", context_settings={"ignore_unknown_options": True})
@option_once("--key", metavar="KEY", help="What the command is known by; else the command itself.")
@ci_options
@click.argument("words", metavar="-- COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
@pass_session
def run(
    session: Session,
    words: tuple[str, ...],
    key: str | None,
    given: Given,
) -> int:
    """Run a command, and open a ticket when it fails, or close that when it passes.

    Its output, signals and exit code go through unchanged; tracking that fails is only a warning.

    \b
    Examples:
      tix ci run --sync -- make test
      tix ci run --key nightly-build -l nightly -- sh -c 'make && make check'
    """
    from tix.console.child import CannotRunError, Finished, run_through

    if words[0].startswith("-"):  # an option of some other command, and no program
        raise click.NoSuchOption(words[0], ctx=click.get_current_context())
    ci = CiRun(session, given)
    try:
        finished = run_through(words)
    except CannotRunError as error:
        session.warn(str(error))
        finished = Finished(error.exit_code, False, str(error), 0.0)
    if finished.was_stopped:
        session.must_sync = False
        session.say("stopped from outside, which says nothing about the command: not tracked")
        return finished.exit()
    if finished.lost is not None and finished.code:
        session.must_sync = False
        session.say("its output couldn't be written, which may be why it failed: not tracked")
        return finished.exit()
    try:
        _track_command(ci, words, key, finished)
    except (TixError, OSError) as error:
        ci.softly(error)
    if finished.lost is not None and finished.lost.errno != EPIPE:
        from tix.terminal.streams import ResultLostError

        raise ResultLostError(finished.lost)
    return finished.exit()


def _track_command(ci: CiRun, words: Sequence[str], key: str | None, finished: "Finished") -> None:
    from tix.ci.code import shown_folder
    from tix.ci.command_failure import Execution, failure_of, key_of_command

    take_in(ci.session)
    folder = shown_folder(ci.session.folder, ci.code)
    known_by = ci.mask(" ".join(key.split())) if key else key_of_command(words, folder, ci.mask)
    execution = Execution(words, folder, finished.code, finished.tail, finished.seconds)
    failure = failure_of(execution, known_by, ci.mask)
    failures = [failure] if finished.code else []
    passing = {} if finished.code else {known_by: failure.test}
    steps = _tracked(ci, failures, passing, frozenset(), Limits(1, True))
    ci.tell(failure.test, steps, None)
