"""``tix check``: everything that is wrong with a desk, in one pass over its files."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from shlex import quote
from typing import Any

import click

from tix.commands.session import Session, pass_session
from tix.errors import TixError, UsageError
from tix.model.check import Problem, check_desk, check_ticket
from tix.model.comments import conflict_marker
from tix.model.config import Config, Group, Status
from tix.model.config_file import ConfigError
from tix.model.document import Document, DocumentError, load
from tix.storage import files
from tix.storage.desk import CONFIG_FILE, Desk
from tix.storage.file_reader import FOLDERS
from tix.storage.repair import Repaired, repairing
from tix.storage.repair_plan import Plan, plan
from tix.storage.store import Outcome
from tix.terminal import safe
from tix.values import asdict, dataclass, field, replace

EXIT_PROBLEMS = 4

_ATTACHMENTS, _TEMPLATES = "attachments", "templates"
_NO_PLAIN_FILE = "this is a link, or no plain file; tix doesn't follow it"
_CONFLICT = "an unresolved merge conflict begins here"
_OWN_FILES = frozenset(f"{folder}/.gitattributes" for folder in (*FOLDERS, _ATTACHMENTS))


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


@dataclass(frozen=True, slots=True)
class _Report:
    """Every problem, in the order of paths and lines; those that ``--fix`` mends; what it does."""

    count: int
    problems: tuple[Problem, ...]
    fixable: frozenset[Problem]
    plan: Plan


@click.command("check")
@click.option("--fix", is_flag=True, help="Mend what merges left: conflicts, ids in two files.")
@click.option("-n", "--dry-run", is_flag=True, help="With --fix: only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
@pass_session
def command(
    session: Session, context: click.Context, fix: bool, dry_run: bool, as_json: bool
) -> None:
    """Look for what is wrong: broken tickets, dangling links, unknown words, stray files.

    Each problem is a line FILE:LINE: TEXT. The exit code is 4 if there is an error, and 0 if
    there are warnings only.

    --fix mends what a merge without tix left behind, in one commit: conflicts of tickets, ids that
    two files share, files that aren't named like their ticket, and tickets that one side changed
    and the other deleted. It keeps both texts. In the middle of a merge it does what 'git add'
    would, and 'git commit' concludes the merge. What is left is for a person.

    \b
    Examples:
      tix check
      tix check --fix --dry-run
      tix check --json
    """
    if dry_run and not fix:
        raise DryRunOfNothingError
    report = _check(session)
    mended = _Mending((), None, None)
    if fix:
        mended = _fix(session, report, dry_run)
        report = report if dry_run else _check(session)
    if as_json:
        from tix.model.ticket_json import json_text

        session.print(json_text(_as_json(report) | (asdict(mended) if fix else {})))
    else:
        _tell(session, report, fix)
    if any(problem.severity == "error" for problem in report.problems):
        context.exit(EXIT_PROBLEMS)


class DryRunOfNothingError(UsageError):
    """``--dry-run`` without ``--fix``: check alone writes nothing anyway."""

    def __init__(self) -> None:
        super().__init__(
            "--dry-run goes with --fix; tix check alone writes nothing",
            hint="tix check --fix --dry-run",
        )


def _check(session: Session) -> _Report:
    """Look at the desk as its files stand now."""
    desk = session.desk
    found = _look(desk)
    _look_for_conflicts(desk, found)
    config = _config(session, found)
    found.problems += _problems_of(found, config)
    found.problems += _broken_queries(session, found, config)
    repairs = plan(desk, found.documents, found.broken, config.is_done)
    found.problems, fixable = _with_damage(found, repairs, config)
    problems = sorted(found.problems, key=lambda p: (p.path, p.line))
    return _Report(found.count, tuple(problems), fixable, repairs)


def _problems_of(found: _Found, config: Config) -> Iterator[Problem]:
    """What is wrong with the tickets that can be read."""
    for path, document in found.documents:
        yield from check_ticket(document, path, config)
    stems = (PurePosixPath(path).stem for path, _ in found.documents)
    broken = (PurePosixPath(path).stem for path in found.broken)
    ids = {*stems, *broken, *(document.ticket.id for _, document in found.documents)}
    yield from check_desk(found.documents, ids, found.attachments)


# -- mending ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fixed:
    """One ticket that was mended, and how."""

    id: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class _Mending:
    """What ``--fix`` did: the commit, or the git command that makes one."""

    mended: tuple[_Fixed, ...]
    commit: str | None
    conclude: str | None


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


def _fix(session: Session, report: _Report, dry_run: bool) -> _Mending:
    """Do what the report planned, as things stand under the lock, and say it."""
    repairs, done = report.plan, Repaired(Outcome())
    if repairs.steps and not dry_run:
        with repairing(session.store) as repair:
            repairs = _check(session).plan
            done = repair.write(repairs)
        session.reread()
    if repairs.steps and dry_run:
        session.say("nothing is written; this is what would be done:")
    for step in repairs.steps:
        session.say(f"{step.ident}: {step.did}")
    if not repairs.steps:
        session.say("nothing to mend")
    for problem in repairs.left:
        session.warn(str(problem))
    if done.outcome.detached:
        session.done(done.outcome, "committed")
    conclude = _typed(session, done.conclude) if done.conclude else None
    if conclude:
        session.say(f"not committed, for this is a part of what is going on; now: {conclude}")
    mended = tuple(_Fixed(step.ident, step.path, step.did) for step in repairs.steps)
    return _Mending(mended, done.outcome.commit, conclude)


def _typed(session: Session, command: str) -> str:
    """A git command as it is to be typed where the user is: beside code, that isn't the desk."""
    root = session.desk.root
    if session.folder.resolve().is_relative_to(root.resolve()):
        return command
    return f"git -C {quote(str(root))} {command.removeprefix('git ')}"


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
                found.add_error(path, line + 1, _CONFLICT)


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


def _as_json(report: _Report) -> dict[str, Any]:
    problems = [asdict(p) | {"fixable": p in report.fixable} for p in report.problems]
    return {"tickets": report.count, "problems": problems}


def _tell(session: Session, report: _Report, fix: bool) -> None:
    problems = report.problems
    if problems:
        session.page("\n".join(_line(session, problem) for problem in problems))
    session.say(_summary(report.count, problems))
    if report.fixable and not fix:
        session.say("hint: tix check --fix mends " + _how_many(len(report.fixable), len(problems)))
    by_hand = [p.path for p in problems if p.text == _CONFLICT and p not in report.fixable]
    for path in dict.fromkeys(by_hand):
        add, commit = (_typed(session, c) for c in (f"git add {quote(path)}", "git commit"))
        session.say(f"hint: edit {path}, then: {add}; {commit}")


def _how_many(some: int, among: int) -> str:
    if some == among:
        return "this" if some == 1 else "all of them"
    return f"{some} of them"


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
