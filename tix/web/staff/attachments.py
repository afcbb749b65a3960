"""A ticket's files: raster images and plain text are shown, all else is only handed out.

Whatever a file claims to be, its bytes decide, and the answer forbids it to run anything.
"""

from starlette.responses import Response

from tix.actions.attach import own_name
from tix.errors import NotFoundError
from tix.frozen import dataclass
from tix.model.layout import attachment_path
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import BinaryIO
from tix.web.desk import DeskWorkspace
from tix.web.file_answers import file_answer, size_of
from tix.web.pages import View

_RASTER = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_PREVIEWED = 20_000
"""Bytes of text that are shown on the page."""

_NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"


class NoFileError(NotFoundError):
    """The ticket has no such file, or the desk has lost it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no file {name!r} here")


@dataclass(frozen=True)
class ShownFile:
    """An attachment on the page. ``is_image``: it can be shown; ``text``: its beginning."""

    name: str
    label: str
    size: int | None
    is_image: bool = False
    text: str | None = None


def shown(workspace: DeskWorkspace, ticket: Ticket, name: str) -> ShownFile:
    """What the page shows of a file."""
    file = _opened(workspace, ticket, name)
    if file is None:
        return ShownFile(name, own_name(name), None)
    with file:
        size, data = size_of(file), file.read(_PREVIEWED + 1)
    kind = kind_of(data)
    text = data[:_PREVIEWED].decode(errors="replace") if kind == "text/plain" else None
    return ShownFile(name, own_name(name), size, kind.startswith("image/"), text)


def kind_of(data: bytes) -> str:
    """The type that a browser may take a file for: a raster image, plain text, or just bytes."""
    for start, kind in _RASTER.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        beginning = data[:_PREVIEWED].decode()
    except UnicodeDecodeError as error:
        if error.start < len(data[:_PREVIEWED]) - 3:
            return "application/octet-stream"
        beginning = data[: error.start].decode()
    is_text = all(c.isprintable() or c in "\n\r\t" for c in beginning)
    return "text/plain" if is_text else "application/octet-stream"


def _opened(workspace: DeskWorkspace, ticket: Ticket, name: str) -> BinaryIO | None:
    from tix.storage.desk.files import UnsafePathError

    if name not in ticket.attachments:
        return None
    try:
        return workspace.files.opened(attachment_path(ticket.id, name))
    except (OSError, UnsafePathError):
        return None


def answer(view: View, ident: str, name: str) -> Response:
    """A file of a ticket, harmless whatever it is. Raises NoFileError."""
    workspace = view.workspace
    file = _opened(workspace, workspace.files.get(ident).ticket, name)
    if file is None:
        raise NoFileError(name)
    kind = kind_of(file.read(_PREVIEWED + 1))
    return file_answer(
        file, own_name(name), f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        is_shown=kind != "application/octet-stream", policy=_NOTHING,
        caching="private, max-age=3600",
    )  # fmt: skip
