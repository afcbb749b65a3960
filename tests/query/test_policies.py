"""What ``when`` of a policy may ask for, and what is said about the rest."""

import json
from datetime import UTC, datetime

import pytest

from tix.model.config.directory import Directory
from tix.model.config.reader import load_config
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.query.policies import PolicyError, broken_policies, read_rules
from tix.query.vocabulary import Vocabulary

_DESK = """\
people: [Ana Lima <ana@example.org>]
teams: {{support: [ana@example.org]}}
queries: {{hot: "priority:urgent OR label:hot", mine: "assignee:me", new: "opened:<1d"}}
fields: {{severity: {{type: choice, choices: [minor, major]}}}}
promises:
- name: gold
  when: {when}
  calendar: always
  first_response: 1h
"""


def _vocabulary(text: str) -> Vocabulary:
    config = load_config(text)
    return Vocabulary(config, Directory(config), datetime.now(UTC))


@pytest.mark.parametrize(
    "when",
    [
        "priority:>=high", "@hot", "customer:acme-ltd -type:task", "assignee:ana",
        "requester:new@customer.example", "watcher:support", "opened:>=2026-11-01",
        "printer OR toner", "severity:major", "no:assignee", "milestone:none", "blocks:k7f",
        "channel:phone impact:high",
    ],
)  # fmt: skip
def test_it_may_ask_for_what_stays(when: str) -> None:
    vocabulary = _vocabulary(_DESK.format(when=json.dumps(when)))
    [rule] = read_rules(vocabulary.config, vocabulary)
    assert rule.root is not None


@pytest.mark.parametrize(
    ("when", "said", "hint"),
    [
        ("status:open", "'status' changes by itself", "stay as they are"),
        ("has:status", "'status' changes by itself", ""),
        ("no:resolution", "'resolution' changes by itself", ""),
        ("state:open", "'state' changes by itself", ""),
        ("since:2026-11-01", "'since' changes by itself", ""),
        ("updated:2026-11-01..", "'updated' changes by itself", ""),
        ("is:unassigned", "'is' changes by itself", ""),
        ("-is:done", "'is' changes by itself", ""),
        ("assignee:me", "what it means depends on who asks", ""),
        ("@mine", "what it means depends on who asks", ""),
        ("@new", "what it means depends on who asks, or when", ""),
        ("due:<today", "what it means depends on who asks, or when", ""),
        ("blocked-by:k7f", "links stand in other tickets", ""),
        ("sort:due", "it sorts nothing", ""),
        ("type:incidnet", "no type is called 'incidnet'", "did you mean 'incident'?"),
        ("severty:major", "no field is called 'severty'", "severity"),
        ("assignee:bo", "nobody that this desk knows is called 'bo'", "whole mail addresses"),
        ("(label:ci", "", ""),
    ],
)
def test_the_rest_is_an_error_of_that_line(when: str, said: str, hint: str) -> None:
    vocabulary = _vocabulary(_DESK.format(when=json.dumps(when)))
    [error] = broken_policies(vocabulary.config, vocabulary)
    assert str(error).startswith("tix.yaml:7: when of gold: ")
    assert said in str(error)
    assert hint in (error.hint or "")
    with pytest.raises(PolicyError):
        read_rules(vocabulary.config, vocabulary)


def test_without_when_it_is_for_every_ticket() -> None:
    vocabulary = _vocabulary(_DESK.format(when='""'))
    [rule] = read_rules(vocabulary.config, vocabulary)
    assert rule.root is None or rule.root(Ticket("k7f3qz", "A"), Facts())
