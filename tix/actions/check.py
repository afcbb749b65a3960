"""Checking a desk: every problem in it, and which of them can be mended."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache, partial
from itertools import chain

from tix.actions.check_config import broken_queries, lenient_config
from tix.actions.check_records import NO_FOLDER, NO_PLAIN_FILE, problems_of_records
from tix.actions.workspace import Workspace
from tix.errors import TixError
from tix.frozen import dataclass, field
from tix.model.changes.check import Problem, check_ticket
from tix.model.changes.check_desk import LineOf, Outline, check_desk, outline
from tix.model.config.config import Config
from tix.model.config.reader import ConfigError
from tix.model.layout import (
    ATTACHMENTS,
    CALENDARS,
    CONFIG_FILE,
    FIRED_FILE,
    FOLDERS,
    RULES_FILE,
    TEMPLATES,
)
from tix.model.merge.path_clashes import MARK
from tix.model.promises.holidays import region_at
from tix.model.record.comments import conflict_marker
from tix.model.record.document import LIMIT, DocumentError
from tix.model.records.kinds import KINDS
from tix.model.ticket.document import Document, load
from tix.model.ticket.paths import is_ticket_name
from tix.model.ticket.ticket import Ticket
from tix.storage.desk import files
from tix.storage.desk.check_memory import CleanTickets
from tix.storage.desk.desk import Desk
from tix.storage.desk.leavings import is_leaving
from tix.storage.desk.left_out import LeftOutFiles, has_folder
from tix.storage.git.index_entries import index_paths, matching_paths
from tix.storage.repair.apply import RepairResult, repairing
from tix.storage.repair.merge_versions import UnmendableError
from tix.storage.repair.plan import Plan, plan
from tix.storage.store.outcome import Outcome
from tix.storage.store.set_aside import kept_aside

CONFLICT = "an unresolved merge conflict begins here"
"""The message about conflict markers, as ``load`` words it for tickets."""

_OWN_TEXTS = ((CONFIG_FILE, True), (RULES_FILE, True), (FIRED_FILE, True))
_OWN_FILES = frozenset(f"{folder}/.gitattributes" for folder in (*FOLDERS, ATTACHMENTS))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Every problem, in the order of paths and lines; those that ``--fix`` mends; what it does.

    ``left_out`` counts the files that a sparse checkout leaves out; they were read from git.
    """

    count: int
    problems: tuple[Problem, ...]
    fixable: frozenset[Problem]
    plan: Plan
    left_out: int = 0


