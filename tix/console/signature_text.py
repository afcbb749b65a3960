"""Showing signatures of commits."""

from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.signatures import Signature, State

if TYPE_CHECKING:
    from tix.terminal.style import Styles


def paint(styles: "Styles", signature: Signature, text: str) -> str:
    """The text in a colour that shows how far the signature can be trusted."""
    if signature.is_good:
        return styles.success(text)
    if signature.state in (State.BAD, State.REVOKED):
        return styles.error(text)
    return styles.dim(text) if signature.state is State.NONE else styles.warning(text)
