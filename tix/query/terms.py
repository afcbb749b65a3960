"""From a field and the values behind its colon to a node: one function for each ``Reading``.

Here words get their meaning: dates become bounds, people sets of keys, ``priority:>=high`` the
words it stands for. What can't be understood raises QueryError with the place and the nearest
right word.
"""

from collections.abc import Callable

from tix.model.config.config import Group
from tix.model.config.directory import ME, is_me
from tix.model.record.kind import RecordKind
from tix.model.text.nearest import did_you_mean, is_written_alike, meant_by, nearest
from tix.model.ticket.fields import TICKET
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.query import matrix
from tix.query.customer_terms import has_plan, plan_term, tax_named, texts_of_customer
from tix.query.error import QueryError
from tix.query.fields import BY_PLAIN_NAME, QueryField, Reading, state_source
from tix.query.lexer import Term, Word
from tix.query.link_terms import id_term, link_kind_term, link_term, linked_from_term
from tix.query.predicates import (
    Archived,
    Blocked,
    Broken,
    Has,
    InGroup,
    Like,
    LinkedFrom,
    LinkTo,
    Node,
    Not,
    Noted,
    OneOf,
    Or,
    Overdue,
    PersonIn,
    Source,
)
from tix.query.promised import DueSoon, Missed, Unanswered
from tix.query.term_values import Context, TermValue
from tix.query.text_terms import other_spelling, text_with
from tix.query.vocabulary import Vocabulary
from tix.quick_typing import Any

NONE = "none"
YES = "yes"
"""What a record has at the ``state_source`` of a state that it is in (``tix.query.fields``)."""
ANY = "*"

_ALWAYS_THERE = (Reading.ID, Reading.IS, Reading.HAS, Reading.NO, Reading.SORT)
_NOT_A_VALUE = (Reading.IS, Reading.HAS, Reading.NO, Reading.SORT)


def read_term(term: Term, field: QueryField, context: Context) -> Node:
    """The node of a term (any but ``sort:``): one of its values. Raises QueryError."""
    nodes = [_read(TermValue(field, value, context)) for value in term.values]
    return _either(nodes)


def _either(nodes: list[Node]) -> Node:
    """One value or another; ``label:a,b`` and ``assignee:a,b`` are single nodes."""
    first = nodes[0]
    if len(nodes) == 1:
        return first
    words = [node.words for node in nodes if isinstance(node, OneOf)]
    if isinstance(first, OneOf) and len(words) == len(nodes):
        return OneOf(first.source, frozenset().union(*words))
    keys = [node.keys for node in nodes if isinstance(node, PersonIn)]
    if isinstance(first, PersonIn) and len(keys) == len(nodes):
        return PersonIn(first.source, frozenset().union(*keys))
    return Or(tuple(nodes))


def _read(asked: TermValue) -> Node:
    field, whole = asked.field, asked.value.whole
    special = not (asked.value.op or whole.quoted or field.reading in _ALWAYS_THERE)
    if special and field.name not in ("text", "updated"):
        if whole.text == ANY:
            return _present(field, asked.vocabulary)
        is_none = whole.text.casefold() == NONE and field.name != "title"  # in titles, a word
        if is_none and NONE not in _choices(asked):
            return Not(_present(field, asked.vocabulary))
    return _READERS[field.reading](asked)


def _present(field: QueryField, vocabulary: Vocabulary) -> Node:
    if has := _HAS_COMPUTED.get(field.reading):
        return has(vocabulary)
    if field.reading is Reading.LINK_KIND:
        return LinkTo(field.name, "")
    if field.reading is Reading.LINKED_FROM:
        return LinkedFrom(SEEN_FROM_THE_OTHER_END[field.name], "")
    return matrix.present(field.source, vocabulary.config)


# Text and words


def _contains(asked: TermValue) -> Node:
    word = asked.word()
    if not word.quoted and word.text.startswith("/"):
        from tix.query.habits import answer_to_pattern

        if answer := answer_to_pattern(word.text):
            raise asked.context.error(answer.sentence, word, answer.hint)
    return text_with(asked.field.source.name, word, asked.context)


def _word(asked: TermValue) -> Node:
    word = asked.word()
    source, folded = asked.field.source, word.text.casefold()
    meant = frozenset(filter(None, (folded, other_spelling(word), tax_named(asked, word))))
    pattern = folded.strip(ANY)
    if word.quoted or pattern == folded or not pattern:
        named = _customer_named(asked, word)
        node: Node = OneOf(source, meant | named)
        found = bool(named) or asked.vocabulary.has(source, meant.__contains__)
    else:
        before, behind = folded.startswith(ANY), folded.endswith(ANY)
        likes = tuple(Like(source, text.strip(ANY), before, behind) for text in sorted(meant))
        node = likes[0] if len(likes) == 1 else Or(likes)
        found = any(asked.vocabulary.has(source, like.is_like) for like in likes)
    offered = source.team or asked.vocabulary.warns_of(source.name)
    plain = folded.removeprefix("-")
    if (
        not (found or word.quoted)
        and plain != folded
        and asked.vocabulary.has(source, plain.__eq__)
    ):
        sentence = f"no {asked.vocabulary.kind.name} has {asked.field.name} {word.text!r}"
        hint = f"to rule it out write -{asked.field.name}:{word.text[1:]}"
        raise asked.context.error(sentence, word, hint)
    if not found and offered:
        words = asked.vocabulary.words.get(source.name, ())
        asked.context.warn(
            f"no {asked.vocabulary.kind.name} has {asked.field.name} {word.text!r}",
            lambda: nearest(word.text, sorted(words)),
        )
    return node


