"""The commands: one file each, and this table of them.

A command is imported when it is called, so that ``tix --help`` and every other command don't pay
for it. To add one: a file with a click command named ``command``, and a line here.
"""

from tix.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's name, its one line of help, and where it is (``module:attribute``)."""

    name: str
    help: str
    place: str


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Start",
        (
            Entry("init", "make a desk", "init:command"),
            Entry("demo", "make a small desk to look around in", "demo:command"),
        ),
    ),
    (
        "Work on tickets",
        (
            Entry("open", "open a ticket", "open:command"),
            Entry("assign", "say who works on tickets", "assign:command"),
            Entry("comment", "add, edit or remove a comment", "comment:command"),
            Entry("status", "show or change where tickets stand", "status:command"),
            Entry("close", "close tickets", "close:command"),
            Entry("reopen", "open tickets again", "reopen:command"),
            Entry("edit", "change fields or the whole ticket", "edit:command"),
            Entry("link", "connect two tickets", "link:command"),
            Entry("attach", "keep files with a ticket", "attach:command"),
            Entry("detach", "take files away from a ticket", "detach:command"),
            Entry("work", "note time worked, by hand or with a timer", "work:command"),
            Entry("use", "note parts that were used", "use:command"),
            Entry("rate", "say how a ticket was served", "rate:command"),
            Entry("sign", "keep a delivery note that was accepted", "sign:command"),
            Entry("watch", "be told about tickets", "watch:command"),
            Entry("unwatch", "no longer be told", "watch:unwatch_command"),
            Entry("delete", "delete tickets", "delete:command"),
            Entry("redact", "take a secret out of a ticket", "redact:command"),
            Entry("forget", "replace a person by a pseudonym in every file", "forget:command"),
            Entry("undo", "take back your last command", "undo:command"),
        ),
    ),
    (
        "Find and look",
        (
            Entry("list", "list tickets, most urgent first", "list:command"),
            Entry("next", "say what to do now, and why", "next:command"),
            Entry("board", "draw tickets in columns by status", "board:command"),
            Entry("tree", "draw parents, parts and dependencies", "tree:command"),
            Entry("pick", "choose a ticket, and print its id", "pick:command"),
            Entry("show", "show a ticket with its comments", "show:command"),
            Entry("promise", "show what was promised, and how it stands", "promise:command"),
            Entry("search", "find tickets by their text", "search:command"),
            Entry("similar", "list what may be a duplicate", "similar:command"),
            Entry("faq", "show problems that were told again and again", "faq:command"),
            Entry("log", "show who changed what when", "log:command"),
            Entry("inbox", "show what others changed on your tickets", "inbox:command"),
            Entry("report", "count and measure", "report:command"),
        ),
    ),
    (
        "Records",
        (
            Entry("customer", "work on customers: contracts, contacts, calls", "customer:command"),
            Entry("asset", "work on assets: machines, and parts in stock", "asset:command"),
            Entry("kb", "work on articles of the knowledge base", "kb:command"),
            Entry("reply", "work on answers that are ready", "reply:command"),
            Entry("invoice", "bill customers for work and parts", "invoice:command"),
        ),
    ),
    (
        "Work together",
        (
            Entry("sync", "take in what others did, send what you did", "sync:command"),
            Entry("claim", "take a ticket before anybody else does", "claim:command"),
            Entry("tick", "let the desk's rules do what is due", "tick:command"),
            Entry("mail", "turn mail into tickets and comments", "mail:command"),
            Entry("receive", "take in an event from another system", "receive:command"),
            Entry("outbox", "show what is to be sent, and what was", "outbox:command"),
            Entry("start", "claim a ticket, on a branch of its own", "start:command"),
            Entry("scan", "list commits in the tickets that they name", "scan:command"),
            Entry("hook", "let git call tix with every commit", "hook:command"),
            Entry("ci", "turn what fails in a pipeline into tickets", "ci:command"),
        ),
    ),
    (
        "Look after the desk",
        (
            Entry("check", "look for broken tickets", "check:command"),
            Entry("archive", "put done tickets away", "archive:command"),
            Entry("rules", "list the desk's rules, and try them", "rules:command"),
            Entry("config", "show and change settings", "config:command"),
            Entry("query", "save queries under names", "query:command"),
            Entry("import", "bring in tickets from elsewhere", "import_:command"),
            Entry("export", "write tickets out for others", "export:command"),
            Entry("serve", "serve the desk as web pages", "serve:command"),
            Entry("mcp", "serve the desk to a coding agent", "mcp:command"),
            Entry("completion", "complete words in your shell", "completion:command"),
            Entry("merge-driver", "merge tickets for git, which calls it", "merge_driver:command"),
        ),
    ),
)

ENTRIES: dict[str, Entry] = {entry.name: entry for _, part in SECTIONS for entry in part}
