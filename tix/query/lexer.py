"""From the text of a query to its tokens, each with its place. The grammar is in ``parser``."""

from enum import Enum

from tix.frozen import dataclass
from tix.query.error import QueryError


class Mark(Enum):
    """Signs and words that connect the parts of a query."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class Joint:
    """A mark and its place."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a phrase in quotes."""

    text: str
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values behind a field's colon.

    ``op`` is ``<``, ``<=``, ``>``, ``>=`` or empty. A range has ``low``, ``high`` or both; any
    other value has ``low`` only. ``whole`` is the text for fields to which ``..`` means nothing.
    """

    op: str
    low: Word | None
    high: Word | None
    is_range: bool
    whole: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A field, a colon and one or more values."""

    name: str
    name_end: int
    values: tuple[Value, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Saved:
    """``@name``: a saved query."""

    name: str
    start: int
    end: int


Token = Joint | Word | Term | Saved


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a query. Raises QueryError (a quote isn't closed, a value is missing)."""
    return tuple(_Lexer(text).run())


class _Lexer:
    """Walks over the text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def run(self) -> list[Token]:
        found: list[Token] = []
        while self._skip_blanks():
            found.append(self._token())
        return found

    def _token(self) -> Token:
        start, sign = self.at, self.text[self.at]
        if sign in "()-":
            self.at += 1
            return Joint(Mark(sign), start, self.at)
        if sign in "!~" and self._can_be_negated(self.at + 1):
            self.at += 1
            return Joint(Mark.MINUS, start, self.at)
        if sign == '"':
            return self._quoted_token()
        if colon := self._colon_of_field(start):
            self.at = colon + 1
            return self._term(self.text[start:colon], start)
        word = self._bare(stops="")
        if word.text in ("OR", "AND"):
            return Joint(Mark(word.text), word.start, word.end)
        if sign == "@" and len(word.text) > 1:
            return Saved(word.text[1:], word.start, word.end)
        return word

    def _colon_of_field(self, start: int) -> int:
        """Where the colon of a field is whose name begins there; 0 if none does.

        The name begins with a letter, so 12:30 is a word; what follows the colon makes the
        difference for std::vector and https://example.org, which are words too.
        """
        text, at = self.text, start
        if text[at : at + 1].isdecimal():
            return 0
        while _is_letter(sign := text[at : at + 1]) or (sign and sign in ".-" and at > start):
            at += 1  # by hand: to compile a pattern takes longer than to read most queries
        is_field = sign == ":" and at > start and not text.startswith((":", "//"), at + 1)
        return at if is_field else 0

    def _can_be_negated(self, at: int) -> bool:
        """Whether a sign before it negates it; before anything else it is one of a text."""
        follows = self.text[at : at + 1]
        if follows == "@":
            return _is_letter(self.text[at + 1 : at + 2])
        return follows == "(" or bool(self._colon_of_field(at))

    def _quoted_token(self) -> Token:
        """A phrase, or a field whose name needs quotes."""
        word = self._quoted()
        if self._next() == ":":
            self.at += 1
            return self._term(word.text, word.start)
        self._end_of_phrase(())
        return word

    def _term(self, name: str, start: int) -> Term:
        name_end = self.at - 1
        values = [self._value(name)]
        while self._next() == ",":
            self.at += 1
            values.append(self._value(name))
        return Term(name, name_end, tuple(values), start, self.at)

    def _value(self, name: str) -> Value:
        start = self.at
        op = self._next() if self._next() in ("<", ">") else ""
        op += "=" if op and self.text.startswith("=", start + 1) else ""
        self.at += len(op)
        operand = self.at
        low = self._operand()
        is_range = self.text.startswith("..", self.at)
        high = None
        if is_range:
            self.at += 2
            high = self._operand(last=True)
        if low is None and high is None:
            raise self._error(
                f"a value of {name} is missing here",
                self.at,
                self.at + 1,
                hint=f'write {name}:VALUE without blanks, or "{name}:" to search for that text',
            )
        if is_range and op:
            raise self._error(f"{op} and .. don't go together", start, self.at)
        if is_range and low and high:  # GitHub's open ends: *..2026-11-01
            low, high = (None if _is_star(end) else end for end in (low, high))
        if low is None and high is None:
            low = self._bare_word(operand)
        whole = low if low and not is_range else self._bare_word(operand)
        return Value(op, low, high, is_range, whole, start, self.at)

    def _operand(self, last: bool = False) -> Word | None:
        """A phrase or a bare word, up to a comma or (unless it is the last one) two dots."""
        if self._next() == '"':
            word = self._quoted()
            self._end_of_phrase((",",) if last else (",", ".."))
            return word
        word = self._bare(stops="," if last else ",.")
        return word if word.text else None

    def _bare(self, stops: str) -> Word:
        """Up to a blank or a parenthesis that isn't opened in the word; ``.`` stops at ``..``."""
        start, opened = self.at, 0
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign.isspace() or (sign == "," and "," in stops) or (sign == ")" and not opened):
                break
            if "." in stops and self.text.startswith("..", self.at):
                break
            opened += (sign == "(") - (sign == ")")
            self.at += 1
        return self._bare_word(start)

    def _bare_word(self, start: int) -> Word:
        return Word(self.text[start : self.at], False, start, self.at)

    def _quoted(self) -> Word:
        start = self.at
        parts: list[str] = []
        self.at += 1
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == '"':
                self.at += 1
                return Word("".join(parts), True, start, self.at)
            if sign == "\\" and self.text[self.at + 1 : self.at + 2] in ('"', "\\"):
                self.at += 1
                sign = self.text[self.at]
            parts.append(sign)
            self.at += 1
        raise self._error("this quote isn't closed", start, start + 1)

    def _end_of_phrase(self, may_follow: tuple[str, ...]) -> None:
        rest = self._next()
        if rest and not rest.isspace() and not self.text.startswith((")", *may_follow), self.at):
            raise self._error("there has to be a blank behind the quote", self.at - 1, self.at)

    def _skip_blanks(self) -> bool:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _error(self, sentence: str, start: int, end: int, hint: str | None = None) -> QueryError:
        return QueryError(sentence, self.text, start, end, hint=hint)


def _is_letter(sign: str) -> bool:
    """Whether it is a letter, a digit or ``_``."""
    return sign.isalnum() or sign == "_"


def _is_star(word: Word) -> bool:
    return word.text == "*" and not word.quoted