@dataclass(slots=True)
class _Findings:
    """The content of the desk's folders, and the problems found so far.

    Only outlines of tickets are kept: desks are large.
    """

    outlines: list[tuple[str, Outline]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add_error(self, path: str, line: int, text: str) -> None:
        self.problems.append(Problem(path, line, "error", text))

    @property
    def count(self) -> int:
        return len(self.outlines) + len(self.broken)


def look(workspace: Workspace) -> CheckResult:
    """Check the desk as its files are now."""
    desk = workspace.desk
    beside = _Findings()
    _look_for_conflicts(desk, beside)
    _look_for_what_gave_way(desk, beside)
    beside.problems += _edits_kept_aside(desk)
    config = _config(workspace, beside)
    _look_at_records(workspace, beside, config)
    beside.problems += _promise_problems(workspace, config)
    beside.problems += _rule_problems(workspace)
    found, tickets, queries = _Findings(), list[Problem](), list[Problem]()
    if config.queries:  # which want to know every ticket's words
        every = _checked(desk, found, config, tickets, None)
        queries += broken_queries(workspace, every, config)
    else:
        clean = CleanTickets(desk, config)
        for _ in _checked(desk, found, config, tickets, clean):
            pass
        clean.keep()
    between = check_desk(found.outlines, _ids(found), found.attachments, _line_in(desk))
    found.problems += [*beside.problems, *tickets, *between, *queries]
    if config.workflow:
        from tix.actions.check_workflow import payment_problems  # few desks have one

        found.problems += payment_problems(workspace, config, _line_in(desk))
    repairs = plan(desk, found.outlines, found.broken, config.is_done)
    found.problems, fixable = _with_damage(found, repairs, config)
    problems = sorted(found.problems, key=lambda p: (p.path, p.line))
    return CheckResult(found.count, tuple(problems), fixable, repairs, found.left_out)


def _promise_problems(workspace: Workspace, config: Config) -> Iterator[Problem]:
    if config.calendars or config.promises or has_folder(workspace.desk, CALENDARS):
        from tix.actions.check_promises import promise_problems  # few desks have any

        yield from promise_problems(workspace, config)


def _rule_problems(workspace: Workspace) -> Iterator[Problem]:
    if any((workspace.desk.root / name).exists() for name in (RULES_FILE, FIRED_FILE)):
        from tix.actions.check_rules import rule_problems  # few desks have any

        yield from rule_problems(workspace)


def mend(workspace: Workspace, report: CheckResult) -> tuple[Plan, RepairResult]:
    """Carry out the repairs, planned anew under the lock; the plan, and what was done."""
    if not report.plan.steps:
        return report.plan, RepairResult(Outcome())
    with repairing(workspace.store) as repair:
        repairs = look(workspace).plan
        done = repair.write(repairs)
    workspace.reread()
    return repairs, done


def _checked(
    desk: Desk,
    found: _Findings,
    config: Config,
    problems: list[Problem],
    clean: CleanTickets | None,
) -> Iterator[Ticket]:
    """Every readable ticket, but for those that are known to be clean; problems within each are
    noted on the way."""
    for path, data in _walked(desk, found):
        if clean and (known := clean.outline(path, data)):
            found.outlines.append((path, known))
            continue
        if (document := _document(path, data, found)) is None:
            continue
        own = check_ticket(document, path, config)
        outlined = outline(document.record, config)
        if document.record.signatures:
            from tix.actions.signed_notes import signature_problems  # few tickets have any

            own += tuple(signature_problems(desk, document, path))
        elif clean and not own:
            clean.add(data, outlined)
        problems += own
        found.outlines.append((path, outlined))
        yield document.record


def _ids(found: _Findings) -> set[str]:
    paths = chain((path for path, _ in found.outlines), found.broken)
    return {*map(_stem, paths), *(ticket.id for _, ticket in found.outlines)}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _line_in(desk: Desk) -> LineOf:
    """A function that finds a field's line in a ticket by reading it again.

    A ticket can have thousands of dangling links, which are asked about one after another.
    """

    @lru_cache(maxsize=1)
    def read(path: str) -> Document:
        return load(files.read_ticket(desk.root / path))

    def line_of(path: str, name: str, item: int | None) -> int:
        with suppress(OSError, DocumentError, IndexError):  # it is changing just now
            return read(path).line_of(name, item)
        return 1

    return line_of


def _with_damage(
    found: _Findings, repairs: Plan, config: Config
) -> tuple[list[Problem], frozenset[Problem]]:
    """All problems, including damage that only git knows of, and those that the plan mends.

    A problem counts as mended if the step's files would no longer have it.
    """
    if not repairs.steps and not repairs.left:
        return found.problems, frozenset()
    after = {(p.path, p.text) for p in _problems_after(repairs, found, config)}
    problems, fixable = list(found.problems), set()
    for step in repairs.steps:
        mine = [p for p in found.problems if p.path in step.paths and p.severity == "error"]
        gone = [p for p in mine if not any((path, p.text) in after for path in step.paths)]
        if not gone:
            gone = [Problem(step.path, 1, "error", step.trouble)]
            problems += gone
        fixable.update(gone)
    told = {problem.path for problem in problems}
    problems += [problem for problem in repairs.left if problem.path not in told]
    return problems, frozenset(fixable)


def _problems_after(repairs: Plan, found: _Findings, config: Config) -> Iterator[Problem]:
    """The problems that would remain in the steps' tickets, and between all tickets.

    Their lines don't matter here.
    """
    touched = frozenset[str]().union(*(step.paths for step in repairs.steps))
    known, planned = dict(found.outlines), _Findings()
    for item in repairs.items:
        if item.data is None and item.path not in touched:
            planned.outlines.append((item.path, known[item.path]))
            continue
        with suppress(UnmendableError):  # it is changing just now
            document = item.document
            planned.outlines.append((item.path, outline(document.record, config)))
            if item.path in touched:
                yield from check_ticket(document, item.path, config)
    yield from check_desk(planned.outlines, _ids(planned), found.attachments, lambda *_: 1)


# -- files --------------------------------------------------------------------------------------


def _walked(desk: Desk, found: _Findings) -> Iterator[tuple[str, bytes]]:
    """The file of every ticket; anything else in the tickets' folders is noted as a problem."""
    left_out = LeftOutFiles(desk, *FOLDERS, ATTACHMENTS)
    found.left_out = len(left_out.blobs)
    committed = cache(partial(_committed, desk))
    for folder in (*FOLDERS, ATTACHMENTS):
        others = ((p, True) for p in left_out.blobs if p.startswith(f"{folder}/"))
        for path, plain in chain(_walk(desk, folder), others):
            if _gave_way(path) or (is_leaving(path) and path not in committed()):
                continue
            if not plain:
                found.add_error(path, 1, _no_plain(desk, path, folder))
            elif path in _OWN_FILES:
                continue
            elif folder == ATTACHMENTS:
                found.attachments.append(path)
            elif not path.endswith(".md"):
                found.add_error(path, 1, "this is no ticket (its name doesn't end in .md)")
            elif not is_ticket_name(path):
                found.add_error(path, 1, "this is no ticket (its name begins with a dot)")
            elif (data := _read(desk, path, found, left_out)) is not None:
                yield path, data


def _committed(desk: Desk) -> frozenset[str]:
    """The paths of all files that git tracks; asked for where an editor left something."""
    return frozenset(index_paths(desk.git, *FOLDERS, ATTACHMENTS))


def _walk(desk: Desk, folder: str) -> Iterable[tuple[str, bool]]:
    place = desk.root / folder
    if place.is_symlink() or place.is_file():
        return [(folder, False)]
    return files.walk(desk.root, folder)


def _no_plain(desk: Desk, path: str, folder: str) -> str:
    """What is wrong with a path where a plain file, or that folder, should be."""
    is_file = path == folder and not (desk.root / path).is_symlink()
    return NO_FOLDER if is_file else NO_PLAIN_FILE


def _read(desk: Desk, path: str, found: _Findings, left_out: LeftOutFiles) -> bytes | None:
    try:
        data = left_out.read(path)
        return files.read_ticket(f"{desk.root}/{path}") if data is None else data
    except OSError as error:
        found.add_error(path, 1, f"can't be read: {os.strerror(error.errno or 0).lower()}")
    found.broken.append(path)
    return None


def _document(path: str, data: bytes, found: _Findings) -> Document | None:
    try:
        return load(data)
    except DocumentError as error:
        found.add_error(path, error.line, error.reason)
    found.broken.append(path)
    return None


def _look_for_conflicts(desk: Desk, found: _Findings) -> None:
    """Note unresolved merge conflicts in files that aren't tickets."""
    for path, plain in [*_OWN_TEXTS, *_walk(desk, TEMPLATES), *_holidays(desk)]:
        if not plain:
            found.add_error(path, 1, _no_plain(desk, path, TEMPLATES))
            continue
        with suppress(OSError, TixError):  # tix.yaml is read, and complained about, elsewhere
            text = files.read(desk.root, path, LIMIT).decode(errors="replace")
            if (line := conflict_marker(text.split("\n"))) is not None:
                found.add_error(path, line + 1, CONFLICT)


def _holidays(desk: Desk) -> Iterator[tuple[str, bool]]:
    """The files of holidays; another one in their folder is the code's."""
    return ((path, plain) for path, plain in _walk(desk, CALENDARS) if region_at(path))


def _look_for_what_gave_way(desk: Desk, found: _Findings) -> None:
    """Note files that a merge moved aside because a ticket needed their place."""
    for path in sorted({*matching_paths(desk.git, f"*{MARK}*", untracked=True)}):
        if _gave_way(path):
            found.add_error(path.removesuffix("/"), 1, _WAS_IN_THE_WAY)


def _edits_kept_aside(desk: Desk) -> Iterator[Problem]:
    """A killed run had moved them aside, and no command could merge them."""
    for path in kept_aside(desk):
        yield Problem(os.path.relpath(path, desk.root), 1, "warning", _KEPT_ASIDE)


def _look_at_records(workspace: Workspace, found: _Findings, config: Config) -> None:
    for kind in KINDS:
        everything = _walk(workspace.desk, kind.folder)
        walked = ((path, plain) for path, plain in everything if not _gave_way(path))
        found.problems += problems_of_records(workspace, kind, walked, config)


def _gave_way(path: str) -> bool:
    if MARK not in path:
        return False
    return re.search(rf"{re.escape(MARK)}[0-9a-f]{{8}}(/|$)", path) is not None


_WAS_IN_THE_WAY = (
    "this was in the way of tickets or records in a merge; keep it elsewhere, or take it away with"
    " git rm"
)
_KEPT_ASIDE = (
    "somebody saved this while a command that was killed wrote the file, and both can't be merged;"
    " take over what is missing, and delete it"
)

# -- configuration --------------------------------------------------------------------------------


def _config(workspace: Workspace, found: _Findings) -> Config:
    """The desk's configuration; if that is broken, one that accepts every word in use."""
    try:
        return workspace.config
    except ConfigError as error:
        if any(problem.path == CONFIG_FILE for problem in found.problems):
            return lenient_config(_tickets(workspace.desk))  # a conflict, which has been reported
        reason = str(error).removeprefix(f"{CONFIG_FILE}:{error.line}: ")
        hint = f" ({error.hint})" if error.hint else ""
        found.add_error(CONFIG_FILE, error.line, reason + hint)
    except TixError as error:
        found.add_error(CONFIG_FILE, getattr(error, "line", 1), str(error))
    return lenient_config(_tickets(workspace.desk))


def _tickets(desk: Desk) -> Iterator[Ticket]:
    found = _Findings()
    documents = (_document(path, data, found) for path, data in _walked(desk, found))
    return (document.record for document in documents if document)
