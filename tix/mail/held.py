"""Looking at messages in quarantine, taking them in or away, and secrets out of them."""

import contextlib
from collections.abc import Collection

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.mail.receive import ReceiveResult, receive
from tix.mail.tags import Tagger
from tix.model.record.taken_out import REDACTED
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.quarantine import (
    REF,
    Held,
    held_message,
    held_messages,
    release,
    rewrite,
)
from tix.storage.store.redact import text_without

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


def held_of(workspace: "Workspace", key: str) -> Held:
    """What is said about a message. Raises NotHeldError."""
    return held_message(workspace.desk, key)[0]


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
    held = held_of(workspace, key)
    release(workspace.desk, held.key, workspace.now)
    return held


@dataclass(frozen=True, slots=True)
class HeldRedaction:
    """What became of a secret in a held message. ``is_left``: it is still in a part that isn't
    text. ``is_whole``: all of the message could be read, encoded parts included."""

    held: Held
    is_changed: bool
    is_left: bool
    is_whole: bool


def redact_held(workspace: "Workspace", key: str, secret: str) -> HeldRedaction:
    """Replace a secret by ``[redacted]`` in a held message and in what is said about it.

    Raises NotHeldError.
    """
    while True:
        held, data = held_message(workspace.desk, key)
        new, is_left, is_whole = _without(data, secret)
        about = replace(
            held, sender=text_without(held.sender, secret), size=len(new),
            subject=text_without(held.subject, secret), reason=text_without(held.reason, secret),
        )  # fmt: skip
        is_changed = new != data or about != held
        # what was redacted, or came, since it was read isn't written over: it is read again
        if not is_changed or rewrite(workspace.desk, (held, data), about, new, workspace.now):
            return HeldRedaction(about, is_changed, is_left, is_whole)


def held_with(workspace: "Workspace", secret: str) -> list[str]:
    """The keys of held messages that have a text, as far as they can be read."""
    desk = workspace.desk
    if not desk.git.succeeds("show-ref", "--verify", "--quiet", REF):
        return []
    found = []
    for held in held_messages(desk):
        data = held_message(desk, held.key)[1]
        new, is_left, _ = _without(data, secret)
        if new != data or is_left or secret in f"{held.sender}\n{held.subject}\n{held.reason}":
            found.append(held.key)
    return found


def _without(data: bytes, secret: str) -> tuple[bytes, bool, bool]:
    """A message without the secret, whether it is in there still, and whether all was read."""
    from tix.storage.store.redact_mail import redacted_mail  # the parser of mails costs

    for charset in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        with contextlib.suppress(UnicodeEncodeError):
            data = data.replace(secret.encode(charset), REDACTED.encode(charset))
    try:
        new, is_left = redacted_mail(data, secret, lambda text: text_without(text, secret))
    except Exception:  # whatever a message does that is held because it does that
        return data, False, False
    return new, is_left, True


def held_object(held: Held) -> dict[str, object]:
    """A message in quarantine as what ``json`` can write (``docs/json.md``)."""
    return {
        "key": held.key, "at": held.at, "from": held.sender, "subject": held.subject,
        "reason": held.reason, "size": held.size,
    }  # fmt: skip
