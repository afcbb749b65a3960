"""Looking at messages in quarantine, and taking them in or away."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from tix.errors import TixError
from tix.mail.receive import ReceiveResult, receive
from tix.mail.tags import Tagger
from tix.storage.desk.quarantine import Held, held_message, held_messages, release

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class StillHeldError(TixError):
    """A message can't be taken in, however much somebody wants it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(
            f"{key} stays in quarantine: {reason}",
            hint=f"tix mail quarantine show {key} > message.eml, and tix open by hand",
        )


def list_held(workspace: "Workspace") -> list[Held]:
    """What is in quarantine, the oldest first."""
    return held_messages(workspace.desk)


def bytes_of_held(workspace: "Workspace", key: str) -> bytes:
    """A message as it came. Raises NotHeldError."""
    return held_message(workspace.desk, key)[1]


def accept_held(
    workspace: "Workspace", key: str, hosts: Collection[str], tagger: Tagger
) -> ReceiveResult:
    """Take a message in after all, as ``receive`` does. Raises NotHeldError, StillHeldError."""
    held, data = held_message(workspace.desk, key)
    result = receive(workspace, data, hosts, tagger=tagger, is_accepted=True)
    if result.result == "quarantined":
        raise StillHeldError(held.key, result.reason or "")
    release(workspace.desk, held.key, workspace.now)
    return result


def drop_held(workspace: "Workspace", key: str) -> Held:
    """Take a message away for good. Raises NotHeldError."""
    held, _ = held_message(workspace.desk, key)
    release(workspace.desk, held.key, workspace.now)
    return held


def held_object(held: Held) -> dict[str, object]:
    """A message in quarantine as what ``json`` can write (``docs/json.md``)."""
    return {
        "key": held.key, "at": held.at, "from": held.sender, "subject": held.subject,
        "reason": held.reason, "size": held.size,
    }  # fmt: skip
