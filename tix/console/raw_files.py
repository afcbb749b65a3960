"""``tix show --raw``: the files of tickets as they stand."""

import sys
from collections.abc import Sequence

from tix.actions.show import ticket_file
from tix.console.session import Session
from tix.terminal import safe


def print_raw(session: Session, idents: Sequence[str]) -> None:
    """Print the files byte for byte, but made safe for a terminal; broken ones, too."""
    failure = None
    for ident in idents:
        file = ticket_file(session, ident)
        failure = file.error or failure
        if session.screen.is_terminal:
            session.page(safe.block(file.data.decode(errors="surrogateescape")))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(file.data)
            sys.stdout.buffer.flush()
    if failure is not None:
        raise failure
