"""Captions as the transcript of a call: WebVTT as Teams and Zoom write it, and SRT.

Each caption is a line with two times (``00:00:05.000 --> 00:00:08.000``) and what was said, with
the speaker as ``<v Jo Silva>``, as ``Jo Silva:``, or on a line above. What one says in a row is one
message. Times count from the beginning of the recording. https://www.w3.org/TR/webvtt1/
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from tix.frozen import dataclass
from tix.importers.chat_values import (
    ChatMessage,
    ChatText,
    Stamp,
    message_text,
    speaker_name,
)

_TIMES = re.compile(
    r"\s*(?:(?P<hour>\d{1,4}):)?(?P<minute>\d{1,2}):(?P<second>\d{1,2})(?:[.,]\d+)?\s*-->\s*[\d:.,]+.*"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,200})>")
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>|<\d[\d:.]{0,20}>", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:- ?)?(?:\[(?P<box>[^\]\n]{1,80})\]:?|(?P<who>[^:：<>\n.?!]{1,60}?) ?[:：])(?:\s+|$)"
)

_SOUNDS = frozenset((
    "music", "applause", "laughter", "laughs", "laughing", "silence", "noise", "inaudible",
    "crosstalk", "blank_audio", "cough", "coughs", "beep", "musik", "applaus", "gelächter",
    "música", "musica", "musique", "aplausos", "applausi", "applaudissements", "risos", "risas",
))  # fmt: skip
"""What is heard and stands in brackets as a speaker may."""


@dataclass(frozen=True, slots=True)
class _Caption:
    line: int
    stamp: Stamp
    lines: Sequence[str]


def is_captions(text: str) -> bool:
    """Whether a text is of captions."""
    return text.startswith("WEBVTT") or any(map(_TIMES.fullmatch, text.split("\n", 20)[:20]))


def read_captions(text: str) -> ChatText:
    """The messages; none if no caption names a speaker."""
    captions = list(_captions(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    is_above = not any(who for caption in captions for who, _ in _parts(caption))
    said: list[ChatMessage] = []
    before: list[str] = []
    for caption in captions:
        for who, words in _above(caption) if is_above else _parts(caption):
            who = who or (said[-1].who if said else "")
            if not words:
                continue
            if not who:
                before.append(words)
                continue
            if said and said[-1].who == who:
                last = said.pop()
                words = f"{last.text}\n{words}"
                said.append(ChatMessage(last.line, last.stamp, who, words))
            else:
                said.append(ChatMessage(caption.line, caption.stamp, who, words))
    if is_above and len({message.who for message in said}) > max(2, len(captions) // 2):
        return ChatText(())  # subtitles in two lines: nobody says as little as once
    return ChatText(tuple(said), "\n".join(before), counts=True)


def _captions(lines: Sequence[str]) -> Iterator[_Caption]:
    begins = [n for n, line in enumerate(lines) if _TIMES.fullmatch(line)]
    for begin, after in zip(begins, [*begins[1:], len(lines)], strict=False):
        match = _TIMES.fullmatch(lines[begin])
        assert match is not None
        words = [line.strip() for line in lines[begin + 1 : after]]
        end = words.index("") if "" in words else len(words)
        stamp = Stamp("", int(match["hour"] or 0), int(match["minute"]), int(match["second"]))
        yield _Caption(begin + 1, stamp, words[:end])


def _parts(caption: _Caption) -> Iterator[tuple[str, str]]:
    """Who says what in a caption; "" for who was last to speak."""
    text = "\n".join(caption.lines)
    first, *voices = _VOICE.split(text)
    if voices:
        yield "", _plain(first)
        for who, words in zip(voices[::2], voices[1::2], strict=True):
            yield speaker_name(unescape(who)), _plain(words)
        return
    who, words = "", []
    for line in caption.lines:
        match = _NAMED.match(_TAG.sub("", line))
        name = speaker_name(match["box"] or match["who"] or "") if match else ""
        if match and _may_speak(name):
            if words:
                yield who, _plain("\n".join(words))
            who, words = name, [_TAG.sub("", line)[match.end() :]]
        else:
            words.append(line)
    yield who, _plain("\n".join(words))


def _may_speak(name: str) -> bool:
    """Whether that may be a name, rather than a sound or the beginning of a sentence."""
    is_of_sentence = " " in name and name[0].islower()
    return bool(name) and not is_of_sentence and name.casefold() not in _SOUNDS


def _above(caption: _Caption) -> Iterator[tuple[str, str]]:
    """Who says what in a caption whose first line names the speaker."""
    if len(caption.lines) > 1:
        yield speaker_name(caption.lines[0]), _plain("\n".join(caption.lines[1:]))


def _plain(words: str) -> str:
    return message_text(unescape(_TAG.sub("", words)))
