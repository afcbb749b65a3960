"""Until when ssh keys are trusted, by the user's list of signers (``man ssh-keygen``).

git asks whether a key was valid at the time that a commit claims. Who has an old key can claim
any time, so what comes in is looked at once more: is the key valid now?

A line is ``PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]``; a key without ``valid-before`` among
the options is valid for ever. Certificates have their end in themselves and are left to ssh.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tix.storage.git.process import Git

_LINE = re.compile(
    r'(?:"[^"]*"|\S)+\s+(?P<options>(?:(?:"[^"]*"|[^\s"])+\s+)?)(?:ssh|ecdsa|sk)-\S+\s+(?P<key>\S+)'
)
_UNTIL = re.compile(r'(?i)(?:^|,)valid-before="?(\d{8}(?:\d{4}(?:\d{2})?)?)(Z?)"?')
_FOREVER = datetime.max.replace(tzinfo=UTC)


def outdated(git: Git, keys: Collection[str], now: datetime) -> Mapping[str, datetime]:
    """The keys (``SHA256:…``) whose trust has expired, and when it did."""
    path = git.line("config", "--type=path", "--get", "gpg.ssh.allowedSignersFile", codes=(0, 1))
    try:
        text = Path(git.folder, path).read_text(errors="replace") if path else ""
    except OSError:
        return {}
    until: dict[str, datetime] = {}
    for key, end in _ends(text):
        until[key] = max(end, until.get(key, end))
    return {key: end for key, end in until.items() if key in keys and end <= now}


def _ends(text: str) -> Iterator[tuple[str, datetime]]:
    """Each key in the list, and when it expires."""
    from hashlib import sha256  # loads OpenSSL

    for line in text.splitlines():
        found = _LINE.match(line.strip())
        if found is None or line.startswith("#") or "cert-authority" in found["options"].lower():
            continue
        try:
            digest = sha256(b64decode(found["key"], validate=True)).digest()
        except binascii.Error:
            continue
        key = f"SHA256:{b64encode(digest).decode().rstrip('=')}"
        yield key, _end(found["options"].strip())


def _end(options: str) -> datetime:
    """The end that options set. Without a ``Z`` it is in the machine's own time zone."""
    found = _UNTIL.search(options)
    if found is None:
        return _FOREVER
    try:
        end = datetime.strptime(found[1].ljust(14, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        return _FOREVER
    return end.replace(tzinfo=UTC) if found[2] else end.astimezone()
