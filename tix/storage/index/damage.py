"""What a damaged index looks like, and the error that says so."""

import sqlite3

from tix.errors import TixError
from tix.storage.desk.desk import Desk
from tix.storage.index.databases import ticket_generations


class DamagedIndexError(TixError):
    """A file of the index is damaged, although its stamp is right."""

    def __init__(self) -> None:
        super().__init__(
            "the index of the tickets was damaged; it has been thrown away",
            hint="run the command again: the index is made anew, and no ticket is lost",
        )


def is_damage(error: BaseException) -> bool:
    """Whether an error says that a database isn't as it was written.

    SQLite says so, or something can't be made of its rows, or done with what was made.
    """
    if isinstance(error, sqlite3.DatabaseError):
        return not isinstance(error, sqlite3.ProgrammingError)
    if isinstance(error, UnicodeEncodeError | MemoryError | sqlite3.Error):
        return False
    trace = error.__traceback__
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__")).startswith(__package__):
            return True
        trace = trace.tb_next
    return False


def clear(desk: Desk) -> bool:
    """Throw away all of a desk's index; False if there is nothing that can be thrown away."""
    return ticket_generations(desk).clear()
