"""Other tools' words for status, priority and type, and the desk's words for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

from tix.errors import UsageError
from tix.frozen import dataclass, field, replace
from tix.importers.incoming import TeamFields
from tix.model.config.config import Config, Group
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.other_words import MEANINGS, meaning_of, same_meaning
from tix.model.ticket.priorities import plain_word
from tix.model.ticket.ticket import Ticket
from tix.model.times import Due, format_time
from tix.quick_typing import Any

_GROUPS = {
    "open": Group.ACTIVE,
    "in-progress": Group.ACTIVE,
    "pending": Group.WAITING,
    "resolved": Group.DONE,
    "closed": Group.DONE,
}


_NUMBERED = re.compile(r"(?:P|Sev)?-?\d{1,2}(?: ?[-–—:.)] ?| )(?P<word>[^\W\d].*)", re.IGNORECASE)
"""A word with its place before it: ``3 normal``, ``P2 - Medium``, ``1. High``."""


_CHANNELS = {
    other: word
    for word, others in {
        "mail": "email", "web": "portal website web-form form widget",
        "chat": "live-chat messenger", "phone": "telephone call voice",
        "social": "social-media facebook twitter",
        "walk-in": "counter in-person",
    }.items()
    for other in others.split()
}  # fmt: skip
"""Other words for the channels that a desk has where it says nothing else."""


@dataclass(frozen=True, slots=True)
class Word:
    """The desk's word for another tool's, or None; ``same`` but for case and punctuation."""

    word: str | None
    same: bool


class NoWordsError(UsageError):
    """The value of ``--word`` isn't FIELD:WORD=WORD, or the desk lacks the word."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(f"--word: {reason}", hint=hint or "--word status:icebox=pending")


@dataclass(frozen=True, slots=True)
class Words:
    """The meaning of another tool's words in a desk.

    ``own`` goes before what tix knows: under (field, plain word) the desk's word for it.
    """

    config: Config
    own: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def find(self, name: str, text: str) -> Word:
        """The desk's word for a status, priority or type."""
        if told := self.own.get((name, plain_word(text))):
            return Word(told, same=False)
        found = self._find(name, text)
        if found.word is None and (numbered := _NUMBERED.fullmatch(text.strip())):
            return replace(self._find(name, numbered["word"]), same=False)
        return found

    def _find(self, name: str, text: str) -> Word:
        if name == "status":
            return self._status(text)
        return _find(name, text, self.config.words_of(name) or ())

    def _status(self, text: str) -> Word:
        """Of that name, else of that meaning, else of its group."""
        config = self.config
        found = _find("status", text, config.words_of("status") or ())
        if found.word or (meaning := meaning_of("status", text)) is None:
            return found
        for group in (_GROUPS[meaning], Group.ACTIVE):
            names = [status.name for status in config.statuses if status.group is group]
            if names:
                return Word(names[0], same=False)
        return found

    def listed(self, name: str, text: str) -> str | None:
        """The desk's word of a field whose words it lists, as of channels; None if none means the
        same. Where it lists none, any word will do."""
        if self.config.takes_word(name, text):
            return text
        own = {plain_word(word): word for word in self.config.words_of(name) or ()}
        numbered = _NUMBERED.fullmatch(text.strip())
        for plain in map(plain_word, (text, numbered["word"] if numbered else "")):
            for word in (own.get(plain), own.get(_CHANNELS.get(plain, "")), plain):
                if word and self.config.takes_word(name, word):
                    return word
        return None

    def status_or_first(self, text: str, team: TeamFields, notes: list[str]) -> str:
        """The desk's status for a word, the first active one for an unknown word.

        A word that says more than the desk's is kept in the field ``original_status``; one that
        isn't known is worth a note.
        """
        found = self.find("status", text)
        if not found.same:
            team.add("original_status", text)
        if found.word:
            return found.word
        first = self.config.first_status(Group.ACTIVE)
        notes.append(f"status {text!r} isn't known here: {first}")
        return first


def words_told(config: Config, told: Iterable[str]) -> Words:
    """The user's own mapping of words, each ``FIELD:WORD=WORD``. Raises NoWordsError."""
    own = {}
    for text in told:
        name, colon, rest = text.partition(":")
        foreign, equals, word = rest.rpartition("=")
        name, word = name.strip().casefold(), word.strip()
        if not (colon and equals and plain_word(foreign)):
            raise NoWordsError(f"{text!r} isn't of the form FIELD:WORD=WORD")
        if name not in MEANINGS:
            raise NoWordsError(f"there are no words of {name!r}", did_you_mean(name, [*MEANINGS]))
        known = config.words_of(name) or ()
        if word not in known:
            raise NoWordsError(f"{word!r} is no {name} of this desk", did_you_mean(word, known))
        own[name, plain_word(foreign)] = word
    return Words(config, own)


@dataclass(frozen=True, slots=True)
class Stamps:
    """When a ticket got to its status, as its own fields hold it."""

    since: datetime | None
    resolved: datetime | None
    closed: datetime | None


def stamps(
    status: str,
    config: Config,
    *,
    opened: datetime | None,
    resolved: datetime | None = None,
    closed: datetime | None = None,
) -> Stamps:
    """The stamps that belong to a status, from what another tool knew.

    A ticket that isn't done has none but ``since``; ``closed`` never stands beside another done
    status. One that is done since nobody knows when has none at all.
    """
    if config.group(status) is not Group.DONE:
        return Stamps(opened, None, None)
    if status == "closed":
        done = closed or resolved
        return Stamps(done, resolved if closed else None, done)
    done = resolved or closed
    return Stamps(done, done, None)


def in_order(ticket: Ticket, opened: datetime) -> Ticket:
    """The ticket, done no earlier than it was opened: what clocks of others say is kept beside."""
    early = {
        name: when
        for name in ("since", "resolved", "closed")
        if (when := getattr(ticket, name)) and when < opened
    }
    if not early:
        return ticket
    team = TeamFields(ticket.team_fields)
    for name in [name for name in early if name != "since"] or early:
        team.add(f"original_{name}", format_time(early[name]))
    placed: dict[str, Any] = dict.fromkeys(early, opened)
    return replace(ticket, **placed, team_fields=team.all())


def at_noon(
    when: Due | None, config: Config, not_before: datetime | None = None
) -> datetime | None:
    """A time for a day of which nothing more is known: noon in the desk's zone.

    At midnight it would be another day elsewhere. What is known to be later on that day isn't
    put before ``not_before``. A time is itself.
    """
    if when is None or isinstance(when, datetime):
        return when
    noon = _noon(when, config)
    if not_before and not_before > noon and not_before.astimezone(config.timezone).date() == when:
        return not_before
    return noon


def first_of(when: Due | None, later: Iterable[Due | None], config: Config) -> datetime | None:
    """``at_noon``, but not after what came later on that same day."""
    if when is None or isinstance(when, datetime):
        return when
    noon = _noon(when, config)
    same_day = (
        other
        for other in later
        if isinstance(other, datetime) and other.astimezone(config.timezone).date() == when
    )
    return min((noon, *same_day))


def _noon(day: date, config: Config) -> datetime:
    try:
        return datetime.combine(day, time(12), config.timezone).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(12), UTC)


def _find(name: str, text: str, own: Sequence[str]) -> Word:
    plain = plain_word(text)
    for word in own:
        if plain_word(word) == plain:
            return Word(word, same=True)
    return Word(same_meaning(name, text, own), same=False)
