"""What a dispatcher can do for a desk: by what it sends, and how a message is put into words."""

from collections.abc import Callable, Mapping, Sequence

from tix.frozen import dataclass, field
from tix.model.notices.digest import DIGEST
from tix.model.notices.limiting import Most
from tix.model.notices.message import Message
from tix.model.notices.recipients import Listener
from tix.model.notices.sending import Letter, Transport
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

Render = Callable[[Message, Ticket | None, "Workspace"], Letter | None]
"""Puts a message into words, about the ticket as it is in the remote's branch; None: it needn't be
sent after all."""

RenderDigest = Callable[[Sequence[Message], Mapping[str, Ticket], "Workspace"], Letter | None]
"""Puts several messages for one person into one letter; the tickets are by their ids."""

Find = Callable[[Message], Transport | None]
"""The transport for a message; None: this dispatcher has none, another one may."""


@dataclass(frozen=True, slots=True)
class Services:
    """By what messages go (``mail``, ``chat``, ``webhook``) and who puts them into words.

    ``digests`` are for who wants all at once. ``listeners`` says which webhooks are. ``close`` is
    called once all is sent. ``most`` limits automatic answers.
    """

    transports: Mapping[str, Find] = field(default_factory=dict)
    renderers: Mapping[str, Render] = field(default_factory=dict)
    digests: Mapping[str, RenderDigest] = field(default_factory=dict)
    listeners: Sequence[Listener] = ()
    close: Callable[[], None] = lambda: None
    most: Most = Most()

    def letter(
        self,
        messages: Sequence[Message],
        tickets: Mapping[str, Ticket | None],
        workspace: "Workspace",
    ) -> Letter | None:
        """The letter for a message, or for all that are one digest; None: it needn't be sent.

        ``tickets`` are by their ids. Raises what composing does.
        """
        first = messages[0]
        if first.purpose == DIGEST and first.by in self.digests:
            there = {ident: ticket for ident, ticket in tickets.items() if ticket is not None}
            parts = [each for each in messages if each.ticket in there]
            return self.digests[first.by](parts, there, workspace) if parts else None
        render = self.renderers.get(first.by)
        return render(first, tickets.get(first.ticket), workspace) if render else None

    def transport(self, message: Message) -> Transport | None:
        """The transport for a message."""
        find = self.transports.get(message.by)
        return find(message) if find and message.by in self.renderers else None
