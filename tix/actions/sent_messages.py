"""What has left the desk about tickets, as the ledger of this clone knows it."""

from collections.abc import Collection, Sequence

from tix.model.people import MAIL
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.outbox.ledger import REF, Ledger

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.notices.stored import Sent


def sent_about(workspace: "Workspace", idents: Collection[str]) -> "list[Sent]":
    """The messages about tickets that were decided, the latest first; none without a ledger."""
    from tix.storage.git.commit import tip_of

    git = workspace.desk.git
    return Ledger(git, tip_of(git, REF)).sent_about(idents)


def what_of(sent: "Sent") -> str:
    """What a message was about: its events, or what it was for."""
    return ", ".join(sent.message.events) or sent.message.purpose


def sent_object(sent: "Sent", title: str | None) -> dict[str, Any]:
    """A message as an entry of the log that ``json`` can write: no commit, nothing changed
    (``docs/json.md``)."""
    message = sent.message
    return {
        "ticket": message.ticket,
        "title": title,
        "at": format_time(sent.at),
        "by": str(MAIL),
        "commit": None,
        "subject": f"{sent.state} to {message.to}: {what_of(sent)}",
        "broken": False,
        "changes": [],
        "merge": None,
        "signed": False,
        "signature": None,
        "rules": [],
        "forced": None,
        "message": {
            "key": message.key,
            "state": sent.state,
            "events": list(message.events),
            "purpose": message.purpose,
            "to": message.to,
            "by": message.by,
            "error": message.error,
        },
    }


def sent_row(sent: "Sent") -> Sequence[str]:
    """The same as a line of the log: the message's key is where a commit would be."""
    message, what = sent.message, what_of(sent)
    said = f"{what}: {message.error}" if message.error else what
    return (
        format_time(sent.at), str(MAIL), message.ticket, f"({sent.state})",
        message.to, said, message.key,
    )  # fmt: skip
