"""Commands and options of other tools, and what they are called here."""

import re
import shlex
from collections.abc import Callable, Collection, Sequence

from tix.console.command_words import COMMANDS, COMMANDS_BELOW, INSTEAD_BELOW, NOUNS
from tix.model.text.nearest import nearest
from tix.query.fields import BY_PLAIN_NAME, plain_name
from tix.query.habits import answer_to_letter_option, field_meant, for_shell
from tix.query.terms import IS_WORDS

_ID = r"#?(?=[0-9a-z]*[0-9])[a-z][0-9a-z]{2,5}"
"""What may be the beginning of an id, and is hardly a mistyped command."""

_TERM = r"-?[^\W\d][\w-]*:\S+"
"""What is a term of a query, ``label:ci``, and no command."""

_DANGEROUS = ("delete", "redact", "undo", "merge-driver", "detach")
"""Commands that are never suggested for a word that only looks like them."""

_ANYWHERE = {
    "--assignee": "-a WHO",
    "--assigned-to": "-a WHO",
    "--tag": "-l LABEL",
    "--tags": "-l LABEL",
    "--labels": "-l LABEL",
    "--description": "-b TEXT",
    "--message": "-b TEXT for a ticket's text; tix comment ID TEXT",
    "-L": "--limit N",
    "--web": "tix serve shows the desk in a browser",
    "-w": "tix serve shows the desk in a browser",
    "--unlabel": "--remove labels=LABEL",
    "--body-file": "-F FILE",
    "--project": "-l LABEL, --milestone NAME or --customer NAME",
    "--output": "--json, or --format",
    "-o": "--json, or --format",
    "--csv": "tix export csv",
    "--plain": "in a pipe there is a line for each, with tabs",
    "--no-headers": "in a pipe there is no header",
    "--reverse": "--sort -FIELD",
    "--order-by": "--sort FIELD",
    "--group": "--group-by FIELD",
    "--sort-by": "--sort FIELD; --sort -FIELD turns it round",
    "--orderby": "--sort FIELD; --sort -FIELD turns it round",
    "--order": "--sort FIELD; --sort -FIELD turns it round",
    "--desc": "--sort -FIELD",
    "--descending": "--sort -FIELD",
    "--asc": "--sort FIELD",
    "--page": "--limit N; in a pipe there are all",
    "--per-page": "--limit N; in a pipe there are all",
    "--offset": "--limit N; in a pipe there are all",
    "--no-color": "--color never",
    "--no-colour": "--color never",
    "--colour": "--color",
    "-v": "tix show ID has all of a ticket; --columns chooses",
    "--verbose": "tix show ID has all of a ticket; --columns chooses",
    "--long": "tix show ID has all of a ticket; --columns chooses",
    "--full": "tix show ID has all of a ticket; --columns chooses",
    "--tree": "tix tree",
    "--yaml": "--json",
    "--id": "--ids prints ids alone; id:ID in a query",
    "--deleted": "tix log; tix undo brings the last one back",
    "--severity": "-p PRIORITY",
    "--estimate": "tix work ID LENGTH notes time; --set FIELD=VALUE for a field of your team's",
    "--sprint": "--milestone NAME",
    "--component": "-l LABEL",
    "--version": "--milestone NAME",
    "--reporter": "-r WHO",
    "--count": "tix report summary QUERY",
    "--done": "is:done",
    "--unassigned": "is:unassigned",
    "--overdue": "is:overdue",
    "--no-label": "no:label",
    "--no-assignee": "no:assignee",
    "--not-label": "-label:LABEL",
    "--created": "'opened:>=DATE', opened:..7d",
    "--created-after": "'opened:>=DATE'",
    "--created-before": "'opened:<DATE'",
    "--updated": "'updated:>=DATE', updated:..7d",
    "--updated-after": "'updated:>=DATE'",
    "--updated-before": "'updated:<DATE'",
    "--epic": "parent:ID in a query; --parent ID",
    "--iteration": "--milestone NAME",
    "--mention": "text:WHO in a query",
    "--mentions": "text:WHO in a query",
    "--not-assignee": "-assignee:WHO in a query",
    "--not-author": "-by:WHO in a query",
    "--exclude-label": "-label:LABEL in a query",
    "--template": "--format '{id} {title}', or --json",
    "--output-format": "--json, or --format",
    "-F": "--json, or --format",
    "--jq": "--json | jq FILTER",
    "--paginate": "--limit N; in a pipe there are all",
    "--in": "for words in a part write title:WORD, body:WORD, comment:WORD",
    "--ignore-case": "large and small letters are the same to tix",
    "-i": "large and small letters are the same to tix",
    "--lock-discussion": "tix locks no ticket",
    "--confidential": "who can read the repository reads every ticket: see docs/team-guide.md",
    "--duplicate-of": "tix link ID duplicates OTHER, then tix close ID",
}
_OPTIONS = {
    ("edit", "--add-label"): "-l LABEL",
    ("edit", "--remove-label"): "--remove labels=LABEL",
    ("edit", "--add-assignee"): "-a WHO",
    ("edit", "--remove-assignee"): "--remove assignees=WHO",
    ("edit", "--child"): "tix link ID child OTHER",
    ("edit", "--needed-by"): "tix link ID needed-by OTHER, or --blocks OTHER",
    ("open", "--child"): "tix link ID child OTHER, once it is there",
    ("open", "--needed-by"): "--blocks OTHER",
    ("edit", "--template"): "a template is for a new ticket: tix open --template NAME",
    ("edit", "--status"): "tix status ID STATUS",
    ("edit", "--state"): "tix status ID STATUS",
    ("edit", "--close"): "tix close ID",
    ("edit", "--reopen"): "tix reopen ID",
    ("edit", "--add-tag"): "-l LABEL",
    ("edit", "--remove-tag"): "--remove labels=LABEL",
    ("edit", "--unassign"): "tix assign ID --none",
    ("edit", "--no-assignee"): "tix assign ID --none",
    ("edit", "--no-label"): "--set labels=",
    ("edit", "--remove-milestone"): "--set milestone=",
    ("edit", "--no-milestone"): "--set milestone=",
    ("edit", "--no-due"): "--due ''",
    ("edit", "--clear"): "--set FIELD=",
    ("edit", "--unset"): "--set FIELD=",
    ("edit", "--append"): "tix comment ID TEXT; tix edit ID opens the text",
    ("assign", "--unassign"): "tix assign ID --none",
    ("assign", "--no-assignee"): "tix assign ID --none",
    ("link", "--depends-on"): "the kind needs no option: tix link ID KIND OTHER",
    ("link", "--blocks"): "the kind needs no option: tix link ID KIND OTHER",
    ("link", "--parent"): "the kind needs no option: tix link ID KIND OTHER",
    ("link", "--relates-to"): "the kind needs no option: tix link ID KIND OTHER",
    ("watch", "--who"): "tix edit ID -w WHO",
    ("work", "--date"): "--day DAY",
    ("work", "-d"): "--day DAY",
    ("work", "--comment"): "-m TEXT",
    ("work", "--note"): "-m TEXT",
    ("board", "--group-by"): "--by FIELD",
    ("report", "--month"): "--by month counts by it; --since and --until are the period",
    ("report", "--weekly"): "--by week",
    ("report", "--daily"): "--by day",
    ("report", "--monthly"): "--by month",
    ("log", "--graph"): "tix log has a line for each change; git log --graph",
    ("edit", "--due-date"): "--due DATE",
    ("open", "--due-date"): "--due DATE",
    ("log", "--all"): "tix log has every change; tix log QUERY those of some tickets",
    ("log", "--follow"): "tix log ID follows a ticket wherever its file goes",
    ("log", "--format"): "--json",
    ("log", "--pretty"): "--json",
    ("log", "--reverse"): "tix log has the newest first; tix log | tac",
    ("log", "--no-merges"): "tix log has changes, and no merges",
    ("log", "--merges"): "has:note in a query finds what merges decided",
    ("log", "-G"): "tix log WORDS for the tickets with these words",
    ("list", "--oneline"): "in a pipe there is a line for each; --columns id,title",
    ("list", "--opened"): "is:open",
    ("list", "--history"): "tix log has what changed; --sort -updated the latest first",
    ("list", "-R"): "resolution:WORD in a query",
    ("show", "-q"): "tix show ID --json | jq FILTER",
    ("status", "-s"): "tix status alone is a short one",
    ("status", "--short"): "tix status alone is a short one",
    ("config", "--global"): "settings are yours, unless --desk is given",
    ("config", "--local"): "settings are yours, unless --desk is given",
    ("config", "-e"): "tix config path says where the file is",
    ("config", "--unset"): "tix config path says where the file is: take the line out",
    ("config", "--add"): "tix config set NAME VALUE",
    ("log", "--stat"): "tix log shows what changed, field by field",
    ("log", "-S"): "tix log WORDS for the tickets with these words",
    ("config", "--list"): "tix config lists all",
    ("config", "-l"): "tix config lists all",
    ("config", "--get"): "tix config get NAME",
    ("config", "--set"): "tix config set NAME VALUE",
    ("config", "--edit"): "tix config path says where the file is",
    ("sync", "--pull"): "tix sync does both; tix sync --dry-run says what",
    ("sync", "--push"): "tix sync does both; tix sync --dry-run says what",
    ("sync", "--force"): "tix sync merges; it never overwrites",
    ("archive", "--before"): "--older-than AGE, like 90d",
    ("archive", "--all"): "--older-than 0d",
    ("inbox", "--mark-read"): "tix inbox takes what it shows as seen",
    ("inbox", "--unread"): "tix inbox shows what is new",
    ("delete", "--force"): "--yes doesn't ask",
    ("delete", "-f"): "--yes doesn't ask",
    ("tix", "-v"): "tix --version",
    ("tix", "-V"): "tix --version",
    ("check", "-v"): "tix check names every problem",
    ("export", "--all"): "all tickets are exported, unless a query is given",
    ("export", "--out"): "-o FILE",
    ("export", "--file"): "-o FILE",
    ("edit", "-s"): "tix status ID STATUS",
    ("edit", "-m"): "tix comment ID TEXT, or --milestone NAME",
    ("edit", "--comment"): "tix comment ID TEXT",
    ("open", "-m"): "-b TEXT for the text, --milestone NAME for the milestone",
    ("open", "--title"): "the title needs no option: tix open TITLE",
    ("open", "--assignees"): "-a WHO",
    ("open", "--status"): "--set status=STATUS",
    ("open", "-s"): "--set status=STATUS",
    ("open", "--state"): "--set status=STATUS",
    ("open", "-d"): "-b TEXT for the text, --due DATE for the day",
    ("open", "-D"): "--due DATE",
    ("open", "-n"): "tix open TITLE makes it; tix undo takes it back",
    ("open", "--dry-run"): "tix open TITLE makes it; tix undo takes it back",
    ("list", "-q"): "tix list --json | jq FILTER",
    ("list", "--jq"): "tix list --json | jq FILTER",
    ("list", "--search"): "the query needs no option: tix list QUERY",
    ("list", "-S"): "the query needs no option: tix list QUERY",
    ("assign", "--to"): "the person needs no option: tix assign ID WHO",
    ("assign", "-u"): "the person needs no option: tix assign ID WHO",
    ("assign", "-a"): "the person needs no option: tix assign ID WHO",
    ("link", "-t"): "the kind needs no option: tix link ID KIND OTHER",
    ("link", "--type"): "the kind needs no option: tix link ID KIND OTHER",
    ("comment", "--edit-last"): "--edit COMMENT, with the id that tix show ID shows",
    ("log", "--after"): "--since DATE",
    ("log", "--before"): "--until DATE",
    ("log", "--grep"): "tix log WORDS for the tickets with these words",
    ("work", "--since"): "tix report work --since DATE",
    ("work", "-a"): "tix report work -a WHO",
    ("list", "--open"): "is:open",
    ("list", "--closed"): "is:done",
    ("list", "--mine"): "is:mine",
    ("report", "-L"): "a report counts every ticket of its query",
    ("report", "-n"): "a report counts every ticket of its query",
    ("close", "-c"): "-m TEXT adds a comment",
    ("close", "--comment"): "-m TEXT adds a comment",
    ("close", "--reason"): "--resolution TEXT",
    ("close", "-r"): "--resolution TEXT",
    ("comment", "-b"): "the text needs no option: tix comment ID TEXT",
    ("comment", "--template"): "tix comment ID --reply NAME; tix reply list has the answers",
    ("comment", "--body"): "the text needs no option: tix comment ID TEXT",
    ("log", "--author"): "--by WHO",
    ("log", "-p"): "tix log shows what changed, field by field",
    ("show", "--comments"): "tix show ID has them",
    ("log", "--oneline"): "tix log has a line for each change",
}
"""What an option is called here, by command and option."""

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
    if re.fullmatch(_ID, folded):
        return f"a ticket comes behind a command: tix show {folded.removeprefix('#')}"
    close = nearest(typed, [name for name in known if name not in _DANGEROUS])
    return f"did you mean 'tix {close}'?" if close else "tix --help lists them all"


