"""A chat's transcript: who said what when."""

from datetime import datetime, tzinfo

from tix.errors import TixError
from tix.frozen import dataclass
from tix.importers.chat_forms import Stamp, read_chat, speakers
from tix.importers.chat_times import NoSuchDateError, times_of
from tix.importers.derived import fingerprint


class NoTranscriptError(TixError):
    """The text isn't a chat's transcript in any form that is known."""

    def __init__(self, where: str, reason: str | None = None) -> None:
        super().__init__(
            f"{where}: {reason or 'no line says who said something when'}",
            hint="forms that are read: '[10:02] Jo: text', '10:02 Jo: text', 'Jo (10:02): text',"
            " exports of WhatsApp and Zoom, copies from Slack, Teams, Telegram, Discord and Google"
            " Chat",
        )


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The messages of a chat, in their order, at least one.

    ``speakers`` are all who said something, by when they first did. ``before`` is a text above the
    first message. ``own`` counts lines that the chat wrote itself (*Jo joined*), which are left
    out; ``read_as`` says in which order dates were read where another would do as well.
    ``may_count``: the clocks begin so soon after midnight that they may count from the beginning of
    a recording, as Zoom's do. ``source`` names the transcript by what is in it.
    """

    messages: tuple[Message, ...]
    speakers: tuple[str, ...]
    before: str
    own: int
    read_as: str | None
    may_count: bool
    source: str


def read_transcript(text: str, where: str, now: datetime, zone: tzinfo) -> Transcript:
    """Read a transcript; ``where`` tells a person which one. Times without an offset are of the
    zone. Raises NoTranscriptError."""
    chat = read_chat(text)
    if not chat.messages:
        raise NoTranscriptError(where)
    try:
        times, read_as = times_of(chat.messages, now, zone)
    except NoSuchDateError as error:
        raise NoTranscriptError(f"{where}:{error.line}", str(error)) from None
    said = "\n".join(f"{_clock(m.stamp)} {m.who}: {m.text}" for m in chat.messages)
    return Transcript(
        tuple(Message(m.who, at, m.text) for m, at in zip(chat.messages, times, strict=True)),
        tuple(speakers(chat)),
        chat.before,
        chat.own,
        read_as,
        _may_count(chat.messages[0].stamp),
        f"transcript:{fingerprint(said)}",
    )


def _may_count(first: Stamp) -> bool:
    is_bare = not (first.date or first.zone or first.has_half)
    return is_bare and first.second is not None and first.hour == 0


def _clock(stamp: Stamp) -> str:
    return f"{stamp.date} {stamp.hour}:{stamp.minute}:{stamp.second or 0} {stamp.zone}"
