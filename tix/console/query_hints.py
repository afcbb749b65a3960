"""What is said about the words of a query that were hardly meant as words."""

import re
from collections.abc import Sequence

from tix.errors import UsageError
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tix.actions.selection import Selection
    from tix.console.session import Session
    from tix.query.fields import QueryField

_FIELDS_OF_GH = (
    "assignees author body closed closedAt comments createdAt id isPinned labels milestone "
    "name number projectItems state stateReason title updatedAt url"
)


class ColumnsInQueryError(UsageError):
    """Names of columns in place of a query."""

    def __init__(self, names: str, own: str) -> None:
        some = own or "id,title"
        super().__init__(
            f"{names[:100]!r} are names of columns, and no query",
            hint=f"--columns {some}; as JSON: --json --fields {some}",
        )


class FieldsAmongIdsError(UsageError):
    """Names of fields in place of ids."""

    def __init__(self, names: str, own: str) -> None:
        super().__init__(
            f"{names[:100]!r} names fields, and no ticket",
            hint=f"some fields only: --json --fields {own or 'id,title'}",
        )


def refuse_fields(words: Sequence[str]) -> None:
    """``--json title`` behind an id is how gh names fields. Raises FieldsAmongIdsError."""
    foreign = _FIELDS_OF_GH.split()
    for word in words[1:]:
        names = word.split(",")
        if all(name in BY_NAME or name in foreign for name in names):
            raise FieldsAmongIdsError(word, ",".join(n for n in names if n in BY_NAME)[:100])


def refuse_columns(words: Sequence[str]) -> None:
    """``--json id,title`` is how gh names fields. Raises ColumnsInQueryError."""
    foreign = _FIELDS_OF_GH.split()
    for word in words:
        names = word.split(",")
        if len(names) > 1 and all(name in BY_NAME or name in foreign for name in names):
            own = [name for name in names if name in BY_NAME]
            raise ColumnsInQueryError(word, ",".join(own)[:100])


def say_what_was_meant(
    session: "Session", words: Sequence[str], command: str, *, found: bool, as_json: bool = False
) -> None:
    """Name the field of each word that is looked for as text and is a status, priority or type.

    A query of several words that ``found`` something is rather meant as it stands.
    """
    text = " ".join(words)
    if not found and ":" in text and _say_what_is_one_value(session, text, command):
        return
    for word in words:
        _say_what_is_abbreviated(session, word)
    if command == "next" and re.fullmatch("[0-9]{1,3}", text):
        session.say(f"{text!r} was looked for as a word; tix next -n {text} says so many")
    ruled_out = re.findall(_RULED_OUT, text)
    if ruled_out:
        _say_what_rules_nothing_out(session, ruled_out)
    if re.search(_AWAY, text):
        _say_which_day(session, text, found=found)
    if not text or (found and len(text.split()) > 1):
        return
    from tix.query.field_words import DEEDS, terms_meant
    from tix.query.habits import answer_to_is

    looked_for = re.sub(_RULED_OUT, "", text)
    terms = terms_meant(looked_for, session.vocabulary, of_others=not found and text != "help")
    if not found and text in ("asc", "desc"):
        session.say(f"{text!r} was looked for as a word; --sort -FIELD turns the order round")
    elif not (found or terms) and (instead := answer_to_is(text.casefold())):
        session.say(f"{text!r} was looked for as a word; {instead}")
    elif not (found or terms) and text.isidentifier() and (field := session.vocabulary.field(text)):
        session.say(f"{text!r} was looked for as a word; the field is {field.name}:VALUE")
    for word, term in terms[:3]:
        meant = f"tix {command} {term}"
        session.say(f"{word!r} was looked for as a word; did you mean {_quoted(meant)}?")
    did = re.search(rf"(?i)\b(?:{'|'.join(DEEDS)}) by ([\w@.-]+)", text)
    if did and not found and not any(" by " in word for word, _ in terms):
        session.say(f"who did what: tix log --by {did[1]}")
    if not found:
        _say_what_is_no_word(session, words, command, terms)
        _say_what_is_no_ticket(session, text)
        if re.search(r"\bdesc(?:ription)?:", text):
            session.say("description: was read as body:; what Taskwarrior calls so is title:")
        if command in _SHOWN_ALONE and text in _TO_SHOW:
            session.say(f"{text!r} was looked for as a word; tix {command} alone shows all")
    if command == "log" and not found and re.fullmatch(_COMMITS, text):
        session.say(f"{text!r} was looked for as a word; tix log --since DATE, or git log {text}")
    elif command == "log" and not found and re.fullmatch(_PATH, text):
        session.say(f"{text!r} was looked for as a word; {_log_of(text)}")
    if as_json and not found and text in _FIELDS_OF_GH.split():
        session.say(f"{text!r} was looked for as a word; some fields only: --json --fields {text}")


