"""The state of the desk, as ``tix status`` without arguments tells it."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from tix.commands.session import Session
from tix.model.config import Config, Group
from tix.model.config_source import ConfigError
from tix.model.record.document import LIMIT
from tix.model.times import due_instant, parse_due
from tix.storage import files
from tix.storage.branch_state import Edits, Looking, Shared
from tix.storage.config import UnreadableConfigError
from tix.storage.desk import CONFIG_FILE, FOLDERS
from tix.storage.first_look import FirstLook
from tix.storage.git import Process
from tix.storage.index.records import items_of, path_of
from tix.storage.last_look import last_look
from tix.storage.operations import Operation, operation
from tix.storage.reader import Broken
from tix.values import asdict, dataclass


@dataclass(frozen=True, slots=True)
class DeskState:
    """Where the desk is and what there is to do. Lists hold ids of tickets, or paths.

    ``open`` counts all that aren't done; ``waiting`` are those of them that wait for others;
    ``for_my_answer`` those that wait and were asked for by the user. ``news`` are the user's
    tickets that others changed since the last look; None if there never was one. Unless
    ``news_are_all``, only the latest commits have been looked at.
    ``with_markers`` are files with conflict markers.
    """

    desk: str
    name: str
    branch: str
    open: int
    waiting: int
    done: int
    mine: list[str]
    overdue: list[str]
    unassigned: list[str]
    not_committed: list[str]
    broken: list[str]
    remote: Shared
    in_progress: Operation | None
    unmerged: list[str]
    with_markers: list[str]
    config_problem: str | None
    my_overdue: list[str]
    for_my_answer: list[str]
    news: list[str] | None
    news_are_all: bool


def desk_state(session: Session) -> DeskState:
    """Look at the desk. What git has to tell is asked for first and read last."""
    desk = session.desk
    session.look = FirstLook(desk, wide=True)
    session.expect_me()
    looking = Looking(desk, session.look)
    problem = _config_problem(session)
    config = session.config
    me = session.me
    news = _start_news(session, me)
    reader = session.reader
    is_me = cache(lambda person: me is not None and config.canonical_person(person) == me)
    to_do = _still_to_do(session, is_me)
    broken = reader.broken()

    changed, are_all = _news(session, me, news, is_me)
    mine = [each for each in to_do if each.mine]
    waiting = [each.number for each in to_do if each.waiting]
    edits = looking.edits()
    return DeskState(
        desk=str(desk.root),
        name=config.name,
        branch=desk.branch(),
        open=len(to_do),
        waiting=len(waiting),
        done=reader.count(None) - len(to_do),
        mine=[each.id for each in mine],
        overdue=[each.id for each in to_do if each.overdue],
        unassigned=[each.id for each in to_do if each.unassigned],
        not_committed=edits.not_committed,
        broken=list(map(str, broken)),
        remote=looking.shared(),
        in_progress=operation(desk.git_dir),
        unmerged=edits.unmerged,
        with_markers=list(_with_markers(session, edits, broken)),
        config_problem=problem,
        my_overdue=[each.id for each in mine if each.overdue],
        for_my_answer=[
            filed.ticket.id
            for filed in reader.heads(waiting)
            if filed.ticket.requester and is_me(filed.ticket.requester)
        ],
        news=changed,
        news_are_all=are_all,
    )


@dataclass(frozen=True, slots=True)
class _ToDo:
    """A ticket that isn't done, in what the state of the desk tells of it."""

    number: int
    id: str
    waiting: bool
    mine: bool
    overdue: bool
    unassigned: bool


def _still_to_do(session: Session, is_me: Callable[[str], bool]) -> list[_ToDo]:
    """The tickets that aren't done: those that wait come last, else in the order of their files."""
    config = session.config

    @cache
    def is_past(due: str) -> bool:
        return due_instant(parse_due(due), config.timezone) < session.now

    columns = ("id", "path", "archived", "status", "assignees", "due")
    found = session.reader.listed(None, config, to_do=True, columns=columns)
    waits = {status.name for status in config.statuses if status.group is Group.WAITING}
    rows = sorted(found, key=lambda row: (row[4] in waits, row[3], path_of(row[2]).split("/")))
    return [
        _ToDo(
            number,
            ident,
            status in waits,
            any(map(is_me, items_of(assignees))),
            due is not None and is_past(due),
            assignees is None,
        )
        for number, ident, _, _, status, assignees, due in rows
    ]


