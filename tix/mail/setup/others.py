"""Trying the chats and webhooks of a dispatcher: nothing is sent to anybody."""

from collections.abc import Callable, Iterator

from tix.errors import TixError
from tix.mail.dispatch import Dispatch
from tix.mail.setup.trial import Finding, failed
from tix.model.config.config import Config
from tix.model.config.notify import BY_MAIL, NOT_AT_ALL


def try_others(dispatch: Dispatch, config: Config) -> Iterator[Finding]:
    """Whether each chat and webhook could be told, and whether people want to be told by ways that
    are there."""
    if dispatch.channels:
        from tix.chat.delivery import ChatTransport

        for name, address in dispatch.channels.items():
            yield _tried(f"chat {name}", ChatTransport(name, address).check, "its address is right")
    if dispatch.webhooks:
        from tix.webhooks.delivery import WebhookTransport

        for hook in dispatch.webhooks:
            yield _tried(f"webhook {hook.name}", WebhookTransport(hook).check, "can be reached")
    yield from _unknown_ways(dispatch, config)


def _tried(what: str, check: Callable[[], None], good: str) -> Finding:
    try:
        check()
    except TixError as error:
        return failed(what, error)
    return Finding(what, True, good)


def _unknown_ways(dispatch: Dispatch, config: Config) -> Iterator[Finding]:
    """Ways that tix.yaml names and this dispatcher hasn't; another one may have them."""
    for member in config.people:
        way = member.notify.by if member.notify else BY_MAIL
        if way not in (BY_MAIL, NOT_AT_ALL) and way not in dispatch.channels:
            said = f"{member.person.label} wants to be told there, but it isn't in channels here"
            yield Finding(f"chat {way}", False, said, f"channels: {{{way}: ntfy://…}}")
