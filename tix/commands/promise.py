"""``tix promise``: what was promised for a ticket, and how its due times come about."""

from collections.abc import Iterator
from functools import partial

import click

from tix.actions.promise import PromiseLook, look_at_promise
from tix.console.completions import complete_ids
from tix.console.promise_text import clock_lines, time_shown, words_for
from tix.console.session import Session, pass_session
from tix.model.promises.amounts import format_amount
from tix.model.promises.described import calendar_line
from tix.model.promises.json import clock_object, promise_object, time_text
from tix.model.promises.sides import Side
from tix.model.times import format_time, instant
from tix.quick_typing import TYPE_CHECKING, Any
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.model.promises.clocks import Clock

_INDENT = "  "


@click.command("promise")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.option("--explain", is_flag=True, help="Each step of the computation.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_session
def command(session: Session, ident: str, explain: bool, as_json: bool) -> None:
    """Show what was promised for a ticket: due times, what was met, what is left.

    With --explain: which promise holds and why, who asks and who answers, and every span of time
    that counts or doesn't. docs/promises.md has the rules.

    \b
    Examples:
      tix promise k7f
      tix promise k7f --explain
      tix promise k7f --json
    """
    ticket = session.reader.get(session.one_id(ident)).ticket
    look = look_at_promise(session, session.config.with_priority(ticket))
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(_object(look, explain=explain)))
        return
    lines = [f"{ticket.id}  {session.screen.styles.bold(safe.line(ticket.title))}"]
    lines += _standing(session, look)
    if explain:
        lines += _explained(session, look)
    session.page("\n".join(lines))


def _standing(session: Session, look: PromiseLook) -> Iterator[str]:
    styles = session.screen.styles
    if look.clocks is None:
        yield f"{styles.dim('promise')}  none: no promise in tix.yaml is for this ticket"
    else:
        policy = look.clocks.policy
        query = safe.line(policy.when) or "every ticket"
        yield f"{styles.dim('promise')}  {safe.line(policy.name)} ({query}), by {policy.calendar}"
    lines = [*clock_lines(partial(time_shown, session), look.standing, look.warn)]
    width = max((len(line.name) for line in lines), default=0)
    for line in lines:
        yield f"{styles.dim(line.name.ljust(width))}  {line.painted(styles, line.text)}"
    if look.is_unanswered:
        yield styles.dim("nobody has answered what was asked last")


def _explained(session: Session, look: PromiseLook) -> Iterator[str]:
    if look.clocks is None:
        return
    yield from _calendar(session, look)
    yield from _conversation(session, look)
    for name, clock in look.named_clocks():
        yield from _steps(session, look, name, clock)


def _calendar(session: Session, look: PromiseLook) -> Iterator[str]:
    assert look.clocks is not None
    name = look.clocks.policy.calendar
    yield from _heading(session, f"calendar {name}")
    yield _INDENT + safe.line(calendar_line(look.promises.calendar(name)))
    for region, count in look.days_of_regions().items():
        yield f"{_INDENT}calendars/{region}.txt: {count} {'day' if count == 1 else 'days'}"


def _conversation(session: Session, look: PromiseLook) -> Iterator[str]:
    """Who asks and who answers (P3), and what each comment does (P4, P5)."""
    assert look.clocks is not None
    ticket = look.ticket
    yield from _heading(session, "who said what")
    opened = time_shown(session, look.clocks.first_response.start)
    by = f" by {ticket.opened_by}" if ticket.opened_by else ""
    asker = f", for {ticket.requester}" if ticket.requester != ticket.opened_by else ""
    yield _INDENT + safe.line(f"{opened}  opened{by}{asker if ticket.requester else ''}")
    if look.course is not None and look.course.told:
        yield f"{_INDENT}{opened}  told at once, over {ticket.channel}: first response"
    for comment, side, effect in look.said():
        said = "internal" if comment.internal else side.value
        if side is Side.NEITHER:
            said = f"{said}, doesn't count" if comment.internal else "doesn't count"
        when = time_shown(session, instant(comment.at))
        does = f": {effect}" if effect else ""
        yield _INDENT + safe.line(f"{when}  {comment.author} ({comment.id}), {said}{does}")


def _steps(session: Session, look: PromiseLook, name: str, clock: "Clock") -> Iterator[str]:
    title = words_for(name)
    if clock.budget is None:
        yield from _heading(session, f"{title}: not promised")
        return
    yield from _heading(session, f"{title}: {format_amount(clock.budget)}")
    yield f"{_INDENT}from {time_shown(session, clock.start)}"
    for step in look.steps(clock):
        begins = time_shown(session, step.start)
        ends = "now" if step.end is None else time_shown(session, step.end)
        if not step.counts:
            statuses = ", ".join(look.statuses(step))
            yield _INDENT + safe.line(f"{begins} to {ends}  waits ({statuses})")
        elif step.end is not None:
            length = format_amount(step.end - step.start)
            yield f"{_INDENT}{begins} to {ends}  {length}, in all {format_amount(step.used)}"
    if clock.due is not None:
        yield f"{_INDENT}due {time_shown(session, clock.due)}"
    elif clock.paused is not None:
        yield f"{_INDENT}waits since {time_shown(session, clock.paused)}: no due time"
    else:
        yield f"{_INDENT}not used up within 3,660 days: never due"
    if clock.met is not None:
        late = ", too late" if clock.due is not None and clock.met > clock.due else ""
        yield f"{_INDENT}met {time_shown(session, clock.met)}{late}"


def _heading(session: Session, text: str) -> Iterator[str]:
    yield ""
    yield session.screen.styles.bold(text)


def _object(look: PromiseLook, *, explain: bool) -> dict[str, Any]:
    found = {
        **promise_object(look.standing),
        "id": look.ticket.id,
        "unanswered": look.is_unanswered,
        "rounds": [
            {"asked": time_text(clock.start), **(clock_object(reading) or {})}
            for clock, reading in zip(
                look.clocks.rounds if look.clocks else (), look.standing.rounds, strict=True
            )
        ],
    }
    if not explain or look.clocks is None:
        return found
    policy = look.clocks.policy
    return {
        **found,
        "when": policy.when,
        "calendar": policy.calendar,
        "said": [
            {"id": comment.id, "at": format_time(comment.at), "by": str(comment.author),
             "side": side.value, "does": effect or None}
            for comment, side, effect in look.said()
        ],
        "steps": [
            {"clock": name, "start": time_text(clock.start), "budget": clock.budget,
             "due": time_text(clock.due),
             "spans": [
                 {"from": time_text(step.start), "to": time_text(step.end),
                  "counts": step.counts, "used": step.used}
                 for step in look.steps(clock)
             ] if clock.budget is not None else []}
            for name, clock in look.named_clocks()
        ],
    }  # fmt: skip
