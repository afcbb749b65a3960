"""Messages that could not be taken in, in a ref of their own: ``refs/tix/quarantine`` (M5).

A chain of commits that is on no branch. Each message is a folder named by its key: ``message`` has
its bytes, ``about`` says when it came, from whom and why it is here. Of one that was dealt with
only ``done/KEY`` is left, so that it stays so wherever clones meet. One out of which a secret was
taken has ``redacted``, a line for each time: where clones meet, no secret comes back that either
took out. One that has all of the other's lines goes before it; where each has lines of its own,
the words that both left are kept, and where these can't be told, the message is taken out.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from hashlib import sha256

from tix.errors import NotFoundError
from tix.frozen import dataclass
from tix.model.people import MAIL
from tix.model.record.taken_out import REDACTED
from tix.model.text.nearest import did_you_mean
from tix.model.times import format_time
from tix.storage.desk.desk import Desk
from tix.storage.git.commit import BranchMovedError, Content, Proposal, commit, move, tip_of
from tix.storage.git.entry import Entry
from tix.storage.git.identity import Ident
from tix.storage.git.objects import ObjectReader
from tix.storage.git.tree_entries import top_tree_entries

REF = "refs/tix/quarantine"
_TRIES = 50
_NAMES = ("about", "message", "redacted")

_Wanted = Callable[[str], Mapping[str, Content] | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A message in quarantine: when it came, who it says it is from, and why it is there."""

    key: str
    at: str
    sender: str
    subject: str
    reason: str
    size: int


class NotHeldError(NotFoundError):
    """Nothing in quarantine has that key."""

    def __init__(self, key: str, held: list[str]) -> None:
        hint = did_you_mean(key, held) or "tix mail quarantine lists them"
        super().__init__(f"no message in quarantine has the key {key!r}", hint=hint)


def key_of(data: bytes) -> str:
    """The key of a message: it follows from its bytes."""
    return sha256(data).hexdigest()[:12]


def hold(desk: Desk, data: bytes, held: Held, now: datetime) -> bool:
    """Put a message into quarantine; whether it is there now, and wasn't dealt with before."""
    files = _files(held, data)

    def wanted(tip: str) -> Mapping[str, Content] | None:
        there = _paths(desk, tip)
        if f"done/{held.key}" in there:
            return None
        return {} if f"{held.key}/message" in there else files

    return _write(desk, wanted, f"hold {held.key}", now)


def _files(held: Held, data: bytes) -> dict[str, bytes]:
    about = {
        "at": held.at, "from": held.sender, "subject": held.subject, "reason": held.reason,
        "size": held.size,
    }  # fmt: skip
    return {
        f"{held.key}/about": json.dumps(about, ensure_ascii=False).encode(),
        f"{held.key}/message": data,
    }


def rewrite(desk: Desk, seen: tuple[Held, bytes], held: Held, data: bytes, now: datetime) -> bool:
    """Let a held message, and what is said about it, be these from now on, under the same key.

    False, and nothing was done, where it isn't what was ``seen`` any more. Raises NotHeldError.
    """
    files = _files(held, data)

    def wanted(tip: str) -> Mapping[str, Content] | None:
        with closing(ObjectReader(desk.git)) as objects:
            message = objects.read(f"{tip}:{held.key}/message") if tip else None
            if message is None:
                raise NotHeldError(held.key, [])
            if (_held(objects, tip, held.key), message) != seen:
                return None
            before = objects.read(f"{tip}:{held.key}/redacted") or b""
        mark = f"{format_time(now)} {key_of(b''.join(files.values()))}\n"
        return {**files, f"{held.key}/redacted": before + mark.encode()}

    return _write(desk, wanted, f"redact {held.key}", now)


def release(desk: Desk, key: str, now: datetime) -> None:
    """Take a message out: it was taken in, or nobody wants it. Raises NotHeldError."""

    def wanted(tip: str) -> Mapping[str, Content] | None:
        there = _paths(desk, tip)
        if f"{key}/message" not in there:
            return None
        gone = {path: None for name in _NAMES if (path := f"{key}/{name}") in there}
        return {**gone, f"done/{key}": b"\n"}

    if not _write(desk, wanted, f"release {key}", now):
        raise NotHeldError(key, [])


def held_messages(desk: Desk) -> list[Held]:
    """All that is in quarantine, the oldest first."""
    tip = tip_of(desk.git, REF)
    keys = sorted({path.partition("/")[0] for path in _paths(desk, tip)} - {"done"})
    with closing(ObjectReader(desk.git)) as objects:
        found = [_held(objects, tip, key) for key in keys]
    return sorted(found, key=lambda held: (held.at, held.key))


def held_message(desk: Desk, key: str) -> tuple[Held, bytes]:
    """The message with that key, or the only one whose key begins so. Raises NotHeldError."""
    held = held_messages(desk)
    near = [each for each in held if each.key == key] or [
        each for each in held if key and each.key.startswith(key)
    ]
    if len(near) != 1:
        raise NotHeldError(key, [each.key for each in held])
    with closing(ObjectReader(desk.git)) as objects:
        data = objects.read(f"{REF}:{near[0].key}/message")
    return near[0], data or b""


