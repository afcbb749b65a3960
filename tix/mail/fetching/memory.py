"""What a clone remembers of a mailbox: from when on it takes mail, and up to where it has."""

import json
from collections.abc import Mapping
from datetime import datetime

from tix.mail.dispatch import Mailbox
from tix.model.times import format_time, parse_time
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import WriteFailedError, read_plain
from tix.storage.desk.lock import exclusive
from tix.storage.replacing import replace_file


class MailboxMemory:
    """The memory of one mailbox, for one desk. It is a help: without it all is looked at again."""

    def __init__(self, desk: Desk, mailbox: Mailbox) -> None:
        self._desk, self._key = desk, f"{_account(mailbox)} {desk.prefix}".strip()
        self._known = self._all().get(self._key, {})

    def start(self, set_up: datetime) -> tuple[datetime, bool]:
        """From when on mail is taken; whether that was decided just now: at the setting up."""
        try:
            return parse_time(str(self._known["since"])), False
        except (KeyError, ValueError):
            self.keep(since=format_time(set_up))
            return set_up, True

    def number(self, name: str) -> int:
        """A number that was kept; 0 if there is none."""
        found = self._known.get(name)
        return found if isinstance(found, int) else 0

    def keep(self, **values: str | int) -> None:
        """Remember these, too. Raises WriteFailedError, LockedError."""
        state = self._desk.clone_state
        with exclusive(state.mailboxes_lock):
            known = self._all()
            self._known = {**known.get(self._key, {}), **values}
            text = json.dumps(known | {self._key: self._known}, ensure_ascii=False, indent=2)
            try:
                replace_file(state.mailboxes, f"{text}\n".encode())
            except OSError as error:
                raise WriteFailedError(str(state.mailboxes), error) from None

    def _all(self) -> dict[str, Mapping[str, Any]]:
        try:
            found = json.loads(read_plain(self._desk.clone_state.mailboxes))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if isinstance(value, dict)}


def _account(mailbox: Mailbox) -> str:
    """What stays the same where a server gets another name or port: its mail isn't new."""
    if mailbox.server is None:
        return mailbox.shown
    return f"{mailbox.kind} {mailbox.server.user} {mailbox.folder}"
