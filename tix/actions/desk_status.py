"""The state of a desk: where it is, how it compares with its remote, and what there is to do."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from tix.actions.workspace import Workspace
from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.config.source import ConfigError
from tix.model.layout import CONFIG_FILE, FOLDERS, LIMIT
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, parse_due
from tix.storage.desk import files
from tix.storage.desk.config import UnreadableConfigError
from tix.storage.desk.inbox_mark import last_look
from tix.storage.git.operations import Operation, operation
from tix.storage.git.process import Process
from tix.storage.index.row_format import items_of, path_of
from tix.storage.store.filed import Broken
from tix.storage.store.worktree_status import WorkTreeQuery
from tix.storage.sync.branch_status import BranchStatus, Edits, StatusQuery


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
    remote: BranchStatus
    in_progress: Operation | None
    unmerged: list[str]
    with_markers: list[str]
    config_problem: str | None
    my_overdue: list[str]
    for_my_answer: list[str]
    news: list[str] | None
    news_are_all: bool


def desk_state(workspace: Workspace) -> DeskState:
    """Look at the desk. git is started first, and its answers are read last."""
    desk = workspace.desk
    workspace.look = WorkTreeQuery(desk, wide=True)
    workspace.expect_me()
    looking = StatusQuery(desk, workspace.look)
    problem = _config_problem(workspace)
    config = workspace.config
    me = workspace.me
    looking.compare()
    news = _start_news(workspace, me)
    reader = workspace.reader
    is_me = cache(lambda person: me is not None and config.canonical_person(person) == me)
    to_do = _still_to_do(workspace, is_me)
    broken = reader.broken_live()

    changed, are_all = _news(workspace, me, news, is_me)
    mine = [each for each in to_do if each.mine]
    waiting = [each for each in to_do if each.waiting]
    asked = reader.live_naming("requester", config.keys_of(me)) if me and waiting else ()
    edits = looking.edits()
    return DeskState(
        desk=str(desk.root),
        name=config.name,
        branch=desk.branch(),
        open=len(to_do),
        waiting=len(waiting),
        done=reader.filed() - len(to_do),
        mine=[each.id for each in mine],
        overdue=[each.id for each in to_do if each.overdue],
        unassigned=[each.id for each in to_do if each.unassigned],
        not_committed=edits.not_committed,
        broken=list(map(str, broken)),
        remote=looking.shared(),
        in_progress=operation(desk.git_dir),
        unmerged=edits.unmerged,
        with_markers=list(_with_markers(workspace, edits, broken)),
        config_problem=problem,
        my_overdue=[each.id for each in mine if each.overdue],
        for_my_answer=[each.id for each in waiting if each.number in asked],
        news=changed,
        news_are_all=are_all,
    )


@dataclass(frozen=True, slots=True)
class _ToDo:
    """The facts about an unfinished ticket that the state of the desk needs."""

    number: int
    id: str
    waiting: bool
    mine: bool
    overdue: bool
    unassigned: bool


def _still_to_do(workspace: Workspace, is_me: Callable[[str], bool]) -> list[_ToDo]:
    """The unfinished tickets in the order of their files, waiting ones last."""
    config = workspace.config

    @cache
    def is_past(due: str) -> bool:
        return due_instant(parse_due(due), config.timezone) < workspace.now

    @cache
    def has_me(assignees: str) -> bool:
        return any(map(is_me, items_of(assignees)))

    columns = ("id", "path", "status", "assignees", "due")
    found = workspace.reader.listed(None, config, to_do=True, only_live=True, columns=columns)
    waits = {status.name for status in config.statuses if status.group is Group.WAITING}
    # A folder's files stand before those of folders whose names begin with its own.
    rows = sorted(found, key=lambda row: (row[3] in waits, path_of(row[2]).replace("/", "\0")))
    return [
        _ToDo(
            number,
            ident,
            status in waits,
            assignees is not None and has_me(assignees),
            due is not None and is_past(due),
            assignees is None,
        )
        for number, ident, _, status, assignees, due in rows
    ]


def most_urgent(workspace: Workspace) -> Ticket | None:
    """The ticket to look at first: one of the user's own, if they have any."""
    reader, config, me = workspace.reader, workspace.config, workspace.me
    first: Ticket | None = None
    for filed in reader.heads(reader.find(None, config, to_do=True, only_live=True)):
        if me and any(config.canonical_person(who) == me for who in filed.ticket.assignees):
            return filed.ticket
        first = first or filed.ticket
    return first


def _config_problem(workspace: Workspace) -> str | None:
    """Why ``tix.yaml`` can't be read; then this answer uses the defaults."""
    try:
        _ = workspace.config
    except (ConfigError, UnreadableConfigError) as error:
        workspace.config = Config()
        return f"{error} ({error.hint})" if error.hint else str(error)
    return None


def _with_markers(workspace: Workspace, edits: Edits, broken: Sequence[Broken]) -> Iterator[str]:
    """The files with conflict markers, among those that may have some."""
    for path in sorted({CONFIG_FILE, *edits.unmerged, *(each.path for each in broken)}):
        try:
            data = files.read(workspace.desk.root, path, LIMIT)
        except (OSError, files.UnsafePathError):
            continue
        if any(line.startswith(b"<<<<<<< ") for line in data.split(b"\n")):
            yield path


# What others changed -----------------------------------------------------------------------------


def _start_news(workspace: Workspace, me: str | None) -> Process | None:
    """A running ``git log`` of what came since the user last looked."""
    look = last_look(workspace.desk, me, workspace.config.canonical_person) if me else None
    if look is None:
        return None
    from tix.storage.history.log import Period, start_log

    return start_log(
        workspace.desk, FOLDERS, period=Period(f"{look.commit}..HEAD", most=MOST_COMMITS + 1)
    )


MOST_COMMITS = 300
"""Commits that are searched for news: the state of the desk is for a glance."""


def _news(
    workspace: Workspace, me: str | None, process: Process | None, is_me: Callable[[str], bool]
) -> tuple[list[str] | None, bool]:
    """The user's tickets that others touched, roughly as in ``tix inbox`` (the changes within each
    file aren't examined), and whether all commits were examined."""
    if process is None or me is None:
        return None, True
    from tix.storage.git.process import GitError
    from tix.storage.history.log import read_log

    try:
        commits = list(read_log(workspace.desk, process))
    except GitError:  # the commit isn't here any more
        return None, True
    touched = {
        touch.path
        for commit in commits[:MOST_COMMITS]
        if not commit.is_merge and not is_me(str(commit.author))
        for touch in commit.touches
    }
    return workspace.reader.concerning(touched, is_me), len(commits) <= MOST_COMMITS
