"""One value behind the colon of a term, and what it is read with."""

from collections.abc import Callable

from tix.frozen import dataclass
from tix.query.error import QueryError
from tix.query.fields import QueryField
from tix.query.lexer import Value, Word
from tix.query.vocabulary import Vocabulary


class NoComparisonError(QueryError):
    """A field that has no order is compared."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of terms: the query's text (for errors) and the words of the desk.

    ``warn`` takes a sentence, and a function for the nearest right word (which takes time).
    """

    text: str
    vocabulary: Vocabulary
    warn: Callable[[str, Callable[[], str | None]], None]

    def error(self, sentence: str, place: Word | Value, hint: str | None = None) -> QueryError:
        """An error that points at a word or value."""
        return QueryError(sentence, self.text, place.start, place.end, hint=hint)


@dataclass(frozen=True, slots=True)
class TermValue:
    """One value of a term, its field and its context."""

    field: QueryField
    value: Value
    context: Context

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the desk."""
        return self.context.vocabulary

    def word(self) -> Word:
        """The value as one word. Raises QueryError for a comparison, and for empty quotes."""
        if self.value.op or (self.value.is_range and '"' in self.value.whole.text):
            raise NoComparisonError(
                f"{self.field.name} can't be compared with {self.value.op or '..'}",
                self.context.text,
                self.value.start,
                self.value.end,
                hint=self._hint_for_comparison(),
            )
        word = self.value.whole
        if not word.text.strip():
            raise self.context.error("there is nothing between the quotes", word)
        return word

    def operand(self) -> Word:
        """The single word of a comparison (or of none)."""
        word = self.value.low
        if word is None or not word.text.strip():
            raise self.context.error("there is nothing between the quotes", self.value)
        return word

    def _hint_for_comparison(self) -> str:
        if self.field.source.team:
            return f"declare {self.field.name} as a number or a date in tix.yaml to compare it"
        if self.field.name in ("comment", "attachment", "occurrence", "link"):
            return f"sort:-{self.field.name} puts first what has the most"
        return 'put it in quotes to mean the text: "…"'
