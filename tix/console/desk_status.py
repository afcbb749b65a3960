"""The state of the desk, as ``tix status`` without arguments shows it."""

from collections.abc import Iterator

from tix.actions.desk_status import MOST_COMMITS, DeskState, desk_counts, desk_state
from tix.console.session import Session
from tix.frozen import asdict
from tix.model.config.config import Group
from tix.model.layout import CONFIG_FILE


def show_state(session: Session, *, as_json: bool) -> None:
    """Print the state of the desk."""
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(asdict(desk_state(session))))
        return
    state = desk_counts(session)
    from tix.terminal import safe

    if state.config_problem:
        session.warn(state.config_problem)
    told = (*_where(state), *_in_the_way(state), *_to_do(session, state), *_by_hand(state))
    lines = [safe.line(line) for line in told]
    if session.screen.for_people:
        from tix.terminal.width import wrap

        lines = [part for line in lines for part in wrap(line, session.screen.width, "", "    ")]
    session.print("\n".join(lines))


def _where(state: DeskState[int]) -> Iterator[str]:
    """Which desk and branch, and how it compares with the remote."""
    on = f"branch {state.branch}"
    if state.branch == "HEAD":
        rebased = state.in_progress.branch if state.in_progress else None
        on = f"branch {rebased}, which is being rebased" if rebased else _DETACHED
    yield f"{state.name or 'desk'}: {state.desk}, on {on}"
    shared = state.remote
    if shared.problem:
        yield f"not synced: {shared.problem}"
    elif shared.name is None:
        if state.branch != "HEAD":
            yield "not synced with anybody: there is no remote (git remote add origin URL)"
    elif shared.ahead is None or shared.behind is None:
        yield f"synced with {shared.name}, which was never fetched  (tix sync)"
    elif shared.ahead or shared.behind:
        send = "1 commit to send" if shared.ahead == 1 else f"{shared.ahead} commits to send"
        come = f"{shared.behind} to take in"
        yield f"synced with {shared.name}: {send}, {come}, as of the last fetch  (tix sync)"
    else:
        yield f"synced with {shared.name}: nothing to do, as of the last fetch"


_DETACHED = "no branch (HEAD is detached)"


def _in_the_way(state: DeskState[int]) -> Iterator[str]:
    """Things to finish or mend before work can go on."""
    doing = state.in_progress
    if doing:
        first = "" if not state.unmerged else "; first mend what is unmerged"
        yield f"a {doing.name} is in progress: {doing.finish}, or {doing.abort}{first}"
    if state.unmerged:
        yield "unmerged  (tix check --fix, or an editor and git add):"
        yield from (f"  {path}" for path in state.unmerged)
    if CONFIG_FILE in state.with_markers:
        yield f"{CONFIG_FILE} has conflict markers{_REFUSED}"
    elif state.config_problem:
        yield f"{CONFIG_FILE} can't be read{_REFUSED}"
    if state.broken:
        fixable = any(text.startswith(f"{p}:") for p in state.with_markers for text in state.broken)
        yield f"broken  ({'tix check --fix, or ' if fixable else ''}mend them in an editor):"
        yield from (f"  {text}" for text in state.broken)


_REFUSED = ", so most commands refuse to work until it is mended (here the defaults count)"


def _to_do(session: Session, state: DeskState[int]) -> Iterator[str]:
    waiting = f" ({state.waiting} of them waiting)" if state.waiting else ""
    yield f"{state.open} open{waiting}, {state.done} done"
    late = f", {state.my_overdue} of them overdue" if state.my_overdue else ""
    words = ",".join(s.name for s in session.config.statuses if s.group is Group.WAITING)
    answers = f"tix list requester:me status:{words}"
    more = "" if state.news_are_all else "or more "
    if more and not state.news:
        yield f"  over {MOST_COMMITS} commits since you last looked  (tix inbox)"
    for count, what, command in (
        (state.mine, f"yours{late}", "tix list assignee:me"),
        (state.for_my_answer, "waiting that you asked for", answers),
        (len(state.news or ()), f"{more}of yours changed by others", "tix inbox"),
        (state.overdue, "overdue", "tix list is:overdue"),
        (state.unassigned, "unassigned", "tix list is:unassigned"),
    ):
        if count:
            yield f"  {count} {what}  ({command})"


def _by_hand(state: DeskState[int]) -> Iterator[str]:
    if state.not_committed:
        yield "edited by hand, not committed yet  (tix sync, or the ticket's next change):"
        yield from (f"  {path}" for path in state.not_committed)