def _config_problem(session: Session) -> str | None:
    """Why ``tix.yaml`` can't be read; the defaults are in force then, for this answer."""
    try:
        _ = session.config
    except (ConfigError, UnreadableConfigError) as error:
        session.config = Config()
        return f"{error} ({error.hint})" if error.hint else str(error)
    return None


def _with_markers(session: Session, edits: Edits, broken: Sequence[Broken]) -> Iterator[str]:
    """The files of which a merge left both sides, among those that could be such."""
    for path in sorted({CONFIG_FILE, *edits.unmerged, *(each.path for each in broken)}):
        try:
            data = files.read(session.desk.root, path, LIMIT)
        except (OSError, files.UnsafePathError):
            continue
        if any(line.startswith(b"<<<<<<< ") for line in data.split(b"\n")):
            yield path


# What others changed -----------------------------------------------------------------------------


def _start_news(session: Session, me: str | None) -> Process | None:
    """git at work on what came since the user's last look."""
    look = last_look(session.desk, me, session.config.canonical_person) if me else None
    if look is None:
        return None
    from tix.storage.commit_log import Period, start_log

    return start_log(session.desk, FOLDERS, period=Period(f"{look.commit}..HEAD", most=_MOST + 1))


_MOST = 300
"""Commits that are looked at for news: the state of the desk is for a glance."""


def _news(
    session: Session, me: str | None, process: Process | None, is_me: Callable[[str], bool]
) -> tuple[list[str] | None, bool]:
    """The user's tickets that others touched, roughly as ``tix inbox`` has them (who did what in
    each file isn't looked at), and whether all commits have been looked at."""
    if process is None or me is None:
        return None, True
    from tix.storage.commit_log import read_log
    from tix.storage.git import GitError

    try:
        commits = list(read_log(session.desk, process))
    except GitError:  # the commit isn't here any more
        return None, True
    touched = {
        touch.path
        for commit in commits[:_MOST]
        if not commit.is_merge and not is_me(str(commit.author))
        for touch in commit.touches
    }
    return session.reader.concerning(touched, is_me), len(commits) <= _MOST


# Telling -----------------------------------------------------------------------------------------


def show_state(session: Session, *, as_json: bool) -> None:
    """Print the state of the desk."""
    state = desk_state(session)
    if as_json:
        from tix.model.ticket_json import json_text

        session.print(json_text(asdict(state)))
        return
    from tix.terminal import safe

    if state.config_problem:
        session.warn(state.config_problem)
    told = (*_where(state), *_in_the_way(state), *_to_do(session, state), *_by_hand(state))
    lines = [safe.line(line) for line in told]
    if session.screen.is_terminal:
        from tix.terminal.width import wrap

        lines = [part for line in lines for part in wrap(line, session.screen.width, "", "    ")]
    session.print("\n".join(lines))


def _where(state: DeskState) -> Iterator[str]:
    """Which desk and branch, and how that stands to the remote's."""
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


def _in_the_way(state: DeskState) -> Iterator[str]:
    """What has to be finished or mended before work goes on."""
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


def _to_do(session: Session, state: DeskState) -> Iterator[str]:
    waiting = f" ({state.waiting} of them waiting)" if state.waiting else ""
    yield f"{state.open} open{waiting}, {state.done} done"
    late = f", {len(state.my_overdue)} of them overdue" if state.my_overdue else ""
    words = ",".join(s.name for s in session.config.statuses if s.group is Group.WAITING)
    answers = f"tix list requester:me status:{words}"
    more = "" if state.news_are_all else "or more "
    if more and not state.news:
        yield f"  over {_MOST} commits since you last looked  (tix inbox)"
    for idents, what, command in (
        (state.mine, f"yours{late}", "tix list assignee:me"),
        (state.for_my_answer, "waiting that you asked for", answers),
        (state.news or [], f"{more}of yours changed by others", "tix inbox"),
        (state.overdue, "overdue", "tix list is:overdue"),
        (state.unassigned, "unassigned", "tix list is:unassigned"),
    ):
        if idents:
            yield f"  {len(idents)} {what}  ({command})"


def _by_hand(state: DeskState) -> Iterator[str]:
    if state.not_committed:
        yield "edited by hand, not committed yet  (tix sync, or the ticket's next change):"
        yield from (f"  {path}" for path in state.not_committed)
