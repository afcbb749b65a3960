"""Webhooks among what a dispatcher sends."""

from collections.abc import Mapping

from tix.mail.dispatch import Dispatch
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter, Transport
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class HookLetters:
    """Puts events into words for the webhooks of a dispatcher, each as it may be told."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._hooks = {hook.name: hook for hook in dispatch.webhooks}

    def __call__(
        self, message: Message, ticket: Ticket | None, workspace: "Workspace"
    ) -> Letter | None:
        """The letter; None where the webhook isn't told: it is about something internal."""
        from tix.webhooks.body import summary, webhook_body
        from tix.webhooks.versions import versions_in

        hook = self._hooks.get(message.to)
        if ticket is None or hook is None:
            return None
        versions = versions_in(workspace.desk, message.about, ticket.id)
        body = webhook_body(message, ticket, versions, workspace.config, internal=hook.internal)
        return None if body is None else Letter(body, summary(message, ticket))


def hook_transports(dispatch: Dispatch) -> Mapping[str, Transport]:
    """The webhooks of a dispatcher, by their names."""
    from tix.webhooks.delivery import WebhookTransport

    return {hook.name: WebhookTransport(hook) for hook in dispatch.webhooks}
