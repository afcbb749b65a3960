"""The state of a desk: where it is, how it compares with its remote, and what there is to do."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

from tix.actions.workspace import Workspace
from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.config.source import ConfigError
from tix.model.layout import CONFIG_FILE, FOLDERS, LIMIT
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, parse_due
from tix.quick_typing import Generic, TypeVar
from tix.storage.desk import files
from tix.storage.desk.config import UnreadableConfigError
from tix.storage.desk.inbox_mark import last_look
from tix.storage.git.operations import Operation, operation
from tix.storage.git.process import Process
from tix.storage.index.row_format import items_of, path_of
from tix.storage.store.filed import Broken
from tix.storage.store.worktree_status import WorkTreeQuery
from tix.storage.sync.branch_status import BranchStatus, Edits, StatusQuery

Which = TypeVar("Which", list[str], int)
"""The ids of tickets, or how many there are."""

_IsMe = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class DeskState(Generic[Which]):
    """Where the desk is and what there is to do. Lists hold ids of tickets, or paths;
    instead of tickets may stand how many there are.

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
    mine: Which
    overdue: Which
    unassigned: Which
    not_committed: list[str]
    broken: list[str]
    remote: BranchStatus
    in_progress: Operation | None
    unmerged: list[str]
    with_markers: list[str]
    config_problem: str | None
    my_overdue: Which
    for_my_answer: Which
    news: list[str] | None
    news_are_all: bool


def desk_state(workspace: Workspace) -> DeskState[list[str]]:
    """Look at the desk, and name the tickets. git is started first, and its answers are read
    last."""
    return _state(workspace, _named)


def desk_counts(workspace: Workspace) -> DeskState[int]:
    """The same, where tickets are only counted."""
    return _state(workspace, _counted)


def _state(
    workspace: Workspace, looked: "Callable[[Workspace, str | None, _IsMe], _ToDo[Which]]"
) -> DeskState[Which]:
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
    to_do = looked(workspace, me, is_me)
    broken = reader.broken_live()

    changed, are_all = _news(workspace, me, news, is_me)
    edits = looking.edits()
    return DeskState(
        desk=str(desk.root),
        name=config.name,
        branch=desk.branch(),
        open=to_do.open,
        waiting=to_do.waiting,
        done=reader.filed() - to_do.open,
        mine=to_do.mine,
        overdue=to_do.overdue,
        unassigned=to_do.unassigned,
        not_committed=edits.not_committed,
        broken=list(map(str, broken)),
        remote=looking.shared(),
        in_progress=operation(desk.git_dir),
        unmerged=edits.unmerged,
        with_markers=list(_with_markers(workspace, edits, broken)),
        config_problem=problem,
        my_overdue=to_do.my_overdue,
        for_my_answer=to_do.for_my_answer,
        news=changed,
        news_are_all=are_all,
    )


@dataclass(frozen=True, slots=True)
class _ToDo(Generic[Which]):
    """The part of it that the unfinished tickets make."""

    open: int
    waiting: int
    mine: Which
    overdue: Which
    unassigned: Which
    my_overdue: Which
    for_my_answer: Which


class _Facts:
    """What the columns of an unfinished ticket say of it."""

    def __init__(self, workspace: Workspace, is_me: _IsMe) -> None:
        config, now = workspace.config, workspace.now
        waiting = [status.name for status in config.statuses if status.group is Group.WAITING]
        self.waits = frozenset(waiting)
        self.is_past = cache(lambda due: due_instant(parse_due(due), config.timezone) < now)
        self.has_me = cache(lambda assignees: any(map(is_me, items_of(assignees))))

    def is_mine(self, assignees: str | None) -> bool:
        return assignees is not None and self.has_me(assignees)

    def is_overdue(self, due: str | None) -> bool:
        return due is not None and self.is_past(due)


def _counted(workspace: Workspace, me: str | None, is_me: _IsMe) -> _ToDo[int]:
    facts = _Facts(workspace, is_me)
    groups = workspace.reader.open_groups(workspace.config)
    waiting = sum(each.count for each in groups if each.status in facts.waits)
    mine = [each for each in groups if facts.is_mine(each.assignees)]
    return _ToDo(
        open=sum(each.count for each in groups),
        waiting=waiting,
        mine=sum(each.count for each in mine),
        overdue=sum(each.count for each in groups if facts.is_overdue(each.due)),
        unassigned=sum(each.count for each in groups if each.assignees is None),
        my_overdue=sum(each.count for each in mine if facts.is_overdue(each.due)),
        for_my_answer=_count_asked(workspace, me, facts.waits) if me and waiting else 0,
    )


def _count_asked(workspace: Workspace, me: str, waits: Collection[str]) -> int:
    """How many of the waiting tickets the user has asked for."""
    reader = workspace.reader
    asked = reader.live_naming("requester", workspace.config.keys_of(me))
    return len(asked & reader.live_in(waits)) if asked else 0


def _named(workspace: Workspace, me: str | None, is_me: _IsMe) -> _ToDo[list[str]]:
    """The unfinished tickets in the order of their files, waiting ones last."""
    facts, reader, config = _Facts(workspace, is_me), workspace.reader, workspace.config
    columns = ("id", "path", "status", "assignees", "due")
    found = reader.listed(None, config, to_do=True, only_live=True, columns=columns)
    # A folder's files stand before those of folders whose names begin with its own.
    in_order = sorted(found, key=lambda row: path_of(row[2]).replace("/", "\0"))
    rows = sorted(in_order, key=lambda row: row[3] in facts.waits)
    waiting = [row for row in rows if row[3] in facts.waits]
    mine = [row for row in rows if facts.is_mine(row[4])]
    asked = reader.live_naming("requester", config.keys_of(me)) if me and waiting else ()
    return _ToDo(
        open=len(rows),
        waiting=len(waiting),
        mine=[row[1] for row in mine],
        overdue=[row[1] for row in rows if facts.is_overdue(row[5])],
        unassigned=[row[1] for row in rows if row[4] is None],
        my_overdue=[row[1] for row in mine if facts.is_overdue(row[5])],
        for_my_answer=[row[1] for row in waiting if row[0] in asked],
    )


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
