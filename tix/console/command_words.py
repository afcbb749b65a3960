"""Words of other tools for commands, and what to type here."""

_OPEN = "tix open TITLE"
_SHOW = "tix show ID"
_CLOSE = "tix close ID, or tix status ID STATUS"
_EDIT = "tix edit ID, with the fields to change: tix edit ID --set FIELD=VALUE"
_LABEL = "tix edit ID -l LABEL, or --remove labels=LABEL; tix list -l LABEL finds tickets by it"
_LINK = "tix link ID KIND ID, with blocks, depends-on, duplicates, relates-to or parent"

COMMANDS = {
    "new": _OPEN, "add": _OPEN, "create": _OPEN, "make": _OPEN, "file": _OPEN, "report-bug": _OPEN,
    "ls": "tix list", "all": "tix list --all", "issue": "tix list", "issues": "tix list",
    "ticket": "tix list", "tickets": "tix list", "task": "tix list",
    "mine": "tix list is:mine", "todo": "tix list is:mine",
    "view": _SHOW, "cat": _SHOW, "print": _SHOW, "info": _SHOW, "get": _SHOW, "describe": _SHOW,
    "rm": "tix delete ID", "remove": "tix delete ID", "del": "tix delete ID",
    "destroy": "tix delete ID", "trash": "tix delete ID",
    "done": _CLOSE, "finish": _CLOSE, "complete": _CLOSE, "resolve": "tix status ID resolved",
    "take": "tix start ID, or tix claim ID",
    "begin": "tix claim ID, or tix status ID STATUS",
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
    "comments": _SHOW,
    "push": "tix sync", "pull": "tix sync", "fetch": "tix sync", "merge": "tix sync",
    "history": "tix log ID, or tix report throughput", "blame": "tix log ID",
    "diff": "tix log ID", "activity": "tix log",
    "find": "tix search WORDS", "grep": "tix search WORDS",
    "stats": "tix report", "summary": "tix report summary", "count": "tix report summary QUERY",
    "redo": "tix undo takes back an undo, too", "revert": "tix undo",
    "lint": "tix check", "doctor": "tix check", "fsck": "tix check", "validate": "tix check",
    "fix": "tix check --fix", "settings": "tix config", "version": "tix --version",
    "clone": "git clone, and tix list in the clone; for a ticket like another: tix open TITLE",
    "issue-create": _OPEN, "completed": "tix list is:done", "waiting": "tix list is:waiting",
    "projects": "tix report labels, or tix list --group-by milestone",
    "project": "tix list milestone:NAME, or label:NAME", "sprint": "tix list milestone:NAME",
    "sprints": "tix list --group-by milestone", "epic": "tix list parent:ID, or tix tree ID",
    "epics": "tix tree", "graph": "tix tree", "roadmap": "tix list --group-by milestone",
    "kanban": "tix board", "burndown": "tix report throughput", "calendar": "tix list --sort due",
    "web": "tix serve", "webui": "tix serve", "ui": "tix serve, or tix board",
    "gui": "tix serve", "termui": "tix board", "tui": "tix board",
    "time": "tix work ID 2h", "track": "tix work ID 2h", "worklog": "tix work ID 2h",
    "log-time": "tix work ID 2h", "timer": "tix work start ID",
    "append": "tix comment ID TEXT", "denotate": "tix comment ID --remove COMMENT",
    "purge": "tix delete ID",
    "snooze": "tix status ID pending", "subscribe": "tix watch ID",
    "unsubscribe": "tix unwatch ID", "mute": "tix unwatch ID", "whoami": "tix config",
    "user": "tix serve user for the browser; tix.yaml names people: tix config people",
    "users": "tix config people", "people": "tix config people", "team": "tix config teams",
    "teams": "tix config teams", "sla": "tix promise ID, or tix report promises",
    "unset": "tix edit ID --set FIELD=", "clear": "tix edit ID --set FIELD=",
    "fields": "tix config fields", "workflow": "tix config statuses",
    "statuses": "tix config statuses", "template": "tix open --template NAME",
    "templates": "tix open --template NAME", "prio": "tix edit ID -p PRIORITY",
    "article": "tix kb", "articles": "tix kb", "wiki": "tix kb", "contact": "tix customer",
    "company": "tix customer", "bill": "tix invoice create", "part": "tix asset",
    "remote": "git remote, and tix sync", "bridge": "tix import, and tix sync",
    "backup": "tix sync, or tix export json", "branch": "tix start ID",
    "develop": "tix start ID", "checkout": "tix start ID", "pr": "tix start ID makes a branch",
    "mr": "tix start ID makes a branch", "bug": "tix list, or tix open TITLE",
    "split": "tix open TITLE --parent ID", "reparent": "tix link ID parent OTHER",
    "subtask": "tix open TITLE --parent ID", "copy": "tix open --help",
    "select": "tix pick", "choose": "tix pick", "notify": "tix watch ID", "send": "tix outbox",
    "cron": "tix tick", "automation": "tix rules", "rule": "tix rules",
    "pipeline": "tix ci", "test": "tix ci run", "run": "tix ci run", "mbox": "tix mail fetch",
    "email": "tix mail", "me": "tix list is:mine", "similarity": "tix similar ID",
    "do": _CLOSE, "pri": "tix edit ID -p PRIORITY", "depri": "tix edit ID --set priority=",
    "listall": "tix list --all", "lsa": "tix list --all", "listpri": "tix list --sort priority",
    "lsp": "tix list --sort priority", "lsc": "tix report labels", "listcon": "tix report labels",
    "lsprj": "tix report labels", "listproj": "tix report labels", "prepend": "tix edit ID",
    "browse": "tix serve", "commit": "each command of tix is a commit; git commit for your own",
    "transfer": "tix export json, and tix import json in the other desk",
    "restart": "tix reopen ID, or tix status ID STATUS", "apply": _EDIT, "patch": _EDIT,
    "switch": "tix start ID", "alias": "tix query save NAME QUERY, and tix list @NAME",
    "explain": "tix next says why; tix promise ID --explain", "top": "tix next",
    "enable": "tix config set NAME VALUE", "disable": "tix config set NAME VALUE",
    "man": "man tix-COMMAND, or tix COMMAND --help", "usage": "tix --help",
    "pin": "tix edit ID -l LABEL, or -p PRIORITY",
    "closed": "tix list is:done", "blocking": "tix list has:blocks", "recurring": "tix rules",
    "ids": "tix list --ids", "ls-id": "tix list --ids", "ls-label": "tix report labels",
    "information": _SHOW, "title": "tix edit ID --title TEXT", "deselect": "tix COMMAND ID",
    "context": "tix query save NAME QUERY, and tix list @NAME",
    "shortlog": "tix report summary", "whatchanged": "tix log", "restore": "tix undo",
    "reset": "tix undo", "stash": "nothing waits to be committed: tix undo takes back a command",
    "replace": "tix edit ID --title TEXT, or tix edit ID -b TEXT",
    "super": "tix --help lists them all", "addm": "tix open TITLE, once for each",
    "deduplicate": "tix similar ID", "shorthelp": "tix --help", "wipe": "tix delete ID",
    "lock": "tix locks no ticket: tix claim ID is for work", "unlock": "tix locks no ticket",
    "rc": "tix config set NAME VALUE", "listfile": "tix list", "lf": "tix list",
    "long": "tix list --columns …; tix show ID has all of a ticket", "minimal": "tix list",
    "newest": "tix list --sort -opened", "oldest": "tix list --sort opened",
    "unblocked": "tix list -is:blocked", "columns": "tix list --columns id,title,…",
    "timesheet": "tix report work", "ghistory": "tix report throughput", "diag": "tix check",
    "synchronize": "tix sync", "daemon": "tix tick --every TIME, or tix serve",
    "prime": "tix mcp serves an agent; docs/agents.md", "onboard": "docs/agents.md, or tix demo",
    "quickstart": "tix alone says what to type next; tix demo, or docs/tutorial.md",
    "defer": "tix status ID pending", "undefer": "tix status ID open",
    "supersede": "tix link ID duplicates OTHER, then tix close ID",
    "children": "tix tree ID, or tix list parent:ID", "edges": "tix tree",
    "orphans": "tix list no:parent; tix check names links to nowhere", "compact": "tix archive",
    "dup": "tix similar ID", "dups": "tix similar ID", "duplicates": "tix similar ID",
    "cancel": "tix close ID --resolution TEXT", "wontfix": "tix close ID --resolution TEXT",
    "unblock": "tix link ID KIND ID --remove", "unstart": "tix status ID open",
    "unpin": "tix edit ID --remove labels=LABEL", "rebase": "tix sync",
    "milestones": "tix list --group-by milestone", "types": "tix config types",
    "assigned": "tix list assignee:me", "jq": "tix list --json | jq FILTER",
    "login": "tix has no accounts; who you are, git says: tix config user.me",
    "auth": "tix has no accounts; who you are, git says: tix config user.me",
    "repo": "tix -C DIR COMMAND works in another desk", "api": "tix serve has an API",
}  # fmt: skip
"""What other trackers call a command: what to type instead."""

