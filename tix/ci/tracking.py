"""Carrying out what was planned: all of one run is one commit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain

from tix.actions.changing import subject
from tix.actions.keyed import KeyedTickets, new_occurrence, seen_again
from tix.actions.status import done_status
from tix.ci.failure import Failure
from tix.ci.plan import FLAKY, Plan, Rules, Step, What, passes_again, plan
from tix.ci.rest import REST, listed_keys, rest_failure, with_listed
from tix.ci.tries import Tries
from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.config.config import Group
from tix.model.ids import key_source
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction

Assign = Callable[[Failure], Sequence[str]]
"""Who is to have the ticket of a failure, as tickets hold people."""


@dataclass(frozen=True, slots=True)
class Run:
    """This run: where, at which commit, its address; what new tickets get."""

    rules: Rules
    url: str = ""
    labels: tuple[str, ...] = ()
    assign: Assign = lambda _: ()


@dataclass(frozen=True, slots=True)
class Tracked:
    """What was done: the steps, each with its ticket as it is now, and the commit."""

    steps: tuple[Step, ...]
    outcome: "Outcome"


def known_keys(workspace: "Workspace") -> Collection[str]:
    """Every key that a ticket of the desk has, or a failure that has none of its own."""
    from tix.storage.store.keyed_files import keyed_files

    keys = keyed_files(workspace.desk)[0]
    rest = (_body(workspace, path) for path in keys.get(REST, ()))
    return {*keys, *Tries(workspace).keys, *chain.from_iterable(map(listed_keys, rest))}


def _body(workspace: "Workspace", path: str) -> str:
    """The text of a ticket's file; "" if that can't be read."""
    from tix.model.ticket.document import load
    from tix.storage.desk.files import read

    try:
        return load(read(workspace.desk.root, path)).record.body
    except (OSError, ValueError, TixError):
        return ""


def track(
    workspace: "Workspace",
    failures: Sequence[Failure],
    passing: Mapping[str, str],
    flaky: frozenset[str],
    run: Run,
) -> Tracked:
    """Open, count, reopen and close tickets, in one commit."""
    with workspace.transaction() as work:
        tickets = KeyedTickets(workspace, work)
        asked = [*(failure.key for failure in failures), *passing, REST]
        known = {key: found for key in asked if (found := tickets.get(key))}
        tries = Tries(workspace, work)
        counted = tries.counts(run.rules.place)
        planned = plan(failures, passing, flaky, known, counted, run.rules)
        writer = _Writer(workspace, work, run, tries)
        steps = [writer.carry_out(step) for step in planned.steps]
        steps += writer.sum_up(planned, known.get(REST), passing)
        for key in passing:
            tries.forget(key, run.rules.place)
        return Tracked(tuple(steps), work.commit(_subject(steps)))


def track_again(workspace: "Workspace", passing: Mapping[str, str], run: Run) -> Tracked:
    """Close what passed here and failed elsewhere when it was tracked, if it passes there now."""
    with workspace.transaction() as work:
        tickets = KeyedTickets(workspace, work)
        known = {key: found for key in passing if (found := tickets.get(key))}
        planned = plan((), passing, frozenset(), known, {}, run.rules)
        writer = _Writer(workspace, work, run, Tries(workspace, work))
        closing = (step for step in planned.steps if step.what is What.CLOSED)
        steps = [writer.carry_out(step) for step in closing]
        return Tracked(tuple(steps), work.commit(_subject(steps)))


def _subject(steps: Sequence[Step]) -> str:
    """The first line of the commit: which tickets, and what happened to them."""
    done = {step.ticket.id: step for step in steps if step.ticket and _is_change(step)}
    counts = {what: sum(step.what is what for step in done.values()) for what in What}
    words = {What.AGAIN: "seen again", What.LEFT: "passes in a place"}
    parts = [f"{n} {words.get(what, what.value)}" for what, n in counts.items() if n]
    if len(done) == 1:
        parts = [part.partition(" ")[2] for part in parts]
    return subject([*done], ", ".join(parts)) if done else "failures before a ticket"


def _is_change(step: Step) -> bool:
    return step.what is not What.LEFT or step.passes or step.is_flaky


def _has_run(rest: Ticket, planned: Plan, passing: Mapping[str, str]) -> bool:
    """Whether a report is about anything of what that ticket lists, as far as it says."""
    listed = listed_keys(rest.body)
    return not listed or not listed.isdisjoint((*passing, *(step.key for step in planned.steps)))


class _Writer:
    """Changes the tickets of one run."""

    def __init__(self, workspace: "Workspace", work: "Transaction", run: Run, tries: Tries) -> None:
        self._workspace, self._work, self._run, self._tries = workspace, work, run, tries
        self._config, self._now = workspace.config, workspace.now

    def carry_out(self, step: Step) -> Step:
        """Do a step; it comes back with its ticket as it is now."""
        match step.what:
            case What.OPENED:
                return replace(step, ticket=self._open(step))
            case What.AGAIN | What.REOPENED:
                return replace(step, ticket=self._again(step))
            case What.CLOSED:
                return self._close(step)
            case What.LEFT:
                return self._leave(step)

    def sum_up(self, planned: Plan, known: Ticket | None, passing: Mapping[str, str]) -> list[Step]:
        """The ticket for the failures for which there was no room, or its end."""
        place = self._run.rules.place
        if planned.rest:
            failure = rest_failure(planned.rest)
            what = What.OPENED if known is None else What.AGAIN
            if known is not None and self._config.is_done(known):
                what = What.REOPENED
            if known is not None:
                anew = what is What.REOPENED
                known = replace(known, body=with_listed(known.body, planned.rest, anew=anew))
            return [self.carry_out(Step(what, REST, failure.test, known, failure))]
        if known is None or self._config.is_done(known) or place not in known.failing:
            return []
        if not self._run.rules.close_passing or not _has_run(known, planned, passing):
            return []
        elsewhere = [each for each in known.failing if each != place]
        step = Step(What.CLOSED, REST, known.title, known)
        if elsewhere:
            why = f"there are none here, and some in {'; '.join(elsewhere)}"
            step = replace(step, what=What.LEFT, why=why, passes=True)
        return [self.carry_out(step)]

    def _open(self, step: Step) -> Ticket:
        failure, rules, config = step.failure, self._run.rules, self._config
        assert failure is not None, "only what fails is opened"
        earlier = self._tries.take(step.key, rules.place)
        seen = new_occurrence(self._workspace, earlier, rules.place, rules.commit, self._run.url)
        labels = (*self._run.labels, *((FLAKY,) if step.is_flaky else ()))
        ticket = Ticket(
            id=self._work.id_after(key_source(step.key)),
            title=failure.title,
            status=config.first_status(Group.ACTIVE),
            since=self._now,
            type=config.default_type,
            priority=config.default_priority,
            assignees=tuple(dict.fromkeys(self._run.assign(failure))),
            labels=tuple(dict.fromkeys(labels)),
            channel="ci" if "ci" in config.channels else None,
            opened=self._now,
            opened_by=str(self._work.author.person),
            key=step.key,
            occurrences=(*earlier, seen),
            failing=(rules.place,),
            body=failure.body(),
        )
        self._work.add(ticket)
        return self._work.get(ticket.id)

    def _again(self, step: Step) -> Ticket:
        ticket, rules = step.ticket, self._run.rules
        assert ticket is not None, "only a ticket is seen again"
        was_done = self._config.is_done(ticket)
        earlier = self._tries.take(step.key, rules.place)
        before = (*ticket.occurrences, *earlier)
        seen = new_occurrence(self._workspace, before, rules.place, rules.commit, self._run.url)
        changed = replace(ticket, occurrences=before)
        changed = seen_again(changed, seen, self._config, self._now)
        failing = () if was_done else ticket.failing  # it failed elsewhere before it was done
        changed = replace(changed, failing=changes.with_items(failing, (rules.place,)))
        return self._put(self._labelled(changed, step))

    def _close(self, step: Step) -> Step:
        """Close a ticket; one that the desk's workflow doesn't let be closed is left to people."""
        ticket, rules = step.ticket, self._run.rules
        assert ticket is not None, "only a ticket is closed"
        status = done_status(self._config, "closed")
        said = passes_again(rules.place, rules.commit)
        closed = changes.set_status(ticket, status, self._config, self._now, said)
        closed = self._labelled(replace(closed, failing=()), step)
        if why := self._refusal(ticket, closed):
            return self._leave(replace(step, what=What.LEFT, why=why, passes=True))
        return replace(step, ticket=self._put(closed))

    def _refusal(self, before: Ticket, after: Ticket) -> str:
        """Why the workflow doesn't let a ticket change its status like that; "": it does."""
        if not self._config.guards_statuses:
            return ""
        from tix.actions.workflow import WorkflowError, allow  # few desks have one

        try:
            allow(self._workspace, [before], [after], self._work.author.person)
        except WorkflowError as error:
            return f"it passes everywhere; {str(error).removesuffix('; nothing was changed')}"
        return ""

    def _leave(self, step: Step) -> Step:
        if step.failure is not None and step.tries is not None:
            rules = self._run.rules
            known = self._tries.known(step.key, rules.place)
            seen = new_occurrence(self._workspace, known, rules.place, rules.commit, self._run.url)
            self._tries.add(step.key, step.failure.title, rules.place, seen)
        if step.ticket is None or not _is_change(step):
            return step
        changed = step.ticket
        if step.passes:
            left = tuple(place for place in changed.failing if place != self._run.rules.place)
            changed = replace(changed, failing=left)
        return replace(step, ticket=self._put(self._labelled(changed, step)))

    def _labelled(self, ticket: Ticket, step: Step) -> Ticket:
        if not step.is_flaky:
            return ticket
        return replace(ticket, labels=changes.with_items(ticket.labels, (FLAKY,)))

    def _put(self, ticket: Ticket) -> Ticket:
        self._work.put(ticket)
        return self._work.get(ticket.id)
