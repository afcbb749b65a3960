"""``tix.yaml``: its text read strictly into a ``Config``.

``docs/configuration.md`` is the page for users. Nothing is guessed: a setting, a word or a person
that isn't known is an error which names the line and, where there is one, the nearest right word.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta, tzinfo

from tix.frozen import replace
from tix.model.config.config import (
    FIELD_TYPES,
    FORMAT,
    URGENCY,
    Config,
    Group,
    Member,
    Status,
    Team,
    TeamFieldType,
)
from tix.model.config.source import ConfigError as ConfigError  # what load_config raises
from tix.model.config.source import (
    ConfigSource,
    HasZone,
    Read,
    nearest_hint,
    shown,
    values_by_name,
)
from tix.model.text import yaml_nodes
from tix.model.text.yaml_nodes import Node, Scalar
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.model.promises.calendar import Calendar
    from tix.model.promises.policy import Policy

SETTINGS = (
    "format", "name", "timezone", "statuses", "types", "priorities", "defaults",
    "channels", "impacts", "urgencies", "resolution_codes", "matrix", "workflow", "reopen_within",
    "archive_after", "sync_after_write", "require_signed", "fields", "people", "teams", "robots",
    "calendars", "promises", "billing", "plans", "mail", "portal", "queries",
    "urgency_weights", "main_branch",
)  # fmt: skip
"""The names at the top level, in the order in which ``tix config`` shows them."""

_WORDS = (
    ("channels", "channel"),
    ("impacts", "impact"),
    ("urgencies", "urgency"),
    ("resolution_codes", "resolution code"),
)
"""Settings that are words of fields, and what one of them is called."""

_GROUPS = {group.value: group for group in Group}
_FIELD_NAME = r"[^\W\d][\w.-]{0,59}"


class NewerFormatError(ConfigError):
    """The file is for a newer tix."""

    def __init__(self, line: int, written: str) -> None:
        super().__init__(line, f"format {written} needs tix {written}.0 or newer", _UPGRADE)


def load_config(text: str, read: Read | None = None, has_zone: HasZone | None = None) -> Config:
    """Read a ``tix.yaml``; settings that it lacks are as in ``Config()``. Raises ConfigError.

    ``read`` gives the mapping in a text, as ``yaml_plain.read_mapping`` does, with a depth.
    ``has_zone``: calendars' time zones that it knows are read when they are first asked.
    """
    return _Reading(text.removeprefix("\ufeff"), read, has_zone).config()


class _Reading(ConfigSource):
    """One pass over the settings, each checked and its lines noted."""

    def config(self) -> Config:
        """The whole. The format comes first: a newer one may have settings unknown here."""
        self._check_format()
        self.check_names(self.root.entries, SETTINGS, "setting")
        for key, _ in self.root.entries:
            if key.value in self.given:
                self.note(key.value, key)
        default = Config()
        types = self._words("types", "type") or default.types
        priorities = self._words("priorities", "priority") or default.priorities
        middle = priorities[(len(priorities) - 1) // 2]
        people = self._people()
        zone = self.timezone() or UTC
        calendars = self._calendars(zone)
        config = Config(
            name=self._one_text("name"),
            timezone=zone,
            statuses=self._statuses() or default.statuses,
            types=types,
            priorities=priorities,
            default_type=self._default("type", types, default.default_type, types[0]),
            default_priority=self._default(
                "priority", priorities, default.default_priority, middle
            ),
            archive_after=self._age("archive_after"),
            reopen_within=self._age("reopen_within"),
            sync_after_write=bool(self.yes_or_no("sync_after_write")),
            require_signed=bool(self.yes_or_no("require_signed")),
            fields=self._fields(),
            people=people,
            teams=self._teams(people),
            robots=self._robots(),
            calendars=calendars,
            promises=self._promises(calendars),
            queries=self.queries(),
            urgency_weights=self._urgency_weights(),
            main_branch=self._one_text("main_branch"),
            lines=self.lines,
            text=self._text,
        )
        return self._with_more(config)

    # -- settings ---------------------------------------------------------------------------

    def _check_format(self) -> None:
        node = self.given.get("format")
        if node is None:
            return
        written = self.text(node, "format")
        is_number = written.isascii() and written.isdigit() and written[0] != "0"
        if not is_number or len(written) > 6:
            why = f"format must be a number, not {shown(written)}"
            raise self.error(node, why, f"format: {FORMAT}")
        if int(written) > FORMAT:
            raise NewerFormatError(self.line_of(node), written)

    def _one_text(self, setting: str) -> str:
        return self.text(self.given[setting], setting) if setting in self.given else ""

    def _age(self, setting: str) -> timedelta | None:
        node = self.given.get(setting)
        if node is None:
            return None
        from tix.model.dates import parse_age  # few desks say so

        written = self.text(node, setting)
        try:
            age = parse_age(written)
        except ValueError:
            age = None
        if age is None:
            raise self.error(node, f"{setting}: {shown(written)} is no age", "like 90d or 6mo")
        return age

    def _statuses(self) -> tuple[Status, ...]:
        node = self.given.get("statuses")
        if node is None:
            return ()
        statuses: list[Status] = []
        entries = list(self._status_entries(node))
        self.check_twice((key.value, key) for key, _ in entries)
        for key, value in entries:
            name = self.word(key, "status")
            group = self.text(value, f"the group of {name}")
            if group not in _GROUPS:
                hint = nearest_hint(group, _GROUPS)
                raise self.error(value, f"{shown(group)} is no group of statuses", hint)
            statuses.append(Status(name, _GROUPS[group]))
            self.note(f"statuses.{name}", key)
        for needed in (Group.ACTIVE, Group.DONE):
            if not any(status.group is needed for status in statuses):
                raise self.error(node, f"no status is in the group {needed.value}")
        return tuple(statuses)

    def _status_entries(self, node: Node) -> Iterator[tuple[Scalar, Node]]:
        """``name: group`` lines, with or without a ``-`` before each."""
        if isinstance(node, yaml_nodes.Sequence):
            for item in node.items:
                yield from self.entries(item, "each status")
        else:
            yield from self.entries(node, "statuses")

    def _words(self, setting: str, what: str) -> tuple[str, ...]:
        node = self.given.get(setting)
        return self.word_list(node, what, setting) if node else ()

    def _with_more(self, config: Config) -> Config:
        """The configuration with what few desks choose themselves."""
        words: dict[str, Any] = {
            name: self._words(name, what) for name, what in _WORDS if name in self.given
        }
        config = replace(config, **words) if words else config
        if "matrix" in self.given:
            from tix.model.config.matrix import read_matrix  # few desks have one

            config = replace(config, matrix=read_matrix(self, config))
        if "workflow" in self.given:
            from tix.model.config.workflow import read_workflow

            config = replace(config, workflow=read_workflow(self, config))
        if {"billing", "plans"} & self.given.keys():
            from tix.model.config.billing import read_money

            config = replace(config, **read_money(self, config.types))
        if "mail" in self.given:
            from tix.model.config.mail import read_mail_settings

            config = replace(config, mail=read_mail_settings(self))
        if "portal" in self.given:
            from tix.model.config.portal import read_portal_settings

            config = replace(config, portal=read_portal_settings(self, config))
        return config

    def _defaults(self) -> dict[str, Node]:
        entries = self.setting("defaults")
        self.check_names(entries, ("type", "priority"), "default")
        return values_by_name(entries)

    def _default(self, what: str, words: Sequence[str], usual: str, otherwise: str) -> str:
        """A default for new tickets: the configured one, else the usual word if the desk has it."""
        node = self._defaults().get(what)
        if node is None:
            return usual if usual in words else otherwise
        word = self.text(node, f"the default {what}")
        if word not in words:
            hint = nearest_hint(word, words)
            raise self.error(node, f"{shown(word)} is no {what} of this desk", hint)
        return word

    def _fields(self) -> tuple[TeamFieldType, ...]:
        return tuple(self._field(key, value) for key, value in self.setting("fields"))

    def _field(self, key: Scalar, value: Node) -> TeamFieldType:
        name = key.value
        is_plain = name.isascii() and name.isidentifier() and len(name) <= 60
        if not (is_plain or re.fullmatch(_FIELD_NAME, name)):
            raise self.error(
                key, f"{shown(name)} can't be a field's name", "a letter, then letters, 0-9, _ . -"
            )
        from tix.model.ticket.names import is_declarable  # few desks have fields of their own

        if not is_declarable(name):
            raise self.error(key, f"{name!r} can't be a field's name: tix has it already")
        if isinstance(value, Scalar):  # ``name: type`` is short for ``name: {type: type}``
            given: dict[str, Node] = {"type": value}
        else:
            entries = self.entries(value, f"fields.{name}")
            self.check_names(entries, ("type", "choices", "help"), "property")
            given = values_by_name(entries)
        if "type" not in given:
            raise self.error(key, f"the field {name} has no type", nearest_hint("", FIELD_TYPES))
        kind = self._field_type(given["type"], name)
        if (kind == "choice") != ("choices" in given):
            reason = "no choices" if kind == "choice" else "choices, but isn't of type choice"
            hint = "{type: choice, choices: [minor, major]}"
            raise self.error(key, f"the field {name} has {reason}", hint)
        return TeamFieldType(
            name,
            kind,
            self.word_list(given["choices"], "choice", "choices") if kind == "choice" else (),
            self.text(given["help"], "help") if "help" in given else "",
        )

    def _field_type(self, node: Node, name: str) -> str:
        kind = self.text(node, f"the type of {name}")
        if kind not in FIELD_TYPES:
            raise self.error(
                node, f"{shown(kind)} is no type of field", nearest_hint(kind, FIELD_TYPES)
            )
        return kind

    def _urgency_weights(self) -> tuple[tuple[str, float], ...]:
        if "urgency_weights" not in self.given:
            return URGENCY
        from tix.model.config.weights import read_weights  # few desks have their own

        return read_weights(self)

    # -- people ------------------------------------------------------------------------------

    def _people(self) -> tuple[Member, ...]:
        if "people" not in self.given:
            return ()
        from tix.model.config.people import read_people  # small desks have neither

        return read_people(self)

    def _teams(self, people: Sequence[Member]) -> tuple[Team, ...]:
        if "teams" not in self.given:
            return ()
        from tix.model.config.people import read_teams

        return read_teams(self, people)

    # -- promises -----------------------------------------------------------------------------

    def _robots(self) -> "tuple[str, ...]":
        if "robots" not in self.given:
            return ()
        from tix.model.config.promises import read_robots  # few desks have what is there

        return read_robots(self)

    def _calendars(self, zone: tzinfo) -> "tuple[Calendar, ...]":
        if "calendars" not in self.given:
            return ()
        from tix.model.config.promises import read_calendars

        return read_calendars(self, zone)

    def _promises(self, calendars: "tuple[Calendar, ...]") -> "tuple[Policy, ...]":
        if "promises" not in self.given:
            return ()
        from tix.model.config.promises import read_policies

        return read_policies(self, calendars)


_UPGRADE = "update tix: git pull and pip install . in the clone that it came from"