def _customer_named(asked: TermValue, word: Word) -> frozenset[str]:
    """What else tickets or records of a customer may have there, in lower case, if one is named."""
    is_customer = asked.field.source == Source("customer")
    return texts_of_customer(asked.vocabulary, word) if is_customer else frozenset()


def _choice(asked: TermValue) -> Node:
    word = asked.word()
    words = frozenset({_known_choice(asked, word)})
    return matrix.one_of(asked.field.source, words, asked.vocabulary.config)


def _order(asked: TermValue) -> Node:
    """``priority:>=high``: all words from that one on, in the desk's order of them."""
    if not asked.value.op and not asked.value.is_range:
        return _choice(asked)
    ranks = [name.casefold() for name in asked.vocabulary.config.order_of(asked.field.source.name)]

    def rank(word: Word | None, otherwise: int) -> int:
        if word is None:
            return otherwise
        folded = _known_choice(asked, word)
        if folded not in ranks:
            raise asked.context.error(
                f"{word.text!r} has no place in the order {', '.join(ranks)}", word
            )
        return ranks.index(folded)

    if asked.value.is_range:
        first, last = rank(asked.value.low, 0), rank(asked.value.high, len(ranks) - 1)
        if first > last:
            raise asked.context.error("the end comes before the beginning", asked.value)
    else:
        at = rank(asked.operand(), 0)
        first = {">": at + 1, ">=": at}.get(asked.value.op, 0)
        last = {"<": at - 1, "<=": at}.get(asked.value.op, len(ranks) - 1)
    words = frozenset(ranks[first : last + 1])
    return matrix.one_of(asked.field.source, words, asked.vocabulary.config)


def _known_choice(asked: TermValue, word: Word) -> str:
    """The word in lower case, or the one of the configuration that it names.

    Raises QueryError if neither configuration nor tickets have it.
    """
    folded = word.text.casefold()
    choices = _choices(asked)
    if folded in choices:
        return folded
    if not asked.vocabulary.has(asked.field.source, folded.__eq__):
        is_ruled_out = word.text[:1] in "!~-" and not word.quoted
        meant = [] if is_ruled_out else meant_by(folded, choices)
        if len(meant) == 1 and (not word.quoted or is_written_alike(folded, meant[0])):
            return meant[0]
        from tix.model.ticket.other_words import word_meant  # only what is wrong needs it

        hint = word_meant(asked.field.name, word.text.lstrip("!=~-"), choices)
        if "|" in folded and {*folded.split("|")} <= {*choices} and not word.quoted:
            hint = f"for any of them write {asked.field.name}:{folded.replace('|', ',')}"
        if asked.field.name == "status" and folded in _IS:
            hint = f"did you mean is:{folded}?"
        elif is_ruled_out and hint:
            hint = f"to rule it out write -{asked.field.name}:{word.text.lstrip('!=~-')}"
        raise asked.context.error(f"no {asked.field.name} is called {word.text!r}", word, hint)
    return folded


def _choices(asked: TermValue) -> list[str]:
    """The configured words of a field, in lower case and in their order."""
    config, field = asked.vocabulary.config, asked.field
    if field.source.team:
        declared = config.team_field_type(field.name)
        names = declared.choices if declared else ()
    else:
        names = config.words_of(field.name) or ()
    return [name.casefold() for name in names]


# People


def _person(asked: TermValue) -> Node:
    word = asked.word()
    directory = asked.vocabulary.directory
    if is_me(word.text) and directory.me is None:
        raise _nobody_is_me(asked, word)
    # The beginning of a name is enough, so the star of ana* says nothing new.
    keys = directory.matches(word.text if word.quoted else word.text.rstrip(ANY))
    if not keys:
        from tix.query.habits import answer_to_nobody

        if answer := answer_to_nobody(word.text, asked.field.name):
            raise asked.context.error(answer.sentence, word, answer.hint)
        asked.context.warn(
            f"nobody that this desk knows is called {word.text!r}",
            lambda: directory.nearest(word.text),
        )
    return PersonIn(asked.field.source, keys)


def _nobody_is_me(asked: TermValue, word: Word) -> QueryError:
    return asked.context.error(
        "it isn't known who you are: git has no mail address of yours",
        word,
        "git config --global user.email you@example.org",
    )


# is: and has:


def _mine(asked: TermValue) -> Node:
    if asked.vocabulary.directory.me is None:
        raise _nobody_is_me(asked, asked.value.whole)
    return PersonIn(Source("assignees"), asked.vocabulary.directory.matches(ME))


