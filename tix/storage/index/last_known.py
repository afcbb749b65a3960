"""The last known state of the index, for commands that can't wait for an update.

A command that names one ticket reads that ticket's file and no other, so that it takes the same
time however many there are. That another file says the same id, only the index knows.
"""

import contextlib
from collections.abc import Callable
from functools import partial

from tix.storage.desk.desk import Desk
from tix.storage.index.folder import index_folder, may_be_misnamed


def known_paths(desk: Desk) -> Callable[[str], list[str]]:
    """``paths_with`` for many ids: whether it's worth asking the index at all is looked up once."""
    return partial(paths_with, desk) if may_be_misnamed(index_folder(desk)) else lambda _: []


def paths_with(desk: Desk, ident: str) -> list[str]:
    """The files that said they are the ticket with that id; none if there is no index."""
    if not may_be_misnamed(index_folder(desk)):
        return []
    import sqlite3

    from tix.storage.index import row_format
    from tix.storage.index.databases import connect, live_generations, ticket_generations

    generation = ticket_generations(desk).read() or live_generations(desk).read()
    if generation is None:
        return []
    found, stored = list[str](), row_format.stored_path(ident)
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(connect(*generation.files)) as index,
    ):
        for database in ("main", "delta")[: len(generation.files)]:
            sql = f"SELECT path FROM {database}.ticket WHERE id = ?"
            found += (row_format.path_of(path) for (path,) in index.execute(sql, (stored,)))
    return found
