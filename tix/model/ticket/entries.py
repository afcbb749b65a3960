"""The entries of a ticket: waits, work, parts used, ratings, signatures, messages, rules fired.

Each is a dataclass and the form of its lines; ``tix.model.ticket.fields`` has their fields.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from tix.frozen import dataclass
from tix.model.ids import COMMENT_ID
from tix.model.people import person_key
from tix.model.record.entries import (
    DAY,
    FILE,
    FREE_TEXT,
    IDENT,
    MINUTES,
    QUANTITY,
    SOME_TEXT,
    TIME,
    WORD,
    EntryForm,
    Part,
    PartKind,
    one_of,
    same,
)
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes long to import, and few tickets have quantities
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in a waiting or done status; ``end`` is when it left the status."""

    start: datetime
    end: datetime
    status: str

    @staticmethod
    def words(entries: "tuple[Wait, ...]") -> tuple[str, ...]:
        """The statuses."""
        return tuple(dict.fromkeys(wait.status for wait in entries))


@dataclass(frozen=True, slots=True)
class Work:
    """Time worked on a day."""

    id: str
    day: date
    who: str
    minutes: int
    billable: bool
    text: str

    @staticmethod
    def words(entries: "tuple[Work, ...]") -> tuple[str, ...]:
        """The minutes in all."""
        return (str(sum(work.minutes for work in entries)),)


