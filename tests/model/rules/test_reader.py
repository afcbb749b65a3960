"""``rules.yaml`` is read as strictly as ``tix.yaml``: the line, and the nearest right word."""

from datetime import UTC, datetime

import pytest

from tix.model.config.reader import load_config
from tix.model.rules.effect_source import Surroundings
from tix.model.rules.reader import load_rules
from tix.model.rules.rule import (
    AddLabels,
    Assign,
    AtRule,
    EveryRule,
    Notify,
    OnRule,
    Say,
    SetField,
    Trigger,
    Watch,
)
from tix.model.rules.source import RulesError

CONFIG = load_config("""\
people:
- {name: Ana Lima, mail: ana@example.org, aliases: [al@old.example]}
- Bob Reis <bob@example.org>
teams:
  field: [ana@example.org, bob@example.org]
  facilities: [bob@example.org]
fields:
  severity: {type: choice, choices: [minor, major]}
""")

DESK = """\
# what we agreed on
- name: route printers
  on: opened                    # the first thing
  when: printer OR toner
  then: {assign: one of field, priority: high, add-label: hardware, comment: reply printer-received, watch: facilities, notify: facilities}
- name: nobody looked
  at: 30m before first_response
  when: is:unassigned
  then: {priority: urgent, notify: ana, comment: internal Nobody has looked.}
- name: check the backups
  every: mon 09:00
  from: 2026-11-01T00:00:00Z
  open: {title: Check the backups, type: task, assign: one of field}
"""  # noqa: E501

AROUND = Surroundings(replies=["printer-received"], calendars=["office"])


def test_the_three_forms() -> None:
    on, at, every = load_rules(DESK, CONFIG, AROUND).rules
    assert isinstance(on, OnRule)
    assert (on.name, on.line, on.trigger, on.when) == (
        "route printers", 2, Trigger("opened"), "printer OR toner",
    )  # fmt: skip
    assert on.then == (
        Assign("one of", "field"),
        SetField("priority", "high"),
        AddLabels(("hardware",)),
        Say("reply", "printer-received"),
        Watch(("facilities",)),
        Notify(("facilities",)),
    )
    assert isinstance(at, AtRule)
    assert (at.moment.anchor, at.moment.sign, at.moment.length.seconds) == (
        "first_response", -1, 1800,
    )  # fmt: skip
    assert at.since is None
    assert at.then[1:] == (Notify(("ana@example.org",)), Say("internal", "Nobody has looked."))
    assert isinstance(every, EveryRule)
    assert every.title == "Check the backups"
    assert every.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert load_rules("", CONFIG, AROUND).rules == ()


@pytest.mark.parametrize(
    ("rule", "said", "hint"),
    [
        ("on: opend", "2: 'opend' is no event", "'opened'"),
        ("on: changed prioritty", "2: 'prioritty' is no field", "'priority'"),
        ("on: opened done", "2: 'done' doesn't go with opened", None),
        ("at: 5bd after sinc", "2: at: 'sinc' is no time of a ticket", "'since'"),
        ("at: 5 after since", "2: at: '5' is no length of time", None),
        ("at: 5bd 2h after since", "2: at: '5bd 2h' mixes", None),
        ("at: 5bd after since", "2: business time needs a calendar", "office"),
        ("at: due\n  calendar: ofice", "3: the desk has no calendar 'ofice'", "'office'"),
        ("at: due\n  from: soon", "3: from: 'soon' is not a time", None),
        ("every: mom 09:00\n  open: Hi", "2: every: 'mom' is no weekday", "'mon'"),
        ("every: 31st of month\n  open: Hi", "2: every: not every month has a 31st", None),
        ("every: 5th mon of month\n  open: Hi", "2: every: not every month has a 5th", None),
        ("every: 91st of quarter\n  open: Hi", "2: every: not every quarter has a 91st", None),
        ("every: day 25:00\n  open: Hi", "2: every: '25:00' is no time of day", None),
        ("every: day\n  open: {type: task}", "3: open has no title", None),
        ("every: day\n  open: {title: Hi, assign: least loaded of field}", "least", "one"),
        ("on: opened\n  at: due", "3: a rule says one of on, at and every", None),
        ("on: opened\n  wen: x", "'wen' is no part of a rule with 'on'", "'when'"),
    ],
)
def test_a_rule_that_makes_no_sense(rule: str, said: str, hint: str | None) -> None:
    then = "" if "every" in rule else "\n  then: {add-label: x}"
    with pytest.raises(RulesError) as error:
        load_rules(f"- name: x\n  {rule}{then}\n", CONFIG, AROUND)
    assert said in str(error.value)
    assert hint is None or hint in str(error.value.hint)


@pytest.mark.parametrize(
    ("then", "said", "hint"),
    [
        ("priority: hihg", "no priority 'hihg'", "'high'"),
        ("prority: high", "'prority' is nothing that a rule can do", "'priority'"),
        ("severity: mino_", "no severity 'mino_'", "'minor'"),
        ("status: done", "no status 'done'", None),
        ("assign: one of feild", "no team 'feild'", "'field'"),
        ("assign: anna", "nobody 'anna'", "'ana'"),
        ("assign: me", "no 'me'", None),
        ("watch: facilites", "nobody 'facilites'", "'facilities'"),
        ("comment: reply printer-recieved", "no reply 'printer-recieved'", "'printer-received'"),
        ("comment: internal", "comment says nothing", None),
        ("invoice: create", "needs billing", "billing:"),
        ("invoice: print", "must be create", None),
        ("opened: 2026-01-01", "isn't set by hand", None),
        ("title: x", "doesn't change what a ticket is called", None),
    ],
)
def test_what_it_does_makes_no_sense(then: str, said: str, hint: str | None) -> None:
    with pytest.raises(RulesError) as error:
        load_rules(f"- name: x\n  on: opened\n  then: {{{then}}}\n", CONFIG, AROUND)
    assert str(error.value).startswith("rules.yaml:3: ")
    assert said in str(error.value)
    assert hint is None or hint in str(error.value.hint)


def test_names_are_their_own_and_can_stand_in_a_list_of_entries() -> None:
    for text in ("- name: a · b\n  on: done\n  then: {priority: low}\n", "- on: done\n"):
        with pytest.raises(RulesError):
            load_rules(text, CONFIG, AROUND)
    rule = "- name: {}\n  on: done\n  then: {{priority: low}}\n"
    with pytest.raises(RulesError, match="twice"):
        load_rules(rule.format("a") + rule.format("A"), CONFIG, AROUND)


def test_a_person_goes_by_login_alias_or_any_address() -> None:
    text = "- name: a\n  on: done\n  then: {assign: WHO}\n"
    for who, written in [
        ("Ana Lima", "ana@example.org"),
        ("al@old.example", "ana@example.org"),
        ("new@example.net", "new@example.net"),
        ("none", ""),
    ]:
        [rule] = load_rules(text.replace("WHO", who), CONFIG, AROUND).on
        assert rule.then == (Assign("to", written),)
