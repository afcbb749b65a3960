"""The session of a command: a workspace, and the user's terminal or pipe.

Everything is looked up on first use, so that ``--help`` opens nothing.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path

import click

from tix.actions.workspace import Advance, Workspace
from tix.errors import OneTicketError, TixError
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store.filed import Filed
from tix.terminal import safe
from tix.terminal.screen import ColorMode, Screen
from tix.terminal.style import Styles

if TYPE_CHECKING:
    from tix.actions.changing import ChangeResult
    from tix.model.times import Due
    from tix.query.query import Query
    from tix.storage.desk.ask_remotes import Ask
    from tix.storage.desk.desk import Desk
    from tix.storage.desk.user_config import UserConfig
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.store import Store

_PATIENCE = 5.0
"""Seconds, for commands that are no matter of remotes."""


class NoIdsError(TixError):
    """Standard input, from which ids are read, has none: a list was empty, which is no failure."""

    exit_code = 0

    def __init__(self) -> None:
        super().__init__("no ids on standard input, so there is nothing to do")


class Session(Workspace):
    """One run of tix, at a terminal or in a pipe.

    ``folder`` is where the user is (``-C``), ``color`` what they asked for.
    """

    def __init__(self, folder: Path | None = None, color: ColorMode = "auto") -> None:
        super().__init__()
        self._folder = folder
        self.color = color
        self._wants_table = False
        self._has_named_zone = False
        self.command: str | None = None
        """The name of the running command."""
        self.arguments: Sequence[str] = ()
        """All arguments of ``tix``."""
        self.has_printed = False
        """Whether this run has printed a part of its result."""
        self.unsaid: Callable[[], None] | None = None
        """Says on standard error what this run has done, in case its result is lost."""
        self._has_told_history = False
        self.has_read_input = False
        """Whether standard input has been read."""
        self.is_quiet = False
        """Whether confirmations are left out (``--quiet``)."""
        self.wants_json = False
        """Whether a command that writes prints its tickets as JSON (``--json``)."""
        self.written: Sequence[str] = ()
        """The ids of these tickets."""
        self.planned: dict[str, Filed] = {}
        """Tickets as they would be, by id, where nothing is to be written."""
        self.is_dry = False
        """Whether nothing is to be written (``--dry-run``)."""
        self.must_sync = False
        """Whether a sync must follow (``--sync``)."""
        self.has_asked_remotes = False
        """Whether remotes were asked for the desk, which is as it is there, then."""
        self.patience: float | None = _PATIENCE
        """Seconds to ask remotes for a desk that is unknown here; 0: not at all, None: no limit."""

    # -- where and when ---------------------------------------------------------------------

    @cached_property
    def folder(self) -> Path:
        """The folder where the search for the desk begins."""
        return Path.cwd() / (self._folder or "")

    @cached_property
    def desk(self) -> "Desk":
        """The desk: at ``-C``, else at ``TIX_DESK``, else here or above."""
        from tix.actions.healing import found

        chosen = os.environ.get("TIX_DESK") if self._folder is None else None
        folder = Path.cwd() / chosen if chosen else self.folder
        return found(folder, None if self.patience == 0 else self._ask, self._say_waiting)

    def _ask(self) -> "Ask":
        """How remotes are asked for a desk."""
        from tix.storage.desk.ask_remotes import Ask

        def tell(remote: str) -> None:
            self.has_asked_remotes = True
            if sys.stderr.isatty():
                self.say(f"asking {remote} whether it has a desk")

        return Ask(self.patience, tell, self.must_sync or self.command == "ci")

    @cached_property
    def fixed_now(self) -> datetime | None:
        """The time in ``TIX_NOW``, if that is set."""
        text = os.environ.get("TIX_NOW")
        if not text:
            return None
        from tix.console.fixed_time import fixed_time

        return fixed_time(text)

    @cached_property
    def zone(self) -> tzinfo:
        """Where the user is: they say so, or ``TZ``, or the machine; else where the desk is."""
        from tix.console.local_zone import local_zone

        return self.user_config.timezone or local_zone(os.environ) or self.config.timezone

    def local_time(self, when: datetime) -> str:
        """A time where the user is; the first of a run names that, if the desk is elsewhere."""
        from tix.model.times import format_time

        try:
            local = when.astimezone(self.zone)
            desks = when.astimezone(self.config.timezone)
        except OverflowError:  # at the ends of the calendar
            return format_time(when)
        shown = local.strftime("%Y-%m-%d %H:%M")
        if self._has_named_zone or local.utcoffset() == desks.utcoffset():
            return shown
        self._has_named_zone = True
        name = local.tzname() or ""
        return f"{shown} {name if name[:1].isalpha() else f'UTC{name}'}"

    def due_text(self, due: "Due") -> str:
        """A due date in a sentence."""
        return self.local_time(due) if isinstance(due, datetime) else f"{due:%A} {due.isoformat()}"

    # -- the desk's content -----------------------------------------------------------------

    @cached_property
    def user_config(self) -> "UserConfig":
        """The user's own settings. Raises ConfigError."""
        from tix.storage.desk.user_config import load

        return load(os.environ)

    @cached_property
    def store(self) -> "Store":
        """The writer; it says so if it has to wait for others."""
        from tix.storage.desk.lock import tell_waiting

        tell_waiting(self._say_waiting)
        store = super().store
        store.is_dry = self.is_dry
        return store

    def _say_waiting(self) -> None:
        self.say("waiting for another tix, which is writing …")

    def progress(self, what: str, then: str = "") -> AbstractContextManager[Advance]:
        """A bar on standard error, if it takes long and somebody looks."""
        from tix.console.progress import counting

        return counting(self, what, then)

    def expect_history(self) -> None:
        """Warn, once, if the clone is shallow: one commit stands for everything before it."""
        if self._has_told_history or not (self.desk.common_dir / "shallow").exists():
            return
        self._has_told_history = True
        from tix.model.times import format_time
        from tix.storage.sync.shallow import boundary  # it knows remotes

        if (cut := boundary(self.desk)) is not None:
            self.warn(
                f"this clone is shallow: everything up to {format_time(cut.at)} appears as the "
                f"work of commit {cut.commit} ({cut.cure})"
            )

    @property
    def syncs_now(self) -> bool:
        """Whether this run has written, and a sync should follow."""
        if self.must_sync or self.is_synced or not self.has_written:
            return self.must_sync and not (self.is_synced or self.is_dry)
        try:
            wanted = self.user_config.sync_after_write
            return self.config.sync_after_write if wanted is None else wanted
        except TixError:  # settings that can't be read; the change is made all the same
            return False

    def rules_left_out(self, error: TixError) -> None:
        """Warn that the desk's rules don't run, or that one of them couldn't do its part."""
        from tix.actions.rules import OneRuleError

        what = "" if isinstance(error, OneRuleError) else "without the desk's rules: "
        self.warn(f"{what}{error}" + (f" ({error.hint})" if error.hint else ""))

    def tidy_up(self) -> None:
        """Let git pack loose objects in the background, if it is time."""
        if self.has_written:
            from tix.storage.store.upkeep import tidy_up

            tidy_up(self.desk)

    def ids(self, words: Iterable[str], *, or_none: bool = False) -> list[str]:
        """As ``Workspace.ids``; a word ``-`` reads more of them from standard input.

        Raises NoIdsError, too, if there are none; ``or_none``: that is only said.
        """
        typed = self._typed(words)
        if not typed and self.has_read_input:
            if not or_none:
                raise NoIdsError
            self.say("no ids on standard input")
        return super().ids(typed)

    def one_id(self, word: str) -> str:
        """As ``Workspace.one_id``; ``-`` reads it from standard input."""
        typed = self._typed([word])
        if not typed:
            raise OneTicketError(0)
        return super().one_id(" ".join(typed))

    def _typed(self, words: Iterable[str]) -> list[str]:
        from tix.console.given import MOST_IDS, ids_in

        typed: list[str] = []
        for word in words:
            typed += ids_in(self.input(MOST_IDS + 1)) if word == "-" else [word]
        return typed

    def input(self, most: int = -1) -> bytes:
        """Standard input, ``most`` bytes at most. Raises InputTakenError when asked again."""
        from tix.console.given import InputTakenError

        if self.has_read_input:
            raise InputTakenError
        self.has_read_input = True
        return sys.stdin.buffer.read(most)

    def lost_index(self, error: BaseException) -> TixError | None:
        """If an error means that the index is damaged, discard the index and say so; else None."""
        if "tix.storage.index.open" not in sys.modules:
            return None
        from tix.storage.index.damage import DamagedIndexError, clear, is_damage

        try:
            return DamagedIndexError() if is_damage(error) and clear(self.desk) else None
        except TixError:  # it was another desk's, that of the demonstration
            return None

    @property
    def is_untold(self) -> bool:
        """Whether this run could start over without anybody noticing."""
        return not self.has_printed and not self.has_written

    def tell_broken(self, *, only_live: bool = False) -> None:
        """Name every broken ticket on standard error; ``only_live``: of the live folder."""
        for broken in self.reader.broken_live() if only_live else self.reader.broken():
            self.warn(f"broken: {broken}")

    def query(self, words: Sequence[str] | str) -> "Query":
        """Parse a query, and warn about words that nothing can match."""
        given = [words] if isinstance(words, str) else words
        text = [word.encode(errors="replace").decode() for word in given]  # bytes, not UTF-8
        query = super().query(text[0] if isinstance(words, str) else text)
        for warning in query.warnings:
            self.warn(warning)
        return query

    # -- output -----------------------------------------------------------------------------

    @cached_property
    def screen(self) -> Screen:
        """Standard output."""
        color = self.user_config.color if self.color == "auto" else self.color
        for_people = self._wants_table or self.color == "always"
        return Screen.detect(color, os.environ, sys.stdout, for_people=for_people)

    def use_color(self, color: ColorMode) -> None:
        """Use the option given after the command."""
        self.color = color

    def want_table(self) -> None:
        """Show what a terminal would, in a pipe too. Before anything asks for the screen."""
        self._wants_table = True

    @cached_property
    def error_styles(self) -> Styles:
        """Colours for standard error."""
        return Screen.detect(self.color, os.environ, sys.stderr).styles

    def page(self, text: str) -> None:
        """Print the result, through a pager if it is long."""
        from tix.terminal.screen import page

        self.has_printed = True
        page(text, self.screen, os.environ)

    def print(self, text: str) -> None:
        """Print the result as it is: for JSON, ids and other exact output."""
        self.write(f"{text}\n")

    def write(self, text: str) -> None:
        """Print a piece of the result; its line ends are its own."""
        self.has_printed = True
        sys.stdout.write(text)

    def warn(self, text: str) -> None:
        """Print a warning about the result on standard error."""
        from tix.console.brief import brief

        shown = safe.line(brief(text, self.arguments))
        click.echo(f"{self.error_styles.warning('tix:')} {shown}", err=True)

    def say(self, text: str) -> None:
        """Print a confirmation on standard error."""
        if self.is_quiet:
            return
        from tix.console.brief import brief

        click.echo(safe.line(brief(text, self.arguments)), err=True)

    def done(self, outcome: "Outcome", text: str, unchanged: str = "nothing to change") -> None:
        """Confirm a write, or that there was nothing to write."""
        self.planned |= {filed.ticket.id: filed for filed in outcome.planned}
        if outcome.commit is None and not outcome.is_dry:
            self.say(unchanged)
            return
        self.say(f"would be done: {text}" if outcome.is_dry else text)
        if outcome.rules:
            self.say(f"by the desk's rules, too: {', '.join(outcome.rules)}")
        if outcome.hand_edits:
            self.say(f"committed, too: edits made by hand to {', '.join(outcome.hand_edits)}")
        if outcome.detached:
            self.warn("HEAD is detached: the commit is on no branch (git switch -c NAME keeps it)")

    def tell(self, changed: "ChangeResult") -> None:
        """Confirm a change of tickets and of any hand edits, or that there was nothing to do."""
        if not changed.before:
            why = changed.unchanged
            nothing = f"nothing to change: {why}" if why else "nothing to change"
            self.done(changed.outcome, nothing, nothing)
        elif changed.outcome.is_dry:
            for ticket in changed.before:
                self.done(changed.outcome, f"{self.named(ticket)}: {changed.what}")
        else:
            count = len(changed.before)
            named = self.named(changed.before[0]) if count == 1 else f"{count} tickets"
            self.done(changed.outcome, f"{named}: {changed.what}")
        for note in changed.notes:
            self.say(note)
        for doubt in changed.doubts:
            self.warn(doubt)
        self.written = changed.named

    @contextmanager
    def git_progress(self) -> Iterator["Callable[[str, int, int], None] | None"]:
        """A function that shows git's progress on standard error; None if nobody would see it."""
        if not sys.stderr.isatty():
            yield None
            return
        from tix.terminal.progress import Progress

        with Progress(0, "", sys.stderr, width=self.screen.width) as bar:
            yield bar.part

    def named(self, filed: Filed | Ticket) -> str:
        """A ticket in a sentence: its id and its title, which may be shortened."""
        ticket = filed.ticket if isinstance(filed, Filed) else filed
        return f"{ticket.id} {ticket.short_title}"


pass_session = click.make_pass_decorator(Session)
"""Passes the session to a command as its first argument."""