def _held(objects: ObjectReader, tip: str, key: str) -> Held:
    about = _about(objects.read(f"{tip}:{key}/about"))
    return Held(
        key, _text(about, "at"), _text(about, "from"), _text(about, "subject"),
        _text(about, "reason"), size if isinstance(size := about.get("size"), int) else 0,
    )  # fmt: skip


def unite(desk: Desk, theirs: str) -> None:
    """Take in another clone's quarantine, that commit of it."""
    while True:
        ours = tip_of(desk.git, REF)
        if ours == theirs or (ours and _is_in(desk, theirs, ours)):
            return
        try:
            if not ours or _is_in(desk, ours, theirs):
                move(desk.git, REF, ours, theirs)
            else:
                commit(desk.git, REF, ours, _united(desk, ours, theirs), sign=False)
        except BranchMovedError:
            continue
        return


def _is_in(desk: Desk, commit_id: str, tip: str) -> bool:
    return desk.git.succeeds("merge-base", "--is-ancestor", commit_id, tip)


def _united(desk: Desk, ours: str, theirs: str) -> Proposal:
    """A merge of two: what one of them has dealt with is gone."""
    mine, other = (dict(top_tree_entries(desk.git, tip)) for tip in (ours, theirs))
    done = {path.partition("/")[2] for path in (*mine, *other) if path.startswith("done/")}
    files: dict[str, Content] = {path: other[path] for path in other if path not in mine}
    with closing(ObjectReader(desk.git)) as objects:
        for key in _redacted_otherwise(mine, other):
            if key in done:
                continue
            without = _without_secrets(objects, key, ours, theirs)
            if without is None:
                done.add(key)
                files[f"done/{key}"] = b"\n"
            files |= without or {}
    for path in (*mine, *other):
        if path.partition("/")[0] in done:
            files.pop(path, None)
            if path in mine:
                files[path] = None
    who = Ident(MAIL, "0 +0000")
    return Proposal(files, "unite\n", who, who, merged=(theirs,))


def _redacted_otherwise(mine: Mapping[str, Entry], other: Mapping[str, Entry]) -> Iterator[str]:
    """The keys of messages out of which the other side has taken what this one may have."""
    for path in other:
        key, _, name = path.partition("/")
        if name == "redacted" and any(
            mine.get(f"{key}/{each}") != other.get(f"{key}/{each}") for each in _NAMES
        ):
            yield key


def _without_secrets(
    objects: ObjectReader, key: str, ours: str, theirs: str
) -> Mapping[str, Content] | None:
    """What is to be written of a message that one side, or each, has redacted; None: it must go."""
    mine, other = (
        {name: objects.read(f"{tip}:{key}/{name}") or b"" for name in _NAMES}
        for tip in (ours, theirs)
    )
    marks, more = (frozenset(each["redacted"].splitlines(keepends=True)) for each in (mine, other))
    if marks < more:
        return {f"{key}/{name}": other[name] for name in _NAMES}
    if more < marks:
        return {}
    data = _by_both(mine["message"].decode("latin-1"), other["message"].decode("latin-1"))
    held, also = (_held(objects, tip, key) for tip in (ours, theirs))
    sender, subject, reason = (
        _by_both(getattr(held, name), getattr(also, name))
        for name in ("sender", "subject", "reason")
    )
    if data is None or sender is None or subject is None or reason is None:
        return None
    message = data.encode("latin-1")
    at = min(held.at, also.at)
    files = _files(Held(key, at, sender, subject, reason, len(message)), message)
    return {**files, f"{key}/redacted": b"".join(sorted(marks | more))}


def _by_both(one: str, other: str) -> str | None:
    """Of two redacted forms of a text the words that both have left, and ``[redacted]``.

    Such a text has nothing that isn't in both, in this order: no secret that one of them lacks.
    None where it isn't clear which words are the same: one has other blanks, or its secret stood
    in an encoded part, where nothing says ``[redacted]``.
    """
    words, others = (re.split(r"(\s+)", text, flags=re.ASCII) for text in (one, other))
    if len(words) != len(others):
        return None
    pairs = list(zip(words, others, strict=True))
    if any(a != b and REDACTED not in a and REDACTED not in b for a, b in pairs):
        return None
    return "".join(a if a == b else REDACTED for a, b in pairs)


def _about(data: bytes | None) -> Mapping[str, object]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(about: Mapping[str, object], name: str) -> str:
    found = about.get(name)
    return found if isinstance(found, str) else ""


def _paths(desk: Desk, tip: str) -> set[str]:
    return {path for path, _ in top_tree_entries(desk.git, tip)} if tip else set()


def _write(desk: Desk, wanted: _Wanted, what: str, now: datetime) -> bool:
    """Commit what ``wanted`` says of the tip, again where others were quicker; None: nothing."""
    who = Ident(MAIL, "").at(now)
    for attempt in range(_TRIES):
        tip = tip_of(desk.git, REF)
        files = wanted(tip)
        if files is None:
            return False
        if not files:
            return True
        said = f"{what} ({format_time(now)})\n"
        try:
            commit(desk.git, REF, tip, Proposal(files, said, who, who), sign=False)
        except BranchMovedError:
            if attempt == _TRIES - 1:
                raise
            continue
        return True
    return False
