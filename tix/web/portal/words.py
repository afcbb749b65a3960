"""The portal's words in the language of who reads: English, or a catalogue in ``locale/``."""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
"""Catalogues as ``LANGUAGE.po``."""


def translations_for(accepted: str) -> NullTranslations:
    """The words for a header ``Accept-Language`` (RFC 9110, 12.5.4)."""
    return _translations(_chosen(accepted))


def _chosen(accepted: str) -> str:
    """The language that is wanted most of those that there are; English, if none is."""
    best, most = "en", 0.0
    for part in accepted[:500].split(","):
        name, _, weight = part.partition(";")
        language = name.strip().lower().partition("-")[0]
        try:
            value = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if value > most and (language == "en" or language in _languages()):
            best, most = language, value
    return best


@cache
def _languages() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.po"))


@cache
def _translations(language: str) -> NullTranslations:
    path = FOLDER / f"{language}.po"
    if language == "en" or not path.exists():
        return NullTranslations()
    from babel.messages.pofile import read_po  # once for each language

    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return _Words({
        message.id: message.string
        for message in catalogue
        if message.id and isinstance(message.id, str) and isinstance(message.string, str)
        and message.string
    })  # fmt: skip


class _Words(NullTranslations):
    """The words of one language; what isn't translated stays English."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self._known = known

    def gettext(self, message: str) -> str:
        return self._known.get(message, message)
