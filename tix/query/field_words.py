"""Words that are looked for as text, or ruled out, and name something of the desk."""

import re
from collections.abc import Sequence
from datetime import date

from tix.model.config.directory import is_me
from tix.model.ticket.priorities import plain_word
from tix.query.fields import Reading
from tix.query.habits import Answer, for_shell, terms_of_desk
from tix.query.joints import with_marks
from tix.query.lexer import Word, tokens
from tix.query.terms import IS_WORDS
from tix.query.vocabulary import Vocabulary


def terms_meant(
    text: str, vocabulary: Vocabulary, *, of_others: bool = False
) -> list[tuple[str, str]]:
    """Words of a query that name a state, a priority or a type, each with the term for that.

    So do ``in progress``, and two words of which the first names a field. Only where words are
    looked for as text, which a list hardly ever is about. ``of_others``: also other tools' words
    for a state or a priority, or for a type where nothing else is typed, and saved queries.
    """
    words = [t.text for t in with_marks(tokens(text)) if isinstance(t, Word) and not t.quoted]
    fields = ("status", "priority", "type") if len(words) == 1 else ("status", "priority")
    own = own_terms(vocabulary)

    def term_of(some: Sequence[str]) -> str | None:
        if some[0] == "not" and len(some) > 1:
            term = term_of(some[1:])
            return term and f"-{term}"
        if term := own.get(plain_word(" ".join(some))):
            return term
        term = _field_with_value(some, vocabulary, is_sure=plain_word(some[0]) not in own)
        return term or (_of_another_tool(some, vocabulary, fields) if of_others else None)

    found: list[tuple[str, str]] = []
    place = 0
    while place < len(words):
        for count in (3, 2, 1):
            some = words[place : place + count]
            if some[0] == "by" and place and words[place - 1].casefold() in DEEDS:
                break  # closed by bob: who opened it wasn't meant
            if len(some) == count and (term := term_of(some)):
                found.append((" ".join(some), term))
                place += count - 1
                break
        place += 1
    return found


def own_terms(vocabulary: Vocabulary) -> dict[str, str]:
    """The terms for the desk's words, and for those of ``is:``, in the form of ``plain_word``."""
    return terms_of_desk(vocabulary.config) | {word: f"is:{word}" for word in IS_WORDS} | _ALSO


def _field_with_value(words: Sequence[str], vocabulary: Vocabulary, *, is_sure: bool) -> str | None:
    """``due:today`` for *due today*, ``assignee:bob`` for *assigned to bob*, ``due:<friday`` for
    *due before friday*; ``words`` are up to three. Not ``is_sure``: the field's name is a status,
    too, or the like."""
    by = vocabulary.field(f"{words[0]}_by") if len(words) == 3 and words[1] == "by" else None
    if by and (by.reading is Reading.PERSON or re.search("[0-9]", words[2])):  # opened by ana
        return f"{by.name}:{words[2]}"
    field = vocabulary.field(words[0])
    if field is None or len(words) < 2 or words[-1] in {*_LITTLE, *_WHICH}:
        return None
    sign, values = "", list(words[-1:])
    is_date = field.reading in (Reading.DATE, Reading.TIME)
    if is_date and set(words[1:-1]) <= {*_LITTLE, *_ORDERS, *_WHICH}:
        sign = _ORDERS.get(words[1], "")
        values = [word for word in words[1:] if word not in {*_LITTLE, *_ORDERS}]
    elif not set(words[1:-1]) <= _LITTLE:
        return None
    value = "-".join(values).lstrip(":=")
    if value in ("<", "<=", ">", ">="):
        value += "VALUE"
    elif is_date and not _is_day(value.lstrip("<>=")):  # closed by bob
        return None
    elif not (is_sure or is_date or len(words) > 2 or _is_known(field.name, value, vocabulary)):
        return None  # assigned beside another word
    return for_shell(f"{field.name}:{sign}{value}") if value else None


def _is_day(text: str) -> bool:
    from tix.model.dates import parse_age, parse_day  # only what finds nothing needs it

    try:
        return bool(parse_age(text) or parse_day(text, date(2000, 1, 1)))
    except ValueError:
        return False


_ORDERS = {"before": "<", "after": ">", "since": ">=", "until": "<=", "by": "<="}
DEEDS = (
    "closed", "done", "resolved", "fixed", "solved", "finished", "completed", "reopened", "updated",
    "changed", "edited", "commented",
)  # fmt: skip
"""What somebody does to a ticket, and no field says who it was: *closed by bob*."""
_WHICH = {"this", "next", "last"}
_LITTLE = {"to", "by", "is", "in", "=", ":"}


def _of_another_tool(
    words: Sequence[str], vocabulary: Vocabulary, fields: Sequence[str]
) -> str | None:
    """A term for a status, priority or type in another tool's words: ``wip``, ``P1``, ``bugs``; or
    for the saved query, or the day, that is called so."""
    from tix.model.ticket.other_words import same_meaning  # only what finds nothing needs it

    text = " ".join(words).casefold()
    if not any(map(str.isalpha, text)):
        return None
    if saved := vocabulary.saved_query(text):
        return f"@{saved.name}"
    for name in fields:
        known = vocabulary.config.words_of(name) or ()
        one = text.removesuffix("s")
        if meant := same_meaning(name, text, known) or same_meaning(name, one, known):
            return f"{name}:{meant}"
    return _DAYS.get(text)


_DAYS = {"today": "due:today", "tomorrow": "due:tomorrow", "yesterday": "opened:yesterday"}
_ALSO = {
    "closed": "is:done",
    "all": "--all",
    "me": "is:mine",
    "my": "is:mine",
    "late": "is:overdue",
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
    option = "p" if letter == "y" else letter
    hint = f'write -{option} {value}, or -"{word}" for the word'
    return Answer(f"'-{word}' can mean two things", hint)


_OPTIONS = {
    "y": "priority",  # jira's
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
        case "status" if folded in ("open", "closed", "all"):
            return True
        case "status" | "type" | "priority":
            from tix.model.ticket.other_words import same_meaning  # few words are ruled out

            return folded in words or same_meaning(name, value, [*words]) is not None
    return vocabulary.has(field.source, folded.__eq__)
