"""Other tools' words for status, priority and type, and the desk's words for them."""

from collections.abc import Sequence
from datetime import datetime

from tix.importers.incoming import TeamFields
from tix.model import priorities
from tix.model.config import Config, Group
from tix.model.priorities import plain_word
from tix.values import dataclass

_STATUSES = {
    "open": "new todo to-do backlog ready triage planned draft created reopened not-started "
    "unstarted proposed queued opened pending-triage",
    "in-progress": "doing started active wip in-development development in-review review "
    "reviewing testing in-testing qa working ongoing",
    "pending": "blocked waiting on-hold hold paused stalled needs-info deferred postponed",
    "resolved": "done complete completed fixed finished shipped merged released implemented "
    "verified delivered",
    "closed": "archived cancelled canceled wontfix won-t-fix rejected declined duplicate invalid "
    "abandoned obsolete dropped not-planned",
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
    "request": "feature enhancement improvement story user-story feature-request",
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


def status_word(text: str, config: Config) -> Word:
    """The desk's status for a word: of that name, else of that meaning, else of its group."""
    found = _find(text, [status.name for status in config.statuses], _STATUSES)
    if found.word or (meaning := _meaning(text, _STATUSES)) is None:
        return found
    for group in (_GROUPS[meaning], Group.ACTIVE):
        names = [status.name for status in config.statuses if status.group is group]
        if names:
            return Word(names[0], same=False)
    return found


def status_or_first(text: str, config: Config, team: TeamFields, notes: list[str]) -> str:
    """The desk's status for a word, the first active one for an unknown word.

    A word that says more than the desk's is kept in the field ``original_status``; one that
    isn't known is worth a note.
    """
    found = status_word(text, config)
    if not found.same:
        team.add("original_status", text)
    if found.word:
        return found.word
    first = config.first_status(Group.ACTIVE)
    notes.append(f"status {text!r} isn't known here: {first}")
    return first


def priority_word(text: str, config: Config) -> Word:
    """The desk's priority for a word."""
    return _find(text, config.priorities, priorities.MEANINGS)


def type_word(text: str, config: Config) -> Word:
    """The desk's type for a word."""
    return _find(text, config.types, _TYPES)


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
