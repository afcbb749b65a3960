"""The words of letters: the desk's own replies, else those that come with tix, by language.

A desk changes what a letter says with a reply of that name in ``replies/``, and what it says in a
language with one that has the language behind its name (``replies/resolved.pt.md``). Its own words
go before tix's, whatever language those have.
"""

from importlib.resources import files

from tix.actions.reply import in_language
from tix.model.records.reply import REPLY, Reply
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

ABOUT_TICKETS = ("acknowledge", "answer", "resolved", "notice")
NAMES = (*ABOUT_TICKETS, "invoice")
"""What letters are made of."""


def reply_for(workspace: "Workspace", name: str, language: str | None) -> Reply:
    """The reply of one of ``NAMES`` for who reads a language."""
    variants = in_language(name, language)
    own = workspace.records(REPLY)
    for each in variants:
        if own.has(each):
            return own.get(each).record
    return default_reply(name, language)


def default_reply(name: str, language: str | None) -> Reply:
    """The one that comes with tix."""
    from tix.model.record.document import load

    folder = files("tix.mail.outgoing") / "replies"
    for each in in_language(name, language):
        place = folder / f"{each}.md"
        if place.is_file():
            return load(REPLY, place.read_bytes(), name=each).record
    raise ValueError(f"no letter is called {name!r}")
