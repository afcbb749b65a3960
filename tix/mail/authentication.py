"""Whether our own server vouches for a message's sender (M3, RFC 8601).

Only the topmost ``Authentication-Results`` counts, and only if it names one of our hosts: whatever
stands below came along with the message. What it says must be about the domain in ``From``.
"""

import re
from collections.abc import Collection, Iterator

from tix.mail.message import Mail

_COMMENT = re.compile(r"\([^()]*\)")


def verified(mail: Mail, hosts: Collection[str]) -> bool | None:
    """Whether the sender is who they say; None where our server doesn't say anything of it."""
    results = mail.headers.get("authentication-results", ())
    if not results or len(mail.headers.get("from", ())) != 1 or len(mail.senders) != 1:
        return None
    host, parts = _parts(results[0])
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
    """The host whose ``Authentication-Results`` stands topmost; "" if there is none."""
    results = mail.headers.get("authentication-results", ())
    return _parts(results[0])[0] if results else ""


def _parts(text: str) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """The host, and each method with its result and what that is about."""
    for _ in range(5):  # comments may stand in comments
        text = _COMMENT.sub(" ", text)
    first, *others = text.split(";")
    words = first.split()
    return (words[0].casefold() if words else "", list(_methods(others)))


def _methods(texts: Collection[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    for text in texts:
        pairs = re.findall(r"([\w.-]+(?:/\d+)?)\s*=\s*(\"[^\"]*\"|[^\s;]+)", text)
        if not pairs:
            continue
        (method, result), *about = pairs
        properties = {name.casefold(): value.strip('"').casefold() for name, value in about}
        yield method.partition("/")[0].casefold(), result.casefold(), properties


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
