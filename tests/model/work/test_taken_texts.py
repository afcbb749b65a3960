"""Texts from which something was taken out are told from texts that were changed."""

import pytest

from tix.model.work.taken_texts import is_taken_from


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("Quay 1", "Quay 1", True),
        ("Quay 2", "Quay 1", False),
        ("[redacted]", "anything", True),
        ("code [redacted], twice [redacted].", "code 4711, twice 4711.", True),
        ("code [redacted], thrice [redacted].", "code 4711, twice 4711.", False),
        ("name: Forgotten k7f3qz", "name: Jo Silva", True),
        ("Forgotten k7f3qz pays", "Jo Silva owes", False),
        ("ask forgotten-k7f3qz@tix.invalid", "ask jo@acme.example", True),
        ("aba[redacted]aba", "aba", False),
        ("name: Forgotten k7f3qzz", "name: Jo", False),
        ("[redacted] a [redacted]", "x b y", False),
    ],
)
def test_taken_from(text: str, before: str, expected: bool) -> None:
    assert is_taken_from(text, before) is expected
