"""Texts that somebody wrote in an editor, kept until they have been used.

Each has the name of what it is for (``k7f3qz.md``, ``comment-k7f3qz.md``), with a number behind it
where one was kept already. What it was made from is kept beside: changes are changes of that.
"""

from pathlib import Path

from tix.frozen import dataclass
from tix.storage.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Draft:
    """A text at ``path``, which was made from the one at ``base_path``."""

    path: Path
    base_path: Path

    @property
    def base(self) -> bytes | None:
        """What the draft was made from; None if that isn't known any more."""
        try:
            return self.base_path.read_bytes()
        except OSError:
            return None

    def drop(self) -> None:
        """Take it away; it has been used, or isn't wanted."""
        self.path.unlink(missing_ok=True)
        self.base_path.unlink(missing_ok=True)


def new_draft(desk: Desk, name: str, data: bytes) -> Draft:
    """A draft that nobody has written anything into yet."""
    draft, number = _draft(desk, name), 1
    while draft.path.exists():
        number += 1
        draft = _draft(desk, name, number)
    for path in (draft.base_path, draft.path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return draft


def kept_draft(desk: Desk, name: str) -> Draft | None:
    """The draft of that name that was written last, if any is kept."""
    found, number = [], 1
    while (draft := _draft(desk, name, number)).path.is_file():
        found.append(draft)
        number += 1
    return max(found, key=lambda draft: draft.path.stat().st_mtime, default=None)


def _draft(desk: Desk, name: str, number: int = 1) -> Draft:
    if number > 1:
        name = name.replace(".md", f"-{number}.md")
    state = desk.clone_state
    return Draft(state.drafts / name, state.draft_bases / name)
