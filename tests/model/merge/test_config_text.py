"""``tix.yaml`` changed on both sides: merged by its settings, or left to a person."""

import pytest

from tix.model.config.reader import load_config
from tix.model.merge.config_text import merge_config

BASE = b"""\
# The desk of the harbour.
format: 1
name: harbour

# Who works here.
people:
- name: Ana Lima
  mail: ana@example.org
types: [incident, request]
"""


def test_settings_added_on_both_sides_are_both_there() -> None:
    ours = BASE + b"timezone: Europe/Lisbon\n"
    theirs = BASE + b"priorities: [low, high]\n"
    merged = merge_config(BASE, ours, theirs)
    assert merged == BASE + b"priorities: [low, high]\ntimezone: Europe/Lisbon\n"
    assert merge_config(BASE, theirs, ours) == merged


def test_a_setting_changed_here_and_another_changed_there_are_both_taken() -> None:
    ours = BASE.replace(b"name: harbour", b"name: port")
    theirs = BASE.replace(b"[incident, request]", b"[incident, request, question]")
    merged = merge_config(BASE, ours, theirs)
    assert merged is not None
    config = load_config(merged.decode())
    assert config.name == "port"
    assert config.types == ("incident", "request", "question")
    assert b"# The desk of the harbour." in merged
    assert b"# Who works here.\npeople:" in merged


def test_people_added_on_both_sides_are_both_there() -> None:
    bob = b"- name: Bob Reis\n  mail: bob@example.org\n"
    cleo = b"- name: Cleo Paz\n  mail: cleo@example.org\n"
    ours, theirs = (BASE.replace(b"types:", who + b"types:") for who in (bob, cleo))
    merged = merge_config(BASE, ours, theirs)
    assert merged is not None
    assert [m.person.name for m in load_config(merged.decode()).people] == [
        "Ana Lima", "Bob Reis", "Cleo Paz",
    ]  # fmt: skip
    assert merge_config(BASE, theirs, ours) == merged


@pytest.mark.parametrize("after", ["", "\n# teams:\n#   support: [ana]\n"], ids=["end", "middle"])
def test_first_people_added_on_both_sides_are_both_there(after: str) -> None:
    base = b"format: 1\n\n# people:\n# - Bob Reis <bob@example.org>\n" + after.encode()
    place = b"# - Bob Reis <bob@example.org>\n"
    first = b"people:\n- name: Ana Lima\n  mail: ana@example.org\n"
    ours = base.replace(place, place + first)
    theirs = base.replace(place, place + b"people:\n- Bob Reis <bob@example.org>\n")
    merged = merge_config(base, ours, theirs)
    assert merged is not None
    assert merge_config(base, theirs, ours) == merged
    people = load_config(merged.decode()).people
    assert sorted(m.person.name for m in people) == ["Ana Lima", "Bob Reis"]
    assert merged.count(b"teams:") == bool(after)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (BASE.replace(b"harbour\n\n", b"port\n\n"), BASE.replace(b"harbour\n\n", b"dock\n\n")),
        (BASE.replace(b"name: harbour\n", b""), BASE.replace(b": harbour\n", b": dock\n")),
        (BASE + b"queries:\n  a: is:open\n", BASE + b"queries:\n  a: is:done\n"),
        (BASE + b"\xff", BASE + b"timezone: UTC\n"),
    ],
    ids=["one value", "removed and changed", "one name twice", "no UTF-8"],
)
def test_what_contradicts_takes_a_person(ours: bytes, theirs: bytes) -> None:
    assert merge_config(BASE, ours, theirs) is None
    assert merge_config(BASE, theirs, ours) is None


def test_lines_that_both_added_alike_are_not_taken_for_one() -> None:
    bob = b"- name: Bob Reis\n  aliases: [b]\n  mail: bob@example.org\n"
    cleo = b"- name: Cleo Paz\n  aliases: [b]\n  mail: cleo@example.org\n"
    ours, theirs = (BASE.replace(b"types:", who + b"types:") for who in (bob, cleo))
    assert merge_config(BASE, ours, theirs) is None


def test_two_who_made_the_desk_agree_on_a_name() -> None:
    ours, theirs = (BASE.replace(b"name: harbour", b"name: " + name) for name in (b"a", b"b"))
    merged = merge_config(None, ours, theirs)
    assert merged == ours
    assert merge_config(None, theirs, ours) == merged
    assert merge_config(BASE, ours, theirs) is None  # later it takes a person