def say_which_label(session: "Session", text: str, found: "Selection") -> None:
    """Name the label that a word is which found tickets, if others have the label."""
    label = session.vocabulary.field("label")
    if not text.replace("-", "").isalnum() or label is None:
        return
    if not session.vocabulary.has(label.source, text.casefold().__eq__):
        return
    from tix.actions.selection import select

    labelled = select(session, (f"label:{text}",), default_open=found.only_open)
    if {*labelled.numbers} != {*found.numbers}:
        session.say(f"{text!r} was looked for as a word; label:{text} is the label")


def _say_what_is_one_value(session: "Session", text: str, command: str) -> bool:
    """``-s in progress``, ``assignee:ana lima``: name the value of which the field has the first
    word, and those that are looked for as text the others. Returns whether there is one."""
    from tix.console.query_options import value_in_query
    from tix.query.lexer import Term, Word, tokens

    parts = tokens(text)
    words = [each.text for each in parts if isinstance(each, Word) and not each.quoted][:_MOST]
    runs = [words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    for term in [each for each in parts if isinstance(each, Term) and len(each.values) == 1]:
        field, first = session.vocabulary.field(term.name), term.values[0].whole
        if field is None or first.quoted:
            continue
        for run in runs:
            if value := _known_value(session, field, [first.text, *run]):
                meant = f"tix {command} {field.name}:{value_in_query(value)}"
                typed = " ".join(run)
                session.say(f"{typed!r} was looked for as a word; did you mean {_quoted(meant)}?")
                return True
    return False


def _known_value(session: "Session", field: "QueryField", words: Sequence[str]) -> str | None:
    """What the desk has in a field that is written like these words; None if it has nothing."""
    from tix.model.text.nearest import is_written_alike
    from tix.query.fields import Reading

    text = " ".join(words)
    if field.reading is Reading.PERSON:
        return text if session.directory.matches(text) else None
    if field.name == "customer" and session.has_customers and (one := session.customers.of(text)):
        return one.id
    for known in session.config.words_of(field.name) or ():
        if is_written_alike(known, text):
            return known
    forms = [joint.join(words) for joint in " -_"]
    return next(
        (form for form in forms if session.vocabulary.has(field.source, form.casefold().__eq__)),
        None,
    )


def _say_what_is_abbreviated(session: "Session", argument: str) -> None:
    """``status:in review`` in one argument is a status and a word: say so where the status is
    only the beginning of one, and so the argument may have been one value."""
    match = re.fullmatch(_VALUE_AND_WORDS, argument)
    field = session.vocabulary.field(match["name"]) if match else None
    if not match or not field or field.source.team:
        return
    choices = session.config.words_of(field.name) or ()
    first = match["first"].casefold()
    begun = [choice for choice in choices if choice.casefold().startswith(first)]
    if len(begun) == 1 and begun[0].casefold() != first:
        told = f"{field.name}:{begun[0]} and the words {match['more']!r}"
        session.say(f"{argument[:100]!r} was read as {told}")


_VALUE_AND_WORDS = r"-?(?P<name>[^\W\d]\w*):(?P<first>[\w-]+)\s+(?P<more>[^:\"]{1,100})"


def _say_what_is_no_word(
    session: "Session", words: Sequence[str], command: str, terms: Sequence[tuple[str, str]]
) -> None:
    """Say what ids side by side, patterns, and words for the command itself are in a query."""
    from tix.query.habits import instead_of

    if len(words) == 1 and (instead := _INSTEAD.get((command, words[0].casefold()))):
        session.say(f"{words[0]!r} was looked for as a word; {instead}")
        return
    if [word.casefold() for word in words] == ["help"]:
        session.say(f"'help' was looked for as a word; tix {command} --help")
        return
    typed = [each for word in words for each in word.replace(",", " ").split()]
    if len(typed) > 1 and all(map(_is_ticket(session), typed[:_MOST])):
        either = ",".join(typed)[:100]
        session.say(f"no ticket has all of these ids; did you mean 'tix {command} id:{either}'?")
        return
    if re.fullmatch(_JQ, " ".join(words)):
        session.say("words were looked for, and no filter of jq: tix list --json | jq FILTER")
        return
    text = " ".join(words)
    if joined := re.fullmatch(r"([\w-]+) (&&?|\|\|?) ([\w-]+)", text):
        first, sign, second = joined.groups()
        meant = f"{first} {second}" if sign[0] == "&" else f"{first} OR {second}"
        session.say(f"{sign!r} was looked for as a word; did you mean 'tix {command} {meant}'?")
        return
    ruled_out = re.fullmatch(r"not ([\w-]+)", text)
    if ruled_out and not terms:
        session.say(f"did you mean 'tix {command} -{ruled_out[1]}'?")
    if (compared := re.search(_COMPARED, text)) and (instead := instead_of(compared[1])):
        session.say(f"{compared[0]!r} was looked for as words; {instead}")
    for word in words:
        if word.startswith("rc."):
            session.say(f"{word[:40]!r} was looked for as a word; tix config set NAME VALUE")
        if (parts := re.split(r"\\?\|", word)) and len(parts) > 1 and all(map(str.isalnum, parts)):
            session.say(
                f"tix knows no patterns; did you mean 'tix {command} {' OR '.join(parts)}'?"
            )
        elif re.search(_PATTERN, word):
            session.say("tix looks for words, and no patterns: linker* finds what begins so")


def _is_ticket(session: "Session") -> "Callable[[str], bool]":
    from tix.actions.selection import select
    from tix.model.ids import as_prefix
    from tix.query.link_terms import can_begin_id

    def is_ticket(word: str) -> bool:
        plain = as_prefix(word)
        return can_begin_id(plain) and bool(select(session, (f'id:"{plain}"',)).numbers)

    return is_ticket


_SEEN = "tix inbox alone takes what it shows as seen"
_INSTEAD = {("inbox", word): _SEEN for word in ("clear", "read", "done", "seen", "mark-read")}
"""What does what a word behind a command was to do."""

_COMPARED = r"(?<!\S)([a-zA-Z]\w*) ?(?:[!=]?=|!?~|[<>]=?|in(?= [a-zA-Z]*\())"
"""How a field is compared elsewhere: ``fixVersion = 4.2``, ``sprint in openSprints()``."""

_JQ = r"(?:map|select|sort_by|group_by|length|keys|to_entries|first|limit)\(.*"
"""What begins a filter of jq, and hardly a text: ``map(.id)``."""

_PATTERN = (
    r"\w\.[*+?]|^[\w.-]+\?\w|^/[^/ ]*\.[^/ ]*/$|\[\w[^]:]*\][\w*+?]|\\[bdsw(|]|^\^\w|[^\W\d]\$$"
)
"""What is a regular expression, and hardly a text: ``link.*r``, ``[Nn]ightly``, ``\\bfoo``."""


def _quoted(command: str) -> str:
    return f'"{command}"' if "'" in command else f"'{command}'"


_RULED_OUT = r"(?:(?<=\s)|^)-([\w@.-]+)(?=\s|$)"
_MOST = 3
_JOINED = r"([aAclmprst])(.+)"
"""``-lbug``, which rules out a word, and may be an option with its value."""
_JOINED_ELSEWHERE = r"[a-zA-Z][A-Z0-9].*"
"""``-yHigh``, as other tools take an option that tix hasn't."""
_ELSEWHERE = {"y": "-p {}", "R": "resolution:{}", "S": "{}", "P": "parent:{}", "C": "-l {}"}
"""Letters of jira-cli and gh, and what they are here."""
_COMMITS = r"HEAD\b.*|[\w/-]+\.\.\.?[\w/-]*"
"""Commits as git names them: ``HEAD~3..``."""
_PATH = r"(?:[\w.-]*/)+[\w.-]*"


def _log_of(path: str) -> str:
    """What shows the history of what lies there: of tickets, or of other files."""
    top = path.removeprefix("./").partition("/")[0]
    if top in ("tickets", "archive"):
        return "tix log alone is about every ticket, tix log ID about one"
    return f"git log -- {path} is about files"


def _say_what_is_no_ticket(session: "Session", text: str) -> None:
    """Name the ids of a query, ``parent:k7f``, that no ticket has."""
    from tix.actions.selection import select
    from tix.model.ids import as_prefix
    from tix.query.fields import Reading
    from tix.query.lexer import Term, tokens
    from tix.query.link_terms import can_begin_id
    from tix.query.terms import NONE

    of_tickets = (Reading.ID, Reading.LINK_KIND, Reading.LINKED_FROM)
    for term in [token for token in tokens(text) if isinstance(token, Term)][:_MOST]:
        field = session.vocabulary.field(term.name)
        if field is None or field.reading not in of_tickets:
            continue
        for ident in [value.whole.text for value in term.values][:_MOST]:
            is_id = ident != NONE and can_begin_id(as_prefix(ident))
            if is_id and not select(session, (f'id:"{ident}"',)):
                session.say(f"there is no ticket {ident!r}")


_SHOWN_ALONE = ("board", "next", "inbox", "log")
"""Commands that take a query, and show what there is without one."""
_TO_SHOW = ("list", "ls", "show", "view", "all")
"""What is typed behind such a command out of habit: ``tix board list``."""


def _say_which_day(session: "Session", text: str, *, found: bool) -> None:
    """``opened:-7d`` is a single day: name it, and how all days since then are asked for."""
    from tix.model.dates import parse_day
    from tix.model.times import day_of
    from tix.query.fields import Reading
    from tix.query.lexer import Term, tokens

    for term in [token for token in tokens(text) if isinstance(token, Term)][:_MOST]:
        field, value = session.vocabulary.field(term.name), term.values[0]
        typed = value.whole.text
        if not field or field.reading not in (Reading.DATE, Reading.TIME) or value.op:
            continue
        if len(term.values) > 1 or not re.fullmatch(_DAYS_AWAY, typed):
            continue
        if typed[0] == "-" or not found:
            day = parse_day(typed, day_of(session.now, session.config.timezone))
            meant = f"{typed}.. is since then" if typed[0] == "-" else f"..{typed} is until then"
            session.say(f"{term.name}:{typed} is one day, {day}; {term.name}:{meant}")


_AWAY = r":[+-][0-9]"
_DAYS_AWAY = r"[+-][0-9]{1,4}(?:d|w|mo|y|days?|weeks?|months?|years?)"


def _say_what_rules_nothing_out(session: "Session", words: Sequence[str]) -> None:
    """Name the field, or the option, for words that are ruled out and that no ticket has."""
    from tix.actions.selection import select
    from tix.query.field_words import terms_meant

    for word in words[:3]:
        joined, terms = re.fullmatch(_JOINED, word), terms_meant(word, session.vocabulary)
        is_other = re.fullmatch(_JOINED_ELSEWHERE, word)
        field = session.vocabulary.field(word)
        if not (joined or terms or is_other or field) or select(session, (f'"{word}"',)):
            continue
        if field and not terms:
            session.say(f"no ticket has the word {word!r}; did you mean 'no:{field.name}'?")
            continue
        if not joined and not terms and word[0] in _ELSEWHERE:
            instead = _ELSEWHERE[word[0]].format(word[1:])
            session.say(f"no ticket has the word {word!r}; did you mean '{instead}'?")
            continue
        if not joined and not terms:
            session.say(f"no ticket has the word {word!r}: -{word} rules nothing out")
            continue
        instead = f"-{terms[0][1]}" if terms else f"-{word[0]} {word[1:]}"
        session.say(f"no ticket has the word {word!r}; did you mean '{instead}'?")
