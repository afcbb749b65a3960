"""Whether our own server vouches for a message's sender (M3, RFC 8601).

Only the topmost ``Authentication-Results`` counts, and only if it names one of our hosts: whatever
stands below came along with the message. What it says must be about the domain in ``From``.
"""

import re
from collections.abc import Collection, Iterator

from tix.mail.message import Mail

NAMELESS = "microsoft365"
"""What ``authentication`` calls the server of Microsoft 365, which puts no name of its own in front
(https://github.com/jstedfast/MimeKit/issues/490), and takes away what a message brings along."""

_METHOD = re.compile(r"\s*([\w-]+)\s*(?:/\s*\d+\s*)?=\s*([\w-]+)(?=\s|$)")
_PROPERTY = re.compile(r"([\w-]+\s*\.\s*[\w-]+)\s*=\s*(\S+)")


def verified(mail: Mail, hosts: Collection[str]) -> bool | None:
    """Whether the sender is who they say; None where our server doesn't say anything of it."""
    results = mail.headers.get("authentication-results", ())
    if not results or len(mail.headers.get("from", ())) != 1 or len(mail.senders) != 1:
        return None
    host, parts = _parts(results[0])
    if not host:
        host = NAMELESS
    elif host == NAMELESS:
        return None  # that is no host: somebody says so of themselves
    if host not in {name.casefold() for name in hosts}:
        return None
    domain = mail.senders[0].mail.rpartition("@")[2].casefold()
    failed = False
    for method, result, properties in parts:
        if result == "pass" and _speaks_for(method, properties, domain):
            return True
        failed |= method == "dmarc" and result in ("fail", "permerror")
    return False if failed or any(method == "dmarc" for method, _, _ in parts) else None


def vouching_host(mail: Mail) -> str:
    """The host whose ``Authentication-Results`` stands topmost, or ``NAMELESS``; "" if there is
    none."""
    results = mail.headers.get("authentication-results", ())
    if not results:
        return ""
    host, parts = _parts(results[0])
    return host or (NAMELESS if parts else "")


def _parts(text: str) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """The host, and each method with its result and what that is about; "" where no host stands
    before the first method."""
    first, *others = _split(text)
    if _METHOD.match(first):
        return "", list(_methods([first, *others]))
    words = first.split()
    return (words[0].casefold() if words else "", list(_methods(others)))


def _split(text: str) -> list[str]:
    """The parts between semicolons, without comments and quotes.

    What stands in quotes may be the sender's (the address of an envelope), so no sign in it that
    means something here stays what it is.
    """
    parts: list[list[str]] = [[]]
    depth, quoted, escaped = 0, False, False
    for character in text[:_LONG]:
        if escaped:
            escaped = False
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            quoted = character != '"'
            if quoted:
                is_plain = character.isalnum() or character in "._+@-"
                parts[-1].append(character if is_plain else "\ufffd")
        elif character == "(":
            depth += 1
            parts[-1].append(" ")
        elif depth:
            depth -= character == ")"
        elif character == '"':
            quoted = True
        elif character == ";":
            parts.append([])
        else:
            parts[-1].append(character)
    return ["".join(part) for part in parts]


_LONG = 20_000
"""Characters that are looked at."""


def _methods(texts: Collection[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    for text in texts:
        if (match := _METHOD.match(text)) is not None:
            about = {
                "".join(name.split()).casefold(): value.casefold()
                for name, value in reversed(_PROPERTY.findall(text[match.end() :]))
            }
            yield match[1].casefold(), match[2].casefold(), about


def _speaks_for(method: str, properties: dict[str, str], domain: str) -> bool:
    """Whether what passed is about that domain, or about one above it that signs for it."""
    if method == "dmarc":
        return properties.get("header.from", "") == domain
    if method == "dkim":
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return signer == domain or ("." in signer and domain.endswith(f".{signer}"))
    if method == "spf":
        return properties.get("smtp.mailfrom", "").rpartition("@")[2] == domain
    return False
