"""The settings in force, and where the value of each comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tix.errors import TixError, UsageError
from tix.frozen import dataclass
from tix.model.layout import CONFIG_FILE
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.user_config import UserConfig

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome

_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting. ``source`` is ``FILE:LINE``, or names where else the value comes from."""

    name: str
    value: str
    source: str


class UnknownSettingError(UsageError):
    """There is no setting of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        from tix.model.text.nearest import did_you_mean

        hint = _INSTEAD.get(name) or did_you_mean(name, known)
        super().__init__(f"there is no setting {name!r}", hint=hint)


_INSTEAD = {
    **dict.fromkeys(("list", "ls", "all", "show"), "tix config lists all"),
    "edit": "tix config path says where the file is",
}
"""What other tools have behind ``config``, and what to type here."""


class UnsetSettingError(UsageError):
    """A setting that ``tix.yaml`` may have, and this desk's has not."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"this desk doesn't set {name!r}",
            hint="docs/configuration.md says what can stand in tix.yaml",
        )


def place_settings(
    workspace: "Workspace", environment: Mapping[str, str], *, is_chosen: bool
) -> Iterator[SettingInForce]:
    """The desk's place. ``is_chosen``: it was given with ``-C``."""
    desk = workspace.desk
    variable = None if is_chosen else _from_environment(environment, "desk", ("TIX_DESK",))
    source = "-C" if is_chosen else variable.source if variable else "found from here"
    yield SettingInForce("desk", str(desk.root), source)
    branch = desk.branch()
    configured = desk.git.line("config", "--get", "tix.branch", codes=(0, 1))
    from_git = branch == configured
    yield SettingInForce("branch", branch, "git config tix.branch" if from_git else "checked out")


def desk_settings(workspace: "Workspace") -> Iterator[SettingInForce]:
    """The settings that the team agreed on. Raises ConfigError."""
    from tix.model.config.shown import settings

    for setting in settings(workspace.config):
        source = f"{CONFIG_FILE}:{setting.line}" if setting.line else _DEFAULT
        yield SettingInForce(setting.name, setting.value, source)


def user_settings(
    workspace: "Workspace", environment: Mapping[str, str], folder: Path
) -> Iterator[SettingInForce]:
    """The user's own settings on this machine; git in ``folder`` may know who they are."""
    own = workspace.user_config
    yield _own(own, "me", own.me) if own.me else _me_in_git(folder)
    yield _own(own, "query", own.query)
    yield _own(own, "columns", ", ".join(own.columns))
    yield _color(own, environment)
    yield _timezone(own, environment)
    as_the_user_says = {True: "yes", False: "no", None: ""}[own.sync_after_write]
    yield _own(own, "sync_after_write", as_the_user_says)
    editor = _from_environment(environment, "user.editor", ("VISUAL", "EDITOR"))
    yield editor or SettingInForce("user.editor", "vi", _DEFAULT)
    pager = _from_environment(environment, "user.pager", ("TIX_PAGER", "PAGER"))
    yield pager or SettingInForce("user.pager", "less", _DEFAULT)
    if now := _from_environment(environment, "user.now", ("TIX_NOW",)):
        yield now
    for query in own.queries:
        yield _own(own, f"queries.{query.name}", query.query)


def settings_named(name: str, settings: Iterable[SettingInForce]) -> list[SettingInForce]:
    """The setting of that name, and those below it.

    One's own, like ``user.columns``, also by the name that ``config set`` has for it. Raises
    UnsetSettingError, UnknownSettingError.
    """
    from tix.model.config.reader import SETTINGS

    every = list(settings)
    for whole in (name, f"user.{name}"):
        found = [each for each in every if each.name == whole or each.name.startswith(f"{whole}.")]
        if found:
            break
        if name in SETTINGS:
            raise UnsetSettingError(name)
    else:
        above = [each.name.partition(".")[0] for each in every]
        if (group := name.partition(".")[0]) in SETTINGS and group not in above:
            raise UnsetSettingError(name)
        raise UnknownSettingError(name, list(dict.fromkeys((*above, *(e.name for e in every)))))
    return found


def _color(own: UserConfig, environment: Mapping[str, str]) -> SettingInForce:
    """When to use colours: the environment overrides the user's settings."""
    for variable, value in (("NO_COLOR", "never"), ("FORCE_COLOR", "always")):
        if environment.get(variable):
            return SettingInForce("user.color", value, variable)
    return _own(own, "color", own.color)


def _timezone(own: UserConfig, environment: Mapping[str, str]) -> SettingInForce:
    """Where the user is: they say so, else ``TZ``, else the machine."""
    if own.timezone is not None:
        return _own(own, "timezone", str(own.timezone))
    named = _from_environment(environment, "user.timezone", ("TZ",))
    return named or SettingInForce("user.timezone", "", _DEFAULT)


def _me_in_git(folder: Path) -> SettingInForce:
    """The user's identity in git; empty if git doesn't know it."""
    from tix.storage.git import identity
    from tix.storage.git.process import Git

    try:
        return SettingInForce("user.me", str(identity.author(Git(folder)).person), "git")
    except TixError:
        return SettingInForce("user.me", "", "git doesn't know")


