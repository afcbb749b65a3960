"""``tix.yaml``: its text read strictly into a ``Config``.

``docs/configuration.md`` is the page for users. Nothing is guessed: a setting, a word or a person
that isn't known is an error which names the line and, where there is one, the nearest right word.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

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
from tix.model.config.source import ConfigSource, Entries, nearest_hint, shown, values_by_name
from tix.model.people import Person, parse_person, person_key
from tix.model.text import yaml_nodes
from tix.model.text.yaml_nodes import Mapping, Node, Scalar

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
_NO_HANDLE = frozenset(("", "me", "none"))
_MAIL = r"[^\s<>,;]+@[^\s<>,;]+"


class NewerFormatError(ConfigError):
    """The file is for a newer tix."""

    def __init__(self, line: int, written: str) -> None:
        super().__init__(line, f"format {written} needs tix {written}.0 or newer", _UPGRADE)


def load_config(text: str, read: Callable[[str, int], Mapping] | None = None) -> Config:
    """Read a ``tix.yaml``; settings that it lacks are as in ``Config()``. Raises ConfigError.

    ``read`` gives the mapping in a text, as ``yaml_plain.read_mapping`` does, with a depth.
    """
    return _Reading(text.removeprefix("\ufeff"), read).config()


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
            name=self.text(self.given["name"], "name") if "name" in self.given else "",
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
            main_branch=self.text(self.given["main_branch"], "main_branch")
            if "main_branch" in self.given
            else "",
            lines=self.lines,
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
        if not re.fullmatch(_FIELD_NAME, name):
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

    # -- people -----------------------------------------------------------------------------

    def _people(self) -> tuple[Member, ...]:
        node = self.given.get("people")
        if node is None:
            return ()
        members = []
        owners: dict[str, Member] = {}
        for item in self.items(node, "people"):
            member = self._member(item)
            self.note(f"people.{member.person.key}", item)
            self._check_handles(item, member, owners)
            members.append(member)
        for item, member in zip(self.items(node, "people"), members, strict=True):
            owner = owners.get(member.person.name.casefold(), member)
            if owner is not member:
                raise self.error(item, _two_people(member.person.name, owner, member))
        return tuple(members)

    def _member(self, node: Node) -> Member:
        if isinstance(node, Scalar):
            member = Member(parse_person(self.text(node, "a person")))
        else:
            member = self._member_in_full(self.entries(node, "a person"))
        name, mail = member.person.name, member.person.mail
        if not name and not mail:
            reason = "this person has neither name nor mail"
            raise self.error(node, reason, "like Ana Lima <ana@example.org>")
        if any(sign in name for sign in "<>\n"):
            raise self.error(node, f"{shown(name)} can't be a person's name")
        if mail and not re.fullmatch(_MAIL, mail):
            raise self.error(node, f"{shown(mail)} is no mail address")
        return member

    def _member_in_full(self, entries: Entries) -> Member:
        self.check_names(entries, ("name", "mail", "aliases", "notify"), "property of a person")
        given = values_by_name(entries)
        texts = {
            key: self.text(node, key).strip()
            for key, node in given.items()
            if key not in ("aliases", "notify")
        }
        person = Person(texts.get("name", ""), texts.get("mail", ""))
        member = Member(person, self._aliases(given.get("aliases")))
        if "notify" not in given:
            return member
        from tix.model.config.notify import read_notify  # few people say how

        self.note(f"people.{person.key}.notify", given["notify"])
        return replace(member, notify=read_notify(self, given["notify"], person))

    def _aliases(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        return tuple(self.text(item, "an alias").strip() for item in self.items(node, "aliases"))

    def _check_handles(self, node: Node, member: Member, owners: dict[str, Member]) -> None:
        """Check that each mail address or alias means one person; names may be shared."""
        for key in (member.person.key, *map(person_key, member.aliases)):
            if key in _NO_HANDLE:
                raise self.error(node, f"{shown(key)} can't be what a person is called")
            if (owner := owners.setdefault(key, member)) is not member:
                raise self.error(node, _two_people(key, owner, member))

    def _teams(self, people: Sequence[Member]) -> tuple[Team, ...]:
        handles = _handles(people)
        teams = []
        for key, value in self.setting("teams"):
            name = self.word(key, "team")
            if key.value.casefold() in handles:
                raise self.error(
                    key, f"{shown(name)} is a person already, so no team can have the name"
                )
            members = (self._team_member(item, handles) for item in self.items(value, name))
            teams.append(Team(name, tuple(dict.fromkeys(members))))
        return tuple(teams)

    def _team_member(self, node: Node, handles: dict[str, list[Person]]) -> str:
        text = self.text(node, "a team's member").strip()
        found = handles.get(person_key(text), [])
        if len(found) > 1:
            raise self.error(node, f"{shown(text)} can be two people", "write the mail address")
        if found:
            return found[0].mail or str(found[0])
        if not parse_person(text).mail:
            hint = nearest_hint(text, handles) or "write a mail address, or add them to people"
            raise self.error(node, f"nobody in people is called {shown(text)}", hint)
        return parse_person(text).mail

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


_UPGRADE = "pip install -U tix"


def _two_people(called: str, one: Member, other: Member) -> str:
    return f"{shown(called)} is two people: {one.person} and {other.person}"


def _handles(people: Sequence[Member]) -> dict[str, list[Person]]:
    """The handles of people, without case, and everybody each can mean."""
    handles: dict[str, list[Person]] = {}
    for member in people:
        for text in {member.person.key, member.person.name, *map(person_key, member.aliases)}:
            if text:
                handles.setdefault(text.casefold(), []).append(member.person)
    return handles
