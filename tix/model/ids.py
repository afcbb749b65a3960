"""Ticket and comment ids: Crockford base32 in lower case, the first character a letter.

Alphabet: https://www.crockford.com/base32.html (no i, l, o, u).
"""

import re
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS = "abcdefghjkmnpqrstvwxyz"
LENGTH = 6
SHORTEST_PREFIX = 2

_CHARACTERS = frozenset(ALPHABET)

_LETTER = "[a-hjkmnp-tv-z]"
_CHARACTER = "[0-9a-hjkmnp-tv-z]"
COMMENT_ID = f"c-{_LETTER}{_CHARACTER}{{5,11}}"
ENTRY_ID = f"[a-z]-{_LETTER}{_CHARACTER}{{5,11}}"

_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def is_id(text: str) -> bool:
    """Whether the text is a whole ticket id, as it is written in files."""
    return len(text) == LENGTH and text[0] in LETTERS and _CHARACTERS.issuperset(text)


def parse_id(text: str) -> str:
    """A whole ticket id. Raises ValueError with a sentence for people."""
    if not is_id(text):
        raise ValueError(f"{text!r} is not an id: six of 0-9 a-z (no i, l, o, u), first a letter")
    return text


def is_comment_id(text: str) -> bool:
    """Whether the text is a whole comment id, like ``c-q8m2ht``."""
    return re.fullmatch(COMMENT_ID, text) is not None


def as_prefix(text: str) -> str:
    """An id, or its beginning, as typed (``#K7F``), in the form of ids: ``k7f``.

    Letters that Crockford's alphabet leaves out are read as the digits they look like. The name of
    a ticket's file stands for its id.
    """
    text = text.strip()
    if text.endswith(".md"):
        text = text.rpartition("/")[2].removesuffix(".md")
    return text.removeprefix("#").lower().translate(_MISREAD)


_VERBS = (
    "add", "new", "create", "set", "list", "ls", "show", "view", "edit", "delete", "rm", "remove",
    "log", "report", "status", "help", "run",
)  # fmt: skip


_FILE = r"[^:=]*[^:=.]\.(?!md$)[a-z][a-z0-9]{0,4}"


def meant_instead(typed: str) -> str | None:
    """What to type for what stands in place of a ticket's id, and is plainly none; else None."""
    folded = typed.strip().casefold()
    if folded in ("all", "*", "any", "open", "closed", "done", "mine", "overdue"):
        return "ids come from a list: tix list --ids QUERY | tix COMMAND -"
    if folded in ("last", "latest", "newest", "^", "head"):
        return "the newest: tix list --ids --sort -opened -n 1"
    if folded == "next":
        return "tix next says which it is"
    if folded in ("none", "nothing", "null"):
        return "to take a link away: tix edit ID --set KIND=, or tix link ID KIND ID --remove"
    if folded in _VERBS:
        return "the ticket comes first, and no word like this: tix COMMAND --help"
    if folded == "me" or folded.startswith("@"):
        return (
            "the ticket comes first: tix assign ID WHO, or tix edit ID -w WHO; "
            "ids of a saved query: tix list --ids @NAME | tix COMMAND -"
        )
    if folded.startswith(("/", "./", "../", "~")) or re.fullmatch(_FILE, folded):
        return "the ticket comes first: tix attach ID FILE, tix detach ID NAME"
    if re.fullmatch(r"[a-z][\w-]*[=:][^/].*|[a-z][\w-]*[=:]|\+[^\W\d][\w-]*", folded):
        found = "; ids of a query: tix list --ids QUERY | tix COMMAND -" if ":" in folded else ""
        return f"fields are options: --set FIELD=VALUE, --due DATE, -l LABEL …{found}"
    return None


def new_id(choice: Callable[[str], str], taken: Callable[[str], bool]) -> str:
    """A ticket id that isn't taken; ``choice`` picks a character at random."""
    while True:
        ident = choice(LETTERS) + "".join(choice(ALPHABET) for _ in range(LENGTH - 1))
        if not taken(ident):
            return ident


def derived_id(source: str, taken: Callable[[str], bool]) -> str:
    """The ticket id that follows from a text, the same in every clone: where a ticket comes from.

    It is the first in the text's sequence that isn't taken.
    """
    count = 0
    while taken(ident := _nth(f"{source}\n{count}" if count else source)):
        count += 1
    return ident


def key_source(key: str) -> str:
    """The text from which the id of a ticket with a key is derived."""
    return f"key:{key}"


def _nth(source: str) -> str:
    from hashlib import sha256  # loads OpenSSL

    number = int.from_bytes(sha256(source.encode(errors="surrogatepass")).digest())
    number, first = divmod(number, len(LETTERS))
    characters = [LETTERS[first]]
    for _ in range(LENGTH - 1):
        number, rest = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[rest])
    return "".join(characters)


def new_comment_id(choice: Callable[[str], str], taken: Callable[[str], bool]) -> str:
    """A comment id that isn't taken in its ticket."""
    return "c-" + new_id(choice, lambda ident: taken(f"c-{ident}"))


def new_entry_id(prefix: str, choice: Callable[[str], str], taken: Callable[[str], bool]) -> str:
    """An id for an entry, like ``w-q8m2ht``, that isn't taken in its ticket."""
    return f"{prefix}-" + new_id(choice, lambda ident: taken(f"{prefix}-{ident}"))


def shortest_prefixes(ids: list[str]) -> dict[str, int]:
    """For each id, how many leading characters (at least two) are unique to it."""
    lengths: dict[str, int] = {}
    ordered = sorted(ids)
    shared_before = 0
    for position, ident in enumerate(ordered):
        after = ordered[position + 1] if position + 1 < len(ordered) else ""
        shared_after = _shared(ident, after)
        lengths[ident] = min(len(ident), max(shared_before, shared_after, 1) + 1)
        shared_before = shared_after
    return lengths


def _shared(left: str, right: str) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
