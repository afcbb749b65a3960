"""Parsing a query.

The grammar (``docs/query.md`` explains it to users)::

    query  = [ any ]
    any    = all { "OR" all }
    all    = part { [ "AND" ] part }
    part   = ( "-" | "NOT" ) part | "(" any ")" | "@" NAME | term | WORD | PHRASE
    term   = NAME ":" value { "," value }           sort:… names keys instead
    value  = [ "<" | "<=" | ">" | ">=" ] one | [ one ] ".." [ one ]
    one    = BARE | PHRASE

    PHRASE = '"' … '"'      with \\" and \\\\ for a quote and a backslash
    WORD   = up to a blank, or to a ")" that isn't opened in the word
    BARE   = like WORD, and up to a comma or ".."
    NAME   = a letter, then letters, digits, "_", "-" or "."; or a PHRASE before the colon

Words of other tools for OR, AND and NOT mean the same (``tix.query.joints``).

A colon that is followed by another one, or by ``//``, belongs to a word. Words side by side are
joined by AND, which binds tighter than OR. The tree is as it was typed: ``(a b) c`` has an And
within an And.
"""

from collections.abc import Callable, Sequence

from tix.model.config.directory import ME
from tix.model.text.nearest import did_you_mean, may_be_slip, nearest
from tix.query.arguments import join_arguments
from tix.query.columns import COLUMNS
from tix.query.error import QueryError
from tix.query.fields import Reading
from tix.query.joints import may_be_a_habit, with_marks
from tix.query.lexer import Joint, Mark, Saved, Term, Token, Word, tokens
from tix.query.predicates import TEXT, And, Contains, IdStarts, Leaf, Node, Not, Or, leaves
from tix.query.query import Query
from tix.query.term_values import Context
from tix.query.text_terms import text_with
from tix.query.vocabulary import Vocabulary
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.query.habits import Answer
    from tix.query.order import SortKey

MAX_DEPTH = 50
"""How deeply parentheses, minus signs and saved queries may stand within each other."""

MAX_TERMS = 5000
"""How many words and terms a query may have, those of saved queries included."""

MAX_FIELDS = 500
"""How many of them may ask for a field's value, or for signs that are in no word: each of those is
a question of its own to the index, and what SQLite needs grows faster than their number."""

MAX_LENGTH = 100_000
"""How many characters a query may have, and each of the saved ones in it."""

_MAX_WARNINGS = 5


def parse(query: str | Sequence[str], vocabulary: Vocabulary) -> Query:
    """The query that a text, or the arguments of a command, stand for.

    Raises QueryError. Nothing at all is the query that every ticket matches.
    """
    if not isinstance(query, str):
        query = join_arguments(query, vocabulary, lambda text: _is_fine(text, vocabulary))
    found = _Collector()
    root = _Parser(query, vocabulary, found).run()
    return Query(query, root, found.sort_keys(), tuple(found.warnings))


def _is_fine(text: str, vocabulary: Vocabulary) -> bool:
    try:
        _Parser(text, vocabulary, _Collector()).run()
    except QueryError:
        return False
    return True


class _Collector:
    """Collects warnings, limits and sort keys of a query and the saved ones in it."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.terms = 0
        self.fields = 0
        self._tokens: dict[str, tuple[Token, ...]] = {}
        self._sort: list[tuple[int, SortKey]] = []

    def warn(self, sentence: str, near: Callable[[], str | None]) -> None:
        """Keep the first few warnings, each once; only those look for the nearest word."""
        if len(self.warnings) >= _MAX_WARNINGS or any(
            w.startswith(sentence) for w in self.warnings
        ):
            return
        close = near()
        self.warnings.append(f"{sentence} (did you mean {close!r}?)" if close else sentence)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text; a saved query may stand in others many times. Raises QueryError."""
        if text not in self._tokens:
            if len(text) > MAX_LENGTH:
                sentence = f"a query can't have more than {MAX_LENGTH} characters"
                raise QueryError(sentence, text[:_SHOWN], 0, _SHOWN)
            self._tokens[text] = with_marks(tokens(text))
        return self._tokens[text]

    def sort_by(self, key: "SortKey", nesting: int) -> None:
        """Keep a key; ``nesting`` counts the saved queries around it."""
        self._sort.append((nesting, key))

    def sort_keys(self) -> "tuple[SortKey, ...]":
        """The query's own keys before those of a saved query; each field once."""
        keys: dict[str, SortKey] = {}
        for _, key in sorted(self._sort, key=lambda entry: entry[0]):
            keys.setdefault(key.field.name, key)
        return tuple(keys.values())


