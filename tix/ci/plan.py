"""Deciding what becomes of tickets when tests fail and pass. Pure: a plan is a list of steps.

1. What fails and has an open ticket is seen again; what has one that is done is reopened.
2. What fails and has none gets one: at once, or at the Nth failure in a row (``after``).
3. A report opens no more than ``most`` tickets, those that it has already counted; one more sums
   up the rest.
4. What passes in the place where it failed doesn't fail there any more; the ticket of what fails
   nowhere is closed. Only what the report has run is looked at.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

from tix.ci.failure import Failure
from tix.ci.rest import REST
from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket

FLAKY = "flaky"
"""The label of what fails and passes at one commit."""


class What(Enum):
    """What is done with a ticket."""

    OPENED = "opened"
    AGAIN = "again"
    REOPENED = "reopened"
    CLOSED = "closed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``ticket`` is None if there is none yet; ``why`` is said of what is left.

    ``passes``: it passes here and still fails elsewhere. ``tries``: so many failures in a row came
    before, and this is one more; None: they don't matter. ``is_over``: it has no ticket of its own,
    since there were too many.
    """

    what: What
    key: str
    test: str
    ticket: Ticket | None = None
    failure: Failure | None = None
    why: str = ""
    passes: bool = False
    is_flaky: bool = False
    tries: int | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person has asked for. ``place`` and ``commit`` are of this run."""

    config: Config
    place: str
    commit: str
    most: int = 20
    after: int = 1
    close_passing: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps, and the failures that one further ticket sums up."""

    steps: tuple[Step, ...]
    rest: tuple[Failure, ...] = ()


def plan(
    failures: Sequence[Failure],
    passing: Mapping[str, str],
    flaky: frozenset[str],
    known: Mapping[str, Ticket],
    tries: Mapping[str, int],
    rules: Rules,
) -> Plan:
    """What to do. ``passing`` are names by key, ``tries`` how often each has failed in a row."""
    steps = []
    rest = []
    room = rules.most - sum(failure.key in known for failure in failures)
    for failure in failures:
        step = _failing(failure, known.get(failure.key), tries.get(failure.key, 0), rules)
        if step.what is What.OPENED:
            room -= 1
            if room < 0:
                rest.append(failure)
                why = f"over --max {rules.most}; the ticket {REST!r} has it"
                step = replace(_left(failure, why), is_over=True)
        steps.append(step)
    for key, test in passing.items():
        if key in known and (passed := _passing(key, test, known[key], flaky, rules)):
            steps.append(passed)
    return Plan(tuple(steps), tuple(rest))


def _left(failure: Failure, why: str, tries: int | None = None) -> Step:
    return Step(What.LEFT, failure.key, failure.test, None, failure, why, tries=tries)


def _failing(failure: Failure, ticket: Ticket | None, tries: int, rules: Rules) -> Step:
    is_open = ticket is not None and not rules.config.is_done(ticket)
    if not is_open and tries + 1 < rules.after:  # 2
        why = f"failure {tries + 1} of {rules.after} in a row"
        return replace(_left(failure, why, tries), ticket=ticket)
    if ticket is None:
        what, is_flaky = What.OPENED, failure.is_flaky
    elif is_open:  # 1
        what, is_flaky = What.AGAIN, failure.is_flaky
    else:
        what = What.REOPENED
        said = passes_again(rules.place, rules.commit)
        is_flaky = failure.is_flaky or bool(rules.commit and ticket.resolution == said)
    return Step(
        what, failure.key, failure.test, ticket, failure, is_flaky=is_flaky, tries=tries or None
    )


def _passing(
    key: str, test: str, ticket: Ticket, flaky: frozenset[str], rules: Rules
) -> Step | None:
    """4; None: there is nothing to do."""
    if rules.config.is_done(ticket):
        return _labelled(key, test, ticket) if key in flaky else None
    here = any(seen.where == rules.place for seen in ticket.occurrences)
    is_flaky = key in flaky or any(
        seen.where == rules.place and rules.commit and seen.commit == rules.commit
        for seen in ticket.occurrences
    )
    elsewhere = [place for place in ticket.failing if place != rules.place]
    failed_here = rules.place in ticket.failing or (here and not ticket.failing)
    if rules.close_passing and failed_here and not elsewhere:
        return Step(What.CLOSED, key, test, ticket, is_flaky=is_flaky)
    if rules.close_passing and failed_here:
        why = f"it passes here, and fails in {'; '.join(elsewhere)}"
        return Step(What.LEFT, key, test, ticket, why=why, passes=True, is_flaky=is_flaky)
    if is_flaky and (step := _labelled(key, test, ticket)):
        return step
    if rules.close_passing:
        places = "; ".join(ticket.failing) or "nowhere that is known"
        return Step(What.LEFT, key, test, ticket, why=f"it fails in {places}, not here")
    return None


def _labelled(key: str, test: str, ticket: Ticket) -> Step | None:
    """The label for what passes and fails; None: it has it."""
    if FLAKY in ticket.labels:
        return None
    return Step(What.LEFT, key, test, ticket, why="it passes and fails", is_flaky=True)


def passes_again(place: str, commit: str) -> str:
    """The resolution of what passes again: a failure at the same commit, in the same place, finds
    it there."""
    at = f" at {commit}" if commit else ""
    return f"passes again in {place}{at}"
