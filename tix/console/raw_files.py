"""``tix show --raw``: the files of tickets as they stand."""

import shutil
import sys
from collections.abc import Sequence

from tix.actions.show import ticket_file
from tix.console.session import Session
from tix.model.layout import LIMIT
from tix.terminal import safe


def print_raw(session: Session, idents: Sequence[str]) -> None:
    """Print the files byte for byte; at a terminal made safe, and not more than a ticket can have.

    Broken ones, too.
    """
    failure = None
    for ident in idents:
        found = ticket_file(session, ident)
        failure = found.error or failure
        with found.file as file:
            if session.screen.is_terminal:
                text = file.read(LIMIT).decode(errors="surrogateescape")
                session.page(safe.block(text))
            else:
                sys.stdout.flush()
                shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.buffer.flush()
    if failure is not None:
        raise failure
