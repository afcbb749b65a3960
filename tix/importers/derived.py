"""Ids that follow from where a ticket comes from.

Two people who import the same issue in two clones get the same ticket id, so that their desks
meet in one ticket when they sync. Random ids would make two tickets of it.
"""

from collections.abc import Callable
from hashlib import sha256

from tix.model.ids import ALPHABET, LENGTH, LETTERS


def derived_id(source: str, taken: Callable[[str], bool]) -> str:
    """The ticket id that belongs to a source: the first in its sequence that isn't taken."""
    count = 0
    while taken(ident := _nth(source, count)):
        count += 1
    return ident


def derived_comment_id(source: str, comment: str, taken: Callable[[str], bool]) -> str:
    """The id of a comment, from its ticket's source and what the comment is called there."""
    return "c-" + derived_id(f"{source}\n{comment}", lambda ident: taken(f"c-{ident}"))


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that tell one text from another."""
    return _digest(text).hex()[:8]


def _nth(source: str, count: int) -> str:
    number = int.from_bytes(_digest(f"{source}\n{count}" if count else source))
    number, first = divmod(number, len(LETTERS))
    characters = [LETTERS[first]]
    for _ in range(LENGTH - 1):
        number, rest = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[rest])
    return "".join(characters)


def _digest(text: str) -> bytes:
    return sha256(text.encode(errors="surrogatepass")).digest()
