"""What a dispatcher can send, by its ``dispatch.yaml``."""

from collections.abc import Callable

from tix.mail.dispatch import Dispatch
from tix.model.notices.message import Message
from tix.model.notices.recipients import Listener
from tix.model.notices.sending import Transport
from tix.outbox.mail_letters import MailLetters, mail_transport
from tix.outbox.services import Find, Render, Services


def services_of(dispatch: Dispatch | None) -> Services:
    """By what it sends, and how; without a file nothing can be sent, but all be looked at."""
    if dispatch is None:
        return Services(renderers={"mail": MailLetters(None)})
    transports: dict[str, Find] = {}
    renderers: dict[str, Render] = {"mail": MailLetters(dispatch)}
    closing: list[Callable[[], None]] = []
    if (by_mail := mail_transport(dispatch)) is not None:
        transports["mail"] = _always(by_mail[0])
        closing.append(by_mail[1])
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
