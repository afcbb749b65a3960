"""Front matter of other tools' Markdown, by python-frontmatter with a reader that is safe.

python-frontmatter knows the form; its own YAML loader would turn ``1.10`` into 1.1 and ``no``
into False, and can be brought down by a small file (``tix.model.text.yaml_strict`` says how). Its
``parse`` strips the body and keeps a BOM, so only its handler is used.
"""

import re
from contextlib import suppress

from frontmatter.default_handlers import YAMLHandler

from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.model.text.yaml_plain import read_mapping
from tix.quick_typing import Any

LIMIT = 64 * 1024
"""Characters of front matter that are read at the most."""

_DEPTH = 10

Value = str | list[Any] | dict[str, Any] | None
"""A text as it was typed, a list or a mapping of such values; None where nothing was typed."""


class FrontMatterError(ValueError):
    """Why a text has no front matter, or none that can be read."""


class _TextHandler(YAMLHandler):
    """YAML whose every scalar is a text."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def load(self, fm: str, **_: object) -> dict[str, Value]:
        """The fields by name. Raises YamlError."""
        return _plain_mapping(read_mapping(fm, depth=_DEPTH))


def split(text: str) -> tuple[dict[str, Value], str]:
    """The fields and the body of a text with LF line ends, which keeps its every character.

    Blank lines before the front matter are passed over. Raises FrontMatterError.
    """
    handler = _TextHandler()
    given = text.removeprefix("\ufeff")
    text = given.lstrip("\n")
    if not handler.detect(text):
        toml = text.startswith("+++")
        raise FrontMatterError("its front matter is TOML, not YAML" if toml else "no front matter")
    try:
        front, body = handler.split(text)
    except ValueError:
        raise FrontMatterError("its front matter has no end: a line '---' is missing") from None
    if len(front) > LIMIT:
        raise FrontMatterError("its front matter has over 64 kB")
    try:
        return handler.load(front), body.removeprefix("\n")
    except YamlError as error:
        with suppress(YamlError):  # people leave out the quotes that YAML needs
            return handler.load(_quoted(front)), body.removeprefix("\n")
        line = len(given) - len(text) + front.count("\n", 0, error.offset) + 1
        raise FrontMatterError(f"line {line}: {error.reason}") from None


_ROOT = re.compile(r"\A\s*---[ \t]*(?:![^\s]+)?[ \t]*\n")
"""Before the fields of a file of YAML: where a document begins, and what kind of object it is."""


def whole(text: str) -> dict[str, Value]:
    """The fields of a file that is nothing but YAML. Raises FrontMatterError."""
    text = _ROOT.sub("", text.removeprefix("\ufeff"))
    if len(text) > LIMIT:
        raise FrontMatterError("it has over 64 kB")
    try:
        return _TextHandler().load(text)
    except YamlError as error:
        with suppress(YamlError):
            return _TextHandler().load(_quoted(text))
        line = text.count("\n", 0, error.offset) + 1
        raise FrontMatterError(f"line {line}: {error.reason}") from None


_NEEDS_QUOTES = re.compile(
    r"""^(?P<before>[ \t]*(?:-[ \t]+|[^\s:#"'\[{-][^:\n]*:[ \t]+))"""
    r"""(?P<text>[@`%].*|[^\s"'\[{|>&*!#][^\n]*:[ \t][^\n]*)$""",
    re.MULTILINE,
)
"""A line whose text begins with a sign that YAML keeps for itself, or has a colon in it."""

_NAME_IN_A_LIST = re.compile(r"""(?<=[\[,])([ \t]*)(@[^,\]\s"']+)(?=[ \t]*[,\]])""")
"""``[@ana, @bob]``"""


def _quoted(front: str) -> str:
    """Front matter with quotes around what was plainly meant as a text."""

    def quoted(found: re.Match[str]) -> str:
        text = found["text"].rstrip().replace("'", "''")
        return f"{found['before']}'{text}'"

    return _NAME_IN_A_LIST.sub(r"\1'\2'", _NEEDS_QUOTES.sub(quoted, front))


def _plain_mapping(node: Mapping) -> dict[str, Value]:
    return {key.value: _plain(value) for key, value in node.entries}


def _plain(node: Node) -> Value:
    if isinstance(node, Scalar):
        return None if node.absent else node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return _plain_mapping(node)
