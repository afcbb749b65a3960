"""``tix comment --by``: what somebody said on the phone is theirs, and counts as asked."""

import json

import pytest

from tests.conftest import DeskInFiles

CONFIG = """\
format: 1
people: [Bob Reis <bob@example.org>]
teams: {desk: [ana@example.org]}
calendars: {all: {hours: {mon-sun: 00:00-24:00}}}
promises: [{name: usual, calendar: all, first_response: 1h, next_response: 4h}]
"""
RULES = """\
- name: an answer ends the wait
  on: asked
  when: status:pending
  then: {status: in-progress}
"""


@pytest.fixture
def called(desk: DeskInFiles) -> tuple[DeskInFiles, str]:
    """A desk with a rule on *asked*, and a ticket that waits for who asked."""
    desk.write("tix.yaml", CONFIG)
    desk.write("rules.yaml", RULES)
    desk.commit("promise")
    ident = desk.open("The lamp", "-r", "Jo Silva <jo@acme.example>")
    desk.call("status", ident, "pending", "-m", "Which one?")
    return desk, ident


def test_words_on_the_phone_are_theirs_and_the_commit_is_whose_ears_they_met(
    called: tuple[DeskInFiles, str],
) -> None:
    desk, ident = called
    later = desk.at("2026-11-22T10:00:00Z")
    done = later.call("comment", ident, "--by", "requester", "The blue one.")
    assert "by the desk's rules, too: an answer ends the wait" in done.stderr
    ticket = json.loads(later.call("show", ident, "--json").stdout)
    said = ticket["comments"][-1]
    assert (said["by"], said["text"]) == ("Jo Silva <jo@acme.example>", "The blue one.")
    assert ticket["status"] == "in-progress"
    assert ticket["promise"]["next_response"]["due"] == "2026-11-22T14:00:00Z"
    assert "ana@example.org" in desk.git("log", "-1", "--format=%ae").strip()
    assert later.call("list", "is:unanswered", "--ids").lines == [ident]
    later.call("close", ident)
    told = later.call("comment", ident, "It hums.", "--by", "new@acme.example").stderr
    assert f"it is closed still: tix reopen {ident}" in told


def test_nobody_answers_under_a_colleagues_name(called: tuple[DeskInFiles, str]) -> None:
    desk, ident = called
    for who in ("bob", "me", "ana@example.org"):
        said = desk.call("comment", ident, "Done.", "--by", who, code=1).stderr
        assert "answers for this desk" in said
    desk.call("comment", ident, "x", "--by", "requester", "--internal", code=2)
    own = desk.open("Mine", "-r", "bob@example.org")
    desk.call("comment", own, "Mine, too.", "--by", "bob")
    nobody = desk.open("Nobody asked")
    hint = f"tix edit {nobody} --set requester=WHO"
    assert hint in desk.call("comment", nobody, "x", "--by", "requester", code=1).stderr