@dataclass(frozen=True, slots=True)
class Use:
    """Parts taken from an asset's stock; fewer than none were brought back."""

    id: str
    day: date
    who: str
    quantity: "Decimal"
    asset: str
    text: str

    @staticmethod
    def words(entries: "tuple[Use, ...]") -> tuple[str, ...]:
        """The names of the assets."""
        return tuple(dict.fromkeys(use.asset for use in entries))


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thinks of how they were served, from 1 (bad) to 5 (good)."""

    id: str
    at: datetime
    who: str
    rating: int
    text: str

    @staticmethod
    def words(entries: "tuple[Rating, ...]") -> tuple[str, ...]:
        """Those that count, the lowest first."""
        return tuple(map(str, sorted({rating.rating for rating in counting(entries)})))


@dataclass(frozen=True, slots=True)
class Signature:
    """A delivery note that was accepted: who signed, the hash of what, and the attachment."""

    id: str
    at: datetime
    name: str
    sha256: str
    attachment: str

    @staticmethod
    def words(entries: "tuple[Signature, ...]") -> tuple[str, ...]:
        """The names of those who signed."""
        return tuple(dict.fromkeys(signature.name for signature in entries))


@dataclass(frozen=True, slots=True)
class Message:
    """A mail that was taken in, by its Message-ID.

    ``comment`` is the id of the comment that it became, or ``body``. ``verified``: whether the
    receiving server vouched for the sender; None where it didn't say.
    """

    comment: str
    verified: bool | None
    message_id: str

    @staticmethod
    def words(entries: "tuple[Message, ...]") -> tuple[str, ...]:
        """The Message-IDs."""
        return tuple(dict.fromkeys(message.message_id for message in entries))


@dataclass(frozen=True, slots=True)
class Firing:
    """A time rule that has run, for the time that it was anchored at."""

    rule: str
    anchor: datetime

    @staticmethod
    def words(entries: "tuple[Firing, ...]") -> tuple[str, ...]:
        """The names of the rules."""
        return tuple(dict.fromkeys(firing.rule for firing in entries))


@dataclass(frozen=True, slots=True)
class CommitLink:
    """A commit of the code that names the ticket; ``at`` is when its author made it.

    ``effect``: ``refs``; ``fixes``, if the ticket is to be closed once the commit is on the main
    branch; ``fixed``, if that has been done.
    """

    commit: str
    at: datetime
    effect: str
    subject: str

    @staticmethod
    def words(entries: "tuple[CommitLink, ...]") -> tuple[str, ...]:
        """The commits."""
        return tuple(dict.fromkeys(link.commit for link in entries))


def counting(
    ratings: Iterable[Rating], person: Callable[[str], str] = person_key
) -> tuple[Rating, ...]:
    """The ratings that count, oldest first: the last one of each person.

    ``person`` tells who that is, as ``Config.canonical_person`` does by the desk's aliases.
    """
    last: dict[str, Rating] = {}
    for rating in sorted(ratings, key=lambda each: (each.at, each.id)):
        last[person(rating.who)] = rating
    return tuple(sorted(last.values(), key=lambda each: (each.at, each.id)))


def _parse_rating(text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise ValueError(f"{text!r} is not a rating from 1 to 5")
    return int(text)


def _given_rating(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("this must be a number from 1 to 5")
    return str(value)


def _parse_sha256(text: str) -> str:
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise ValueError(f"{text!r} is not a SHA-256 of 64 digits")
    return text


def _parse_comment(text: str) -> str:
    if text != "body" and re.fullmatch(COMMENT_ID, text) is None:
        raise ValueError(f"{text!r} is neither 'body' nor a comment's id like 'c-q8m2ht'")
    return text


_VERIFIED = {"yes": True, "no": False, "-": None}


def _parse_verified(text: str) -> bool | None:
    if text not in _VERIFIED:
        raise ValueError(f"{text!r} is none of 'yes', 'no' and '-'")
    return _VERIFIED[text]


def _dump_verified(value: bool | None) -> str:
    return "-" if value is None else "yes" if value else "no"


def _given_verified(value: object) -> str:
    if value is not None and not isinstance(value, bool):
        raise ValueError("this must be true, false or null")
    return _dump_verified(value)


EFFECTS = ("refs", "fixes", "fixed")
"""What a commit does to a ticket, from the least to the most."""


def _parse_effect(text: str) -> str:
    if text not in EFFECTS:
        raise ValueError(f"{text!r} is none of {', '.join(EFFECTS)}")
    return text


def _parse_commit(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", text):
        raise ValueError(f"{text!r} is not the whole name of a commit")
    return text


_COMMIT, _EFFECT = PartKind(_parse_commit), PartKind(_parse_effect)
_RATING = PartKind(_parse_rating, str, same, _given_rating)
_SHA256 = PartKind(_parse_sha256)
_COMMENT = PartKind(_parse_comment)
_CHECKED = PartKind(_parse_verified, _dump_verified, same, _given_verified)
_BILLABLE = one_of("billable", "free")


def _trust(message: Message) -> int:
    return {False: 0, None: 1, True: 2}[message.verified]


WAITED: EntryForm[Wait] = EntryForm(
    Wait,
    (
        Part("start", TIME, key="from", end="/"),
        Part("end", TIME, key="to"),
        Part("status", WORD),
    ),
    "2026-11-22T08:00:00Z/2026-11-23T09:30:00Z · pending",
    identity=lambda wait: wait.start,
    order=lambda wait: (wait.start, wait.end, wait.status),
    pick=lambda one, other: min(one, other, key=lambda wait: (wait.end, wait.status)),
)
WORKED: EntryForm[Work] = EntryForm(
    Work,
    (
        Part("id", IDENT),
        Part("day", DAY),
        Part("who", SOME_TEXT),
        Part("minutes", MINUTES),
        Part("billable", _BILLABLE),
        Part("text", FREE_TEXT),
    ),
    "w-q8m2ht · 2026-11-25 · ana@example.org · 90m · billable · what was done",
    identity=lambda work: work.id,
    order=lambda work: (work.day, work.id),
)
USED: EntryForm[Use] = EntryForm(
    Use,
    (
        Part("id", IDENT),
        Part("day", DAY),
        Part("who", SOME_TEXT),
        Part("quantity", QUANTITY),
        Part("asset", WORD),
        Part("text", FREE_TEXT),
    ),
    "p-q8m2ht · 2026-11-25 · ana@example.org · 2 · gasket-12 · what for",
    identity=lambda use: use.id,
    order=lambda use: (use.day, use.id),
)
RATINGS: EntryForm[Rating] = EntryForm(
    Rating,
    (
        Part("id", IDENT),
        Part("at", TIME),
        Part("who", SOME_TEXT),
        Part("rating", _RATING),
        Part("text", FREE_TEXT),
    ),
    "r-q8m2ht · 2026-11-25T08:00:00Z · jo@acme.example · 5 · quick",
    identity=lambda rating: rating.id,
    order=lambda rating: (rating.at, rating.id),
)
SIGNATURES: EntryForm[Signature] = EntryForm(
    Signature,
    (
        Part("id", IDENT),
        Part("at", TIME),
        Part("name", SOME_TEXT),
        Part("sha256", _SHA256),
        Part("attachment", FILE),
    ),
    "s-q8m2ht · 2026-11-25T08:00:00Z · Jo Silva · SHA-256 · 1f2e3d4c-delivery-note.txt",
    identity=lambda signature: signature.id,
    order=lambda signature: (signature.at, signature.id),
)
MESSAGES: EntryForm[Message] = EntryForm(
    Message,
    (
        Part("comment", _COMMENT),
        Part("verified", _CHECKED),
        Part("message_id", SOME_TEXT),
    ),
    "c-q8m2ht · yes · <20261125.1@mail.example>",
    # a mail with the Message-ID of another one is another one, and has become another comment
    identity=lambda message: (message.message_id, message.comment),
    order=lambda message: (message.comment != "body", message.comment, message.message_id),
    pick=lambda one, other: min(one, other, key=_trust),
)
FIRED: EntryForm[Firing] = EntryForm(
    Firing,
    (Part("rule", WORD), Part("anchor", TIME)),
    "nobody looked · 2026-11-25T08:00:00Z",
    identity=lambda firing: (firing.rule, firing.anchor),
    order=lambda firing: (firing.anchor, firing.rule),
)
COMMITS: EntryForm[CommitLink] = EntryForm(
    CommitLink,
    (
        Part("commit", _COMMIT),
        Part("at", TIME),
        Part("effect", _EFFECT),
        Part("subject", FREE_TEXT),
    ),
    "9fceb02d0ae598e95dc970b74767f19372d61af8 · 2026-11-25T08:00:00Z · fixes · The linker",
    identity=lambda link: link.commit,
    order=lambda link: (link.at, link.commit),
    pick=lambda one, other: max(
        one, other, key=lambda link: (EFFECTS.index(link.effect), link.at, link.subject)
    ),
)
