"""What a dispatcher can send, by its ``dispatch.yaml``."""

from collections.abc import Callable, Mapping, Sequence

from tix.mail.dispatch import Dispatch
from tix.model.notices.limiting import Most
from tix.model.notices.recipients import Listener
from tix.model.notices.sending import Transport
from tix.outbox.chat_letters import chat_digest_of, chat_letter_of, chat_transports
from tix.outbox.hook_letters import HookLetters, hook_transports
from tix.outbox.mail_letters import MailLetters, mail_transport
from tix.outbox.services import Find, Services


def services_of(dispatch: Dispatch | None) -> Services:
    """By what it sends, and how; without a file nothing can be sent, but all be looked at."""
    mail = MailLetters(dispatch)
    dispatch = dispatch or Dispatch()
    transports: dict[str, Find] = {}
    closing: list[Callable[[], None]] = []
    if (by_mail := mail_transport(dispatch)) is not None:
        transports["mail"] = _always(by_mail[0])
        closing.append(by_mail[1])
    limits = dispatch.limits
    if dispatch.channels:
        transports["chat"] = _named(chat_transports(dispatch))
    if dispatch.webhooks:
        transports["webhook"] = _named(hook_transports(dispatch))
    return Services(
        transports,
        {"mail": mail, "chat": chat_letter_of, "webhook": HookLetters(dispatch)},
        {"mail": mail.digest, "chat": chat_digest_of},
        listeners=tuple(Listener(hook.name, hook.events) for hook in dispatch.webhooks),
        close=_each(closing),
        most=Most(limits.sender_per_hour, limits.sender_per_day, limits.all_per_hour),
    )


def _always(transport: Transport) -> Find:
    return lambda _: transport


def _named(transports: Mapping[str, Transport]) -> Find:
    """Each by the name that a message has for whom it is to."""
    return lambda message: transports.get(message.to)


def _each(closing: Sequence[Callable[[], None]]) -> Callable[[], None]:
    def close() -> None:
        for end in closing:
            end()

    return close
