"""Invoices that rules ask for, from before the commit that does until they are made.

So none is forgotten, whoever is killed when. They are kept in the clone in which the rule ran: a
line of JSON for each.
"""

import json
from contextlib import suppress
from datetime import date

from tix.frozen import dataclass
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read_plain
from tix.storage.desk.lock import exclusive
from tix.storage.replacing import replace_file


@dataclass(frozen=True, slots=True)
class OwedInvoice:
    """An invoice that a rule asks for: of which ticket, by a commit ``after`` which other one, on
    which day, and whether it is to be sent, too."""

    rule: str
    ticket: str
    after: str
    day: date
    is_sent: bool


def owed_invoices(desk: Desk) -> list[OwedInvoice]:
    """Those of the desk, the oldest first."""
    return [owed for prefix, owed in _all(desk) if prefix == desk.prefix]


def owe(desk: Desk, owed: OwedInvoice) -> None:
    """Remember one more. Raises WriteFailedError, LockedError."""
    _write(desk, owed, is_owed=True)


def settle(desk: Desk, owed: OwedInvoice) -> None:
    """Forget one. Raises WriteFailedError, LockedError."""
    _write(desk, owed, is_owed=False)


def _write(desk: Desk, changed: OwedInvoice, *, is_owed: bool) -> None:
    state, entry = desk.clone_state, (desk.prefix, changed)
    with exclusive(state.owed_invoices_lock):
        kept = [each for each in _all(desk) if each != entry] + [entry] * is_owed
        text = "".join(f"{json.dumps(_object(*each), ensure_ascii=False)}\n" for each in kept)
        if text:
            replace_file(state.owed_invoices, text.encode(), to_disk=True)
        else:
            state.owed_invoices.unlink(missing_ok=True)


def _object(prefix: str, owed: OwedInvoice) -> dict[str, object]:
    return {
        "desk": prefix, "rule": owed.rule, "ticket": owed.ticket, "after": owed.after,
        "day": owed.day.isoformat(), "sent": owed.is_sent,
    }  # fmt: skip


def _all(desk: Desk) -> list[tuple[str, OwedInvoice]]:
    """Those of all desks of the repository; what can't be read isn't one."""
    found: list[tuple[str, OwedInvoice]] = []
    with suppress(OSError):
        for line in read_plain(desk.clone_state.owed_invoices).splitlines():
            with suppress(ValueError, KeyError, TypeError):
                had = json.loads(line)
                day = date.fromisoformat(had["day"])
                # Once the commit itself stood there.
                after = had["after"] if "after" in had else f"{had['commit']}^"
                owed = OwedInvoice(had["rule"], had["ticket"], after, day, had["sent"])
                found.append((had["desk"], owed))
    return found
