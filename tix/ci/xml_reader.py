"""Reading XML that may be anything: piece by piece, with bounded memory, and nothing but the file.

expat alone does the reading. A library around it (defusedxml, lxml) builds what it has read as a
tree, or hands on the texts whole, however long they are; here a text is cut while it is read.

1. An entity that is declared or used (beside the five of XML) is refused, so none can grow, and
   nothing external is ever looked for.
2. A piece of markup that is very long, elements that are nested very deep, and too many of them are
   refused.
"""

from collections.abc import Mapping
from xml.parsers import expat

from tix.errors import TixError
from tix.quick_typing import Any, BinaryIO, Protocol

_CHUNK = 65_536
_LONGEST_PIECE = 4_000_000
"""Bytes of one tag, comment or the like; a text doesn't count as one."""
_DEEPEST = 200
_MOST = 500_000
"""Elements of one file."""


class BadReportError(TixError):
    """A file isn't what it should be, or is more than anybody would read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}", hint="nothing of this file was taken")
        self.reason = reason


class _RefusedError(Exception):
    """Raised within a handler: the sentence is for ``BadReportError``."""


class Handler(Protocol):
    """Is told what stands in the file, in its order. Names are without their namespace's prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Text, or a part of it."""

    def end(self, name: str) -> None:
        """An element ends."""


def read_xml(name: str, file: BinaryIO, handler: Handler, most_bytes: int) -> None:
    """Tell ``handler`` everything in the file. Raises BadReportError, which calls it ``name``."""
    guard = _Guard(handler)
    parser = expat.ParserCreate()
    _set(parser, guard)
    try:
        _feed(parser, file, guard, most_bytes)
    except _RefusedError as error:
        raise BadReportError(name, str(error)) from None
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "not well-formed"
        raise BadReportError(
            name, f"no XML that can be read: {reason}, line {error.lineno}"
        ) from None
    except (LookupError, UnicodeError, ValueError):
        raise BadReportError(name, "its text has an encoding that isn't known") from None


def _set(parser: "expat.XMLParserType", guard: "_Guard") -> None:
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = guard.text
    parser.EntityDeclHandler = _refuse_entity
    parser.UnparsedEntityDeclHandler = _refuse_entity
    parser.SkippedEntityHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)


def _refuse_entity(*_: Any) -> Any:
    raise _RefusedError("it declares or uses an entity, which is never followed")


def _feed(parser: "expat.XMLParserType", file: BinaryIO, guard: "_Guard", most_bytes: int) -> None:
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise _RefusedError(
                f"it has more than {most_bytes // 1_000_000} MB (--max-size takes more)"
            )
        guard.told = 0
        parser.Parse(chunk, False)
        if size - max(parser.CurrentByteIndex, 0) > _LONGEST_PIECE and not guard.told:
            raise _RefusedError("a piece of its markup is longer than anything that means a test")
    if not size:
        raise _RefusedError("it is empty")
    parser.Parse(b"", True)


class _Guard:
    """Hands on to a handler, and counts."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._depth = self._count = 0
        self.told = 0
        """How often something was told since it was set to 0."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        self.told += 1
        if self._depth > _DEEPEST:
            raise _RefusedError(f"its elements are nested more than {_DEEPEST} deep")
        if self._count > _MOST:
            raise _RefusedError(f"it has more than {_MOST:,} elements")
        self._handler.start(name.rpartition(":")[2], attributes)

    def text(self, text: str) -> None:
        self.told += 1
        self._handler.text(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        self.told += 1
        self._handler.end(name.rpartition(":")[2])