def _group(*groups: Group) -> Callable[[TermValue], Node]:
    return lambda asked: InGroup(frozenset(groups), asked.vocabulary.config)


_IS: dict[str, Callable[[TermValue], Node]] = {
    "open": _group(Group.ACTIVE, Group.WAITING),
    "done": _group(Group.DONE),
    "active": _group(Group.ACTIVE),
    "waiting": _group(Group.WAITING),
    "overdue": lambda asked: Overdue(asked.vocabulary.now, asked.vocabulary.config),
    "unassigned": lambda _: Not(Has(Source("assignees"))),
    "mine": _mine,
    "blocked": lambda _: Blocked(),
    "broken": lambda _: Broken(),
    "archived": lambda _: Archived(),
    "missed": lambda _: Missed(),
    "due-soon": lambda _: DueSoon(),
    "unanswered": lambda _: Unanswered(),
}

IS_WORDS = tuple(_IS)
"""The words that can follow ``is:``."""

_STATES = {"open": _IS["open"], "closed": _IS["done"], "all": _group(*Group)}
"""GitHub's states."""


def _state(asked: TermValue) -> Node:
    word = asked.word()
    if make := _STATES.get(word.text.casefold()):
        return make(asked)
    status = BY_PLAIN_NAME["status"]
    return _choice(TermValue(status, asked.value, asked.context))


def _is(asked: TermValue) -> Node:
    word = asked.word()
    folded = word.text.casefold()
    if (kind := asked.vocabulary.kind) is not TICKET:
        if folded in kind.states:
            return OneOf(state_source(folded), frozenset({YES}))
        hint = _its_status(kind, folded) or did_you_mean(word.text, kind.states)
        raise asked.context.error(f"no {kind.name} can be {word.text!r}", word, hint)
    if make := _IS.get(folded) or (_IS["done"] if folded == "closed" else None):
        return make(asked)
    from tix.model.ticket.priorities import plain_word
    from tix.query.habits import answer_to_is, terms_of_desk

    hint = answer_to_is(folded)
    if not hint:
        own = terms_of_desk(asked.vocabulary.config).get(plain_word(word.text))
        hint = f"did you mean {own}?" if own else did_you_mean(word.text, _IS)
    raise asked.context.error(f"no ticket can be {word.text!r}", word, hint)


def _its_status(kind: RecordKind[Any], word: str) -> str | None:
    """The hint where records of a kind have a status that is called so."""
    if (status := kind.by_name.get("status")) is None:
        return None
    try:
        status.kind.parse(word)
    except ValueError:
        return None
    return f"did you mean status:{word}?"


_NOTES = ("note", "notes")
"""``has:note``: merge notes, which are comments, but no field."""


def _has(asked: TermValue) -> Node:
    word = asked.word()
    field = asked.vocabulary.field(word.text)
    if word.text.casefold() in _NOTES and not (field and field.source.team):
        return Noted()
    if field is None or field.reading in _NOT_A_VALUE or field.name in ("text", "updated"):
        choices = [f.name for f in asked.vocabulary.fields() if f.reading not in _NOT_A_VALUE]
        from tix.query.habits import instead_of

        hint = instead_of(word.text) or did_you_mean(word.text, choices)
        raise asked.context.error(f"no field is called {word.text!r}", word, hint)
    return _present(field, asked.vocabulary)


def _no(asked: TermValue) -> Node:
    """``no:assignee``, as elsewhere: it has none."""
    return Not(_has(asked))


def _range(asked: TermValue) -> Node:
    from tix.query.range_terms import range_term  # words need none of it

    return range_term(asked)


def _promised(asked: TermValue) -> Node:
    from tix.query.promise_terms import due_next_term, promise_term  # few queries ask for it

    return (promise_term if asked.field.reading is Reading.PROMISE else due_next_term)(asked)


def _has_promise(vocabulary: Vocabulary) -> Node:
    from tix.query.promise_terms import has_promise

    return has_promise(vocabulary)


def _has_due_next(vocabulary: Vocabulary) -> Node:
    from tix.query.promise_terms import has_due_next

    return has_due_next(vocabulary)


_READERS: dict[Reading, Callable[[TermValue], Node]] = {
    Reading.CONTAINS: _contains,
    Reading.WORD: _word,
    Reading.CHOICE: _choice,
    Reading.ORDER: _order,
    Reading.PERSON: _person,
    Reading.TIME: _range,
    Reading.DATE: _range,
    Reading.NUMBER: _range,
    Reading.LENGTH: _range,
    Reading.ID: id_term,
    Reading.LINK: link_term,
    Reading.LINK_KIND: link_kind_term,
    Reading.LINKED_FROM: linked_from_term,
    Reading.STATE: _state,
    Reading.NO: _no,
    Reading.IS: _is,
    Reading.HAS: _has,
    Reading.PLAN: plan_term,
    Reading.PROMISE: _promised,
    Reading.DUE_NEXT: _promised,
}

_HAS_COMPUTED: dict[Reading, Callable[[Vocabulary], Node]] = {
    Reading.PLAN: has_plan,
    Reading.PROMISE: _has_promise,
    Reading.DUE_NEXT: _has_due_next,
}
