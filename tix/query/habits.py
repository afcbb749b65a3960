"""What people bring along from other tools: understood, or answered with the right word.

``tag:`` and ``created:`` are names of fields here (``FROM_HABIT``). What could mean two things is
an error that names both (``Answer``), so that nobody gets an empty list, or a wrong one, without a
word. Only queries that hold such a thing import this (``tix.query.joints``).
"""

import re
from collections.abc import Callable, Sequence

from tix.frozen import dataclass
from tix.model.ticket.priorities import plain_word
from tix.query.fields import BY_PLAIN_NAME, QueryField, Reading, plain_name
from tix.query.joints import SIGNS, bare
from tix.query.lexer import Joint, Mark, Term, Token, Word
from tix.query.predicates import Source
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.config.config import Config

Names = Callable[[str], QueryField | None]
"""Finds the field of a name, if there is one."""

_MEANT = {
    "status": "stage",
    "type": "kind tracker issuetype",
    "priority": "pri prio",
    "label": "tag tags",
    "assignee": "owner owners assigned assigned_to responsible",
    "requester": "reporter",
    "watcher": "subscriber cc",
    "opened": "created created_at creation entry createddate",
    "opened_by": "author creator created_by submitter",
    "updated": "modified changed updated_at edit edited last_edited updateddate",
    "due": "deadline due_date duedate",
    "title": "summary subject",
    "body": "description desc",
    "comment": "note notes",
    "closed": "closed_at end",
    "resolved": "completed finished",
    "attachment": "file files",
    "depends-on": "depends depend requires",
}

FROM_HABIT: dict[str, QueryField] = {
    **{
        other: BY_PLAIN_NAME[plain_name(name)]
        for name, others in _MEANT.items()
        for other in others.split()
    },
    "state": QueryField("state", Reading.STATE, Source("status")),
    "no": QueryField("no", Reading.NO, Source("no")),
}
"""What fields are called elsewhere, in the form of ``plain_name``. A team's own field of such a
name goes before it."""

_INSTEAD = {
    "project": "tix has label:, milestone: and customer: instead",
    "component": "tix has label: instead",
    "category": "tix has label: and type: instead",
    "sprint": "tix has milestone: instead",
    "version": "tix has milestone: instead",
    "fixversion": "tix has milestone: instead",
    "in": "for words in a part of a ticket write title:WORD, body:WORD, comment:WORD",
    "involves": "write (by:WHO OR assignee:WHO OR watcher:WHO)",
    "mentions": "write text:WHO",
    "commenter": "write text:WHO, which also finds who has commented",
    "user": "write assignee:WHO, requester:WHO or by:WHO",
    "repo": "tix -C DIR list looks into another desk",
    "org": "tix -C DIR list looks into another desk",
    "limit": "write --limit N (-n N)",
    "order": "write sort:FIELD or sort:-FIELD",
    "query": "write @NAME for a saved query",
    "pro": "tix has label:, milestone: and customer: instead",
    "proj": "tix has label:, milestone: and customer: instead",
    "age": "write opened:..7d, or 'opened:>7d'",
    **dict.fromkeys(("older", "older_than", "before"), "write 'opened:>7d' or 'opened:<DATE'"),
    **dict.fromkeys(
        ("newer", "newer_than", "after", "last"), "write 'opened:<7d' or opened:DATE.."
    ),
    "from": "write requester:WHO or opened_by:WHO, for a day opened:DATE..",
    "to": "write assignee:WHO, for a day opened:..DATE",
    "team": "write assignee:TEAM, or watcher:TEAM",
    "wait": "write is:waiting",
    "scheduled": "write due:DATE",
    "until": "write due:DATE",
    "recur": "tix rules has what comes again and again",
    "parent-issue": "write parent:ID",
    "sub-issue": "write has:parent, or parent:ID",
    "interactions": "write has:comment, or sort:-comment",
    "reactions": "write has:comment, or sort:-comment",
    "archived": "write is:archived or -is:archived",
    "reason": "write resolution:WORD",
    "linked": "write has:link",
    "subtask": "write parent:ID",
    "epic": "write parent:ID",
    "iteration": "tix has milestone: instead",
    "participant": "write (by:WHO OR assignee:WHO OR watcher:WHO), or text:WHO",
    "actor": "write by:WHO, assignee:WHO or text:WHO; tix log --by WHO shows what they did",
    "uuid": "write id:ID",
}
_MODIFIERS = {
    "before": "{name}:<{value}",
    "by": "{name}:..{value}",
    "above": "{name}:>{value}",
    "below": "{name}:<{value}",
    "after": "{name}:>{value}",
    "over": "{name}:>{value}",
    "under": "{name}:<{value}",
    "none": "{name}:none",
    "any": "{name}:*",
    "is": "{name}:{value}",
    "not": "-{name}:{value}",
    "has": "{name}:{value}",
    "contains": "{name}:{value}",
}
"""What Taskwarrior writes behind a dot: ``due.before:today``."""

