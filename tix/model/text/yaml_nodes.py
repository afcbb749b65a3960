"""The nodes of strict YAML: texts, lists and mappings, each with its place."""

from tix.frozen import dataclass


class YamlError(ValueError):
    """The text isn't YAML, or not the part that is allowed. ``offset`` is in characters."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
"""How nothing at all is written, as a plain scalar."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text at ``[start, end)``. ``plain``: written without quotes, on one or more lines."""

    value: str
    start: int
    end: int
    plain: bool

    @property
    def absent(self) -> bool:
        """Whether it is written as nothing at all: empty, ``null`` or ``~``."""
        return self.plain and self.value in NOTHING


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list at ``[start, end)``; the end of a block list takes in comments behind it."""

    items: "tuple[Node, ...]"
    start: int
    end: int
    flow: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the text."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    start: int
    end: int
    flow: bool


Node = Scalar | Sequence | Mapping
