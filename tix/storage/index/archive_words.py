"""The words of the archive: whom and what its tickets name, as long as it isn't indexed.

Every file is looked at, and few are parsed. What stands on lines of its own, in plain YAML, says
the same in every file; so a file whose fields and commenters all stood in others that could be read
has nothing new to say, whatever else is in it. That is made when something first asks for it, and
kept beside the index.
"""

import re
from collections.abc import Mapping, Sequence

from tix.frozen import dataclass
from tix.model.layout import ARCHIVE
from tix.model.ticket.fields import FIELDS
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.index import source_files
from tix.storage.index.archive_tree import archived_names
from tix.storage.index.databases import VERSION, generations_of
from tix.storage.index.generations import Generations
from tix.storage.index.row_format import PEOPLE, TEAM, words_of
from tix.storage.store.filed import Broken, Filed


@dataclass(frozen=True, slots=True)
class ArchiveWords:
    """What the archive's tickets have in each field (as the index names it), each text once, and
    which files may write a field's text with escapes."""

    texts: Mapping[str, Sequence[str]]
    escaped: Sequence[str] = ()


_OFFERED = (field.name for field in FIELDS if field.is_offered and not field.kind.entries)
_KEPT = frozenset((*_OFFERED, *PEOPLE))
"""The built-in fields of which the words are known; and of the team's own those of all."""

_LEFT_OUT = tuple(f"{f.name}:".encode() for f in FIELDS if f.name not in _KEPT)

# Patterns are made when they are needed: who looks here is in no hurry.
_PLAIN = rb"[^\s\"'\[\]{}|>&*!%@`#,?:-][^\n]*"
"""A value that ends with its line, or makes its file a broken one."""
_FIELD = rb"(?m)^[a-z_]+:(?: %b)?\n(?:- %b\n)*" % (_PLAIN, _PLAIN)
_COMMENTER = rb"\n## [^\n]{20}( \xc2\xb7 [^<>\n]*<[^<>\n]*>) \xc2\xb7 "
"""Who may have said a comment (``tix.model.record.comments``), with what stands before it. Not
each such line begins a comment."""


def archive_words(desk: Desk, commit: str) -> ArchiveWords | None:
    """What a commit's archive has; None if it has changed while it was read. Raises GitError."""
    if not commit:
        return ArchiveWords({})
    generations = words_generations(desk)
    generation, tree = generations.read(), _tree(desk, commit)
    if generation is not None and generation.state.get("tree") == tree:
        return ArchiveWords(generation.state["words"], generation.state["escaped"])
    words = _read(desk, commit)
    if words is not None:
        known = {"tree": tree, "words": words.texts, "escaped": words.escaped}
        generations.publish_state(known, generation)
    return words


def _tree(desk: Desk, commit: str) -> str:
    name = f"{commit}:{desk.prefix}{ARCHIVE}"
    return desk.git.line("rev-parse", "--verify", "--quiet", name, codes=(0, 1))


def _read(desk: Desk, commit: str, others: frozenset[str] = frozenset()) -> ArchiveWords | None:
    """Look at the files, and at the commit's own where the working tree has ``others``."""
    found, unread, parsed = _Found(), set[str](), set[str]()
    for path in archived_names(desk, commit):
        try:
            if path not in others and found.add(path, files.read_ticket(f"{desk.root}/{path}")):
                parsed.add(path)
        except OSError:
            unread.add(path)
    changed = {*source_files.hidden(desk, ARCHIVE), *source_files.archive_changes(desk, commit)}
    if any(path.endswith("/") for path in changed):  # a repository of its own
        return None
    if not changed.isdisjoint(parsed):
        return None if others else _read(desk, commit, frozenset(changed))
    blobs = source_files.blobs_at(desk, commit, changed | others | unread)
    for each in source_files.all_of(source_files.committed(desk, blobs)):
        if isinstance(each, Filed):
            found.add_ticket(each)
    texts = {field: sorted(texts) for field, texts in found.texts.items()}
    return ArchiveWords(texts, sorted(found.escaped))


class _Found:
    """The words of the files so far."""

    def __init__(self) -> None:
        self.texts: dict[str, set[str]] = {}
        self.escaped: set[str] = set()
        self._known: set[bytes] = set()
        self._field, self._commenter = re.compile(_FIELD), re.compile(_COMMENTER)

    def add(self, path: str, data: bytes) -> bool:
        """Take in a file; False if it has nothing new to say."""
        parts = self._new_parts(data)
        if parts is None and b"\\" in data[: data.find(b"\n---\n", 3)]:
            self.escaped.add(path)
        if not (parts or parts is None):
            return False
        what = source_files.parsed(path, data)
        if isinstance(what, Broken):
            return False
        self.add_ticket(what)
        self._known.update(part for part in parts or () if part[:1] != b" ")
        authors = {comment.author for comment in what.ticket.comments}
        self._known.update(f" · {who.name} <{who.mail}>".encode() for who in authors)
        return True

    def add_ticket(self, filed: Filed) -> None:
        """Take in what a ticket says."""
        for field, text in words_of(filed.ticket):
            if has_words_of(field):
                self.texts.setdefault(field, set()).add(text)

    def _new_parts(self, data: bytes) -> list[bytes] | None:
        """The values and commenters that stood in no other file; None where that isn't sure."""
        end = data.find(b"\n---\n", 3)
        if data[:4] != b"---\n" or end < 0:
            return None
        front = data[4 : end + 1]
        fields = self._field.findall(front)
        if sum(map(len, fields)) < len(front):
            return None
        new, known = list[bytes](), self._known
        for field in fields:
            if field in known or field.startswith(_LEFT_OUT):
                continue
            name, *items = field.split(b"\n- ")
            parts = [name + item.rstrip() for item in items] or [field]
            if known.issuperset(parts):
                known.add(field)
            new += parts
        if data.find(b"\n## ", end) > 0:
            new += self._commenter.findall(data, end)
        return [part for part in new if part not in known]


def has_words_of(field: str) -> bool:
    """Whether what is in that field is known here."""
    return field in _KEPT or field.startswith(TEAM)


def words_generations(desk: Desk) -> Generations:
    """Where they are kept."""
    return generations_of(desk, "words", VERSION)
