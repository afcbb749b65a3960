"""A chat's transcript: who said what when."""

from datetime import datetime, tzinfo

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.importers.chat_captions import is_captions, read_captions
from tix.importers.chat_forms import read_lines
from tix.importers.chat_html import is_html, read_html
from tix.importers.chat_json import read_json
from tix.importers.chat_table import read_table
from tix.importers.chat_times import NoSuchDateError, oldest_first, times_of
from tix.importers.chat_values import ChatText, Stamp, speakers
from tix.importers.derived import fingerprint
from tix.importers.no_chat import IS_LOG, IS_MAIL, is_log, is_mail, why_no_chat


class NoTranscriptError(TixError):
    """The text isn't a chat's transcript in any form that is known."""

    def __init__(self, where: str, reason: str | None = None) -> None:
        super().__init__(
            f"{where}: {reason or 'no line says who said something when'}",
            hint="as it is: tix open TITLE -F FILE; forms that are read:"
            " '[10:02] Jo: text', '10:02 Jo: text', 'Jo (10:02): text',"
            " 'Jo: text' in turn; exports of WhatsApp, Zoom, Intercom, Zendesk and LiveChat; copies"
            " from Slack, Teams, Telegram, Discord and Google Chat; JSON of Slack, Telegram and"
            " others; Telegram's HTML; captions (WebVTT, SRT)",
        )


class OtherTextError(NoTranscriptError):
    """The text is surely something else."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.hint = "as it is: tix open TITLE -F FILE"
        if reason == IS_MAIL:
            self.hint = f"tix mail receive < FILE makes a ticket of it; {self.hint}"


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
    a recording, as Zoom's do. ``is_timeless``: they do, or nothing has a time, and nobody said
    when it began. ``source`` names the transcript by what is in it.
    """

    messages: tuple[Message, ...]
    speakers: tuple[str, ...]
    before: str
    own: int
    read_as: str | None
    may_count: bool
    is_timeless: bool
    source: str


def read_transcript(
    text: str,
    where: str,
    now: datetime,
    zone: tzinfo,
    began: datetime | None = None,
    people: str = "",
) -> Transcript:
    """Read a transcript; ``where`` tells a person which one. Times without an offset are of the
    zone; ``began`` is when the chat did, if somebody said so; ``people`` is JSON of who has
    which id. Raises NoTranscriptError."""
    chat, is_other = _read(text, people)
    if is_other:
        raise OtherTextError(where, is_other)
    if not chat.messages:
        raise NoTranscriptError(where)
    may_count = bool((first := chat.messages[0].stamp) and first.may_count and not chat.counts)
    if may_count and began is not None:
        chat, may_count = replace(chat, counts=True), False
    try:
        chat = oldest_first(chat, now, zone)
        times, read_as = times_of(chat, now, zone, began)
    except NoSuchDateError as error:
        raise NoTranscriptError(f"{where}:{error.line}", str(error)) from None
    said = "\n".join(f"{_clock(m.stamp)}{m.who}: {m.text}" for m in chat.messages)
    return Transcript(
        tuple(Message(m.who, at, m.text) for m, at in zip(chat.messages, times, strict=True)),
        tuple(speakers(chat)),
        chat.before,
        chat.own,
        read_as,
        may_count,
        began is None and (chat.counts or not any(m.stamp for m in chat.messages)),
        f"transcript:{fingerprint(said)}",
    )


def _read(text: str, people: str) -> tuple[ChatText, str | None]:
    """A text of whichever kind it is, and what it is instead if it is no chat."""
    text = text.lstrip("\ufeff")
    if text.lstrip()[:1] in ("{", "[") and (chat := read_json(text, people)):
        return chat, None
    if is_html(text):
        return read_html(text), None
    if is_captions(text):
        return read_captions(text), None
    if is_mail(text):
        return ChatText(()), IS_MAIL
    if chat := read_table(text):
        return chat, IS_LOG if is_log(chat.messages) else None
    chat = read_lines(text)
    return chat, why_no_chat(text, chat.messages)


def _clock(stamp: Stamp | None) -> str:
    if stamp is None:
        return ""
    return f"{stamp.date} {stamp.hour}:{stamp.minute}:{stamp.second or 0} {stamp.zone} "
