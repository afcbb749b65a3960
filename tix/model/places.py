"""Where a desk's tickets are filed, and which ticket a file is. Known without reading it whole."""

import re

from tix.model.archiving import ARCHIVE, LIVE, is_ticket_name

_ID = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---).*\n)*?id:[ \t]*([a-z0-9]+)[ \t]*\r?\n"
)


def is_ticket_path(path: str) -> bool:
    """Whether a ticket is filed at that path of the desk."""
    return path.startswith((f"{LIVE}/", f"{ARCHIVE}/")) and is_ticket_name(path)


def ticket_id(path: str, data: bytes) -> str:
    """The id that a file says, or the one of its name if it doesn't say any."""
    found = _ID.match(data)
    return found[1].decode() if found else stem(path)


def stem(path: str) -> str:
    """A file's name without ``.md``."""
    return path.rpartition("/")[2].removesuffix(".md")
