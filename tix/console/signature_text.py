"""Signatures of commits for people."""

from typing import TYPE_CHECKING

from tix.storage.git.signatures import Signature, State

if TYPE_CHECKING:
    from tix.terminal.style import Styles


def paint(styles: "Styles", signature: Signature, text: str) -> str:
    """The text in the colour of how far the signature is to be trusted."""
    if signature.is_good:
        return styles.success(text)
    if signature.state in (State.BAD, State.REVOKED):
        return styles.error(text)
    return styles.dim(text) if signature.state is State.NONE else styles.warning(text)
