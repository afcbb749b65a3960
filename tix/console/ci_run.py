"""What the commands of ``tix ci`` share: the options, the run that they are a part of, and what
they say afterwards."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, wraps

import click

from tix.ci.code import Code
from tix.console.completions import complete_labels, complete_people
from tix.console.given import ContradictingOptionsError, option_once
from tix.console.in_pipeline import masker, sync_option, this_pipeline
from tix.console.session import Session
from tix.console.write_options import quiet_option
from tix.errors import TixError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.ci.failure import Failure
    from tix.ci.plan import Step
    from tix.ci.results import Counts
    from tix.ci.tracking import Assign, Run, Tracked

_Command = Callable[..., Any]

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names a file for Markdown about this step."""


@dataclass(frozen=True, slots=True)
class Given:
    """The options that all commands of ``tix ci`` take; the last two are only of those that read
    reports."""

    where: str | None
    commit: str | None
    url: str | None
    labels: tuple[str, ...]
    assign: str | None
    dry_run: bool
    as_json: bool
    soft: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tickets, whether some are closed, the megabytes of a report that are read (None: as
    usual), and at which failure in a row a ticket is opened."""

    most: int
    close_passing: bool
    max_size: int | None = None
    after: int = 1


_MOST = 20


def limit_options(function: _Command) -> _Command:
    """``--close-passing``, ``--max``, ``--max-size``: the command gets them as ``limits``."""

    @wraps(function)  # with the options that it has already
    def gather(
        *arguments: Any, most: int | None, close_passing: bool, max_size: int | None, **more: Any
    ) -> Any:
        limits = Limits(_MOST if most is None else most, close_passing, max_size)
        return function(*arguments, limits=limits, **more)

    options = (
        click.option("--close-passing", is_flag=True, help="Close what fails here no more."),
        option_once("--max", "most", type=click.IntRange(0, 1000), metavar="N",
                    help=f"Tickets for so many failures; one more sums up the rest ({_MOST})."),
        option_once("--max-size", type=click.IntRange(1, 10_000), metavar="MB",
                    help="Refuse larger reports."),
    )  # fmt: skip
    return _with(gather, options)


def _with(command: _Command, options: Sequence[Callable[[_Command], _Command]]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


def report_options(function: _Command) -> _Command:
    """The options of commands that read reports: ``ci_options``, ``--json`` and ``--soft``."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
    soft = click.option("--soft", is_flag=True, help="Tracking that fails is only a warning.")
    return ci_options(as_json(soft(function)))


def ci_options(function: _Command) -> _Command:
    """The options that all commands take: the command gets them as ``given``; ``--sync`` and
    ``--quiet`` tell the session."""

    @wraps(function)
    def gather(
        *arguments: Any,
        where: str | None,
        commit: str | None,
        url: str | None,
        labels: tuple[str, ...],
        assign: str | None,
        dry_run: bool,
        as_json: bool = False,
        soft: bool = True,
        **more: Any,
    ) -> Any:
        given = Given(where, commit, url, labels, assign, dry_run, as_json, soft)
        return function(*arguments, given=given, **more)

    options = (
        option_once("--where", metavar="PLACE", help="Where it runs; else system, job and branch."),
        option_once("--commit", metavar="HASH", help="What was tested; else what is checked out."),
        option_once("--url", metavar="ADDRESS", help="The address of the run."),
        click.option("-l", "--label", "labels", metavar="LABEL", multiple=True,
                     help="A label for new tickets.", shell_complete=complete_labels),
        option_once("--assign", metavar="codeowners|blame|actor|WHO", help="Who gets new tickets.",
                    shell_complete=complete_people),
        click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done."),
        sync_option,
        quiet_option,
    )  # fmt: skip
    return _with(gather, options)


