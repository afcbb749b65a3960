"""A cache of a parsed settings file, since PyYAML takes long to import.

A file below the git folder, or in the user's folder for caches, holds the text that was parsed and
its nodes. It counts only for exactly that text, written by this version, and undamaged; else the
text is parsed again. Errors aren't kept. Deleting it changes no output.
"""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tix import __version__
from tix.model.text.quick_json import loads
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence
from tix.model.text.yaml_plain import read_mapping, read_plain
from tix.quick_typing import Any
from tix.storage.desk.files import read_plain as read_file

_FORMAT = 1


def reading(
    path: Path,
    parse: Callable[[str, int], Mapping] | None = None,
    *,
    is_private: bool = False,
) -> Callable[[str, int], Mapping]:
    """``read_mapping``, or ``parse``, with a cache file. It raises YamlError.

    ``is_private``: nobody else may look into its folder, if that has to be made.
    """

    def read(text: str, depth: int) -> Mapping:
        if parse is None and (plain := read_plain(text)) is not None:
            return plain
        with contextlib.suppress(OSError, ValueError, TypeError, LookupError):
            node = _node(kept(path, [depth, text]))
            if not isinstance(node, Mapping):
                raise TypeError
            return node
        root = parse(text, depth) if parse else read_mapping(text, depth=depth)
        with contextlib.suppress(OSError):
            path.parent.mkdir(0o700 if is_private else 0o777, exist_ok=True)
            keep(path, [depth, text], _plain(root))
        return root

    return read


def kept(path: Path, key: Iterable[object]) -> Any:
    """What this version keeps in a file under a key.

    Raises OSError, ValueError and the like if it is damaged, or keeps something else.
    """
    from binascii import crc32

    check, _, content = read_file(path).partition(b"\n")
    if int(check, 16) != crc32(content):
        raise ValueError("damaged")
    written, what = loads(content.decode())
    if written != [_FORMAT, __version__, *key]:
        raise ValueError("of another text")
    return what


def keep(path: Path, key: Iterable[object], what: object) -> None:
    """Make a file that keeps something, as JSON, under a key. Raises OSError."""
    import json
    from binascii import crc32

    from tix.storage.replacing import replace_file  # once for each text

    content = json.dumps([[_FORMAT, __version__, *key], what]).encode()
    replace_file(path, b"%08x\n%s" % (crc32(content), content))


def _plain(node: Node) -> list[object]:
    """A node as lists; the first word tells the kind."""
    if isinstance(node, Scalar):
        return ["text", node.value, node.start, node.end, node.plain]
    if isinstance(node, Sequence):
        return ["list", list(map(_plain, node.items)), node.start, node.end, node.flow]
    entries = [[_plain(key), _plain(value)] for key, value in node.entries]
    return ["names", entries, node.start, node.end, node.flow]


def _node(plain: Any) -> Node:
    """The inverse of ``_plain``; of most runs it makes hundreds."""
    kind, content, *place = plain
    if kind == "text":
        return Scalar(content, *place)
    if kind == "list":
        return Sequence(tuple([_node(item) for item in content]), *place)
    if kind == "names":
        entries: Any = tuple([(_node(key), _node(value)) for key, value in content])
        return Mapping(entries, *place)
    raise ValueError(plain)
