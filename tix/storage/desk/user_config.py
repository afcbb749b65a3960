"""The user's own settings, read strictly from ``config.yaml`` in tix's XDG folder.

They hold for one person on one machine, whatever desk they work on; what a team agreed on stands
in the desk's ``tix.yaml``. ``docs/configuration.md`` is the page for users.
"""

import re
from collections.abc import Mapping as Environment
from pathlib import Path
from typing import Literal, get_args

from tix.errors import TixError
from tix.frozen import dataclass, field
from tix.model.config.config import YES_OR_NO, SavedQuery
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.model.text.yaml_plain import read_mapping

Color = Literal["auto", "always", "never"]

SETTINGS = ("me", "query", "columns", "color", "sync_after_write", "queries")
"""The names at the top level, in the order in which ``tix config`` shows them."""

_COLORS: tuple[Color, ...] = get_args(Color)
_QUERY_NAME = r"\w[\w.-]{0,59}"
_LIMIT = 1024 * 1024
_DEPTH = 2


class UserConfigError(TixError):
    """The user's settings say something that tix can't take. ``line`` counts from 1."""

    def __init__(self, path: Path, line: int, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{path}:{line}: {reason}", hint=hint)
        self.line = line


class UnreadableUserConfigError(TixError):
    """The user's settings can't be read at all."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} can't be read: {reason}", hint="move it away, and the defaults hold"
        )


@dataclass(frozen=True, slots=True)
class UserConfig:
    """What one person wants of tix.

    ``me`` is who they are in tickets ("" for git's mail address); ``query`` is what ``tix list``
    shows when nothing is asked for; ``columns`` are those of ``tix list`` (() for the usual ones);
    ``sync_after_write`` goes before the desk's own setting of that name (None: as the desk says);
    ``queries`` come before the desk's own of the same name. ``lines`` tells where in the file at
    ``path`` each setting stands, by its dotted name.
    """

    me: str = ""
    query: str = ""
    columns: tuple[str, ...] = ()
    color: Color = "auto"
    sync_after_write: bool | None = None
    queries: tuple[SavedQuery, ...] = ()
    path: Path | None = None
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def config_path(environ: Environment[str, str]) -> Path | None:
    """Where the settings are looked for; None for somebody without a home.

    https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is ignored.
    """
    folder = Path(environ.get("XDG_CONFIG_HOME", ""))
    if not folder.is_absolute():
        if not environ.get("HOME"):
            return None
        folder = Path(environ["HOME"], ".config")
    return folder / "tix" / "config.yaml"


def load(environ: Environment[str, str]) -> UserConfig:
    """The user's settings; without a file, what holds without one.

    Raises UserConfigError, UnreadableUserConfigError.
    """
    path = config_path(environ)
    if path is None:
        return UserConfig()
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return UserConfig(path=path)
    except OSError as error:
        raise UnreadableUserConfigError(path, (error.strerror or str(error)).lower()) from None
    if len(data) > _LIMIT:
        raise UserConfigError(path, 1, "this is over 1 MB")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserConfigError(path, line, "this isn't UTF-8 text") from None
    return _Reading(path, text).config()


class _Reading:
    """One pass over the text: checks each setting and notes the line where it stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._lines: dict[str, int] = {}

    def config(self) -> UserConfig:
        """The whole."""
        from tix.model.text.nearest import did_you_mean

        try:
            root = read_mapping(self._text, depth=_DEPTH)
        except YamlError as error:
            raise self._error_at(error.offset, error.reason) from None
        given: dict[str, Node] = {}
        for key, node in root.entries:
            if key.value not in SETTINGS:
                hint = did_you_mean(key.value, SETTINGS)
                raise self._error(key, f"{_shown(key.value)} is no setting", hint)
            if not (isinstance(node, Scalar) and node.absent):
                given[key.value] = node
                self._note(key.value, key)
        return UserConfig(
            me=self._one_text(given, "me"),
            query=self._one_text(given, "query"),
            columns=self._columns(given.get("columns")),
            color=self._color(given.get("color")),
            sync_after_write=self._yes_or_no(given.get("sync_after_write"), "sync_after_write"),
            queries=self._queries(given.get("queries")),
            path=self._path,
            lines=self._lines,
        )

    def _columns(self, node: Node | None) -> tuple[str, ...]:
        """Names as a list, or separated by commas as in ``--columns``."""
        if node is None:
            return ()
        if isinstance(node, Scalar):
            names = node.value.split(",")
        elif isinstance(node, Sequence):
            names = [self._text_of(item, "a column") for item in node.items]
        else:
            raise self._error(node, "columns must be a list, like [id, title, status]")
        return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def _color(self, node: Node | None) -> Color:
        from tix.model.text.nearest import did_you_mean

        if node is None:
            return "auto"
        word = self._text_of(node, "color")
        for known in _COLORS:
            if word == known:
                return known
        hint = did_you_mean(word, _COLORS)
        raise self._error(node, f"color can't be {_shown(word)}", hint)

    def _yes_or_no(self, node: Node | None, setting: str) -> bool | None:
        if node is None:
            return None
        word = self._text_of(node, setting)
        if word not in YES_OR_NO:
            raise self._error(node, f"{setting} must be yes or no, not {_shown(word)}")
        return YES_OR_NO[word]

    def _queries(self, node: Node | None) -> tuple[SavedQuery, ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            raise self._error(node, "queries must be 'name: query' lines")
        queries: dict[str, SavedQuery] = {}
        for key, value in node.entries:
            name, query = key.value, self._text_of(value, "a query").strip()
            if not re.fullmatch(_QUERY_NAME, name):
                reason = f"{_shown(name)} can't be a query's name"
                raise self._error(key, reason, "letters, 0-9, _ . -")
            if name.casefold() in queries:
                raise self._error(key, f"{_shown(name)} stands here twice")
            if not query:
                hint = "mine: assignee:me is:open"
                raise self._error(key, f"the query {name} is empty", hint)
            queries[name.casefold()] = SavedQuery(name, query)
            self._note(f"queries.{name}", key)
        return tuple(queries.values())

    def _one_text(self, given: Environment[str, Node], name: str) -> str:
        return self._text_of(given[name], name).strip() if name in given else ""

    def _text_of(self, node: Node, what: str) -> str:
        if not isinstance(node, Scalar):
            raise self._error(node, f"{what} must be one text")
        return "" if node.absent else node.value

    def _note(self, name: str, node: Node) -> None:
        self._lines[name] = self._line_at(node.start)

    def _line_at(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1

    def _error(self, node: Node, reason: str, hint: str | None = None) -> UserConfigError:
        return self._error_at(node.start, reason, hint)

    def _error_at(self, offset: int, reason: str, hint: str | None = None) -> UserConfigError:
        return UserConfigError(self._path, self._line_at(offset), reason, hint)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