def hint_below(group: str, typed: str, known: Sequence[str]) -> str:
    """What to type instead of a command that a group of commands doesn't have."""
    folded = typed.casefold()
    name = group.rpartition(" ")[2]
    if instead := INSTEAD_BELOW.get((name, folded)):
        return instead
    if folded == "list" and folded not in known:
        return f"{group} lists them"
    for other in COMMANDS_BELOW.get(folded, ()):
        if other in known:
            return f"{group} {other}"
    if name == "reply" and re.fullmatch(_ID, folded):
        return f"to answer in a ticket: tix comment {folded.removeprefix('#')} TEXT"
    harmless = [each for each in known if each not in _DANGEROUS_BELOW]
    close = nearest(typed, harmless)
    return f"did you mean '{group} {close}'?" if close else f"known: {', '.join(known)}"


_DANGEROUS_BELOW = ("remove", "redact", "drop", "void", "send")


def hint_for_extra(command: str) -> str | None:
    """What to type where a command was given one argument too many; None if nobody knows."""
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
    for instead in (_OPTIONS.get((command, option)), _ANYWHERE.get(option)):
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
    if command in _WITH_QUERY:
        is_letter = len(option) == 2
        return answer_to_letter_option(option[1]) if is_letter else _term_for(option)
    return None


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
    """The parts of a hint that are options of the command alone, and name no field of tickets."""
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
    for ending, form in (("-before", ":<DATE"), ("-after", ":>DATE"), ("", ":VALUE")):
        stem = name.removesuffix(ending) if ending else name
        if stem != name or not ending:
            negated = stem.startswith("no-") and not ending
            field = _field_of(stem.removeprefix("no-") if negated else stem)
            if field:
                return f"no:{field}" if negated else f"in the query: {for_shell(field + form)}"
    return None


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