class _Parser:
    """A recursive descent over the tokens of one text: the query, or a saved one in it."""

    def __init__(
        self, text: str, vocabulary: Vocabulary, found: _Collector, within: tuple[str, ...] = ()
    ) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.found = found
        self.within = within
        self.context = Context(text, vocabulary, found.warn)
        self.tokens: tuple[Token, ...] = ()
        self.at = 0

    def run(self, depth: int = 0) -> Node:
        self.tokens = self.found.tokens(self.text)
        node = self._any(depth)
        if (token := self._next()) is not None:
            raise self._error("this parenthesis isn't opened anywhere", token)
        return node if node is not None else And(())

    def _any(self, depth: int) -> Node | None:
        """``all { OR all }``; None if there is nothing but ``sort:``."""
        parts = [self._all(depth)]
        while self._next_is(Mark.OR):
            sign = self._take()
            parts.append(self._all(depth))
            if parts[-2] is None or parts[-1] is None:
                side = "before" if parts[-2] is None else "behind"
                raise self._error(f"there is nothing {side} this OR", sign, _QUOTE_OR)
        nodes = tuple(part for part in parts if part is not None)
        return Or(nodes) if len(nodes) > 1 else next(iter(nodes), None)

    def _all(self, depth: int) -> Node | None:
        """``part { [AND] part }``; None if there is nothing but ``sort:``."""
        parts: list[Node] = []
        while not (self._next() is None or self._next_is(Mark.OR) or self._next_is(Mark.CLOSE)):
            if self._next_is(Mark.AND):
                sign = self._take()
                if not parts or self._next() is None or self._next_is(*_NO_PART):
                    raise self._error("AND needs something on both sides", sign, _QUOTE_OR)
            if (part := self._part(depth)) is not None:
                parts.append(part)
        return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _part(self, depth: int) -> Node | None:
        token = self._take()
        if depth > MAX_DEPTH:
            raise self._error("this is nested too deeply", token)
        match token:
            case Joint(mark=Mark.MINUS | Mark.NOT):
                return self._negated(token, depth)
            case Joint():
                return self._group(token, depth)
        self.found.terms += 1
        if self.found.terms > MAX_TERMS:
            raise self._error(f"a query can't have more than {MAX_TERMS} words and fields", token)
        match token:
            case Word():
                self._refuse_habit(token)
                self._warn_of_star(token)
                if not token.text.strip():
                    raise self._error("there is nothing between the quotes", token)
                return self._counted(text_with(TEXT, token, self.context), token)
            case Saved():
                return self._saved(token, depth)
            case Term():
                return self._term(token)

    def _negated(self, sign: Joint, depth: int) -> Node:
        token = self._next()
        apart = sign.mark is Mark.MINUS and token is not None and token.start != sign.end
        if token is None or apart or self._next_is(*_NO_PART):
            raise self._error("there is nothing behind this -", sign, 'quote it to mean it: "-"')
        if isinstance(token, Word) and not self.text[: sign.start][-1:].strip():
            self._refuse_letter(sign, token)
        node = self._part(depth + 1)
        if node is None:
            raise self._error("sort: can't be negated; write sort:-FIELD", token)
        return Not(node)

    def _group(self, opening: Joint, depth: int) -> Node:
        node = self._any(depth + 1)
        if not self._next_is(Mark.CLOSE):
            raise self._error("this parenthesis isn't closed", opening)
        closing = self._take()
        if node is None:
            raise QueryError(
                "there is nothing to look for in here", self.text, opening.start, closing.end
            )
        if closing.end == len("(A)") and not any(
            isinstance(each, Joint) for each in self.tokens[self.at :]
        ):
            from tix.query.habits import answer_to_letter_in_parentheses

            typed = self.text[opening.start : closing.end]
            answer = answer_to_letter_in_parentheses(typed, self.vocabulary.config.priorities)
            if answer:
                raise QueryError(
                    answer.sentence, self.text, opening.start, closing.end, hint=answer.hint
                )
        return node

    def _term(self, term: Term) -> Node | None:
        field = self.vocabulary.field(term.name)
        if field is None:
            raise self._unknown_field(term)
        if field.reading is Reading.SORT:
            from tix.query.order import read_sort_value

            for value in term.values:
                key = read_sort_value(value, self.text, self.vocabulary)
                self.found.sort_by(key, len(self.within))
            return None
        from tix.query.terms import read_term  # words alone need none of it

        return self._counted(read_term(term, field, self.context), term)

    def _counted(self, node: Node, token: Token) -> Node:
        self.found.fields += sum(not _is_quick(leaf) for leaf, _ in leaves(node))
        if self.found.fields > MAX_FIELDS:
            raise self._error(f"a query can't ask for more than {MAX_FIELDS} fields", token)
        return node

    def _saved(self, token: Saved, depth: int) -> Node:
        saved = self.vocabulary.saved_query(token.name)
        if saved is None:
            from tix.query.habits import answer_to_me

            names = [query.name for query in self.vocabulary.saved_queries()]
            near = answer_to_me() if token.name == ME else did_you_mean(token.name, names)
            hint = near or f'there are none yet; to search for the text, write "@{token.name}"'
            raise self._error(f"no saved query is called {token.name!r}", token, hint)
        if saved.name in self.within:
            around = " -> ".join(f"@{name}" for name in (*self.within, saved.name))
            raise self._error(f"a saved query can't contain itself ({around})", token)
        inner = _Parser(saved.query, self.vocabulary, self.found, (*self.within, saved.name))
        try:
            return inner.run(depth + 1)
        except QueryError as error:
            if error.text != saved.query:  # of a saved query within this one
                raise
            sentence = f"in @{saved.name}: {error.sentence}"
            raise QueryError(
                sentence, error.text, error.start, error.end, hint=error.hint
            ) from None

    def _refuse_habit(self, word: Word) -> None:
        """What means something else in another tool is answered, not looked for."""
        rest = self.tokens[self.at :][:3]
        if may_be_a_habit(word, rest):
            from tix.query.habits import answer_to_word

            if answer := answer_to_word(word, rest, self.vocabulary.field):
                raise self._error(answer.sentence, word, self._hint_of(answer))

    def _hint_of(self, answer: "Answer") -> str:
        """What to write instead, if that is a query: no priority may be called so."""
        from tix.query.habits import hint_for_no_query
        from tix.query.term_values import NoComparisonError

        try:
            if answer.meant:
                _Parser(answer.meant, self.vocabulary, _Collector()).run()
        except NoComparisonError as error:
            return f"{error.sentence}; {error.hint}"
        except QueryError as error:
            return hint_for_no_query(answer.meant, error.sentence, error.hint)
        return answer.hint

    def _refuse_letter(self, sign: Joint, word: Word) -> None:
        """``-l`` is an option that stands where it can't be one, and ``-lbug`` may be one."""
        if word.quoted or sign.mark is Mark.NOT:
            return
        if len(word.text) == 1 and word.text.isascii() and word.text.isalpha():
            from tix.query.habits import answer_to_letter

            answer: Answer | None = answer_to_letter(word.text)
        else:
            from tix.query.field_words import answer_to_joined  # few words are ruled out

            answer = answer_to_joined(word.text, self.vocabulary)
        if answer is not None:
            raise QueryError(answer.sentence, self.text, sign.start, word.end, hint=answer.hint)

    def _unknown_field(self, term: Term) -> QueryError:
        from tix.query.habits import answer_to_name

        names = [name for field in self.vocabulary.fields() for name in field.names]
        instead = answer_to_name(term)
        names = [name for name in names if len(term.name) > 2 and may_be_slip(term.name, name)]
        near = None if instead else nearest(term.name, names)
        text = self.text[term.start : term.end].replace('"', "")
        quote = f'to search for the text, put it in quotes: "{text[:40]}"'
        hint = f"did you mean '{near}:'? {quote[0].upper()}{quote[1:]}" if near else quote
        hint = f"{instead}; {quote}" if instead else hint
        return QueryError(
            f"no field is called {term.name!r}", self.text, term.start, term.name_end, hint=hint
        )

    def _warn_of_star(self, word: Word) -> None:
        """``*port`` looks like a part of a word, which is looked for nowhere."""
        rest = word.text.lstrip("*")
        if rest and rest != word.text:
            self.found.warn(
                f"{word.text!r} finds no more than {rest!r}: a * counts at the end of a word", _no
            )

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next_is(self, *marks: Mark) -> bool:
        token = self._next()
        return isinstance(token, Joint) and token.mark in marks

    def _take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _error(self, sentence: str, token: Token, hint: str | None = None) -> QueryError:
        return QueryError(sentence, self.text, token.start, token.end, hint=hint)


_SHOWN = 60


def _is_quick(leaf: Leaf) -> bool:
    """Whether many of them are as good as one for the index."""
    if isinstance(leaf, Contains):
        return leaf.words.literal is None and leaf.where in (TEXT, *COLUMNS)
    return isinstance(leaf, IdStarts)


_NO_PART = (Mark.OR, Mark.AND, Mark.CLOSE)
_QUOTE_OR = 'a word that is meant as text goes in quotes: "OR", "AND"'


def _no() -> None:
    return None
