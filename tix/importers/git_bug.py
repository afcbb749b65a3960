"""Bugs of git-bug, from the refs of a repository (https://github.com/git-bug/git-bug).

A bug is a chain of commits below ``refs/bugs/``. Each holds a pack of operations in the file
``ops`` of its tree, and a logical time in the name of the file ``edit-clock-N``. Played in that
order they make the bug. Who wrote a pack (until git-bug 0.7: an operation) is an identity, a chain
of commits below ``refs/identities/``, of which the last version counts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from tix.frozen import dataclass, replace
from tix.importers.foreign import Record, incoming
from tix.importers.foreign_words import Words
from tix.importers.incoming import (
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
    SkippedRecord,
)
from tix.importers.plain_values import UNKNOWN, Said, comments, lf
from tix.importers.records import UNSTORABLE_NOTE, storable
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from git import Commit, GitCommandError, Repo

SOURCE = "git-bug:"
"""The prefix of the source of tickets from git-bug."""

_TYPES = {1: "create", 2: "title", 3: "comment", 4: "status", 5: "labels", 6: "edit"}
_CLOSED = 2
_LARGEST = 64 * 2**20
"""Bytes of one pack."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its id, who made it, and what it says."""

    id: str
    author: str
    given: Mapping[str, Any]


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The bugs of a repository: its own, and those of its remotes. Raises ImportInputError."""
    from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

    try:
        with Repo(path, search_parent_directories=False, expand_vars=False) as repo:
            _reads_alone(repo)
            return _bugs(repo, path, words, progress)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise ImportInputError(path, "this is no git repository") from None
    except GitCommandError as error:
        raise ImportInputError(path, f"git can't read it: {_said(error)}") from None


IMPORTER = Importer("git-bug", "REPOSITORY: with git-bug's refs", read)


def _reads_alone(repo: "Repo") -> None:
    """Let git read this repository, also bare and without ``config``; fetch nothing."""
    own = {"GIT_NO_LAZY_FETCH": "1"}
    if repo.working_tree_dir and not Path(repo.working_tree_dir, ".git").exists():
        own["GIT_DIR"] = str(repo.git_dir)
    repo.git.update_environment(**own)


def _said(error: "GitCommandError") -> str:
    """What git refused with, without the word ``fatal``."""
    found = re.search(r"(?:fatal|error): (.+)", str(error.stderr))
    return found[1].strip() if found else "it failed"


def _bugs(repo: "Repo", path: Path, words: Words, progress: Progress | None) -> Reading:
    from git import GitCommandError

    names = _refs(repo, "bugs")
    if not names:
        raise ImportInputError(path, "it has no bugs of git-bug", "git bug pull, in it")
    people = _People(repo)
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    for number, (ident, commit) in enumerate(names.items(), 1):
        try:
            items.append(_incoming(ident, _operations(repo, commit, people), words))
        except (ValueError, KeyError) as error:
            skipped.append(SkippedRecord(f"bug {ident[:7]}", str(error) or "it can't be read"))
        except GitCommandError as error:
            skipped.append(SkippedRecord(f"bug {ident[:7]}", _said(error)))
        if progress:
            progress(number, len(names))
    return Reading(items, tuple(skipped))


def _refs(repo: "Repo", what: str) -> dict[str, str]:
    """The commit of each entity by its id; those of the repository itself go before remotes'."""
    found: dict[str, str] = {}
    form = "%(objectname) %(refname)"
    listing = repo.git.for_each_ref("refs/remotes", f"refs/{what}", format=form, sort="-refname")
    for line in listing.splitlines():
        commit, _, name = line.partition(" ")
        if match := re.fullmatch(rf"refs/(?:remotes/.+/)?{what}/([0-9a-f]{{40,64}})", name):
            found[match[1]] = commit  # refs/remotes/ comes before
    return dict(sorted(found.items()))


def _operations(repo: "Repo", commit: str, people: "_People") -> list[Operation]:
    """The operations of a bug in their order: by logical time, then by the hash of their pack."""
    packs = []
    for each in repo.iter_commits(commit):
        clock = next((int(blob.name.removeprefix("edit-clock-")) for blob in each.tree
                      if re.fullmatch(r"edit-clock-[0-9]{1,18}", blob.name)), 0)  # fmt: skip
        packs.append((clock, _content(each, "ops")))
    packs.sort(key=lambda pack: (pack[0], sha256(pack[1].encode()).hexdigest()))
    return [operation for _, text in packs for operation in _pack(text, people)]