_LETTERS = {
    "l": "label:LABEL",
    "a": "assignee:WHO",
    "p": "priority:PRIORITY",
    "t": "type:TYPE",
    "s": "status:STATUS, is:open or is:done",
    "A": "by:WHO",
    "r": "requester:WHO",
    "c": "customer:NAME",
    "m": "milestone:NAME",
}
"""The short options of the commands that take a query, as terms of one."""

_COMPARED = r"([^\W\d][\w.-]*)(!=|==|=~|!~|[<>]=?|=|~)(.+)"
_WITH_SIGN = r"([+!]|~(?=[\w-]+$))([^\W\d].*)"
_PATTERN = r"/[^/]*[*+?^$|\\\[\]{}][^/]*/"
"""What other tools read as a regular expression, and ``/srv/www/`` isn't."""
_JQ = r"\.\[.*|\.[a-z_]+(\s*[=!]=.*|\[.*)"
"""How a filter of jq begins: ``.[] | select(…)``, ``.status == "open"``."""

_VIRTUAL = {
    "OVERDUE": "is:overdue", "READY": "is:active -is:blocked", "BLOCKED": "is:blocked",
    "BLOCKING": "has:blocks", "UNBLOCKED": "-is:blocked", "ACTIVE": "is:active", "PENDING":
    "is:open", "COMPLETED": "is:done", "WAITING": "is:waiting", "TODAY": "due:today",
    "TOMORROW": "due:tomorrow", "WEEK": "due:eow", "TAGGED": "has:label", "ANNOTATED":
    "has:comment", "PARENT": "has:child", "CHILD": "has:parent", "LATEST": "--sort -opened -n 1",
    "DUE": "'due:<+7d'", "DUETODAY": "due:today", "YESTERDAY": "due:yesterday", "MONTH": "due:eom",
    "PRIORITY": "has:priority", "PROJECT": "has:milestone", "INSTANCE": "has:occurrence",
}  # fmt: skip
"""Taskwarrior's tags that nobody sets: ``+OVERDUE``."""


_OFTEN_COMPARED = (
    "pri", "prio", "tag", "tags", "owner", "author", "state", "created", "summary", "description",
    "reporter",
)  # fmt: skip
"""Names of other tools that are meant before an ``=``; ``end=5`` is rather from a program."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Why something isn't read as it stands, and what to write instead: the query ``meant``, if
    that is one."""

    sentence: str
    hint: str
    meant: str = ""


def answer_to_word(word: Word, rest: Sequence[Token], find: Names) -> Answer | None:
    """The hint for a word that seems to mean something else; None if it doesn't.

    ``rest`` are the tokens behind it.
    """
    if word.quoted:
        return None
    text = word.text

    def names(name: str) -> QueryField | None:
        plain = plain_name(name)
        is_rare = plain in FROM_HABIT and plain not in _OFTEN_COMPARED
        return None if is_rare else find(name)

    is_compared = any(sign in text for sign in "=<>~")  # or else the pattern isn't even compiled
    if is_compared and (match := re.fullmatch(_COMPARED, text)) and (field := names(match[1])):
        return _compared(text, field.name, match[2], match[3])
    if behind := bare(rest[:2]):
        if behind[0] in SIGNS and (field := names(text)):
            return _compared(f"{text} {behind[0]}", field.name, behind[0], "VALUE")
        if answer := _of_jql(text, behind, rest, names):
            return answer
    if text[:1] in "./" and (answer := _of_no_words(text, behind)):
        return answer
    if text[:1] in "+!~" and (match := re.fullmatch(_WITH_SIGN, text)):
        if match[1] == "+" and (virtual := _VIRTUAL.get(match[2])):
            meant = f"write {virtual}, for a label label:{match[2]}"
        elif match[1] in "+~":
            meant = f"for a label write label:{match[2]}"
        else:
            meant = f"to rule it out write -{match[2]}"
        return Answer(f"{_cut(text)!r} can mean two things", f"{meant}, {_quoted(text)}")
    return None


