"""What a rule does, read strictly: the part behind ``then``, and what ``open`` says."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from functools import cached_property

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.changes.editing import FieldEditor
from tix.model.config.config import Config, Team
from tix.model.config.directory import Directory
from tix.model.config.source import Entries, nearest_hint, shown
from tix.model.ids import is_id
from tix.model.rules.rule import (
    AddLabels,
    Assign,
    CreateInvoice,
    Effect,
    Notify,
    RemoveLabels,
    Say,
    SetField,
    Watch,
)
from tix.model.rules.source import RulesSource
from tix.model.text.yaml_nodes import Mapping, Node, Scalar
from tix.model.text.yaml_nodes import Sequence as NodeList
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket

TOLD = ("assign", "add-label", "remove-label", "watch", "notify", "comment", "invoice")
"""What ``then`` may say beside the names of fields."""

_SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules may name besides what ``tix.yaml`` says.

    ``replies`` and ``calendars`` are names; ``has_promises``: tickets may have a calendar by their
    promise; ``can_invoice``: the desk can make invoices.
    """

    replies: Collection[str] = ()
    calendars: Collection[str] = ()
    has_promises: bool = False
    can_invoice: bool = False

    @staticmethod
    def anything() -> "Surroundings":
        """A desk that has whatever rules name."""
        return Surroundings(_Everything(), _Everything(), has_promises=True, can_invoice=True)


class _Everything(Collection[str]):
    """All names there are."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def editor_of(config: Config, directory: Directory, now: datetime) -> FieldEditor:
    """Sets fields to what rules say, at that time; ids are whole."""
    return FieldEditor(config, lambda: directory, now, _whole_id)


def _whole_id(text: str) -> str:
    if not is_id(text):
        raise ValueError(f"{text!r} is no whole id")
    return text


class EffectSource(RulesSource):
    """The file, with the parts of a desk that rules may name."""

    def __init__(
        self,
        text: str,
        config: Config,
        around: Surroundings,
        read: Callable[[str, int], Mapping] | None,
    ) -> None:
        super().__init__(text, read)
        self._config, self._around = config, around

    def effects(self, entries: Entries, form: str) -> tuple[Effect, ...]:
        return tuple(self._effect(key, value, form) for key, value in entries)

    def _effect(self, key: Scalar, node: Node, form: str) -> Effect:
        match key.value:
            case "assign":
                return self._assign(node, form)
            case "add-label":
                return AddLabels(self._labels(node, "add-label"))
            case "remove-label":
                return RemoveLabels(self._labels(node, "remove-label"))
            case "watch":
                return Watch(self._people(node, "watch"))
            case "notify":
                return Notify(self._people(node, "notify"))
            case "comment" if form != "every":
                return self._comment(node)
            case "invoice" if form != "every":
                return self._invoice(node)
        return self._setting(key, node, form)

    def _texts(self, node: Node, what: str) -> tuple[str, ...]:
        """A text, or a list of them, of which none is empty."""
        nodes = node.items if isinstance(node, NodeList) else (node,)
        texts = tuple(self.text(item, what).strip() for item in nodes)
        if not texts or not all(texts):
            raise self.error(node, f"{what} says nothing")
        return texts

    def _labels(self, node: Node, what: str) -> tuple[str, ...]:
        items = (item for text in self._texts(node, what) for item in text.split(","))
        return tuple(dict.fromkeys(item.strip() for item in items if item.strip()))

    def _assign(self, node: Node, form: str) -> Assign:
        who = self.text(node, "assign").strip()
        for how in ("one of", "least loaded"):
            if who == how or who.startswith(f"{how} "):
                if how == "least loaded" and form != "on":
                    hint = "one of TEAM, which is the same in every clone"
                    reason = "least loaded is for rules with 'on': it depends on what is known here"
                    raise self.error(node, reason, hint)
                name = who.removeprefix(how).strip().removeprefix("of ").strip()
                return Assign(how, self._team(node, name).name)
        return Assign("to", self._person(node, who) if who and who != "none" else "")

    def _team(self, node: Node, name: str) -> Team:
        found = self._config.team(name)
        names = [team.name for team in self._config.teams]
        if found is None:
            hint = nearest_hint(name, names) or "tix.yaml has none: see teams"
            raise self.error(node, f"the desk has no team {shown(name)}", hint)
        if not found.members:
            raise self.error(node, f"the team {found.name} has no members")
        return found

    def _people(self, node: Node, what: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._person(node, who) for who in self._texts(node, what)))

    def _person(self, node: Node, who: str) -> str:
        """What a ticket holds for a person or a team; a whole mail address may be anybody's."""
        if who.casefold() in ("me", "@me"):
            raise self.error(node, "a rule has no 'me': say who is meant")
        try:
            if "@" in who or who.casefold() in self._called:
                return self._directory.resolve(who)
        except TixError as error:
            raise self.error(node, str(error), error.hint) from None
        hint = nearest_hint(who, self._called.values()) or "write a whole mail address"
        raise self.error(node, f"tix.yaml names nobody {shown(who)}", hint)

    @cached_property
    def _called(self) -> dict[str, str]:
        """What people and teams of ``tix.yaml`` are called, by the same without case."""
        names = [team.name for team in self._config.teams]
        for member in self._config.people:
            person = member.person
            names += [person.name, person.mail, person.mail.partition("@")[0], *member.aliases]
        return {name.casefold(): name for name in names if name}

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._config)

    def _comment(self, node: Node) -> Say:
        text = self.text(node, "comment")
        first, _, rest = text.strip().partition(" ")
        if first == "reply" and " " not in rest.strip():
            name = rest.strip()
            if name not in self._around.replies:
                hint = nearest_hint(name, self._around.replies) if self._around.replies else None
                reason = f"the desk has no reply {shown(name)}"
                raise self.error(node, reason, hint or f"replies/{name or 'NAME'}.md")
            return Say("reply", name)
        if first == "internal":
            how, said = "internal", rest
        else:
            how, said = "public", text
        if not said.strip():
            raise self.error(node, "comment says nothing")
        return Say(how, said.strip())

    def _invoice(self, node: Node) -> CreateInvoice:
        word = self.text(node, "invoice")
        if word not in ("create", "send"):
            raise self.error(node, f"invoice must be create or send, not {shown(word)}")
        if not self._around.can_invoice:
            reason = f"invoice: {word} needs billing, which tix.yaml doesn't set up"
            raise self.error(node, reason, "billing: {currency: EUR, rate: 80.00, tax: 23%}")
        return CreateInvoice(word == "send")

    def _setting(self, key: Scalar, node: Node, form: str) -> SetField:
        name = key.value
        if form == "every" and name in ("status", "since"):
            raise self.error(key, f"a ticket that is opened has no {name} of its own yet")
        text = ", ".join(self._texts(node, name)) if isinstance(node, NodeList) else None
        value = self.text(node, name) if text is None else text
        known = BY_NAME.get(name.casefold())
        if known is None and self._config.team_field_type(name) is None:
            names = [*TOLD, *BY_NAME, *(field.name for field in self._config.fields)]
            hint = nearest_hint(name, names)
            raise self.error(key, f"{shown(name)} is nothing that a rule can do", hint)
        if name.casefold() == "title":
            raise self.error(key, "a rule doesn't change what a ticket is called")
        editor = editor_of(self._config, self._directory, _SOME_TIME)
        try:
            editor.set(Ticket("", "-"), name, value)
        except (TixError, ValueError) as error:
            raise self.error(node, str(error), getattr(error, "hint", None)) from None
        return SetField(known.name if known else name, value)