def _own(own: UserConfig, name: str, value: str) -> SettingInForce:
    line = own.lines.get(name)
    return SettingInForce(f"user.{name}", value, f"{own.path}:{line}" if line else _DEFAULT)


def _from_environment(
    environment: Mapping[str, str], name: str, variables: Sequence[str]
) -> SettingInForce | None:
    """The first of the variables that is set."""
    for variable in variables:
        if value := environment.get(variable):
            return SettingInForce(name, value, variable)
    return None


# -- changing them --------------------------------------------------------------------------------

_DESK_LISTS = (
    "types",
    "priorities",
    "channels",
    "impacts",
    "urgencies",
    "resolution_codes",
    "robots",
)
DESK_NAMES = (
    "name", "timezone", "main_branch", *_DESK_LISTS, "reopen_within", "archive_after",
    "sync_after_write", "require_signed", "defaults", "statuses", "fields", "teams", "queries",
    "matrix", "urgency_weights", "mail",
)  # fmt: skip
"""The desk's settings that can be set by their names."""

_LISTS_IN_GROUPS = (("mail", "aliases"), ("mail", "reply_to_of"))
IN_GROUPS = (
    "defaults", "statuses", "fields", "teams", "queries", "matrix", "urgency_weights", "mail",
)  # fmt: skip
"""Those of them that have names of their own below: ``defaults.type``."""


class NotSettableError(UsageError):
    """A setting that can't be set by its name."""

    def __init__(self, name: str, hint: str | None) -> None:
        super().__init__(f"{name!r} can't be set here", hint=hint)


class NoUserFileError(TixError):
    """Nobody knows where the user's settings are."""

    def __init__(self) -> None:
        super().__init__("there is no folder for your settings", hint="set HOME")


def set_user_setting(
    workspace: "Workspace", environment: Mapping[str, str], name: str, value: str
) -> Path:
    """Give one of the user's own settings a value ("": the usual one); the file.

    Raises NotSettableError, UserConfigError for a value that can't be, and then nothing is written.
    """
    from tix.model.config.edited_text import as_yaml, with_setting
    from tix.storage.desk.user_config import SETTINGS, parse
    from tix.storage.replacing import permissions, replace_file

    path = user_file(environment)
    of_desk = dict.fromkeys(DESK_NAMES, "it is one of the desk's: --desk")
    names = _names(name.removeprefix("user."), SETTINGS, ("queries",), of_desk)
    had_none = workspace.user_config == UserConfig(path=path)  # one that can't be read is refused
    text = "" if had_none and not path.exists() else path.read_bytes().decode()
    written = as_yaml(value, is_list=names[0] == "columns") if value else None
    new = with_setting(text, names, written)
    parse(path, new)
    real = path.resolve()
    real.parent.mkdir(parents=True, exist_ok=True)
    replace_file(real, new.encode(), mode=permissions(real))
    return path


def user_file(environment: Mapping[str, str]) -> Path:
    """The file of the user's own settings, which may not be there yet. Raises NoUserFileError."""
    from tix.storage.desk.user_config import config_path

    path = config_path(environment)
    if path is None:
        raise NoUserFileError
    return path


def set_desk_setting(workspace: "Workspace", name: str, value: str) -> "Outcome":
    """Give a setting of the desk a value ("": the usual one), in a commit.

    Raises NotSettableError, ConfigError for a value that can't be, and then nothing is written.
    """
    from tix.model.config.edited_text import as_yaml, with_setting
    from tix.model.config.reader import load_config
    from tix.storage.desk.user_config import SETTINGS

    own = "it is one of your own: the same without --desk"
    names = _names(name, DESK_NAMES, IN_GROUPS, dict.fromkeys(SETTINGS, own))
    is_list = names[0] in (*_DESK_LISTS, "teams") or names in _LISTS_IN_GROUPS
    with workspace.transaction() as work:
        data = work.reader.content(CONFIG_FILE) or b""
        text = data.decode()
        config = load_config(text)  # one that can't be read isn't changed
        if names[0] == "statuses" and not any(n.startswith("statuses.") for n in config.lines):
            for status in config.statuses:  # the usual ones, of which this is one more
                text = with_setting(text, ("statuses", status.name), status.group.value)
        new = with_setting(text, names, as_yaml(value, is_list=is_list) if value else None)
        load_config(new)
        work.put_file(CONFIG_FILE, new.encode(), seen=data)
        said = f"set {name} to {' '.join(value.split())}" if value else f"clear {name}"
        return work.commit(f"{CONFIG_FILE}: {said}")


def _names(
    name: str, known: Sequence[str], groups: Sequence[str], others: Mapping[str, str]
) -> tuple[str, ...]:
    """The names on the way to a setting; of ``others`` the hint. Raises NotSettableError."""
    from tix.model.text.nearest import did_you_mean

    first, dot, rest = name.partition(".")
    if first not in known:
        raise NotSettableError(name, others.get(first) or did_you_mean(first, known))
    if (first in groups) != bool(dot and rest):
        hint = f"{first}.NAME, one at a time" if first in groups else first
        raise NotSettableError(name, hint)
    return (first, rest) if dot else (first,)
