"""Words without accents, as many people type them: ``concluida`` for ``concluída``."""

from unicodedata import combining, normalize


def without_accents(text: str) -> str:
    """The text without the marks above and below its letters; other signs stay."""
    return "".join(c for c in normalize("NFD", text) if not combining(c))
