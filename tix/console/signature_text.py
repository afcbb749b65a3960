"""Signatures of commits for people and for programs, and the bar while they are verified."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tix.console.progress import counting
from tix.storage.git.signatures import Signature, State, states

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.terminal.style import Styles


def verified(session: "Session", commits: Sequence[str]) -> Mapping[str, Signature]:
    """The signature of each commit; each costs a run of gpg or ssh-keygen."""
    with counting(session, "checking signatures") as advance:
        return states(session.desk.git, commits, advance)


def paint(styles: "Styles", signature: Signature, text: str) -> str:
    """The text in the colour of how far the signature is to be trusted."""
    if signature.is_good:
        return styles.success(text)
    if signature.state in (State.BAD, State.REVOKED):
        return styles.error(text)
    return styles.dim(text) if signature.state is State.NONE else styles.warning(text)


def signature_object(signature: Signature) -> dict[str, Any]:
    """The signature as JSON has it."""
    return {
        "state": signature.state.value,
        "signer": signature.signer or None,
        "key": signature.key or None,
        "reason": signature.reason or None,
    }
