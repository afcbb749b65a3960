"""Words that are looked for as text, or ruled out, and name something of the desk."""

from itertools import pairwise

from tix.model.config.directory import is_me
from tix.query.habits import Answer, for_shell
from tix.query.joints import with_marks
from tix.query.lexer import Word, tokens
from tix.query.terms import IS_WORDS
from tix.query.vocabulary import Vocabulary


def terms_meant(
    text: str, vocabulary: Vocabulary, *, of_others: bool = False
) -> list[tuple[str, str]]:
    """Words of a query that name a state, a priority or a type, each with the term for that.

    So do two words of which the first names a field. Only where words are looked for as text,
    which a list hardly ever is about. ``of_others``: also other tools' words for a state or a
    priority.
    """
    config = vocabulary.config
    known = {name.casefold(): f"type:{name}" for name in config.types}
    known |= {name.casefold(): f"priority:{name}" for name in config.priorities}
    known |= {status.name.casefold(): f"status:{status.name}" for status in config.statuses}
    known |= {word: f"is:{word}" for word in IS_WORDS}
    known |= _ALSO
    words = [t.text for t in with_marks(tokens(text)) if isinstance(t, Word) and not t.quoted]
    found = [(word, known[word.casefold()]) for word in words if word.casefold() in known]
    if of_others:
        found += [(word, term) for word in words if (term := _of_another_tool(word, vocabulary))]
    for name, value in pairwise(words):
        if field := vocabulary.field(name):
            found.append((f"{name} {value}", for_shell(f"{field.name}:{value.lstrip(':=')}")))
    return found


def _of_another_tool(word: str, vocabulary: Vocabulary) -> str | None:
    """A term for a status or priority in another tool's word: ``wip``, ``P1``."""
    from tix.model.ticket.other_words import same_meaning  # only what finds nothing needs it

    config = vocabulary.config
    if word.isdigit() or word.casefold() in _ALSO:
        return None
    for name in ("status", "priority"):
        known = config.words_of(name) or ()
        meant = same_meaning(name, word, known)
        if meant and word.casefold() not in {each.casefold() for each in known}:
            return f"{name}:{meant}"
    return None


_ALSO = {
    "closed": "is:done",
    "all": "--all",
    "me": "is:mine",
    "my": "is:mine",
    "assigned": "has:assignee",
    "ready": "is:active -is:blocked",
}


def answer_to_joined(word: str, vocabulary: Vocabulary) -> Answer | None:
    """What to say to ``-lbug``, where *bug* is a label; None for a word that is ruled out."""
    letter, value = word[:1], word[1:]
    if not value or letter not in _OPTIONS:
        return None
    name = _OPTIONS[letter]
    if value[0] in "~!" and len(value) > 1:  # ``-s~done``: any but those
        return Answer(f"'-{word}' can mean two things", f"write -{name}:{value[1:]}")
    if not _is_known(name, value, vocabulary):
        return None
    return Answer(
        f"'-{word}' can mean two things", f'write -{letter} {value}, or -"{word}" for the word'
    )


_OPTIONS = {
    "l": "label",
    "a": "assignee",
    "p": "priority",
    "t": "type",
    "s": "status",
    "A": "opened_by",
    "r": "requester",
    "c": "customer",
    "m": "milestone",
}


def _is_known(name: str, value: str, vocabulary: Vocabulary) -> bool:
    """Whether the desk has exactly that value in a field."""
    field = vocabulary.field(name)
    if field is None:  # the records that are asked for have no such field
        return False
    folded = value.casefold()
    words = {word.casefold() for word in vocabulary.config.words_of(name) or ()}
    match name:
        case "assignee" | "opened_by" | "requester":
            return is_me(value) or folded in {
                part.casefold()
                for typed, shown in vocabulary.directory.names()
                for part in (typed, typed.partition("@")[0], *shown.split())
            }
        case "status":
            return folded in words or folded in ("open", "closed", "all")
        case "type" | "priority":
            return folded in words
    return vocabulary.has(field.source, folded.__eq__)
