"""``tix check``: everything that is wrong with a desk, in one pass over its files."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

import click

from tix.commands.session import Session, pass_session
from tix.errors import TixError
from tix.model.check import Problem, check_desk, check_ticket
from tix.model.comments import conflict_marker
from tix.model.config import Config, Group, Status
from tix.model.config_file import ConfigError
from tix.model.document import Document, DocumentError, load
from tix.storage import files
from tix.storage.desk import CONFIG_FILE, Desk
from tix.storage.file_reader import FOLDERS
from tix.terminal import safe
from tix.values import asdict, dataclass, field, replace

EXIT_PROBLEMS = 4

_ATTACHMENTS, _TEMPLATES = "attachments", "templates"
_NO_PLAIN_FILE = "this is a link, or no plain file; tix doesn't follow it"
_OWN_FILES = frozenset(f"{folder}/.gitattributes" for folder in (*FOLDERS, _ATTACHMENTS))


@dataclass(slots=True)
class _Found:
    """What lies in the desk's folders: what can be read, where, and what is wrong so far."""

    documents: list[tuple[str, Document]] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add_error(self, path: str, line: int, text: str) -> None:
        self.problems.append(Problem(path, line, "error", text))


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
@pass_session
def command(session: Session, context: click.Context, as_json: bool) -> None:
    """Look for what is wrong: broken tickets, dangling links, unknown words, stray files.

    Each problem is a line FILE:LINE: TEXT. The exit code is 4 if there is an error, and 0 if
    there are warnings only.

    \b
    Examples:
      tix check
      tix check --json
    """
    count, problems = _check(session)
    if as_json:
        from tix.model.ticket_json import json_text

        session.print(json_text({"tickets": count, "problems": [asdict(p) for p in problems]}))
    else:
        if problems:
            session.page("\n".join(_line(session, problem) for problem in problems))
        session.say(_summary(count, problems))
    if any(problem.severity == "error" for problem in problems):
        context.exit(EXIT_PROBLEMS)


def _check(session: Session) -> tuple[int, Sequence[Problem]]:
    """How many tickets there are, and every problem, in the order of paths and lines."""
    desk = session.desk
    found = _look(desk)
    _look_for_conflicts(desk, found)
    config = _config(session, found)
    for path, document in found.documents:
        found.problems += check_ticket(document, path, config)
    stems = (PurePosixPath(path).stem for path in found.tickets)
    ids = {*stems, *(document.ticket.id for _, document in found.documents)}
    found.problems += check_desk(found.documents, ids, found.attachments)
    found.problems += _broken_queries(session, found, config)
    return len(found.tickets), sorted(found.problems, key=lambda p: (p.path, p.line))


# -- files --------------------------------------------------------------------------------------


def _look(desk: Desk) -> _Found:
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
    found.tickets.append(path)
    try:
        found.documents.append((path, load(files.read_plain(desk.root / path))))
    except DocumentError as error:
        found.add_error(path, error.line, error.reason)
    except OSError as error:
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
                found.add_error(path, line + 1, "an unresolved merge conflict begins here")


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


# -- saying it ------------------------------------------------------------------------------------


def _line(session: Session, problem: Problem) -> str:
    styles = session.screen.styles
    place = styles.bold(safe.line(f"{problem.path}:{problem.line}:"))
    if problem.severity == "error":
        return f"{place} {safe.line(problem.text)}"
    return f"{place} {styles.warning('warning:')} {safe.line(problem.text)}"


def _summary(count: int, problems: Sequence[Problem]) -> str:
    warnings = sum(problem.severity == "warning" for problem in problems)
    tickets = "1 ticket" if count == 1 else f"{count} tickets"
    if not problems:
        return f"{tickets}, no problems"
    text = f"{tickets}, {len(problems)} problem{'s' if len(problems) != 1 else ''}"
    if warnings == len(problems):
        return f"{text}, only warnings"
    return f"{text}, {warnings} of them only warnings" if warnings else text