def _of_no_words(text: str, behind: Sequence[str]) -> Answer | None:
    """What to say to a filter of jq, and to a regular expression."""
    if re.fullmatch(_JQ, text) or (behind and re.fullmatch(_JQ, f"{text} {behind[0]}")):
        hint = f"tix list --json | jq FILTER, {_quoted(text)}"
        return Answer(f"{_cut(text)!r} is of a filter of jq", hint)
    return answer_to_pattern(text)


def answer_to_pattern(text: str) -> Answer | None:
    """What to say to ``/pr.nter/``; None for what hardly is a regular expression."""
    if not re.fullmatch(_PATTERN, text):
        return None
    meant = f"words are looked for, and a * at their end goes on: print*; {_quoted(text)}"
    return Answer(f"{_cut(text)!r} looks like a regular expression, which tix has none of", meant)


def answer_to_letter_in_parentheses(text: str, priorities: Sequence[str]) -> Answer | None:
    """What to say to ``(A)``, a priority of todo.txt; None for what is none.

    ``priorities`` are the desk's, lowest first.
    """
    if not re.fullmatch(r"\([A-Z]\)", text) or not priorities:
        return None
    meant = priorities[max(0, len(priorities) - 1 - (ord(text[1]) - ord("A")))]
    return Answer(f"{text!r} can mean two things", f"write priority:{meant}, {_quoted(text)}")


def _of_jql(text: str, behind: Sequence[str], rest: Sequence[Token], names: Names) -> Answer | None:
    """What to say to ``label in (a, b)``, ``assignee is empty``, ``status was open``."""
    first, second = behind[0].casefold(), behind[-1].casefold()
    if text.casefold() == "order" and first == "by" and (field := names(behind[-1])):
        return Answer(f"'order by {field.name}' is no order", f"write sort:{field.name}")
    field = names(text)
    if field is None:
        return None
    opens = any(isinstance(each, Joint) and each.mark is Mark.OPEN for each in rest[1:])
    if (first, second) == ("not", "in") and opens:
        return Answer(f"'{text} not in' is no condition", f"write -{field.name}:A,B")
    if first == "was" and field.name == "status" and second in _STATUSES and len(rest) == 2:
        hint = f"write status:STATUS; tix log shows what it was, {_quoted(f'{text} {behind[0]}')}"
        return Answer(f"'{text} {behind[0]}' is no condition", hint)
    if first == "in" and opens:
        return Answer(f"'{text} in' is no condition on {field.name}", f"write {field.name}:A,B")
    if first == "is" and second in _NOTHING:
        meant = f"{field.name}:none, or {field.name}:* for any"
        return Answer(f"'{text} is {behind[-1]}' is no condition on {field.name}", f"write {meant}")
    return None


_STATUSES = ("open", "closed", "done", "resolved", "new", "in-progress", "waiting", "pending")
"""Those that most desks or other trackers have: ``status was wrong`` is about something else."""

_NOTHING = ("empty", "null", "none", "not", "unset")


def terms_of_desk(config: "Config") -> dict[str, str]:
    """The terms for a desk's types, priorities and statuses, in the form of ``plain_word``."""
    known = {plain_word(name) + s: f"type:{name}" for name in config.types for s in ("", "s")}
    known |= {plain_word(name): f"priority:{name}" for name in config.priorities}
    return known | {plain_word(each.name): f"status:{each.name}" for each in config.statuses}


def field_meant(name: str) -> str | None:
    """What a field is called here that other tools call so; None for any other name."""
    field = FROM_HABIT.get(plain_name(name))
    if field is None or field.name in ("state", "no"):
        return {"state": "status", "number": "id", "uuid": "id"}.get(name.casefold())
    return field.name


