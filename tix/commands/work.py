"""``tix work``: note time worked on tickets, by hand or with a timer."""

import click

from tix.console.completions import complete_entries, complete_ids_or_timer
from tix.console.entry_commands import changing, refuse_beside, tell_entry
from tix.console.given import ContradictingOptionsError, GoesWithError, option_once
from tix.console.session import Session, pass_session
from tix.console.text_input import text_from
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import UsageError
from tix.model.work.lengths import length_text


class TooManyWordsError(UsageError):
    """Something stands behind the length."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(
            f"{' '.join(words)!r} is one word too many", hint="a text for it: -m 'the linker'"
        )


@click.command("work")
@click.argument("words", metavar="[ID [LENGTH]]", nargs=-1, shell_complete=complete_ids_or_timer)
@option_once(
    "-m", "--message", "text", metavar="TEXT", help="What was done; - reads standard input."
)
@click.option("--free", is_flag=True, help="Not to be billed.")
@click.option("--billable", is_flag=True, help="To be billed: for --edit.")
@option_once("--day", metavar="D", help="The day it was done on: 2026-11-25, yesterday, mon.")
@option_once("--who", metavar="WHO", help="Who did it, if it wasn't you.")
@option_once(
    "--edit", "edited", metavar="W-ID", help="Change an entry.",
    shell_complete=complete_entries("worked"),
)  # fmt: skip
@option_once(
    "--remove",
    "removed",
    metavar="W-ID",
    help="Remove an entry.",
    shell_complete=complete_entries("worked"),
)
@click.option("--drop", is_flag=True, help="With stop: note nothing.")
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    text: str | None,
    free: bool,
    billable: bool,
    day: str | None,
    who: str | None,
    edited: str | None,
    removed: str | None,
    drop: bool,
) -> None:
    """Note time worked on a ticket, and print the id of the entry.

    A length is 1h30m, 90m, 1.5h or 1:30. `work start ID` starts a timer (yours, in this clone;
    it goes on while the machine is off), `work stop` notes the time since then, or the length that
    is given; `work` alone says what runs. `work ID` lists what was noted.

    \b
    Examples:
      tix work k7f 1h30m -m 'It was the linker.'
      tix work k7f 20m --free --day yesterday
      tix work start k7f
      tix work stop -m 'New drum.'
      tix work k7f --edit w-q8m2ht 2h
      tix work k7f --remove w-q8m2ht
      tix list 'worked:>2h' --columns id,title,worked
    """
    if free and billable:
        raise ContradictingOptionsError("--free and --billable")
    known = {"-m": text, "--free": free, "--day": day, "--who": who, "--billable": billable}
    if day is not None:
        from tix.actions.entries import day_from  # a timer asks for none

        day_from(session, day)  # what is no day is said first
    if not words:
        more = {"--drop": drop, "--edit": edited, "--remove": removed}
        refuse_beside("work without a ticket", known | more, "tix work ID LENGTH")
        _tell_running(session)
        return
    if words[0] in ("start", "stop"):
        no_timer = "without a timer: tix work ID LENGTH"
        others = {"--day": day, "--who": who, "--billable": billable}
        refuse_beside("the timer", others | {"--edit": edited, "--remove": removed}, no_timer)
        _timer(session, words, text, free, drop)
        return
    if drop:
        raise GoesWithError("--drop", "work stop")
    if len(words) > 2 and set("".join(words[2:])) <= set("0123456789hmoursinte"):
        words = (words[0], " ".join(words[1:]))  # tix work k7f 1h 30m
    if len(words) > 2:
        raise TooManyWordsError(words[2:])
    changing(edited, removed)
    ident = session.one_id(words[0])
    if removed is not None:
        refuse_beside("--remove", {**known, "a length": words[1:]})
        from tix.actions.work import remove_work

        tell_entry(session, remove_work(session, ident, removed))
        return
    if len(words) == 1 and edited is None:
        refuse_beside("a list", known, f"to note time: tix work {words[0]} LENGTH")
        _list(session, ident)
        return
    if billable and edited is None:
        raise GoesWithError("--billable", "--edit; time is billable unless it is --free")
    _note(session, ident, words[1:], text, False if free else True if billable else None, day, who,
          edited)  # fmt: skip


def _note(
    session: Session,
    ident: str,
    length: tuple[str, ...],
    text: str | None,
    billable: bool | None,
    day: str | None,
    who: str | None,
    edited: str | None,
) -> None:
    from tix.actions.work import A_DAY, WorkChanges, edit_work, log_work, minutes_from

    minutes = minutes_from(length[0]) if length else None
    text = text_from(session, text, None)
    if minutes is not None and minutes > A_DAY:
        session.warn(f"{length[0]} is more than a day has")
    if edited is not None:
        wanted = WorkChanges(minutes, text, billable, day, who)
        tell_entry(session, edit_work(session, ident, edited, wanted))
        return
    session.expect_me()
    assert minutes is not None, "without a length there is a list or an edit"
    done = log_work(
        session, ident, minutes, text=text, billable=billable is not False, day=day, who=who
    )
    tell_entry(session, done)


def _list(session: Session, ident: str) -> None:
    """The entries of a ticket, and how much they are in all."""
    from tix.console.entry_commands import print_entries

    print_entries(session, session.files.get(ident).ticket, "worked")


# -- the timer ------------------------------------------------------------------------------


def _timer(
    session: Session, words: tuple[str, ...], text: str | None, free: bool, drop: bool
) -> None:
    from tix.actions.work import drop_timer, minutes_from, start_timer, stop_timer

    verb, rest = words[:1], words[1:]
    if len(rest) > 1:
        raise TooManyWordsError(rest[1:])
    if verb == ("start",):
        beside = {"--free": free, "--drop": drop, "--dry-run": session.is_dry}
        refuse_beside("work start", beside, "tix work stop takes --free, --drop and --dry-run")
        if not rest:
            raise UsageError("say on which ticket", hint="tix work start ID")
        ident = session.one_id(rest[0])
        start_timer(session, ident, text_from(session, text, None))
        session.say(f"working on {session.named(session.files.get(ident).ticket)} from now on")
        _print_running(session)
    elif verb == ("stop",) and drop:
        others = {"-m": text, "--free": free, "a length": rest, "--dry-run": session.is_dry}
        refuse_beside("--drop", others)
        session.say(f"the timer of {drop_timer(session).ticket} is gone; nothing was noted")
        _print_running(session)
    else:
        minutes = minutes_from(rest[0]) if rest else None
        text = text_from(session, text, None)
        tell_entry(session, stop_timer(session, minutes, text=text, billable=not free))


def _tell_running(session: Session) -> None:
    from tix.actions.work import elapsed, running
    from tix.model.times import format_time

    if session.wants_json:
        _print_running(session)
    elif timer := running(session):
        minutes = elapsed(timer, session.now)
        session.print(f"{timer.ticket}\t{format_time(timer.since)}\t{length_text(minutes)}")
    else:
        session.say("no timer is running; tix work start ID starts one")


def _print_running(session: Session) -> None:
    """What runs, as JSON where that is asked for."""
    if not session.wants_json:
        return
    from tix.actions.work import elapsed, running
    from tix.model.record.json import json_text
    from tix.model.times import format_time

    timer = running(session)
    shown = timer and {
        "ticket": timer.ticket,
        "since": format_time(timer.since),
        "minutes": elapsed(timer, session.now),
        "text": timer.text,
    }
    session.print(json_text(shown))
