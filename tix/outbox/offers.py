"""What a dispatcher can send, by its ``dispatch.yaml``."""

from collections.abc import Callable

from tix.mail.dispatch import Dispatch
from tix.model.notices.message import Message
from tix.model.notices.recipients import Listener
from tix.model.notices.sending import Transport
from tix.outbox.plain_mail import plain_mail
from tix.outbox.services import Find, Render, Services


def services_of(dispatch: Dispatch | None) -> Services:
    """By what it sends, and how; without a file nothing can be sent, but all be looked at."""
    if dispatch is None:
        return Services(renderers={"mail": plain_mail})
    transports: dict[str, Find] = {}
    renderers: dict[str, Render] = {"mail": plain_mail}
    closing: list[Callable[[], None]] = []
    if dispatch.sendmail:
        from tix.outbox.sendmail import SendmailTransport

        transports["mail"] = _always(SendmailTransport(dispatch.sendmail))
    elif dispatch.smtp is not None:
        from tix.mail.outgoing.smtp import SmtpTransport

        server = SmtpTransport(dispatch.smtp)
        closing.append(server.close)
        transports["mail"] = _always(server)
    listeners = tuple(Listener(hook.name, hook.events) for hook in dispatch.webhooks)
    return Services(transports, renderers, listeners=listeners, close=_each(closing))


def _always(transport: Transport) -> Find:
    def find(_: Message) -> Transport:
        return transport

    return find


def _each(closing: list[Callable[[], None]]) -> Callable[[], None]:
    def close() -> None:
        for end in closing:
            end()

    return close
