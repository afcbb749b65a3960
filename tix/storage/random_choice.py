"""A random choice that nobody can foresee, from the system as with ``secrets``, whose import loads
OpenSSL and takes as long as running git."""

import os
from collections.abc import Sequence


def random_choice(letters: Sequence[str]) -> str:
    """One of at most 256 letters, each as likely as the others."""
    count = len(letters)
    fair = 256 - 256 % count  # above it some letters would have one chance more
    while (byte := os.urandom(1)[0]) >= fair:
        pass
    return letters[byte % count]
