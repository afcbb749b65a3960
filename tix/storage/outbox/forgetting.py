"""A person to be forgotten, in the ledger: a pseudonym in place of their name and address."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from tix.frozen import replace
from tix.model.notices.message import Message
from tix.model.notices.stored import Sent, message_bytes, read_message, read_sent, sent_bytes
from tix.storage.git.commit import Content
from tix.storage.git.objects import contents
from tix.storage.git.process import Git
from tix.storage.git.tree_entries import top_tree_entries
from tix.storage.outbox.ledger import Ledger, record

Replace = Callable[[str], str]


def without_person(
    git: Git, ledger: Ledger, mails: Iterable[str], change: Replace, now: datetime
) -> Mapping[str, Content]:
    """What has to be changed of a ledger: what was decided says the pseudonym, and what waits for
    them is dropped."""
    folded = {mail.casefold() for mail in mails}
    files: dict[str, Content] = {}
    for message in ledger.queue.values():
        if message.to.casefold() in folded:
            files |= record(Sent(_changed(message, change), "dropped", now))
    entries = dict(top_tree_entries(git, ledger.commit, "sent", "queue", "muted"))
    found = contents(git, sorted({entry.name for entry in entries.values()}))
    for path, entry in entries.items():
        if path not in files and (new := _file(path, found[entry.name], change)) is not None:
            files[path] = new
    return files


def _file(path: str, data: bytes, change: Replace) -> bytes | None:
    """A file's new bytes; None if it stays as it is."""
    new = data
    if path.startswith("sent/") and (sent := read_sent(data)) is not None:
        new = sent_bytes(replace(sent, message=_changed(sent.message, change)))
    elif path.startswith("queue/") and (message := read_message(data)) is not None:
        new = message_bytes(_changed(message, change))
    elif path.startswith("muted/"):
        new = change(data.decode(errors="replace")).encode()
    return new if change(data.decode(errors="replace")).encode() != data else None


def _changed(message: Message, change: Replace) -> Message:
    return replace(
        message,
        to=change(message.to),
        who=change(message.who),
        about=change(message.about),
        error=change(message.error) if message.error else message.error,
    )