COMMANDS_BELOW = {
    "ls": ("list",), "all": ("list",), "index": ("list",), "search": ("list",),
    "find": ("search", "list"), "grep": ("search", "list"), "query": ("list",),
    "new": ("add", "create"), "create": ("add", "new"), "open": ("add", "create"),
    "make": ("add", "create"), "add": ("create", "new"), "view": ("show",), "cat": ("show",),
    "get": ("show",), "describe": ("show",), "info": ("show",), "print": ("show",),
    "rm": ("remove", "drop", "void"),
    "delete": ("remove", "drop", "void"), "del": ("remove", "drop", "void"),
    "remove": ("drop", "void"), "update": ("edit",), "modify": ("edit",), "set": ("edit",),
    "note": ("comment",), "annotate": ("comment",), "history": ("log",), "pay": ("paid",),
    "cancel": ("void", "drop"), "credit": ("void",), "preview": ("try", "test", "show"),
    "rename": ("edit",), "tag": ("edit",), "label": ("edit",), "count": ("list",),
    "run": ("test",), "pull": ("fetch",), "poll": ("fetch",), "junit-xml": ("junit",),
}  # fmt: skip
"""The same within a group of commands, like those of ``tix customer``: the first that it has."""

_MAILS = "tix outbox lists what goes out, tix mail quarantine what couldn't be taken in"
_CHECKED = "tix mail check says what works"
_RULES = "rules stand in the desk's rules.yaml: docs/rules.md"
_PRINTED = "tix invoice show NUMBER --format FORMAT -o FILE"
_ISSUED = (
    "what is issued isn't changed: tix invoice void NUMBER takes it back, create makes another"
)
_FAILING = "tix list has:failing"
_SERVED = "tix serve starts it, Ctrl-C stops it"
_ACCOUNTS = "tix serve user, or tix serve token"

