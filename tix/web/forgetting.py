"""What the service keeps of a person, besides the desk, and forgetting it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from tix.quick_typing import TYPE_CHECKING, Any
from tix.web.state import StateError, connect, digest

if TYPE_CHECKING:
    from tix.model.changes.person_forms import PersonForms
    from tix.model.people import Person


def forget_in_state(
    path: Path, forms: "PersonForms", by: "Person", *, dry_run: bool = False
) -> int:
    """End a person's sessions, drop what counts their tries, and put the pseudonym into answers
    that are kept; how many rows that were. The file has no trace of them afterwards.

    Raises StateError.
    """
    if not path.exists():
        return 0
    try:
        with closing(connect(path)) as database:
            return _forgotten(database, forms, by, dry_run=dry_run)
    except sqlite3.Error as error:
        raise StateError(path, str(error)) from None


def _forgotten(
    database: sqlite3.Connection, forms: "PersonForms", by: "Person", *, dry_run: bool
) -> int:
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    database.execute("BEGIN IMMEDIATE")
    count = 0
    for table in tables & {"sessions", "tokens"}:
        for key, who in database.execute(f"SELECT hash, who FROM {table}").fetchall():
            if forms.is_in(str(who).rpartition("\t")[2]):
                count += 1
                database.execute(f"DELETE FROM {table} WHERE hash = ?", (key,))
    if "kept" in tables:
        count += sum(1 for _ in _in_kept(database, forms, by))
    database.execute("ROLLBACK" if dry_run else "COMMIT")
    if not dry_run:  # pages that are no longer used have it still
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


def _in_kept(database: sqlite3.Connection, forms: "PersonForms", by: "Person") -> Iterator[None]:
    """Changes what names the person; gives an item for each."""
    hashes = {digest(mail.casefold()) for mail in forms.mails}
    for kind, key, value in database.execute("SELECT kind, key, value FROM kept").fetchall():
        told = json.loads(value) if value.startswith("{") else value
        new = _without(told, lambda text: forms.replaced(text, by))
        if key in hashes or forms.is_in(key):
            database.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))
        elif new != told:
            said = new if isinstance(new, str) else json.dumps(new)
            row = (said, kind, key)
            database.execute("UPDATE kept SET value = ? WHERE kind = ? AND key = ?", row)
        else:
            continue
        yield


def _without(value: Any, change: Callable[[str], str]) -> Any:
    """A value with all its texts changed."""
    if isinstance(value, dict):
        return {name: _without(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each, change) for each in value]
    return change(value) if isinstance(value, str) else value
