"""What a dispatcher can send, by its ``dispatch.yaml``."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

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
    closing: list[Callable[[], None]] = []
    limits = dispatch.limits
    return Services(
        {
            "mail": _by_mail(dispatch, closing),
            "chat": _named(lambda: chat_transports(dispatch)),
            "webhook": _named(lambda: hook_transports(dispatch)),
        },
        {"mail": mail, "chat": chat_letter_of, "webhook": HookLetters(dispatch)},
        {"mail": mail.digest, "chat": chat_digest_of},
        listeners=tuple(Listener(hook.name, hook.events) for hook in dispatch.webhooks),
        close=_each(closing),
        most=Most(limits.sender_per_hour, limits.sender_per_day, limits.all_per_hour),
    )


def _by_mail(dispatch: Dispatch, closing: list[Callable[[], None]]) -> Find:
    """Made for the first message: what a tick without any would import for it takes long."""

    @cache
    def made() -> Transport | None:
        found = mail_transport(dispatch)
        if found is None:
            return None
        closing.append(found[1])
        return found[0]

    return lambda _: made()


def _named(make: Callable[[], Mapping[str, Transport]]) -> Find:
    """Each by the name that a message has for whom it is to; they, too, are made for the first."""
    made = cache(make)
    return lambda message: made().get(message.to)


def _each(closing: Sequence[Callable[[], None]]) -> Callable[[], None]:
    def close() -> None:
        for end in closing:
            end()

    return close