INSTEAD_BELOW = {
    ("rules", "run"): "tix tick",
    **{("rules", word): _RULES for word in ("add", "new", "create", "edit", "set", "remove", "rm")},
    ("outbox", "send"): "tix tick",
    ("outbox", "flush"): "tix tick",
    ("outbox", "push"): "tix tick",
    ("mail", "send"): "tix tick sends what waits; tix outbox shows it",
    **{("mail", word): _MAILS for word in ("list", "ls", "show", "all", "inbox", "queue")},
    **{("mail", word): _CHECKED for word in ("test", "status", "ping")},
    ("mail", "retry"): "tix outbox retry KEY",
    ("ci", "report"): "tix ci junit REPORT.xml, or tix ci sarif REPORT.sarif",
    **{("ci", word): _FAILING for word in ("list", "ls", "show", "status")},
    ("ci", "test"): "tix ci run -- COMMAND",
    **{("serve", word): _SERVED for word in ("start", "run", "up", "stop", "down", "restart")},
    **{("serve", word): _ACCOUNTS for word in ("list", "ls", "add", "users", "tokens")},
    ("serve", "open"): "tix serve --open",
    ("asset", "use"): "tix use ID ASSET",
    ("asset", "tickets"): "tix list asset:NAME",
    ("customer", "tickets"): "tix list customer:NAME",
    ("customer", "invoices"): "tix invoice list customer:NAME",
    **{("invoice", word): _PRINTED for word in ("export", "pdf", "html", "csv", "download")},
    **{("invoice", word): _ISSUED for word in ("edit", "update", "modify", "set")},
    ("invoice", "status"): "tix invoice list",
    ("asset", "stock"): "tix asset list --columns id,stock",
    ("customer", "merge"): "tix list --ids customer:OLD | tix edit - -c NEW, and remove OLD",
    ("kb", "publish"): "tix kb edit NAME --set public=yes",
    ("kb", "open"): "tix kb show NAME, or tix kb add TITLE",
    **{("reply", word): "tix comment ID --reply NAME" for word in ("send", "use", "apply", "post")},
    **{("rules", word): _RULES for word in ("enable", "disable", "on", "off")},
}
"""What other tools call a command of a group, and what to type here."""

_AS_JSON = "{group} list --json"
INSTEAD_OF_RECORDS = {
    **dict.fromkeys(("export", "json", "dump", "csv"), _AS_JSON),
    "undo": "tix undo",
    "sync": "tix sync",
}
"""The same, of all groups of records."""

NOUNS = ("issue", "issues", "ticket", "tickets", "task", "tasks", "bug", "item", "work-item", "t")
"""What other tools put before a command: ``issue list``, ``task 12 done``."""
