"""What happened, in sentences for people of the desk."""

from collections.abc import Sequence

from tix.model.notices.message import Message

_DONE_BY = {
    "opened": "opened this ticket",
    "asked": "asked",
    "answered": "answered",
    "commented": "commented",
    "assigned": "assigned it to you",
    "mentioned": "mentioned you",
    "status": "changed the status",
    "done": "got it done",
    "reopened": "reopened it",
    "rated": "rated it",
}
_BY_ITSELF = {
    "assigned": "This is yours now.",
    "due-soon": "This is due soon.",
    "missed": "This has missed the time that was promised.",
    "escalated": "A rule wants you to look at this.",
    "reopened": "It was reopened.",
}


def happened(message: Message) -> Sequence[str]:
    """The sentences of a message, one for all that somebody did, one for each event by itself."""
    if message.purpose == "failure":
        return [
            f"A message to {message.who} couldn't be sent: {message.about or 'why, nobody said'}"
        ]
    found = [_DONE_BY[kind] for kind in message.events if kind in _DONE_BY and message.who]
    told = [f"{message.who} {_joined(found)}."] if found else []
    told += [
        _BY_ITSELF[kind]
        for kind in message.events
        if kind in _BY_ITSELF and not (message.who and kind in _DONE_BY)
    ]
    return told or [f"{_joined(message.events)}: {message.ticket}"]


def _joined(words: Sequence[str]) -> str:
    *some, last = words or ("changed",)
    return f"{', '.join(some)} and {last}" if some else last
