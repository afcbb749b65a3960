"""A ticket's memory of redacted texts: enough to recognise them.

An item of the field ``redacted`` is ``LENGTH:SALT:HASH``: how many bytes of UTF-8 the text has, 16
hexadecimal digits at random, and BLAKE2b of 10 bytes over these digits and the text. A window of
LENGTH bytes that slides over another text finds it there. Texts that can be guessed from a hash
are ``short``: that there was one is all that is remembered.

The work is bounded: a window has ``LONGEST`` bytes at the most (a longer text is remembered in
pieces); items with one length and one salt take one pass over a text together, and the items that
one clone makes for a ticket share their salt; each different text is gone through once; over
``_PASSES`` passes, or over ``_MOST`` bytes and windows in all, it is given up (TooMuchError).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

REDACTED = "[redacted]"
"""The mark that replaces a redacted text."""

IN_NAMES = "redacted"
"""The same in the name of a file."""

SHORT = "short"
"""The item for a text that could be guessed from its hash."""

SHORTEST, LONGEST = 8, 1024
"""Bytes of a text that is remembered by its hash."""

_PASSES = 64
_MOST = 1_500_000_000
"""Bytes that are hashed for one ticket, at ``_WINDOW`` more for each window: a few seconds."""
_WINDOW = 900

_ITEM = r"([1-9][0-9]{0,3}):([0-9a-f]{16}):([0-9a-f]{20})"
"""A text: few runs need it compiled."""

Span = tuple[int, int]
"""Start and end."""


class TooMuchError(ValueError):
    """Comparing a ticket's texts with its items would take too long."""

    def __init__(self) -> None:
        super().__init__("there is too much to look for in it (redacted)")


def parse_item(text: str) -> str:
    """The item, if it is one. Raises ValueError."""
    found = re.fullmatch(_ITEM, text)
    if text != SHORT and not (found and SHORTEST <= int(found[1]) <= LONGEST):
        raise ValueError(f"{text!r} is not LENGTH:SALT:HASH, nor 'short'")
    return text


def items_for(text: str, salt: str) -> tuple[str, ...]:
    """The items that remember a text; a long one in pieces of about the same length."""
    if len(text.encode()) < SHORTEST or text.isdecimal():
        return (SHORT,)
    return tuple(f"{len(piece)}:{salt}:{_hash(salt, piece).hex()}" for piece in _pieces(text))


def salt_of(items: Iterable[str]) -> str | None:
    """A salt that the items use already."""
    return next((item.split(":")[1] for item in items if item != SHORT), None)


def _pieces(text: str) -> Iterator[bytes]:
    """The text's bytes, cut between characters."""
    count = -(-len(text.encode()) // (LONGEST - SHORTEST))
    cuts = [len(text) * n // count for n in range(count + 1)]
    parts = [text[start:end] for start, end in pairwise(cuts)]
    for part in parts:
        if len(part.encode()) > LONGEST:  # characters of different widths
            yield from _pieces(part)
        else:
            yield part.encode()


def _hash(salt: str, data: bytes) -> bytes:
    from hashlib import blake2b  # loads OpenSSL, and few tickets have items

    return blake2b(salt.encode() + data, digest_size=10).digest()


class TakenOutText:
    """Finds the texts that items stand for in other texts."""

    def __init__(self, items: Iterable[str]) -> None:
        """Raises TooMuchError."""
        self._passes: dict[tuple[int, bytes], set[bytes]] = {}
        for item in items:
            if item != SHORT:
                length, salt, digest = item.split(":")
                key = int(length), salt.encode()
                self._passes.setdefault(key, set()).add(bytes.fromhex(digest))
        if len(self._passes) > _PASSES:
            raise TooMuchError
        self._left = _MOST
        self._known: dict[str, tuple[Span, ...]] = {}

    def clean(self, text: str) -> str:
        """The text with each of them replaced by ``[redacted]``. Raises TooMuchError."""
        return self._cleaned(text, REDACTED)

    def clean_name(self, name: str) -> str:
        """The same for a file's name; "" if the whole name is such a text."""
        spans = self._spans(name)
        return "" if spans == ((0, len(name.encode())),) else self._cleaned(name, IN_NAMES)

    def _cleaned(self, text: str, mark: str) -> str:
        spans = self._spans(text)
        if not spans:
            return text
        data = text.encode(errors="surrogatepass")
        out, done = [], 0
        for start, end in spans:
            out += [data[done:start], mark.encode()]
            done = end
        return b"".join((*out, data[done:])).decode(errors="replace")

    def _spans(self, text: str) -> tuple[Span, ...]:
        if text not in self._known:
            self._known[text] = tuple(joined(list(self._hits(text))))
        return self._known[text]

    def _hits(self, text: str) -> Iterator[Span]:
        from hashlib import blake2b

        data = text.encode(errors="surrogatepass")
        for (length, salt), digests in self._passes.items():
            count = len(data) - length + 1
            if count < 1:
                continue
            self._left -= count * (length + _WINDOW)
            if self._left < 0:
                raise TooMuchError
            for start in range(count):
                window = salt + data[start : start + length]
                if blake2b(window, digest_size=10).digest() in digests:
                    yield start, start + length


def occurrences(text: str, needle: str) -> Iterator[Span]:
    """Where a text stands in another one, joined as ``joined`` does; one after the other, for there
    may be very many."""
    start = text.find(needle)
    while start >= 0:
        end, following = start + len(needle), text.find(needle, start + 1)
        while 0 <= following <= end:
            end, following = following + len(needle), text.find(needle, following + 1)
        yield start, end
        start = following


_MANY = 1000


def joined(spans: Sequence[Span]) -> list[Span]:
    """The spans, with overlapping and adjacent ones joined."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def without(text: str, needle: str, mark: str = REDACTED) -> str:
    """The text with the needle replaced by the mark."""
    parts, pieces, done = list[str](), list[str](), 0
    for start, end in occurrences(text, needle):
        pieces += (text[done:start], mark)
        done = end
        if len(pieces) > _MANY:  # a small text takes fifty bytes beside its own
            parts.append("".join(pieces))
            pieces.clear()
    return "".join((*parts, *pieces, text[done:])) if done else text
