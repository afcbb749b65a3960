"""Commands and options of other tools, and what they are called here."""

import re
import shlex
from collections.abc import Callable, Collection, Sequence

from tix.console.command_words import (
    COMMANDS,
    COMMANDS_BELOW,
    INSTEAD_BELOW,
    INSTEAD_OF_RECORDS,
    NOUNS,
)
from tix.console.option_words import ANYWHERE, OF_LISTS, OPTIONS
from tix.model.records.kinds import BY_NAME
from tix.model.text.nearest import may_be_slip, nearest
from tix.query.fields import BY_PLAIN_NAME, plain_name
from tix.query.habits import answer_to_letter_option, field_meant, for_shell
from tix.query.terms import IS_WORDS

_SHOWN = ("get", "show", "describe", "view")
"""Commands that other tools put before a noun."""

_ID = r"#?(?=[0-9a-z]*[0-9])[a-z][0-9a-z]{2,5}"
"""What may be the beginning of an id, and is hardly a mistyped command."""

_TERM = r"-?[^\W\d][\w-]*:\S+"
"""What is a term of a query, ``label:ci``, and no command."""

_DANGEROUS = ("delete", "redact", "undo", "merge-driver", "detach")
"""Commands that are never suggested for a word that only looks like them."""

_EXTRA = {
    "undo": "each tix undo takes back one command; tix undo --list names them",
    "claim": "one ticket at a time: tix claim ID",
    "check": "tix check looks at all tickets; tix show ID --raw shows the file of one",
    "sync": "tix sync, or tix sync REMOTE: the branch is the desk's",
}
"""What to type where a command takes no more arguments."""

_WITH_QUERY = (
    "list", "search", "report", "export", "log", "inbox", "board", "next", "pick", "faq",
)  # fmt: skip


def hint_for_command(typed: str, known: Collection[str], behind: Sequence[str] = ()) -> str:
    """What to type instead of a command that tix doesn't have; never something that deletes.

    (Unless that is what was typed, in another tool's word.) ``behind`` are the next words: the
    command of ``issue list`` and of ``task 12 done`` is among them.
    """
    folded = typed.casefold()
    if folded in _SHOWN and behind and behind[0] in NOUNS and len(behind) == 1:
        return "tix list"  # get tickets
    if folded in NOUNS:
        for word in behind[:2]:
            if instead := f"tix {word}" if word in known else COMMANDS.get(word):
                return instead
    if folded in known:
        return f"did you mean 'tix {folded}'?"
    if re.fullmatch(_TERM, typed) and _field_of(typed.lstrip("-").partition(":")[0]):
        query = shlex.join((typed, *behind))
        query = query if len(query) <= 200 else "QUERY"
        return f"a query comes behind a command: tix list {query}"
    folded = folded.partition(".")[0].lstrip("_") or folded  # task burndown.daily, task _ids
    if instead := COMMANDS.get(folded):
        return instead
    if folded in IS_WORDS:
        return f"tix list is:{folded}"
    if folded.endswith("s") and folded[:-1] in known:
        return f"did you mean 'tix {folded[:-1]}'?"
    if re.fullmatch(_ID, folded) or folded.isdigit():
        return _behind(folded.removeprefix("#"), known, behind[:1])
    if re.fullmatch(r"\+\w{1,40}", typed):
        return f"a query comes behind a command: tix list label:{typed[1:]}"
    close = nearest(typed, [n for n in known if n not in _DANGEROUS and may_be_slip(typed, n)])
    return f"did you mean 'tix {close}'?" if close else "tix --help lists them all"


def _behind(ticket: str, known: Collection[str], verb: Sequence[str]) -> str:
    """``k7f done`` with the command in front: ``tix close k7f``."""
    instead = [f"tix {word} ID" if word in known else COMMANDS.get(word, "") for word in verb]
    if instead and " ID" in instead[0]:
        return f"the command comes first: {re.sub(r'(?<= )ID', ticket, instead[0])}"
    return f"a ticket comes behind a command: tix show {ticket}"