def answer_to_nobody(name: str, field: str) -> Answer | None:
    """What to say where a word for nobody, or for me, stands for a person; None for any other."""
    if name.casefold() in ("nobody", "noone", "no-one", "unassigned", "null", "empty"):
        meant = "none"
    elif name.casefold() in ("currentuser()", "current_user", "self", "myself", "i"):
        meant = "me"
    else:
        return None
    return Answer(f"nobody that this desk knows is called {name!r}", f"write {field}:{meant}")


def _compared(text: str, name: str, sign: str, value: str) -> Answer:
    before = "-" if sign.startswith("!") else ""
    comparison = sign if sign[0] in "<>" else ""
    meant = f"{before}{name}:{comparison}{value}"
    sentence = f"{_cut(text)!r} is no condition on {name}"
    hint = f"write {for_shell(_cut(meant))}, {_quoted(text)}"
    return Answer(sentence, hint, "" if value == "VALUE" else meant)


def hint_for_no_query(meant: str, sentence: str, hint: str | None) -> str:
    """The hint where what was meant, ``priority:>1``, is no query either, and why."""
    known = f" ({hint})" if hint else ""
    form = meant[: re.search(r":[<>]?=?", meant).end()]  # type: ignore[union-attr]  # a term
    return f"write {for_shell(form + 'VALUE')}; {sentence}{known}"


def answer_to_letter(letter: str) -> Answer:
    """What to say to ``-l``, which is an option of some commands, and never *not the word l*."""
    meant = _LETTERS.get(letter)
    first = f"in a query write {meant}" if meant else "tix COMMAND --help shows its options"
    return Answer(
        f"-{letter} is no part of a query", f'{first}; to rule out the letter: -"{letter}"'
    )


def answer_to_letter_option(letter: str) -> str | None:
    """The hint where a command doesn't have such an option; None for a letter that means none."""
    meant = _LETTERS.get(letter)
    return f"write it in the query: {meant}" if meant else None


def answer_to_name(term: Term) -> str | None:
    """The hint for a name that other tools have before a colon; None for any other."""
    name, _, modifier = term.name.partition(".")
    form = _MODIFIERS.get(modifier.casefold())
    if form is None:
        return instead_of(term.name)
    if instead := instead_of(name):  # project.is:home
        return instead
    meant = form.format(name=_called(name), value=_cut(term.values[0].whole.text))
    return f"write {for_shell(meant)}"


def instead_of(name: str) -> str | None:
    """The hint for a field's name that other trackers have and tix hasn't; None for any other."""
    return _INSTEAD.get(plain_name(name))


def _called(name: str) -> str:
    """A field's name here: ``end.before`` asks for ``closed``."""
    return name if plain_name(name) in BY_PLAIN_NAME else field_meant(name) or name


def for_shell(term: str) -> str:
    """A term as it can be typed: in quotes where a shell would open a file."""
    return f"'{term}'" if "<" in term or ">" in term else term


def answer_to_me() -> str:
    """The hint for ``@me`` alone."""
    return "write is:mine, or assignee:me, by:me …"


def answer_to_is(word: str) -> str | None:
    """The hint for what stands behind ``is:`` elsewhere; None for any other."""
    return _IS.get(word)


_IS = {
    "assigned": "write has:assignee, or -is:unassigned",
    "unresolved": "write is:open",
    "unblocked": "write -is:blocked",
    "ready": "write is:active -is:blocked",
    "todo": "write is:open",
    "new": "write opened:..1d",
    "issue": "every ticket is one: leave it out",
    "ticket": "every ticket is one: leave it out",
    "task": "write type:task",
    "bug": "write type:bug or label:bug",
    "pr": "tix has tickets only",
    "all": "write (is:open OR is:done), or tix list --all",
    "any": "write (is:open OR is:done), or tix list --all",
    "me": "write is:mine",
    "late": "write is:overdue",
    "watching": "write watcher:me",
    "watched": "write watcher:me",
    "subscribed": "write watcher:me",
    "starred": "write watcher:me",
    "stale": "write 'updated:>90d'",
    "commented": "write has:comment",
    "labeled": "write has:label",
    "blocking": "write has:blocks",
    "recurring": "tix rules has what comes again and again",
}


def _quoted(text: str) -> str:
    return f'to search for the text put it in quotes: "{_cut(text)}"'


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
