"""What ``tix check`` remembers: the contents of files in which it found nothing wrong.

To read every ticket of a large desk takes most of the time of a check, and most are as they were
at the last one. ``.git/tix/checked`` has the digest of each such file, with what its outline says.
It holds for the same version and configuration; what is between tickets, and where files are, is
looked at every time. The file can be deleted.

Only what is safe from a later ``tix redact`` is kept: nothing that people wrote.
"""

import contextlib
import json
from collections.abc import Mapping
from hashlib import blake2b

from tix import __version__
from tix.model.changes.check_desk import Outline
from tix.model.config.config import Config
from tix.model.layout import LIMIT
from tix.model.ticket.paths import is_archived, is_filed_by_month
from tix.model.ticket.ticket import Link
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read_plain
from tix.storage.replacing import replace_file

_FORMAT = 1
"""Grows with every change of what ``check_ticket`` says about a ticket, within a version."""


class CleanTickets:
    """Tickets without problems, by the bytes of their files."""

    def __init__(self, desk: Desk, config: Config) -> None:
        self._place = desk.clone_state.checked
        self._key = [_FORMAT, __version__, _digest(repr(config).encode(errors="replace"))]
        self._known = self._read()
        self._seen: dict[str, list[Any]] = {}

    def outline(self, path: str, data: bytes) -> Outline | None:
        """The outline of a ticket that is known to be clean and is where it belongs."""
        digest = _digest(data)
        if (kept := self._known.get(digest)) is None:
            return None
        ident, done, links, needs_children = kept
        in_place = path.endswith(f"/{ident}.md") and is_filed_by_month(path)
        if not in_place or (is_archived(path) and not done):
            return None
        self._seen[digest] = kept
        return Outline(
            ident, bool(done), None, tuple(Link(*link) for link in links), (), needs_children
        )

    def add(self, data: bytes, found: Outline) -> None:
        """Remember a ticket without problems."""
        if found.key is None and not found.attachments:
            links = [[link.kind, link.id] for link in found.links]
            kept = [found.id, int(found.done), links, found.needs_children]
            self._seen[_digest(data)] = kept

    def keep(self) -> None:
        """Write down what was seen, for the next check; best effort."""
        if self._seen.keys() == self._known.keys():
            return
        content = json.dumps([self._key, self._seen], separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            self._place.parent.mkdir(exist_ok=True)
            replace_file(self._place, f"{_digest(content)}\n".encode() + content)

    def _read(self) -> Mapping[str, list[Any]]:
        with contextlib.suppress(OSError, ValueError, TypeError):
            check, _, content = read_plain(self._place, 16 * LIMIT).partition(b"\n")
            if check.decode() == _digest(content):
                key, known = json.loads(content)
                if key == self._key:
                    return dict(known)
        return {}


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
