"""Names of attachments: the sender's own, in a form that every file system accepts."""

import re
import unicodedata

_KEPT = frozenset("_.+-")
_CATEGORIES = ("L", "M", "N", "So")
"""Letters, their marks, digits and pictures of any script. Other characters become dashes: blanks,
what a shell or a path would read, what changes the direction of a line."""

_CHARACTERS = 80
_BYTES = 180
"""File systems allow names of 255 bytes, and something may be appended to this one."""

_EXTENSION = 18


def attachment_name(name: str, content: bytes) -> str:
    """``<first 8 digits of sha256>-<safe name>``."""
    import hashlib  # loads OpenSSL

    return f"{hashlib.sha256(content).hexdigest()[:8]}-{safe_name(name)}"


def safe_name(name: str) -> str:
    """The last part of a path as a file's name: at most 80 characters, its extension kept.

    Letters that can be written in two ways are composed (NFC), as some systems take them apart.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = dashed(unicodedata.normalize("NFC", last)).rpartition(".")
    if not stem or not (suffix := suffix.strip("-")):
        return _cut(f"{stem}{dot}{suffix}".strip(".-"), _CHARACTERS, _BYTES) or "file"
    suffix = f".{_cut(suffix, _EXTENSION, _BYTES)}"
    room = _CHARACTERS - len(suffix), _BYTES - len(suffix.encode())
    return (_cut(stem.strip(".-"), *room) or "file") + suffix


def dashed(text: str) -> str:
    """A text with dashes in place of characters that file names can't have."""
    return "".join(character if _is_kept(character) else "-" for character in text)


def ascii_dashed(text: str) -> str:
    """The same, as earlier versions wrote it, with ASCII letters only."""
    return re.sub(r"[^\w.+-]", "-", text, flags=re.ASCII)


def _is_kept(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _KEPT
    return unicodedata.category(character).startswith(_CATEGORIES)


def _cut(text: str, characters: int, size: int) -> str:
    """As much of a text as fits into ``size`` bytes, without a dash or dot where it was cut."""
    return text[:characters].encode()[:size].decode(errors="ignore").rstrip(".-")
