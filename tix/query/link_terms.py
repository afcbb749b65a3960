"""Terms about ids, and links from either end."""

from tix.model.ids import ALPHABET, LENGTH, as_prefix
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.model.ticket.ticket import LINK_KINDS
from tix.query.lexer import Word
from tix.query.predicates import IdStarts, LinkedFrom, LinkTo, Node
from tix.query.term_values import TermValue


def id_term(asked: TermValue) -> Node:
    word = asked.word()
    prefix = as_prefix(word.text)
    if not can_begin_id(prefix):
        raise asked.context.error(f"{word.text!r} is not the beginning of an id", word)
    return IdStarts(prefix)


def can_begin_id(text: str) -> bool:
    """Whether an id may begin so: a prefix in the form of ``as_prefix``."""
    return 0 < len(text) <= LENGTH and set(text) <= set(ALPHABET)


def link_term(asked: TermValue) -> Node:
    """``link:blocks``, ``link:k7f3qz`` or ``link:"blocks k7f3qz"``."""
    word = asked.word()
    first, *rest = word.text.casefold().split()
    if first in LINK_KINDS:
        return LinkTo(first, _target(asked, " ".join(rest), word) if rest else "")
    if kind := SEEN_FROM_THE_OTHER_END.get(first):
        return LinkedFrom(kind, _target(asked, " ".join(rest), word) if rest else "")
    # Letters that no id has aren't read as digits here: a mistyped kind is no id.
    if rest or not can_begin_id(first.removeprefix("#")):
        hint = did_you_mean(first, LINK_KINDS)
        raise asked.context.error(f"{word.text!r} is neither a kind of link nor an id", word, hint)
    return LinkTo(None, first.removeprefix("#"))


def link_kind_term(asked: TermValue) -> Node:
    word = asked.word()
    return LinkTo(asked.field.name, _target(asked, word.text, word))


def linked_from_term(asked: TermValue) -> Node:
    """``blocked-by:k7f``: tickets that this one blocks."""
    word = asked.word()
    kind = SEEN_FROM_THE_OTHER_END[asked.field.name]
    return LinkedFrom(kind, _target(asked, word.text, word))


def _target(asked: TermValue, text: str, word: Word) -> str:
    prefix = as_prefix(text)
    if not can_begin_id(prefix):
        raise asked.context.error(f"{text!r} is not the beginning of an id", word)
    return prefix
