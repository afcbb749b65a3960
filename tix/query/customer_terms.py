"""Terms about customers, and about that of a ticket: by its name, and by what its record says.

A ticket names its customer; so what is asked of the record becomes the names of those customers
of which it is true.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain

from tix.model.text.nearest import nearest
from tix.query.lexer import Word
from tix.query.predicates import Like, Node, OneOf, Source
from tix.query.term_values import TermValue
from tix.query.vocabulary import Vocabulary

_CUSTOMER, _TAX = Source("customer"), Source("tax")


def texts_of_customer(vocabulary: Vocabulary, word: Word) -> frozenset[str]:
    """What tickets of the customer whose name that is, or begins so, or which it tells otherwise,
    may have there; lower case."""
    if vocabulary.customers is None:
        return frozenset()
    customers = vocabulary.customers()
    found = customers.of(word.text) if word.quoted else customers.meant(word.text)
    if found is None and (match := customers.told(word.text)):
        found = match.customer
    return customers.texts_of([found]) if found else frozenset()


def plan_term(asked: TermValue) -> Node:
    """``plan:gold``: the ticket's customer has that plan."""
    word = asked.word()
    plans = _ids_by_plan(asked.vocabulary)
    folded = word.text.casefold()
    pattern = folded.strip("*")
    if word.quoted or pattern == folded:
        found = plans.get(folded, ())
    else:
        like = Like(_CUSTOMER, pattern, folded.startswith("*"), folded.endswith("*"))
        found = [each for plan in plans if like.is_like(plan) for each in plans[plan]]
    if not found:
        asked.context.warn(f"no customer has plan {word.text!r}", lambda: nearest(word.text, plans))
    return _of(asked.vocabulary, found)


def has_plan(vocabulary: Vocabulary) -> Node:
    """The ticket's customer has some plan."""
    return _of(vocabulary, chain.from_iterable(_ids_by_plan(vocabulary).values()))


def tax_named(asked: TermValue, word: Word) -> str | None:
    """The tax of customers as their records have it, if one is named: ``ae`` of *reverse charge*;
    lower case."""
    if asked.field.source != _TAX:
        return None
    from tix.model.records.customer import tax_text  # few ask

    with suppress(ValueError):
        return tax_text(word.text).casefold()
    return None


def _ids_by_plan(vocabulary: Vocabulary) -> Mapping[str, Sequence[str]]:
    return vocabulary.customers().ids_by_plan if vocabulary.customers else {}


def _of(vocabulary: Vocabulary, found: Iterable[str]) -> Node:
    known = vocabulary.customers() if vocabulary.customers else None
    return OneOf(_CUSTOMER, known.texts_of_ids(found) if known else frozenset[str]())