def hint_below(group: str, typed: str, known: Sequence[str]) -> str:
    """What to type instead of a command that a group of commands doesn't have."""
    folded = typed.casefold()
    name = group.rpartition(" ")[2]
    if folded == "help":
        return f"{group} --help"
    kind = BY_NAME.get(name)
    of_records = INSTEAD_OF_RECORDS.get(folded) if kind else None
    if instead := INSTEAD_BELOW.get((name, folded), of_records):
        return instead.format(group=group)
    for other in COMMANDS_BELOW.get(folded, ()):
        if other in known:
            return f"{group} {other}"
    if folded in _LISTING and name in _LISTED_ALONE:
        return f"{group} lists them"
    if name == "reply" and re.fullmatch(_ID, folded):
        return f"to answer in a ticket: tix comment {folded.removeprefix('#')} TEXT"
    if kind and (re.fullmatch(_TERM, typed) or folded in kind.states):
        term = typed if ":" in typed else f"is:{folded}"
        return f"a query comes behind list: {group} list {shlex.quote(term)}"
    harmless = [n for n in known if n not in _DANGEROUS_BELOW and may_be_slip(typed, n)]
    if close := nearest(typed, harmless):
        return f"did you mean '{group} {close}'?"
    if kind and re.fullmatch(_NAME, typed):
        return f"a name comes behind show: {group} show {typed}; known: {', '.join(known)}"
    return f"known: {', '.join(known)}"


_LISTING = ("list", "ls", "all", "index", "status", "show")
_LISTED_ALONE = ("rules", "outbox", "quarantine")
"""Groups that list what there is without a command."""
_NAME = r"[\w.-]{1,40}"
"""What may be a record's name, and no command."""

_DANGEROUS_BELOW = ("remove", "redact", "drop", "void", "send")


def hint_for_extra(command: str, message: str) -> str | None:
    """What to type where a command was given one argument too many, which the message of click
    names; None if nobody knows."""
    if re.search(r"\([^\W\d][\w-]*=", message):
        return "fields are options: --set FIELD=VALUE"
    return _EXTRA.get(command)


def hint_for_option(
    command: str,
    option: str,
    known: Collection[str],
    of: Callable[[str], Collection[str]],
    *,
    is_below: bool = False,
) -> str | None:
    """What to write instead of an option that a command doesn't have; None if nobody knows.

    ``known`` are the command's options, ``of`` gives those of another. ``is_below``: the command is
    one of a group, ``tix customer list``, and not about tickets.
    """
    of_lists = OF_LISTS.get(option) if command in _WITH_QUERY else None
    for instead in (OPTIONS.get((command, option)), of_lists, ANYWHERE.get(option)):
        if instead is None:
            continue
        if is_below:
            fitting = "; ".join(_of_no_ticket(instead, known))
        else:
            fitting = _fitting(instead, command, known, of)
        if fitting:
            return fitting
    if is_below:
        return None
    if command in (*_WITH_QUERY, "query"):
        is_letter = len(option) == 2
        return answer_to_letter_option(option[1]) if is_letter else _term_for(option)
    return _edit_for(option, known) if command in _WITH_ID else None


def _edit_for(option: str, known: Collection[str]) -> str | None:
    """What sets a field in a command that has no option for it: ``tix close ID --set order=A-1``,
    ``tix status ID resolved --cause wear``."""
    from tix.console.record_habits import setting_for
    from tix.model.ticket.fields import TICKET

    if option in _SETTING:
        return f"tix edit ID {_SETTING[option]}"
    name = plain_name(option.removeprefix("--"))
    if not option.startswith("--") or not (setting := setting_for(TICKET, name)):
        return None
    if TICKET.by_any_name[name].name == "status":
        return "tix status ID STATUS"
    return setting if _options_in(setting) <= set(known) else f"tix edit ID {setting}"


