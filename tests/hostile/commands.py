"""The commands that are tried in every hostile clone."""

from tix.commands import ENTRIES

GOOD = "a1aaaa"
"""The ticket that is as it should be."""

_ALL: dict[str, list[list[str]]] = {
    "list": [["list", "--all"], ["list", "--json", "--all"]],
    "show": [["show", GOOD], ["show", "--json", "secret"], ["show", "--raw", "secret"]],
    "search": [["search", "outside"]],
    "check": [["check"], ["check", "--json"]],
    "log": [["log"], ["log", "--json"]],
    "report": [["report"]],
    "export": [["export", "json", "--with-attachments"]],
    "status": [["status"], ["status", "secret", "closed"]],
    "config": [["config"]],
    "inbox": [["inbox"]],
    "open": [["open", "New", "--template", "secret"], ["open", "New too"]],
    "comment": [["comment", GOOD, "A word"], ["comment", "secret", "A word"]],
    "attach": [["attach", GOOD, __file__], ["attach", "secret", __file__]],
    "detach": [["detach", GOOD, "commands.py"]],
    "edit": [["edit", GOOD, "--set", "priority=high"], ["edit", "secret", "--title", "x"]],
    "link": [["link", GOOD, "blocks", "secret"]],
    "redact": [["redact", "secret", "password"]],
    "fix": [["check", "--fix"]],
    "archive": [["archive"]],
    "claim": [["claim", "secret"]],
    "sync": [["sync"]],
    "delete": [["delete", "--yes", "secret"], ["delete", "--yes", GOOD]],
    "customer": [
        ["customer", "list", "--json"],
        ["customer", "show", "secret"],
        ["customer", "edit", "secret", "--set", "plan=x"],
    ],
    "asset": [["asset", "add", "New"], ["asset", "list", "--columns", "id,stock"]],
    "kb": [["kb", "search", "hostile"], ["kb", "new", "--from", GOOD, "--id", "secret"]],
    "reply": [["reply", "try", "secret", GOOD], ["comment", GOOD, "--reply", "secret"]],
    "faq": [["faq"]],
    "forget": [["forget", "--yes", "jo@acme.example"]],
    "undo": [["undo"]],
    "init": [["init"]],
}

COMMANDS = [
    calls
    for name, calls in _ALL.items()
    if name in ENTRIES or (name == "fix" and "sync" in ENTRIES)
]
"""What is tried, in this order; each has one call or several."""
