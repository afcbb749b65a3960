"""``rules.yaml`` read strictly into ``Rules``; ``docs/rules.md`` is the page for users.

As in ``tix.yaml`` nothing is guessed: a name, a word, a person, a team, a reply or a time that
isn't known is an error with its line and, where there is one, the nearest right word (R5). Whether
a query of ``when`` can be read is for who knows queries to say.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tix.model.config.config import Config
from tix.model.config.source import nearest_hint, shown, values_by_name
from tix.model.rules.effect_source import EffectSource, Surroundings
from tix.model.rules.moment import ANCHORS, parse_moment
from tix.model.rules.rule import (
    EVENTS,
    AtRule,
    Effect,
    EveryRule,
    OnRule,
    Rule,
    Rules,
    Trigger,
)
from tix.model.rules.schedule import PERIODS, WEEKDAYS, parse_schedule
from tix.model.text.yaml_nodes import Mapping, Node, Scalar
from tix.model.ticket.fields import BY_NAME
from tix.model.times import parse_time
from tix.quick_typing import TypeVar

_T = TypeVar("_T")

FORMS = ("on", "at", "every")
_NAMES = {
    "on": ("name", "on", "when", "then"),
    "at": ("name", "at", "from", "when", "calendar", "then"),
    "every": ("name", "every", "from", "open", "catch-up"),
}
_LONGEST_NAME = 100
_YEARS = range(1970, 9000)
_MOST = 1000
"""Rules that a desk may have."""


_BODY = "body"


def load_rules(
    text: str,
    config: Config,
    around: Surroundings,
    read: Callable[[str, int], Mapping] | None = None,
) -> Rules:
    """Read a ``rules.yaml``. Raises RulesError.

    ``read`` gives the list in a text, as ``source.read_rules`` does.
    """
    return _Reading(text.removeprefix("\ufeff"), config, around, read).all()


class _Reading(EffectSource):
    """One pass over the rules."""

    def all(self) -> Rules:
        """All rules, with names of their own."""
        nodes = self.rules
        if len(nodes) > _MOST:
            raise self.error(nodes[_MOST], f"these are over {_MOST} rules")
        rules = [self._rule(node, place) for place, node in enumerate(nodes)]
        self.check_twice((rule.name, node) for rule, node in zip(rules, nodes, strict=True))
        return Rules(tuple(rules))

    def _rule(self, node: Node, place: int) -> Rule:
        entries = self.entries(node, "a rule")
        forms = [key for key, _ in entries if key.value in FORMS]
        if len(forms) != 1:
            reason = "a rule says one of on, at and every" if forms else "this rule says no time"
            hint = "on: opened, at: 1h after asked, or every: mon 09:00"
            known = [name for names in _NAMES.values() for name in names]
            self.check_names(entries, known, "part of a rule")
            raise self.error(forms[1] if forms else node, reason, hint)
        form = forms[0].value
        self.check_names(entries, _NAMES[form], f"part of a rule with {form!r}")
        given = values_by_name(entries)
        name = self._name(node, given)
        line = self.line_of(node)
        if form == "on":
            return self._on(name, line, place, node, given)
        if form == "at":
            return self._at(name, line, place, node, given)
        return self._every(name, line, place, node, given)

    def _name(self, node: Node, given: dict[str, Node]) -> str:
        if "name" not in given:
            raise self.error(node, "this rule has no name", "name: route printers")
        name = self.text(given["name"], "a rule's name").strip()
        if not name.isprintable() or len(name) > _LONGEST_NAME:
            reason = f"{shown(name)} can't be a rule's name"
            raise self.error(given["name"], reason, f"one line, {_LONGEST_NAME} characters at most")
        if "·" in name:
            raise self.error(given["name"], f"{shown(name)} can't be a rule's name: it has a '·'")
        return name

    # -- the three forms ----------------------------------------------------------------------

    def _on(self, name: str, line: int, place: int, node: Node, given: dict[str, Node]) -> OnRule:
        trigger = self._trigger(self._needed(node, given, "on"))
        when, when_line = self._when(given)
        then = self._then(node, given, form="on")
        return OnRule(name, line, place, trigger, when, then, when_line)

    def _trigger(self, node: Node) -> Trigger:
        words = self.text(node, "on").split()
        event = words[0] if words else ""
        if event not in EVENTS:
            raise self.error(node, f"{shown(event)} is no event", nearest_hint(event, EVENTS))
        if event != "changed":
            if len(words) > 1:
                raise self.error(node, f"{shown(' '.join(words[1:]))} doesn't go with {event}")
            return Trigger(event)
        if len(words) != 2:
            raise self.error(node, "changed takes the name of one field", "on: changed priority")
        return Trigger(event, self._field(node, words[1]))

    def _field(self, node: Node, name: str) -> str:
        """The name of a field as tickets have it."""
        known = BY_NAME.get(name.casefold())
        if known is not None:
            return known.name
        if name == _BODY or self._config.team_field_type(name):
            return name
        names = [*BY_NAME, *(field.name for field in self._config.fields), _BODY]
        raise self.error(node, f"{shown(name)} is no field of this desk", nearest_hint(name, names))

    def _at(self, name: str, line: int, place: int, node: Node, given: dict[str, Node]) -> AtRule:
        written = self._needed(node, given, "at")
        moment = self._parsed(written, "at", parse_moment, ANCHORS)
        calendar = self._calendar(given)
        if moment.needs_calendar and not calendar and not self._around.has_promises:
            hint = nearest_hint("", self._around.calendars) if self._around.calendars else None
            reason = "business time needs a calendar: this desk has no promises that tell one"
            raise self.error(written, reason, hint and f"calendar: NAME; {hint}")
        when, when_line = self._when(given)
        then = self._then(node, given, form="at")
        since = self._since(given)
        return AtRule(name, line, place, moment, since, when, then, calendar, when_line)

    def _calendar(self, given: dict[str, Node]) -> str:
        if "calendar" not in given:
            return ""
        name = self.text(given["calendar"], "calendar")
        if name != "always" and name not in self._around.calendars:
            hint = nearest_hint(name, ["always", *self._around.calendars])
            raise self.error(given["calendar"], f"the desk has no calendar {shown(name)}", hint)
        return name

    def _every(
        self, name: str, line: int, place: int, node: Node, given: dict[str, Node]
    ) -> EveryRule:
        written = self._needed(node, given, "every")
        words = ("day", *WEEKDAYS, *PERIODS)
        schedule = self._parsed(written, "every", parse_schedule, words)
        opened = self._needed(node, given, "open")
        if isinstance(opened, Scalar):
            title, text, then = self.text(opened, "open"), "", tuple[Effect, ...]()
        else:
            entries = self.entries(opened, "open")
            texts = values_by_name(entries)
            if "title" not in texts:
                raise self.error(opened, "open has no title", "open: {title: Check the backups}")
            title = self.text(texts["title"], "title")
            text = self.text(texts["text"], "text") if "text" in texts else ""
            kept = [entry for entry in entries if entry[0].value not in ("title", "text")]
            then = self.effects(tuple(kept), form="every")
        if not title.strip():
            raise self.error(opened, "the title is empty")
        all_of_them = self._catches_up(given)
        since = self._since(given)
        title = " ".join(title.split())
        return EveryRule(name, line, place, schedule, since, title, text, then, all_of_them)

    def _catches_up(self, given: dict[str, Node]) -> bool:
        if "catch-up" not in given:
            return False
        word = self.text(given["catch-up"], "catch-up")
        if word not in ("all", "latest"):
            raise self.error(
                given["catch-up"], f"catch-up must be all or latest, not {shown(word)}"
            )
        return word == "all"

    # -- parts --------------------------------------------------------------------------------

    def _needed(self, node: Node, given: dict[str, Node], name: str) -> Node:
        if name not in given:
            raise self.error(node, f"this rule has no {name!r}")
        return given[name]

    def _parsed(
        self, node: Node, what: str, parse: Callable[[str], _T], known: Sequence[str]
    ) -> _T:
        """A text as ``parse`` reads it; an error names the nearest word, if one is wrong."""
        try:
            return parse(self.text(node, what))
        except ValueError as error:
            reason, *wrong = error.args
            hint = nearest_hint(str(wrong[0]), known) if wrong else None
            raise self.error(node, f"{what}: {reason}", hint) from None

    def _when(self, given: dict[str, Node]) -> tuple[str, int]:
        if "when" not in given:
            return "", 0
        query = self.text(given["when"], "when").strip()
        return query, self.line_of(given["when"])

    def _since(self, given: dict[str, Node]) -> datetime | None:
        if "from" not in given:
            return None
        try:
            since = parse_time(self.text(given["from"], "from"))
        except ValueError as error:
            raise self.error(given["from"], f"from: {error}") from None
        if since.year not in _YEARS:
            raise self.error(given["from"], f"from: {since.year} is no year of tickets")
        return since

    def _then(self, node: Node, given: dict[str, Node], form: str) -> tuple[Effect, ...]:
        then = self._needed(node, given, "then")
        effects = self.effects(self.entries(then, "then"), form)
        if not effects:
            raise self.error(then, "then says nothing", "then: {add-label: hardware}")
        return effects
