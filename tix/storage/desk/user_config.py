"""The user's own settings, read strictly from ``config.yaml`` in tix's XDG folder.

They hold for one person on one machine, whatever desk they work on; what a team agreed on stands
in the desk's ``tix.yaml``. ``docs/configuration.md`` is the page for users.
"""

from collections.abc import Mapping as Environment
from datetime import tzinfo
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass, field
from tix.model.config.config import SavedQuery
from tix.model.config.source import ConfigSource, nearest_hint, shown
from tix.model.text.yaml_nodes import Scalar, Sequence
from tix.quick_typing import Literal
from tix.storage.desk.config_cache import reading

Color = Literal["auto", "always", "never"]

SETTINGS = ("me", "query", "columns", "color", "timezone", "sync_after_write", "queries")
"""The names at the top level, in the order in which ``tix config`` shows them."""

_COLORS: tuple[Color, ...] = ("auto", "always", "never")
_LIMIT = 1024 * 1024


class UserConfigError(TixError):
    """The user's settings have something that tix can't accept. ``line`` counts from 1."""

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
    """One person's settings.

    ``me`` is who they are in tickets ("" for git's mail address); ``query`` is what ``tix list``
    shows when nothing is asked for; ``columns`` are those of ``tix list`` (() for the usual ones);
    ``timezone`` is where they are (None: where their machine says);
    ``sync_after_write`` goes before the desk's own setting of that name (None: as the desk says);
    ``queries`` come before the desk's own of the same name. ``lines`` tells where in the file at
    ``path`` each setting stands, by its dotted name.
    """

    me: str = ""
    query: str = ""
    columns: tuple[str, ...] = ()
    color: Color = "auto"
    timezone: tzinfo | None = None
    sync_after_write: bool | None = None
    queries: tuple[SavedQuery, ...] = ()
    path: Path | None = None
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def config_path(environ: Environment[str, str]) -> Path | None:
    """Where the settings are looked for; None for somebody without a home.

    https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is ignored.
    """
    folder = _folder(environ, "XDG_CONFIG_HOME", ".config")
    return folder and folder / "tix" / "config.yaml"


def _folder(environ: Environment[str, str], variable: str, usual: str) -> Path | None:
    folder = Path(environ.get(variable, ""))
    if folder.is_absolute():
        return folder
    return Path(environ["HOME"], usual) if environ.get("HOME") else None


def load(environ: Environment[str, str]) -> UserConfig:
    """The user's settings; the defaults if there is no file.

    Raises UserConfigError, UnreadableUserConfigError.
    """
    path, cache = config_path(environ), _folder(environ, "XDG_CACHE_HOME", ".cache")
    if path is None:
        return UserConfig()
    return read(path, cache and cache / "tix" / "config.json")


def read(path: Path, cache: Path | None = None) -> UserConfig:
    """The same from a file of that name; ``cache`` is where what it says may be remembered."""
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
    return parse(path, text, cache)


def parse(path: Path, text: str, cache: Path | None = None) -> UserConfig:
    """The settings in a text, which stands in the file or is to. Raises UserConfigError."""
    return _UserConfigReader(path, text, cache).config()


class _UserConfigReader(ConfigSource):
    """Checks each setting and notes the line where it stands."""

    def __init__(self, path: Path, text: str, cache: Path | None) -> None:
        self._path = path
        super().__init__(text, reading(cache, is_private=True) if cache else None)

    def failure(self, line: int, reason: str, hint: str | None = None) -> UserConfigError:
        """What is wrong there."""
        return UserConfigError(self._path, line, reason, hint)

    def config(self) -> UserConfig:
        """The whole."""
        self.check_names(self.root.entries, SETTINGS, "setting")
        for key, _ in self.root.entries:
            if key.value in self.given:
                self.note(key.value, key)
        return UserConfig(
            me=self._one_text("me"),
            query=self._one_text("query"),
            columns=self._columns(),
            color=self._color(),
            timezone=self.timezone(),
            sync_after_write=self.yes_or_no("sync_after_write"),
            queries=self.queries(),
            path=self._path,
            lines=self.lines,
        )

    def _columns(self) -> tuple[str, ...]:
        """Names as a list, or separated by commas as in ``--columns``."""
        node = self.given.get("columns")
        if node is None:
            return ()
        if isinstance(node, Scalar):
            names = node.value.split(",")
        elif isinstance(node, Sequence):
            names = [self.text(item, "a column") for item in node.items]
        else:
            raise self.error(node, "columns must be a list, like [id, title, status]")
        return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def _color(self) -> Color:
        if (node := self.given.get("color")) is None:
            return "auto"
        word = self.text(node, "color")
        for known in _COLORS:
            if word == known:
                return known
        raise self.error(node, f"color can't be {shown(word)}", nearest_hint(word, _COLORS))

    def _one_text(self, name: str) -> str:
        return self.text(self.given[name], name).strip() if name in self.given else ""
