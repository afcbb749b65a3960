"""Lines of a page: for people broken between words where the screen ends, whole for programs."""

from tix.console.session import Session
from tix.terminal import safe
from tix.terminal.width import display_width, wrap


def wrapped(session: Session, text: str, indent: str = "") -> list[str]:
    """A text as lines, all but the first of them behind an indent."""
    if not session.screen.for_people:
        return [text]
    return wrap(text, session.screen.text_width, subsequent=indent) or [""]


def markdown(session: Session, text: str) -> str:
    """A text in Markdown: for people as a ticket's is shown, for programs as it stands."""
    if not session.screen.for_people:
        return safe.block(text)
    from tix.terminal.markdown import render  # most records have no text

    return render(text, session.screen.text_width, session.screen.styles)


def beside(session: Session, head: str, shown: str, text: str) -> list[str]:
    """A text as lines beside a head, which is ``shown`` in colours."""
    room = display_width(head)
    is_whole = not session.screen.for_people
    first, *others = [text] if is_whole else wrap(text, session.screen.text_width - room) or [""]
    return [f"{shown}{first}", *(" " * room + line for line in others)]
