"""What a desk holds by each way of finding out: its index, its files, its last commit."""

import io
import os
import tarfile
from collections.abc import Iterable

from tests.conftest import DeskInFiles
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.index.build import MEMORY, build
from tix.storage.index.open import open_index
from tix.storage.index.reader import IndexReader
from tix.storage.index.source_files import parsed
from tix.storage.store.file_reader import FileReader
from tix.storage.store.filed import Broken, Filed, Scan
from tix.storage.store.worktree_status import WorkTreeQuery

Holding = dict[str, Ticket | str]
"""By path: a ticket, or why the file can't be read."""


def by_index(desk: DeskInFiles) -> Holding:
    """What a command would find."""
    there = find(desk.root)
    return _holding(open_index(there, WorkTreeQuery(there)).scan())


def by_fresh_index(desk: DeskInFiles) -> Holding:
    """What an index would hold that knows nothing of before."""
    there = find(desk.root)
    look = WorkTreeQuery(there)
    state = look.state()
    connection, _ = build(there, state, look.since, MEMORY, None)
    return _holding(IndexReader(there, connection, has_delta=False).scan())


def by_files(desk: DeskInFiles) -> Holding:
    """What really stands there: live files as they are, archived ones as in the last commit unless
    they have moved since."""
    there = find(desk.root)
    standing = _holding(FileReader(there).scan())
    found = {path: what for path, what in standing.items() if not path.startswith("archive")}
    found |= dict(_archive(desk))
    for path in WorkTreeQuery(there).state().changed:
        live, twin = desk.root / path, f"archive{path.removeprefix('tickets')}"
        if not os.path.lexists(live) and (desk.root / twin).is_file() and twin in standing:
            found[twin] = standing[twin]
        elif live.is_file() and not live.is_symlink() and not os.path.lexists(desk.root / twin):
            found.pop(twin, None)
    return found


def _archive(desk: DeskInFiles) -> Iterable[tuple[str, Ticket | str]]:
    if not desk.git("ls-tree", "HEAD", "archive"):
        return
    raw = desk.git("archive", "--format=tar", "HEAD", "archive").encode("utf-8", "surrogateescape")
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None and member.name.endswith(".md"):
                yield from _holding(_scan([parsed(member.name, file.read())])).items()


def _scan(found: Iterable[Filed | Broken]) -> Scan:
    every = list(found)
    return Scan(
        tuple(each for each in every if isinstance(each, Filed)),
        tuple(each for each in every if isinstance(each, Broken)),
    )


def _holding(scan: Scan) -> Holding:
    every: Holding = {filed.path: filed.ticket for filed in scan.tickets}
    assert len(every) == len(scan.tickets), "a path twice"
    return every | {broken.path: str(broken) for broken in scan.broken}
