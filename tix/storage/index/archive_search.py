"""Which tickets of the archive a query means, as long as it isn't indexed and few can be meant.

A query that asks for a person or a label that no archived ticket has means none of them. In which
files a word may stand one ``git grep`` tells; those are read, and the query itself decides.
"""

import os
import re
from collections.abc import Callable
from functools import cached_property

from tix.frozen import replace
from tix.model.layout import ARCHIVE
from tix.model.people import person_key
from tix.model.ticket.paths import is_ticket_name
from tix.query.columns import COLUMNS
from tix.query.facts import Facts
from tix.query.predicates import TEXT, And, Contains, Like, Node, OneOf, Or, PersonIn, Source
from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError
from tix.storage.index import source_files
from tix.storage.index.archive_tree import FEW, archived_at
from tix.storage.index.archive_words import ArchiveWords, has_words_of
from tix.storage.index.row_format import TEAM
from tix.storage.store.filed import Filed

_SHORTEST = 3
"""Letters that are looked for; fewer stand nearly everywhere."""

_AS_A_LETTER = (
    b"[\xc2-\xc8\xca\xcb]|\xe1[\xb4-\xbb]|\xe2[\x81-\xb1]|\xe3[\x89\x8b\x8d-\x8f]|\xea\x9f"
    b"|\xef[\xac\xbc\xbd]|\xf0[\x90\x9d\x9f]"
)
"""How the characters begin that are compared like Latin letters: with accents, wide, ligatures.
A regular expression for bytes."""

_IN_ONE = "ae dz ff fi fl ii ij iv ix lj nj oe ss st vi xi"
"""Letters that one character may stand for, beside others: a ligature."""

_SYMBOLS = (
    "bar cal erg fax gal ghz gpa hpa kcal khz kpa log ltd mhz mil mol mpa ppm ppv pte rad tel thz"
)
"""Words that one character may stand for: a unit, a sign."""


class ArchiveSearch:
    """Finds tickets in the archive of a commit; ``words`` gives its words, if they can be told."""

    def __init__(self, desk: Desk, commit: str, words: Callable[[], ArchiveWords | None]) -> None:
        self._desk = desk
        self._commit = commit
        self._ask = words
        self._with: dict[str, frozenset[str] | None] = {}

    @cached_property
    def _words(self) -> ArchiveWords | None:
        return self._ask()

    def meant(self, root: Node | None, facts: Facts) -> list[Filed] | None:
        """The archived tickets that a query means; None where too many may be."""
        if root is None or not is_narrow(root) or self._words is None:
            return None
        paths = self._possible(root)
        if paths is None or len(paths) > FEW:
            return None
        read = [*archived_at(self._desk, self._commit, sorted(paths))]
        known = replace(facts, archived=frozenset(filed.ticket.id for filed in read))
        return [filed for filed in read if root(filed.ticket, known)]

    def _possible(self, node: Node) -> frozenset[str] | None:
        """The paths of those that can be meant; None where nothing tells."""
        match node:
            case And(parts):
                by_cost = sorted(parts, key=lambda part: isinstance(part, Contains))
                found = (self._possible(part) for part in by_cost)
                return next((paths for paths in found if paths is not None), None)
            case Or(parts):
                every = [self._possible(part) for part in parts]
                known = [paths for paths in every if paths is not None]
                return frozenset().union(*known) if len(known) == len(every) else None
            case OneOf(source, words):
                return self._having(source, lambda text: text.casefold() in words)
            case Like(source):
                return self._having(source, lambda text: node.is_like(text.casefold()))
            case PersonIn(source, keys):
                return self._having(source, lambda text: person_key(text) in keys)
            case Contains(where, text) if where in (TEXT, *COLUMNS):
                letters = max(map(_letters_of, text.tokens), key=len, default="")
                if len(letters) < _SHORTEST or letters in _SYMBOLS.split():
                    return None
                return self._containing(letters)
        return None

    def _having(self, source: Source, is_meant: Callable[[str], bool]) -> frozenset[str] | None:
        """None at all if no archived ticket has such a text there."""
        field, words = TEAM + source.name if source.team else source.name, self._words
        if words is None or not has_words_of(field):
            return None
        if any(map(is_meant, words.texts.get(field, ()))):
            return None
        return frozenset()

    def _containing(self, letters: str) -> frozenset[str] | None:
        """The files in which a word with these letters may stand."""
        if letters not in self._with:
            self._with[letters] = self._found(pattern_of(letters))
        return self._with[letters]

    def _found(self, pattern: bytes) -> frozenset[str] | None:
        git, commit = self._desk.git, self._commit
        try:
            output = git.run(
                "-c", "grep.fullName=false", "grep", "--no-recurse-submodules", "-a", "-l", "-z",
                "-i", "-E", "-e", os.fsdecode(pattern), "--", ARCHIVE, codes=(0, 1),
            )  # fmt: skip
        except GitError:  # a library that knows no such patterns
            return None
        others = source_files.archive_changes(self._desk, commit)
        others |= source_files.hidden(self._desk, ARCHIVE).keys()
        if any(path.endswith("/") for path in others):
            return None
        escaped = self._words.escaped if self._words else ()
        found = map(os.fsdecode, output.split(b"\0")[:-1])
        return frozenset((*filter(is_ticket_name, found), *others, *escaped))


def is_narrow(node: Node) -> bool:
    """Whether a query asks for somebody, or something, that few tickets may have."""
    match node:
        case And(parts):
            return any(map(is_narrow, parts))
        case Or(parts):
            return all(map(is_narrow, parts))
    return isinstance(node, (Contains, OneOf, Like, PersonIn))


def pattern_of(letters: str) -> bytes:
    """A regular expression for bytes, which ignores case and finds all that is compared like these
    letters; what it finds needn't be."""
    in_one: set[int] = set()
    for several in _IN_ONE.split():
        for found in re.finditer(f"(?={several})", letters):
            in_one.update(range(found.start() + 1, found.start() + len(several)))
    each = (
        b"(%c|(%b)[\x80-\xbf]+)%b" % (letter, _AS_A_LETTER, b"?" * (place in in_one))
        for place, letter in enumerate(letters.encode())
    )
    return b"[\x80-\xff]*".join(each)


def _letters_of(token: str) -> str:
    """The longest run of Latin letters in a token."""
    return max(re.split("[^a-z]+", token), key=len)
