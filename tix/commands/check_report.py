"""Looking at a desk for ``tix check``: every problem, and which of them can be mended."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from tix.commands.session import Session
from tix.errors import TixError
from tix.model.check import Problem, check_desk, check_ticket
from tix.model.comments import conflict_marker
from tix.model.config import Config, Group, Status
from tix.model.config_file import ConfigError
from tix.model.document import Document, DocumentError, load
from tix.storage import files
from tix.storage.desk import CONFIG_FILE, Desk
from tix.storage.file_reader import FOLDERS
from tix.storage.repair_plan import Plan, plan
from tix.values import dataclass, field, replace

CONFLICT = "an unresolved merge conflict begins here"
"""What is said of conflict markers, by ``load`` for tickets and here for other files."""

_ATTACHMENTS, _TEMPLATES = "attachments", "templates"
_NO_PLAIN_FILE = "this is a link, or no plain file; tix doesn't follow it"
_OWN_FILES = frozenset(f"{folder}/.gitattributes" for folder in (*FOLDERS, _ATTACHMENTS))


@dataclass(frozen=True, slots=True)
class Report:
    """Every problem, in the order of paths and lines; those that ``--fix`` mends; what it does."""

    count: int
    problems: tuple[Problem, ...]
    fixable: frozenset[Problem]
    plan: Plan


@dataclass(slots=True)
class _Found:
    """What lies in the desk's folders: what can be read, where, and what is wrong so far."""

    documents: list[tuple[str, Document]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add_error(self, path: str, line: int, text: str) -> None:
        self.problems.append(Problem(path, line, "error", text))

    @property
    def count(self) -> int:
        return len(self.documents) + len(self.broken)


def look(session: Session) -> Report:
    """Look at the desk as its files stand now."""
    desk = session.desk
    found = _walked(desk)
    _look_for_conflicts(desk, found)
    config = _config(session, found)
    found.problems += _problems_of(found, config)
    found.problems += _broken_queries(session, found, config)
    repairs = plan(desk, found.documents, found.broken, config.is_done)
    found.problems, fixable = _with_damage(found, repairs, config)
    problems = sorted(found.problems, key=lambda p: (p.path, p.line))
    return Report(found.count, tuple(problems), fixable, repairs)


def _problems_of(found: _Found, config: Config) -> Iterator[Problem]:
    """What is wrong with the tickets that can be read."""
    for path, document in found.documents:
        yield from check_ticket(document, path, config)
    stems = (PurePosixPath(path).stem for path, _ in found.documents)
    broken = (PurePosixPath(path).stem for path in found.broken)
    ids = {*stems, *broken, *(document.ticket.id for _, document in found.documents)}
    yield from check_desk(found.documents, ids, found.attachments)


def _with_damage(
    found: _Found, repairs: Plan, config: Config
) -> tuple[list[Problem], frozenset[Problem]]:
    """All problems, with damage that only git knows of, and those that the plan mends.

    A problem is mended if it isn't there any more in the files that the step is about.
    """
    if not repairs.steps and not repairs.left:
        return found.problems, frozenset()
    planned = _Found(list(repairs.documents), attachments=found.attachments)
    after = {(p.path, p.text) for p in _problems_of(planned, config)}
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


# -- files --------------------------------------------------------------------------------------


def _walked(desk: Desk) -> _Found:
    """Read every ticket, and sort out everything else that lies where tickets are."""
    found = _Found()
    for folder in (*FOLDERS, _ATTACHMENTS):
        for path, plain in _walk(desk, folder):
            if not plain:
                found.add_error(path, 1, _NO_PLAIN_FILE)
            elif path in _OWN_FILES:
                continue
            elif folder == _ATTACHMENTS:
                found.attachments.append(path)
            elif path.endswith(".md"):
                _read(desk, path, found)
            else:
                found.add_error(path, 1, "this is no ticket (its name doesn't end in .md)")
    return found


def _walk(desk: Desk, folder: str) -> Iterable[tuple[str, bool]]:
    if (desk.root / folder).is_symlink():
        return [(folder, False)]
    return files.walk(desk.root, folder)


def _read(desk: Desk, path: str, found: _Found) -> None:
    try:
        found.documents.append((path, load(files.read_plain(desk.root / path))))
    except DocumentError as error:
        found.broken.append(path)
        found.add_error(path, error.line, error.reason)
    except OSError as error:
        found.broken.append(path)
        found.add_error(path, 1, f"can't be read: {os.strerror(error.errno or 0).lower()}")


def _look_for_conflicts(desk: Desk, found: _Found) -> None:
    """Merge conflicts that nobody has resolved, in what isn't a ticket."""
    for path, plain in [(CONFIG_FILE, True), *_walk(desk, _TEMPLATES)]:
        if not plain:
            found.add_error(path, 1, _NO_PLAIN_FILE)
            continue
        with suppress(OSError, TixError):  # tix.yaml is read, and complained about, elsewhere
            text = files.read(desk.root, path).decode(errors="replace")
            if (line := conflict_marker(text.split("\n"))) is not None:
                found.add_error(path, line + 1, CONFLICT)


# -- configuration --------------------------------------------------------------------------------


def _config(session: Session, found: _Found) -> Config:
    """The desk's configuration; if it is broken, one that takes every word that tickets use."""
    try:
        return session.config
    except ConfigError as error:
        if any(problem.path == CONFIG_FILE for problem in found.problems):
            return _lenient(found)  # a conflict, which says enough
        reason = str(error).removeprefix(f"{CONFIG_FILE}:{error.line}: ")
        hint = f" ({error.hint})" if error.hint else ""
        found.add_error(CONFIG_FILE, error.line, reason + hint)
    except TixError as error:
        found.add_error(CONFIG_FILE, 1, str(error))
    return _lenient(found)


def _lenient(found: _Found) -> Config:
    tickets = [document.ticket for _, document in found.documents]
    usual = Config()
    done = {ticket.status for ticket in tickets if ticket.resolved or ticket.closed}
    statuses = dict.fromkeys(t.status for t in tickets if t.status and not usual.group(t.status))
    return replace(
        usual,
        statuses=(
            *usual.statuses,
            *(Status(word, Group.DONE if word in done else Group.ACTIVE) for word in statuses),
        ),
        types=(*usual.types, *(ticket.type for ticket in tickets if ticket.type)),
        priorities=(*usual.priorities, *(ticket.priority for ticket in tickets if ticket.priority)),
    )


def _broken_queries(session: Session, found: _Found, config: Config) -> Iterator[Problem]:
    """Saved queries of the desk that can't be understood."""
    if not config.queries:
        return
    from tix.query.error import QueryError
    from tix.query.parser import parse
    from tix.query.vocabulary import vocabulary_of

    tickets = (document.ticket for _, document in found.documents)
    vocabulary = vocabulary_of(tickets, config, session.now, session.me)
    for saved in config.queries:
        try:
            parse(saved.query, vocabulary)
        except QueryError as error:
            line = config.lines.get(f"queries.{saved.name}", 1)
            text = f"the query @{saved.name}: {error.sentence}"
            yield Problem(CONFIG_FILE, line, "error", text)
