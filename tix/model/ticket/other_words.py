"""Words for statuses, types and priorities in common use, and which of a desk's means the same;
other names of fields.

An import translates with them, and an error about an unknown word names the one that was meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from tix.model.text.accents import without_accents
from tix.model.text.nearest import did_you_mean, meant_by
from tix.model.ticket import local_words, priorities
from tix.model.ticket.priorities import plain_word

_STATUSES = {
    "open": "new todo to-do backlog ready triage planned draft created reopened not-started "
    "unstarted proposed queued opened pending-triage none confirmed unconfirmed accepted approved "
    "triaged inbox next up-next on-deck upcoming to-be-done selected-for-development "
    "acknowledged received submitted unscheduled scheduled to-be-scheduled needs-action "
    "waiting-for-support "
    "waiting-for-agent waiting-on-us specified in-specification refinement in-refinement "
    "ready-for-refinement ready-for-development",
    "in-progress": "doing started active wip in-development development in-review review "
    "reviewing testing in-testing in-test qa in-qa working ongoing assigned "
    "ready-for-review in-dev code-review in-code-review peer-review under-review uat in-uat "
    "ready-for-qa ready-for-test ready-for-testing working-on-it work-in-progress committed "
    "processing processing-assigned processing-planned developed tested test-failed escalated "
    "ready-to-merge ready-to-deploy ready-for-release implementing",
    "pending": "blocked waiting on-hold hold paused stalled needs-info deferred postponed icebox "
    "on-ice someday later snoozed parked frozen feedback awaiting-feedback suspended "
    "waiting-for-customer awaiting-customer pending-customer pending-customer-response "
    "waiting-on-contact waiting-for-response awaiting-response awaiting-reply waiting-for-reply "
    "waiting-on-vendor waiting-for-approval awaiting-approval waiting-on-customer "
    "waiting-on-third-party waiting-for-third-party pending-reminder pending-auto "
    "pending-auto-close stuck incomplete maybe someday-maybe",
    "resolved": "done complete completed fixed finished shipped merged released implemented "
    "verified delivered deployed live solved "
    "closed-successful fix-released fix-committed closed-fixed",
    "closed": "archived cancelled canceled wontfix won-t-fix wont-fix won-t-do wont-do wontdo "
    "rejected declined duplicate invalid abandoned obsolete dropped not-planned skipped "
    "superseded as-designed by-design cannot-reproduce can-t-reproduce works-for-me worksforme "
    "not-a-bug notabug closed-unsuccessful opinion moved removed "
    "killed discarded outdated expired stale not-doing won-t-implement wont-implement retired "
    "deprecated trashed deleted",
}
_TYPES = {
    "incident": "outage alert",
    "request": "feature enhancement improvement story user-story feature-request epic idea wish "
    "suggestion proposal rfe initiative service-request "
    "service-request-with-approvals product-backlog-item",
    "question": "support help",
    "problem": "bug defect error regression fix bugfix",
    "task": "chore subtask sub-task maintenance docs documentation refactor refactoring spike "
    "cleanup",
}

_MORE_PRIORITIES = {
    priorities.URGENT: "show-stopper very-high unbreak-now",
    priorities.LOW: "very-low wishlist wish",
}
"""Words that a merge doesn't weigh: what it knows is fixed."""
_PRIORITIES = {
    word: f"{same} {_MORE_PRIORITIES.get(word, '')}" for word, same in priorities.MEANINGS.items()
}


def _with_local(words: Mapping[str, str], local: Mapping[str, str]) -> dict[str, str]:
    return {word: f"{same} {' '.join(local[word].split())}" for word, same in words.items()}


MEANINGS = {
    "status": _with_local(_STATUSES, local_words.STATUSES),
    "priority": _with_local(_PRIORITIES, local_words.PRIORITIES),
    "type": _with_local(_TYPES, local_words.TYPES),
}
"""By field, tix's own words and others of the same meaning."""


def meaning_of(field: str, text: str) -> str | None:
    """tix's own word of that meaning; None if the tables don't have the text."""
    words, plain = _by_word(field), plain_word(text)
    return words.get(plain) or _by_bare_word(field).get(without_accents(plain))


@cache
def _by_bare_word(field: str) -> Mapping[str, str]:
    """The same without accents."""
    return {without_accents(word): own for word, own in _by_word(field).items()}


@cache
def _by_word(field: str) -> Mapping[str, str]:
    """For each word of a field tix's own of that meaning."""
    return {word: own for own, same in MEANINGS[field].items() for word in (own, *same.split())}


def same_meaning(field: str, text: str, own: Sequence[str]) -> str | None:
    """The word among a desk's ``own`` that means what the text does, by name or else by sense."""
    meaning = meaning_of(field, text)
    if meaning is None:
        return None
    by_name = {plain_word(word): word for word in own}
    by_meaning = {meaning_of(field, word): word for word in reversed(own)}
    return by_name.get(meaning) or by_meaning.get(meaning)


def word_meant(field: str, text: str, known: Iterable[str]) -> str | None:
    """A hint for an unknown word of a field: what means the same here, else what looks like it.

    Bare numbers mean too much: 1 is the most urgent here, the second there.
    """
    words = [*known]
    if field in MEANINGS and not text.isdigit() and (word := same_meaning(field, text, words)):
        return f"did you mean {word!r}? known: {', '.join(words[:20])}"
    if len(begun := meant_by(text, words)) > 1:
        return f"it could be {', '.join(begun[:20])}"
    return did_you_mean(text, words)


_FIELDS = {
    "opened_by": "author creator",
    "opened": "created created_at",
    "closed": "end closed_at",
    "resolved": "completed",
    "due": "duedate due_date deadline",
    "title": "name summary subject",
    "priority": "severity urgency prio pri",
    "labels": "category component project",
    "milestone": "iteration version fixversion sprint",
    "watchers": "cc subscriber",
    "customer": "company organization organisation",
    "assignees": "responsible owner assigned assigned_to",
    "requester": "reporter",
    "status": "state stage",
    "type": "kind",
    "parent": "subtask epic",
}
"""Other tools' names for fields that can be set."""


def field_meant(name: str) -> str | None:
    """The field that other tools call so; None if nobody knows."""
    folded = name.casefold()
    return next((field for field, others in _FIELDS.items() if folded in others.split()), None)
