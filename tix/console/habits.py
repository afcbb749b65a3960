"""Commands and options of other tools, and what they are called here."""

from collections.abc import Collection

from tix.model.text.nearest import nearest
from tix.query.habits import answer_to_letter_option

_OPEN = "tix open TITLE"
_SHOW = "tix show ID"
_CLOSE = "tix close ID, or tix status ID STATUS"
_EDIT = "tix edit ID, with the fields to change: tix edit ID --set FIELD=VALUE"
_LABEL = "tix edit ID -l LABEL, or --remove labels=LABEL; tix list -l LABEL finds tickets by it"
_LINK = "tix link ID KIND ID, with blocks, depends-on, duplicates, relates-to or parent"

_COMMANDS = {
    "new": _OPEN, "add": _OPEN, "create": _OPEN, "make": _OPEN, "file": _OPEN, "report-bug": _OPEN,
    "ls": "tix list", "all": "tix list --all", "issue": "tix list", "issues": "tix list",
    "ticket": "tix list", "tickets": "tix list", "task": "tix list",
    "mine": "tix list is:mine", "todo": "tix list is:mine",
    "view": _SHOW, "cat": _SHOW, "print": _SHOW, "info": _SHOW, "get": _SHOW, "describe": _SHOW,
    "rm": "tix delete ID", "remove": "tix delete ID", "del": "tix delete ID",
    "destroy": "tix delete ID", "trash": "tix delete ID",
    "done": _CLOSE, "finish": _CLOSE, "complete": _CLOSE, "resolve": "tix status ID resolved",
    "take": "tix start ID, or tix claim ID",
    "begin": "tix claim ID, or tix status ID STATUS", "work": "tix claim ID",
    "stop": "tix status ID STATUS", "state": "tix status ID STATUS",
    "transition": "tix status ID STATUS", "move": "tix status ID STATUS",
    "ready": "tix list is:active -is:blocked", "blocked": "tix list is:blocked",
    "stale": "tix list 'updated:>90d'", "overdue": "tix list is:overdue",
    "dep": _LINK, "deps": _LINK, "depend": _LINK, "depends": _LINK, "block": _LINK,
    "parent": _LINK, "relate": _LINK, "duplicate": "tix link ID duplicates OTHER",
    "unlink": "tix link ID KIND ID --remove", "undep": "tix link ID depends-on ID --remove",
    "label": _LABEL, "labels": "tix report labels", "tag": _LABEL, "tags": "tix report labels",
    "modify": _EDIT, "update": _EDIT, "set": _EDIT, "rename": "tix edit ID --title TEXT",
    "mod": _EDIT, "priority": "tix edit ID -p PRIORITY", "due": "tix edit ID --due DATE",
    "milestone": "tix edit ID --milestone NAME",
    "unassign": "tix assign ID --none", "assignee": "tix assign ID WHO",
    "note": "tix comment ID TEXT", "notes": "tix comment ID TEXT",
    "annotate": "tix comment ID TEXT", "add-note": "tix comment ID TEXT",
    "reply": "tix comment ID TEXT", "comments": _SHOW,
    "push": "tix sync", "pull": "tix sync", "fetch": "tix sync", "merge": "tix sync",
    "history": "tix log ID", "blame": "tix log ID", "diff": "tix log ID", "activity": "tix log",
    "find": "tix search WORDS", "grep": "tix search WORDS",
    "stats": "tix report", "summary": "tix report summary", "count": "tix report summary QUERY",
    "redo": "tix undo takes back an undo, too", "revert": "tix undo",
    "lint": "tix check", "doctor": "tix check", "fsck": "tix check", "validate": "tix check",
    "fix": "tix check --fix", "settings": "tix config", "version": "tix --version",
    "clone": "git clone, and tix list in the clone",
}  # fmt: skip
"""What other trackers call a command: what to type instead."""

_DANGEROUS = ("delete", "redact", "undo", "merge-driver", "detach")
"""Commands that are never suggested for a word that only looks like them."""

_ANYWHERE = {
    "--assignee": "-a WHO",
    "--assigned-to": "-a WHO",
    "--tag": "-l LABEL",
    "--tags": "-l LABEL",
    "--labels": "-l LABEL",
    "--description": "-b TEXT",
    "--message": "-m TEXT where there is a comment, -b TEXT for a ticket's text",
    "-L": "-n N, --limit N",
    "--web": "tix has no web page of its own; tix show ID",
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
    ("edit", "-s"): "tix status ID STATUS",
    ("edit", "-m"): "tix comment ID TEXT, or --milestone NAME",
    ("edit", "--comment"): "tix comment ID TEXT",
    ("open", "-m"): "-b TEXT for the text, --milestone NAME for the milestone",
    ("open", "--title"): "the title needs no option: tix open TITLE",
    ("open", "--assignees"): "-a WHO",
    ("open", "--status"): "--set status=STATUS",
    ("open", "-s"): "--set status=STATUS",
    ("list", "-q"): "tix list --json | jq FILTER",
    ("list", "--jq"): "tix list --json | jq FILTER",
    ("list", "--search"): "tix search WORDS",
    ("list", "-S"): "tix search WORDS",
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
    ("comment", "--body"): "the text needs no option: tix comment ID TEXT",
    ("log", "--author"): "--by WHO",
    ("log", "-p"): "tix log shows what changed, field by field",
    ("show", "--comments"): "tix show ID has them",
    ("log", "--oneline"): "tix log has a line for each change",
}
"""What an option is called here, by command and option."""

_WITH_QUERY = ("list", "search", "report", "export", "log", "inbox")


def hint_for_command(typed: str, known: Collection[str]) -> str:
    """What to type instead of a command that tix doesn't have; never something that deletes.

    (Unless that is what was typed, in another tool's word.)
    """
    folded = typed.casefold()
    if folded in known:
        return f"did you mean 'tix {folded}'?"
    if instead := _COMMANDS.get(folded):
        return instead
    close = nearest(typed, [name for name in known if name not in _DANGEROUS])
    return f"did you mean 'tix {close}'?" if close else "tix --help lists them all"


def hint_for_option(command: str, option: str) -> str | None:
    """What to write instead of an option that a command doesn't have; None if nobody knows."""
    if instead := _OPTIONS.get((command, option)) or _ANYWHERE.get(option):
        return instead
    if command in _WITH_QUERY and len(option) == 2:
        return answer_to_letter_option(option[1])
    return None
