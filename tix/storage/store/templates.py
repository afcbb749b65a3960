"""The desk's templates for new tickets: ``templates/NAME.md``."""

import re

from tix.model.layout import TEMPLATES
from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.store.file_reader import BrokenTicketError
from tix.storage.store.filed import Broken

_NAME = re.compile(r"[\w][\w .-]*")


def template_names(desk: Desk) -> list[str]:
    """The names of the templates that can be named."""
    paths = [path for path, plain in files.walk(desk.root, TEMPLATES, ".md") if plain]
    names = (path.removeprefix(f"{TEMPLATES}/").removesuffix(".md") for path in paths)
    return [name for name in names if _NAME.fullmatch(name)]


def template(desk: Desk, name: str) -> Ticket | None:
    """A template as a ticket without id; None if there is none of that name.

    A template needs neither id nor title, and no front matter. Raises BrokenTicketError.
    """
    path = f"{TEMPLATES}/{name}.md"
    if not _NAME.fullmatch(name):
        return None
    try:
        data = files.read(desk.root, path, LIMIT + 1)
    except OSError:
        return None
    try:
        return load(
            data if data.lstrip().startswith(b"---") else b"---\n---\n\n" + data, complete=False
        ).record
    except DocumentError as error:
        raise BrokenTicketError(Broken(path, error.line, error.reason)) from None
