"""What couldn't be sent is said once: an internal comment, and word to who is assigned (D4)."""

from collections.abc import Sequence
from datetime import datetime

from tix.errors import NotFoundError, TixError
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.ids import derived_id
from tix.model.notices.message import Message, key_of
from tix.model.notices.stored import Sent
from tix.model.people import MAIL
from tix.model.rules.trailers import QUIET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_NOT_SAID = ("failure", "webhook")
"""What is not told in tickets: that such a message failed, and other systems, which are no matter
of who works on the ticket."""


def tell_failures(workspace: "Workspace", failed: Sequence[Sent]) -> bool:
    """Say in the tickets what couldn't be sent; whether anything was written.

    The comments' ids follow from the messages' keys: another clone that says it says the same.
    What can't be written now (a broken ticket) isn't said.
    """
    wrote = False
    for sent in failed:
        if sent.message.purpose not in _NOT_SAID and sent.message.ticket:
            try:
                wrote |= _say(workspace, sent)
            except NotFoundError:
                continue
            except TixError as error:
                workspace.say(f"{sent.message.ticket}: {error}")
    return wrote


def comment_id(key: str) -> str:
    """The id of the comment about a message that failed."""
    return "c-" + derived_id(f"outbox failure {key}", lambda _: False)


def _say(workspace: "Workspace", sent: Sent) -> bool:
    message, ident = sent.message, comment_id(sent.message.key)
    ticket = workspace.files.get(message.ticket).ticket
    if any(comment.id == ident for comment in ticket.comments):
        return False
    from tix.storage.git.identity import Ident

    text = (
        f"This couldn't be sent to {message.to}: {', '.join(message.events) or message.purpose}."
        f"\n\n{message.error or 'No reason was given.'}"
    )
    with workspace.store.transaction(Ident(MAIL, "").at(sent.at)) as work:
        now = changes.add_comment(
            work.get(message.ticket), ident, MAIL, text, sent.at, internal=True
        )
        work.put(now)
        work.commit(
            f"{message.ticket}: a message couldn't be sent", trailers=(QUIET,),
            undoable=False, with_rules=False,
        )  # fmt: skip
    workspace.reread()
    return True


def failure_messages(
    sent: Sent, ticket: Ticket | None, config: Config, now: datetime
) -> list[Message]:
    """Word to those who are assigned; none about a message that said just that."""
    if ticket is None or sent.message.purpose in _NOT_SAID or config.mail is None:
        return []
    found = []
    for who in ticket.assignees:
        team = config.team(who)
        for member in team.members if team else (who,):
            address = config.canonical_person(member)
            if "@" not in address or address == sent.message.to or address.endswith(".invalid"):
                continue
            key = key_of(sent.message.ticket, "failure", address, sent.message.key)
            found.append(
                Message(
                    key,
                    sent.message.ticket,
                    (),
                    (key,),
                    "mail",
                    address,
                    "failure",
                    (comment_id(sent.message.key),),
                    sent.at,
                    now,
                    who=sent.message.to,
                    about=sent.message.error or "",
                )
            )
    return found
