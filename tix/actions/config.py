"""The settings in force, and where the value of each comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tix.errors import TixError, UsageError
from tix.frozen import dataclass
from tix.model.layout import CONFIG_FILE
from tix.storage.desk.user_config import UserConfig

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

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

        super().__init__(f"there is no setting {name!r}", hint=did_you_mean(name, known))


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
    """The setting of that name, and those below it. Raises UnknownSettingError."""
    every = list(settings)
    found = [each for each in every if each.name == name or each.name.startswith(f"{name}.")]
    if not found:
        above = [each.name.partition(".")[0] for each in every]
        raise UnknownSettingError(name, [*dict.fromkeys(above), *(each.name for each in every)])
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
