"""``tix.yaml`` as texts, lists and mappings, each checked for its shape when it is asked for."""

import re
from collections.abc import Callable, Iterable
from datetime import tzinfo

from tix.errors import TixError
from tix.model.config.config import YES_OR_NO, SavedQuery
from tix.model.config.zones import zone_named
from tix.model.layout import CONFIG_FILE
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.model.text.yaml_plain import read_mapping

LIMIT = 1024 * 1024
"""The most characters that ``tix.yaml`` may have."""

Read = Callable[[str, int], Mapping]
"""Gives the mapping in a text that may be so deep, as ``yaml_plain.read_mapping`` does."""

HasZone = Callable[[str], bool]
"""Tells quickly that there is a time zone of a name; where it says no, there may be one."""

Entries = tuple[tuple[Scalar, Node], ...]
"""Names and values, in the order of the text."""

_DEPTH = 8  # more than any setting needs, so that a wrong shape gets a sentence of its own
_NO_WORD = r"""[,:;"'<>()\[\]{}*|\\]|\.\.|^[-@#]|\s\s|[^\S ]"""


class ConfigError(TixError):
    """``tix.yaml`` has something that tix can't accept. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{CONFIG_FILE}:{line}: {reason}", hint=hint)
        self.line = line


class ConfigSource:
    """The file: its settings by name, and where each stands.

    ``given`` are the values at the top level that aren't written as nothing; ``lines`` tells the
    line of every name that was noted. Every method raises ConfigError for what isn't as it asks;
    ``what`` is how messages call the value.
    """

    def __init__(
        self,
        text: str,
        read: Read | None = None,
        has_zone: HasZone | None = None,
    ) -> None:
        self._text = text
        self._has_zone = has_zone
        self._line, self._offset = 1, 0  # of the most recent look-up
        self.lines: dict[str, int] = {}
        if len(text) > LIMIT:
            raise self.failure(1, "this is over 1 MB")
        try:
            root = read(text, _DEPTH) if read else read_mapping(text, depth=_DEPTH)
        except YamlError as error:
            raise self.failure(self._line_at(error.offset), error.reason) from None
        self.root = root
        self.given = values_by_name(root.entries)

    def _line_at(self, offset: int) -> int:
        if offset < self._offset:
            self._line, self._offset = 1, 0
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line

    def line_of(self, node: Node) -> int:
        """The line that a node starts on, counted from 1."""
        return self._line_at(node.start)

    def failure(self, line: int, reason: str, hint: str | None = None) -> TixError:
        """An error about a line of this file."""
        return ConfigError(line, reason, hint)

    def error(self, node: Node, reason: str, hint: str | None = None) -> TixError:
        """An error about a value."""
        return self.failure(self.line_of(node), reason, hint)

    def note(self, name: str, node: Node) -> None:
        """Remember a setting's line under its dotted name."""
        self.lines[name] = self.line_of(node)

    def check_names(self, entries: Entries, known: Iterable[str], what: str) -> None:
        """Raise for the first unknown name, suggesting the nearest known one."""
        for key, _ in entries:
            if key.value not in known:
                hint = nearest_hint(key.value, known)
                raise self.error(key, f"{shown(key.value)} is no {what}", hint)

    def text(self, node: Node, what: str) -> str:
        """A text; empty if it is written as null."""
        if not isinstance(node, Scalar):
            raise self.error(node, f"{what} must be one text")
        return "" if node.absent else node.value

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if not isinstance(node, Sequence):
            raise self.error(node, f"{what} must be a list, like [one, two]")
        return node.items

    def entries(self, node: Node, what: str) -> Entries:
        """The names and values of a mapping."""
        if not isinstance(node, Mapping):
            raise self.error(node, f"{what} must be 'name: value' lines")
        return node.entries

    def setting(self, name: str) -> Entries:
        """The entries of a setting that is a mapping; each name's line is noted."""
        entries = self.entries(self.given[name], name) if name in self.given else ()
        for key, _ in entries:
            self.note(f"{name}.{key.value}", key)
        self.check_twice((key.value, key) for key, _ in entries)
        return entries

    def word(self, node: Node, what: str) -> str:
        """A word for use in queries and as an argument."""
        word = self.text(node, f"a {what}")
        if isinstance(node, Scalar) and node.absent and node.value:
            reason = f"{node.value!r} can't be a {what}: without quotes, it is nothing"
            raise self.error(node, reason)
        if not word or len(word) > 60 or not word.isprintable() or word != word.strip():
            raise self.error(node, f"{shown(word)} can't be a {what}: it must be a short word")
        if word.casefold() == "none":
            raise self.error(node, f"{word!r} can't be a {what}: it says that there is none")
        plain = word.replace("-", "_").isidentifier() and word[0] != "-"
        if not plain and (match := re.search(_NO_WORD, word)):
            raise self.error(node, f"{word!r} can't be a {what}, because of {match[0]!r}")
        return word

    def check_twice(self, nodes: Iterable[tuple[str, Node]]) -> None:
        """Check that no two names are equal except for case."""
        seen: set[str] = set()
        for name, node in nodes:
            if name.casefold() in seen:
                raise self.error(node, f"{shown(name)} stands here twice")
            seen.add(name.casefold())

    def word_list(self, node: Node, what: str, many: str) -> tuple[str, ...]:
        """Words, at least one and none twice."""
        items = self.items(node, many)
        words = tuple(self.word(item, what) for item in items)
        self.check_twice(zip(words, items, strict=True))
        if not words:
            raise self.error(node, f"{many} is an empty list")
        return words

    def timezone(self) -> tzinfo | None:
        """The time zone; None if there is none."""
        node = self.given.get("timezone")
        return None if node is None else self.zone(node)

    def zone(self, node: Node) -> tzinfo:
        """The time zone that a value names."""
        name = self.text(node, "timezone")
        try:
            return zone_named(name)
        except ValueError as error:
            raise self.error(node, f"{shown(name)} is no time zone", str(error)) from None

    def zone_for_later(self, node: Node) -> tzinfo:
        """The same, of which nothing but its name may be asked in this run."""
        name = node.value if isinstance(node, Scalar) else ""
        if self._has_zone is not None and self._has_zone(name):
            from tix.model.promises.later_zone import LaterZone  # only calendars have such

            return LaterZone(name, zone_named)
        return self.zone(node)

    def yes_or_no(self, name: str) -> bool | None:
        """A setting that is either; None where it isn't given."""
        if (node := self.given.get(name)) is None:
            return None
        word = self.text(node, name)
        if word not in YES_OR_NO:
            raise self.error(node, f"{name} must be yes or no, not {shown(word)}")
        return YES_OR_NO[word]

    def queries(self) -> tuple[SavedQuery, ...]:
        """The saved queries, by their names."""
        queries = []
        for key, value in self.setting("queries"):
            name, query = key.value, self.text(value, f"the query {key.value}").strip()
            if not is_query_name(name):
                reason = f"{shown(name)} can't be a query's name"
                raise self.error(key, reason, "letters, 0-9, _ . -")
            if not query:
                hint = "mine: assignee:me is:open"
                raise self.error(key, f"the query {name} is empty", hint)
            queries.append(SavedQuery(name, query))
        return tuple(queries)


def is_query_name(name: str) -> bool:
    """Whether a saved query may be called so: up to 60 letters, digits and ``_.-``, of which the
    first is no sign."""
    begins = name[:1].isalnum() or name[:1] == "_"  # a pattern would be compiled in every run
    return begins and len(name) <= 60 and all(each.isalnum() or each in "_.-" for each in name)


def values_by_name(entries: Entries) -> dict[str, Node]:
    """The values by name, without those that are written as nothing at all."""
    return {
        key.value: node for key, node in entries if not (isinstance(node, Scalar) and node.absent)
    }


def shown(text: str) -> str:
    """A text of the file in a message: in quotes, and not longer than a line."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def nearest_hint(word: str, known: Iterable[str]) -> str | None:
    """The hint that names the nearest right word, if there is one."""
    from tix.model.text.nearest import did_you_mean  # only errors have hints

    return did_you_mean(word, known)
