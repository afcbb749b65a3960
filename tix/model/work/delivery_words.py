"""The words of a delivery note, by language: English, German and Portuguese."""

from collections.abc import Mapping

from tix.frozen import dataclass


@dataclass(frozen=True)
class NoteWords:
    """The words of one language. ``free`` marks work that isn't billed; ``accepted`` has a place
    for a name."""

    title: str
    ticket: str
    customer: str
    requester: str
    opened: str
    resolved: str
    made: str
    asked: str
    done: str
    work: str
    parts: str
    free: str
    total: str
    accepted: str


_ENGLISH = NoteWords(
    title="Delivery note", ticket="Ticket", customer="Customer", requester="Requester",
    opened="Opened", resolved="Resolved", made="Made", asked="What was asked",
    done="What was done", work="Work", parts="Parts", free="free", total="In all",
    accepted="Accepted by {}.",
)  # fmt: skip

_WORDS: Mapping[str, NoteWords] = {
    "de": NoteWords(
        title="Lieferschein", ticket="Ticket", customer="Kunde", requester="Anfrage von",
        opened="Eröffnet", resolved="Gelöst", made="Erstellt", asked="Gewünscht",
        done="Erledigt", work="Arbeit", parts="Material", free="kostenlos", total="Insgesamt",
        accepted="Angenommen von {}.",
    ),
    "pt": NoteWords(
        title="Guia de entrega", ticket="Pedido", customer="Cliente", requester="Pedido por",
        opened="Aberto", resolved="Resolvido", made="Emitido", asked="O que foi pedido",
        done="O que foi feito", work="Trabalho", parts="Peças", free="gratuito", total="Total",
        accepted="Aceite por {}.",
    ),
}  # fmt: skip


def note_words(language: str | None) -> NoteWords:
    """The words for a language like ``pt`` or ``pt-BR``; English for any other."""
    wanted = (language or "").strip().casefold().replace("_", "-").partition("-")[0]
    return _WORDS.get(wanted, _ENGLISH)
