"""Terms about what the desk has promised: ``promise:gold``, ``due-next:today``."""

from tix.model.text.nearest import did_you_mean
from tix.query.predicates import DateIn, Node
from tix.query.promised import DueNextIn, Promised
from tix.query.range_terms import date_term
from tix.query.term_values import TermValue
from tix.query.vocabulary import Vocabulary
from tix.query.within import ALWAYS


def promise_term(asked: TermValue) -> Node:
    """``promise:gold``: that policy holds for the ticket."""
    word = asked.word()
    names = [policy.name for policy in asked.vocabulary.config.promises]
    found = frozenset(name for name in names if name.casefold() == word.text.casefold())
    if not found:
        hint = did_you_mean(word.text, names)
        raise asked.context.error(f"no promise is called {word.text!r}", word, hint)
    return Promised(found)


def has_promise(vocabulary: Vocabulary) -> Node:
    """Some policy holds for the ticket."""
    return Promised(frozenset(policy.name for policy in vocabulary.config.promises))


def due_next_term(asked: TermValue) -> Node:
    """``due-next:..today``: what is due next is due by then."""
    term = date_term(asked)
    assert isinstance(term, DateIn)
    return DueNextIn(term.within, asked.vocabulary.config)


def has_due_next(vocabulary: Vocabulary) -> Node:
    """Something is due, sooner or later."""
    return DueNextIn(ALWAYS, vocabulary.config)
