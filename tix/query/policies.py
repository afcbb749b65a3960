"""The policies of a desk, each with its ``when`` as a predicate.

What ``when`` asks for must be in the ticket's file, ``tix.yaml`` or the customer's file, and stay
as it is until one of them changes: so it says nothing about the status, nor about now, me, or
other tickets. It is parsed without the people and words of other tickets, too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.model.config.source import ConfigError
from tix.model.people import person_key
from tix.model.promises.policy import Policy
from tix.query.error import QueryError
from tix.query.fields import QueryField, plain_name
from tix.query.parser import parse
from tix.query.policy_rules import Rule
from tix.query.predicates import LinkedFrom, Node, OneOf, PersonIn, leaves
from tix.query.query import Query
from tix.query.vocabulary import Vocabulary

_CHANGES = frozenset(
    {"is", "status", "state", "since", "updated", "resolved", "closed", "resolution", "waited",
     "promise", "due_next", "left"}
)  # fmt: skip
"""Names of what changes by itself, by other files, or follows from the promise."""

_MOMENTS = (datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC), datetime(2032, 7, 9, 21, tzinfo=UTC))
_SOMEBODY = ("one@me.invalid", "other@me.invalid")


class PolicyError(ConfigError):
    """The ``when`` of a policy can't be used."""

    def __init__(self, config: Config, policy: Policy, reason: str, hint: str | None) -> None:
        line = config.lines.get(f"promises.{policy.name}.when", 1)
        super().__init__(line, f"when of {policy.name}: {reason}", hint)


def read_rules(config: Config, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The policies of a desk in their order; ``vocabulary`` says what queries can name.

    Raises PolicyError.
    """
    return tuple(Rule(policy, _root(config, policy, vocabulary)) for policy in config.promises)


def broken_policies(config: Config, vocabulary: Vocabulary) -> Iterator[PolicyError]:
    """What is wrong with policies, one after the other."""
    for policy in config.promises:
        try:
            _root(config, policy, vocabulary)
        except PolicyError as error:
            yield error


class _RefusedNameError(Exception):
    """A name that policies can't ask for."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _PolicyVocabulary(Vocabulary):
    """Refuses the names of what changes by itself."""

    def field(self, name: str) -> QueryField | None:
        found = super().field(name)
        if found is not None and plain_name(found.name) in _CHANGES and not found.source.team:
            raise _RefusedNameError(name)
        return found


class _WholeAddresses(Directory):
    """Knows the people of ``tix.yaml``, and takes whole mail addresses of others."""

    def matches(self, who: str) -> frozenset[str]:
        key = person_key(who.strip())
        return super().matches(who) or frozenset([key] if "@" in key[1:] else ())


def _root(config: Config, policy: Policy, vocabulary: Vocabulary) -> Node | None:
    if not policy.when:
        return None
    try:
        one = _parsed(policy.when, vocabulary, 0)
        found = [leaf for leaf, _ in leaves(one.root)]
        is_plain = all(isinstance(leaf, OneOf) for leaf in found)  # words mean the same to all
        other = one if is_plain else _parsed(policy.when, vocabulary, 1)
    except QueryError as error:
        raise PolicyError(config, policy, error.sentence, error.hint) from None
    except _RefusedNameError as refused:
        reason = f"{refused.name!r} changes by itself, so no promise can depend on it"
        raise PolicyError(config, policy, reason, _HINT) from None
    if one.root != other.root:
        reason = "what it means depends on who asks, or when"
    elif one.sort:
        reason = "it sorts nothing"
    elif any(isinstance(leaf, LinkedFrom) for leaf in found):
        reason = "links stand in other tickets, which no promise can depend on"
    elif any(isinstance(leaf, PersonIn) and not leaf.keys for leaf in found):
        raise PolicyError(config, policy, one.warnings[0], "whole mail addresses, or people")
    else:
        return one.root
    raise PolicyError(config, policy, reason, _HINT)


_HINT = "type, priority, customer, requester, labels and the like stay as they are"


def _parsed(when: str, vocabulary: Vocabulary, number: int) -> Query:
    """The query, read at one of two times by one of two people: what depends on them differs."""
    config = vocabulary.config
    directory = _WholeAddresses(config, (), _SOMEBODY[number])
    customers = vocabulary.customers
    known = _PolicyVocabulary(config, directory, _MOMENTS[number], customers=customers)
    return parse(when, known)