def _content(commit: "Commit", name: str) -> str:
    """A file of a commit, "" if it isn't there. Raises ValueError."""
    if name not in commit.tree:
        return ""
    blob = commit.tree / name
    try:
        if blob.type == "blob" and blob.size <= _LARGEST:
            text: str = blob.data_stream.read().decode("utf-8")
            return text
    except ValueError:  # the object isn't there, or no text
        pass
    raise ValueError(f"its {name} can't be read")


def _pack(text: str, people: "_People") -> Iterator[Operation]:
    """The operations of a pack. The id of each is the hash of its own bytes."""
    if not text:
        return
    try:
        pack = json.loads(text)
        authors = [
            (pack if "author" in pack else each)["author"]["id"] for each in pack["ops"] or ()
        ]
        given, raw = pack["ops"] or [], _raw_items(text)
    except (TypeError, KeyError, RecursionError):
        raise ValueError("a pack of its operations can't be read") from None
    for each, own, author in zip(given, raw, authors, strict=True):
        if isinstance(each, dict):
            yield Operation(sha256(own.encode()).hexdigest(), people.name(author), each)


def _raw_items(text: str) -> list[str]:
    """The items of the list ``ops``, as they are written."""
    decoder, found = json.JSONDecoder(), []
    start = re.search(r'"ops"\s*:\s*\[\s*', text)
    at = start.end() if start else len(text)
    while at < len(text) and text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        found.append(text[at:end])
        at = end + len(re.match(r"[\s,]*", text[end:])[0])  # type: ignore[index]  # it matches
    return found


class _People:
    """Identities by their ids, each looked up when it is needed."""

    def __init__(self, repo: "Repo") -> None:
        self._repo, self._refs = repo, _refs(repo, "identities")
        self._names: dict[str, str] = {}

    def name(self, ident: str) -> str:
        """``Name <mail>`` of the last version, or what is known of it."""
        if ident not in self._names:
            self._names[ident] = self._look_up(ident) if ident in self._refs else UNKNOWN
        return self._names[ident]

    def _look_up(self, ident: str) -> str:
        try:
            version = json.loads(_content(self._repo.commit(self._refs[ident]), "version") or "{}")
        except ValueError:
            return UNKNOWN
        if not isinstance(version, dict):
            return UNKNOWN
        name = version.get("name") or version.get("login") or ""
        mail = version.get("email") or ""
        return f"{name} <{mail}>" if mail else f"{name} <>" if name else UNKNOWN


def _incoming(ident: str, operations: list[Operation], words: Words) -> Incoming:
    """The ticket that a bug becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    notes: list[str] = []
    bug = _Bug()
    for operation in operations:
        given = storable(dict(operation.given), lambda: notes.append(UNSTORABLE_NOTE))
        bug.play(replace(operation, given=given))
    if bug.opened is None or not bug.title:
        raise ValueError("it has no operation that makes it")
    values: dict[str, Any] = {
        "status": "closed" if bug.closed else "open", "labels": sorted(bug.labels),
        "opened": bug.opened.isoformat(), "opened_by": bug.author,
        "closed": bug.closed.isoformat() if bug.closed else "",
    }  # fmt: skip
    said = comments(SOURCE + ident, bug.said.values(), bug.opened)
    what = Record(f"bug {ident[:7]}", SOURCE, bug.title, bug.body, said)
    return incoming(what, ForeignFields(values, notes), ident, words)


class _Bug:
    """A bug as its operations make it."""

    def __init__(self) -> None:
        self.title = self.body = self.author = ""
        self.opened: datetime | None = None
        self.closed: datetime | None = None
        self.labels: set[str] = set()
        self.said: dict[str, Said] = {}
        self._created = ""

    def play(self, operation: Operation) -> None:
        """What an operation changes; one of a type that isn't known changes nothing."""
        given, at = operation.given, _time(operation.given.get("timestamp"))
        match _TYPES.get(given.get("type", 0)):
            case "create" if self.opened is None:
                self._created, self.author, self.opened = operation.id, operation.author, at
                self.title, self.body = _line(given.get("title")), _text(given.get("message"))
            case "title":
                self.title = _line(given.get("title")) or self.title
            case "comment":
                text = _text(given.get("message"))
                self.said[operation.id] = Said(operation.id, at, operation.author, text)
            case "status":
                self.closed = at if given.get("status") == _CLOSED else None
            case "labels":
                self.labels |= {_line(label) for label in given.get("added") or () if _line(label)}
                self.labels -= {_line(label) for label in given.get("removed") or ()}
            case "edit":
                self._edit(given.get("target"), _text(given.get("message")))

    def _edit(self, target: object, text: str) -> None:
        if target == self._created:
            self.body = text
        elif isinstance(target, str) and target in self.said:
            self.said[target] = replace(self.said[target], text=text)


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _text(value: object) -> str:
    return lf(value) if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())
