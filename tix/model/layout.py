"""The desk's own files and folders: their names, relative to its root, and how large one may be."""

CONFIG_FILE = "tix.yaml"

RULES_FILE = "rules.yaml"
FIRED_FILE = "rules.fired"
"""The rules of a desk, and the tickets that they opened and somebody deleted."""

LIVE, ARCHIVE = "tickets", "archive"
FOLDERS = (LIVE, ARCHIVE)
"""The folders of tickets: live and archived."""

ATTACHMENTS = "attachments"
TEMPLATES = "templates"

CALENDARS = "calendars"
"""The folder of files of holidays (``tix.model.promises.holidays``)."""

CUSTOMERS = "customers"
ASSETS = "assets"
ARTICLES = "kb"
REPLIES = "replies"
INVOICES = "invoices"
TRIES = "tries"
RECORD_FOLDERS = (CUSTOMERS, ASSETS, ARTICLES, REPLIES, INVOICES, TRIES)
"""The folders of records of other kinds (``tix.model.records.kinds``)."""

OWN_PATHS = (
    CONFIG_FILE, RULES_FILE, FIRED_FILE, *FOLDERS, ATTACHMENTS, TEMPLATES, CALENDARS,
    *RECORD_FOLDERS,
)  # fmt: skip
"""Everything that belongs to the desk; in the folders of records, only those do, and in that of
calendars, only holidays."""

LIMIT = 16 * 1024 * 1024
"""The most bytes that a file of a record may have; readers stop one byte later."""

OUTBOX_STATE = ("tix", "outbox")
"""The folder in a repository's git folder that has what a dispatcher of this clone knows."""
IDLE_STAMP, LAST_TICK = "idle", "last-tick.json"
"""Two files there which the program's entry looks at: ``tix.storage.desk.paths`` has the others."""

BESIDE_CODE = ".tix"
"""The folder in which the desk's branch is checked out beside code."""


def attachment_folder(ident: str) -> str:
    """The folder of a ticket's attachments."""
    return f"{ATTACHMENTS}/{ident}"


def attachment_path(ident: str, name: str) -> str:
    """The path of one of a ticket's attachments."""
    return f"{ATTACHMENTS}/{ident}/{name}"
