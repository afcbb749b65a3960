"""Taking secrets out of what a server says: some repeat the line that they refuse.

What is taken out is the secret as it is, and as a login writes it: in base64, alone and with the
user (RFC 4616, and XOAUTH2). A part of eight characters is enough.
"""

from base64 import b64encode

_PART = 8
_MASK = "…"


class Masks:
    """The secrets that a connection has used."""

    def __init__(self) -> None:
        self._forms: set[str] = set()

    def add(self, user: str, secret: str) -> None:
        """From now on this isn't shown."""
        plain = f"\0{user}\0{secret}"
        token = f"user={user}\x01auth=Bearer {secret}\x01\x01"
        written = (secret, plain, user + plain, token)
        coded = (b64encode(text.encode(errors="surrogateescape")).decode() for text in written)
        self._forms |= {form.casefold() for form in (secret, *coded) if form}

    def masked(self, text: str) -> str:
        """A text without them."""
        hidden = [False] * len(text)
        folded = text.casefold()
        if len(folded) != len(text):  # a letter that becomes two: then without regard to it
            folded = text.lower() if len(text.lower()) == len(text) else text
        for form in self._forms:
            size = min(_PART, len(form))
            for at in range(len(text) - size + 1):
                if folded[at : at + size] in form:
                    hidden[at : at + size] = [True] * size
        return "".join(
            char if not hidden[at] else (_MASK if not at or not hidden[at - 1] else "")
            for at, char in enumerate(text)
        )
