"""What the desk's own files and folders are called; paths are from its root."""

CONFIG_FILE = "tix.yaml"

LIVE, ARCHIVE = "tickets", "archive"
FOLDERS = (LIVE, ARCHIVE)
"""Where tickets are: the live ones, and those that are done with."""

ATTACHMENTS = "attachments"
TEMPLATES = "templates"

OWN_PATHS = (CONFIG_FILE, *FOLDERS, ATTACHMENTS, TEMPLATES)
"""All that is the desk's."""

BESIDE_CODE = ".tix"
"""The folder in which the desk's branch is checked out beside code."""


def attachment_folder(ident: str) -> str:
    """Where a ticket's attachments are."""
    return f"{ATTACHMENTS}/{ident}"


def attachment_path(ident: str, name: str) -> str:
    """Where one of a ticket's attachments is."""
    return f"{ATTACHMENTS}/{ident}/{name}"