_WITH_ID = (
    "assign", "attach", "claim", "close", "comment", "edit", "link", "open", "rate", "reopen",
    "sign", "status", "use", "watch", "work",
)  # fmt: skip
_SETTING = {
    "--set": "--set FIELD=VALUE", "--add": "--add FIELD=VALUE", "--remove":
    "--remove FIELD=VALUE", "-l": "-l LABEL", "-p": "-p PRIORITY",
}  # fmt: skip


def _fitting(
    hint: str, command: str, known: Collection[str], of: Callable[[str], Collection[str]]
) -> str:
    """The parts of a hint whose options the command has, or else ``edit`` or ``list``."""
    parts = re.split(_BETWEEN, hint)
    fitting = [part for part in parts if _options_in(part) <= set(known)]
    if len(fitting) == len(parts):
        return hint
    if command in _WITH_QUERY or any(map(_options_in, fitting)):
        return "; ".join(fitting)
    for verb, typed in (("edit", "tix edit ID"), ("list", "tix list")):
        theirs = set(of(verb)) - _OF_OUTPUT
        if there := [each for each in parts if (named := _options_in(each)) and named <= theirs]:
            return "; ".join(f"{typed} {part}" for part in there)
    return "; ".join(fitting)


def _of_no_ticket(hint: str, known: Collection[str]) -> list[str]:
    """The parts of a hint that are options of the command alone, and name no field of tickets; all
    of one that is another command about records."""
    if hint.startswith("tix kb "):
        return [hint]
    return [
        part
        for part in re.split(_BETWEEN, hint)
        if (named := _options_in(part)) and named <= set(known) and not re.search("[a-z]=", part)
    ]


def _options_in(part: str) -> set[str]:
    """The options that a part of a hint names for the command itself."""
    return set(re.findall(_OPTION, part.partition("tix ")[0]))


_BETWEEN = r"(?:; |, or | or |, )(?=--?[a-zA-Z]|tix |in a )"
_OPTION = r"(?<![\w-])(?:--[a-z][\w-]*|-[a-zA-Z](?![\w-]))"
_OF_OUTPUT = {"--json", "--format"}


def _term_for(option: str) -> str | None:
    """The term of a query for an option of other tools: ``--overdue``, ``--due-before friday``."""
    name = option.removeprefix("--").casefold()
    if term := _IS_OPTIONS.get(name):
        return term
    if name in IS_WORDS:
        return f"is:{name}"
    for ending, form in _TERM_ENDINGS:
        stem = name.removesuffix(ending) if ending else name
        if stem != name or not ending:
            negated = stem.startswith("no-") and not ending
            field = _field_of(stem.removeprefix("no-") if negated else stem)
            if field:
                return f"no:{field}" if negated else f"in the query: {for_shell(field + form)}"
    return None


_TERM_ENDINGS = (
    ("-before", ":<DATE"), ("-after", ":>DATE"), ("-contains", ":WORD"), ("-min", ":VALUE.."),
    ("-max", ":..VALUE"), ("", ":VALUE"),
)  # fmt: skip
"""Behind a field's name in an option of other tools, and the same in a term."""

_IS_OPTIONS = {
    "ready": "is:active -is:blocked", "me": "is:mine", "closed": "is:done", "assigned":
    "has:assignee", "since": "opened:DATE.., or updated:DATE..", "until":
    "opened:..DATE, or updated:..DATE", "from": "opened:DATE..", "to": "opened:..DATE",
    "by": "by:WHO in the query", "or": "OR between terms, in one query",
    "any": "OR between terms, in one query",
    "not": "-TERM in the query", "exclude": "-TERM in the query",
}  # fmt: skip


def _field_of(name: str) -> str | None:
    field = BY_PLAIN_NAME.get(plain_name(name))
    return field.name if field else field_meant(name)
