"""Other tools' words for status, priority and type, and the desk's words for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

from tix.errors import UsageError
from tix.frozen import dataclass, field
from tix.importers.incoming import TeamFields
from tix.model.config.config import Config, Group
from tix.model.text.nearest import did_you_mean
from tix.model.ticket import priorities
from tix.model.ticket.priorities import plain_word
from tix.model.times import Due

_STATUSES = {
    "open": "new todo to-do backlog ready triage planned draft created reopened not-started "
    "unstarted proposed queued opened pending-triage none confirmed unconfirmed accepted approved "
    "triaged inbox next up-next on-deck upcoming to-be-done selected-for-development",
    "in-progress": "doing started active wip in-development development in-review review "
    "reviewing testing in-testing in-test qa in-qa working ongoing assigned "
    "ready-for-review in-dev code-review in-code-review peer-review under-review uat in-uat "
    "ready-for-qa ready-for-test ready-for-testing",
    "pending": "blocked waiting on-hold hold paused stalled needs-info deferred postponed icebox "
    "on-ice someday later snoozed parked frozen feedback awaiting-feedback suspended "
    "waiting-for-customer waiting-for-support awaiting-customer pending-customer",
    "resolved": "done complete completed fixed finished shipped merged released implemented "
    "verified delivered deployed live solved",
    "closed": "archived cancelled canceled wontfix won-t-fix wont-fix won-t-do wont-do wontdo "
    "rejected declined duplicate invalid abandoned obsolete dropped not-planned skipped "
    "superseded as-designed by-design cannot-reproduce can-t-reproduce works-for-me worksforme "
    "not-a-bug notabug moved removed killed discarded outdated expired stale not-doing",
}
_GROUPS = {
    "open": Group.ACTIVE,
    "in-progress": Group.ACTIVE,
    "pending": Group.WAITING,
    "resolved": Group.DONE,
    "closed": Group.DONE,
}
_TYPES = {
    "incident": "outage alert",
    "request": "feature enhancement improvement story user-story feature-request epic idea wish "
    "suggestion proposal rfe initiative",
    "question": "support help",
    "problem": "bug defect error regression fix",
    "task": "chore subtask sub-task maintenance docs documentation refactor refactoring spike "
    "cleanup",
}


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
        if name == "status":
            return self._status(text)
        return _find(text, self.config.words_of(name) or (), _MEANINGS[name])

    def _status(self, text: str) -> Word:
        """Of that name, else of that meaning, else of its group."""
        config = self.config
        found = _find(text, config.words_of("status") or (), _STATUSES)
        if found.word or (meaning := _meaning(text, _STATUSES)) is None:
            return found
        for group in (_GROUPS[meaning], Group.ACTIVE):
            names = [status.name for status in config.statuses if status.group is group]
            if names:
                return Word(names[0], same=False)
        return found

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
        if name not in _MEANINGS:
            raise NoWordsError(f"there are no words of {name!r}", did_you_mean(name, [*_MEANINGS]))
        known = config.words_of(name) or ()
        if word not in known:
            raise NoWordsError(f"{word!r} is no {name} of this desk", did_you_mean(word, known))
        own[name, plain_word(foreign)] = word
    return Words(config, own)


_MEANINGS = {"status": _STATUSES, "priority": priorities.MEANINGS, "type": _TYPES}


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


def _find(text: str, own: Sequence[str], others: dict[str, str]) -> Word:
    plain = plain_word(text)
    for word in own:
        if plain_word(word) == plain:
            return Word(word, same=True)
    meaning = _meaning(text, others)
    by_meaning = {_meaning(word, others): word for word in reversed(own)}
    by_name = {plain_word(word): word for word in own}
    return Word(by_name.get(meaning) or by_meaning.get(meaning) if meaning else None, same=False)


def _meaning(text: str, others: dict[str, str]) -> str | None:
    plain = plain_word(text)
    for word, same in others.items():
        if plain == word or plain in same.split():
            return word
    return None