class CiRun:
    """One command of ``tix ci`` in its run. Secrets are masked in all that is given."""

    def __init__(self, session: Session, given: Given) -> None:
        session.is_dry, session.patience = given.dry_run, None
        if given.dry_run and session.must_sync:
            raise ContradictingOptionsError("--dry-run and --sync")
        self.session, self.given, self.mask = session, given, masker()
        self.code = Code(session.folder)
        self._pipeline = this_pipeline()

    @cached_property
    def place(self) -> str:
        """Where this is: as given, else as the pipeline says, else this machine."""
        place = self.given.where
        if place is None:
            place = self._pipeline.place if self._pipeline else socket.gethostname()
        return self.mask(" ".join(place.replace("·", "-").split())) or "somewhere"

    @cached_property
    def commit(self) -> str:
        """The commit that is being tested; "" if that isn't known."""
        if self.given.commit is not None:
            return self.mask(self.given.commit.strip())
        if self._pipeline and self._pipeline.commit:
            return self.mask(self._pipeline.commit)
        return "" if self._is_own_desk else self.code.commit

    @property
    def _is_own_desk(self) -> bool:
        """Whether the desk is what is checked out here: its commits are no code's."""
        return self.session.desk.top.resolve() == self.code.git.folder.resolve()

    def run(self, limits: Limits) -> "Run":
        """What tickets are told of this run."""
        from tix.ci.plan import Rules
        from tix.ci.tracking import Run

        url = self.given.url
        if url is None:
            url = self._pipeline.url if self._pipeline else ""
        rules = Rules(
            self.session.config,
            self.place,
            self.commit,
            limits.most,
            limits.after,
            limits.close_passing,
        )
        labels = tuple(
            self.mask(label.strip())
            for given in self.given.labels
            for label in given.split(",")
            if label.strip()
        )
        return Run(rules, self.mask(url), labels, self._assign)

    @cached_property
    def _assign(self) -> "Assign":
        if self.given.assign is None:
            return lambda _: ()
        from tix.ci.owners import ACTOR, Owners

        how = self.given.assign
        if how == ACTOR:
            how = f"@{self._pipeline.actor}" if self._pipeline and self._pipeline.actor else ""
        return Owners(self.session, self.code, how, self.session.warn)

    def track(
        self,
        failures: "Sequence[Failure]",
        passing: Mapping[str, str],
        flaky: frozenset[str],
        run: "Run",
    ) -> "Tracked":
        """Change the tickets, in one commit."""
        from tix.ci.tracking import track

        done = track(self.session, failures, passing, flaky, run)
        if done.outcome.detached:
            self.session.warn("HEAD is detached: the commit is on no branch (git switch BRANCH)")
        return done

    def softly(self, error: TixError | OSError) -> None:
        """Raise the error, or with ``--soft`` only warn of it."""
        if not self.given.soft:
            raise error
        self.session.must_sync = False
        hint = getattr(error, "hint", None)
        self.session.warn(self.mask(f"not tracked: {error}" + (f" ({hint})" if hint else "")))

    def tell(
        self,
        title: str,
        steps: "Sequence[Step]",
        counts: "Counts | None",
        *,
        was_refused: bool = False,
    ) -> None:
        """Print what was done, and write it into the step's summary.

        Without counts it was a command, whose output standard output has: it is only said.
        ``was_refused``: some of what was to be read wasn't.
        """
        from tix.ci import outcome_data
        from tix.ci.results import Counts as NoCounts

        if self.given.as_json:
            from tix.model.record.json import json_text

            found = outcome_data.outcome_object(steps, counts or NoCounts())
            self.session.print(json_text(found))
        elif counts is None:
            for row in outcome_data.rows(steps):
                self.session.say(" ".join(row))
        else:
            self._print(outcome_data.rows(steps))
        if counts is not None and (counts.total or not was_refused):
            self.session.say(outcome_data.counted(counts))
        if self.given.dry_run:
            self.session.say("nothing was changed: --dry-run")
        elif path := os.environ.get(SUMMARY):
            self._write_summary(path, outcome_data.summary(title, steps, counts))

    def _print(self, rows: Sequence[tuple[str, str, str]]) -> None:
        from tix.terminal import safe
        from tix.terminal.tsv import tsv

        if not self.session.screen.for_people:
            if rows:
                self.session.print(tsv(rows))
            return
        for word, ident, title in rows:
            self.session.print(f"{word:10}  {ident:6}  {safe.line(title)}")

    def _write_summary(self, path: str, text: str) -> None:
        try:
            with open(path, "a", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                file.write(text)
        except OSError as error:
            self.session.warn(f"the summary can't be written: {error.strerror}")
