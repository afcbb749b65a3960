"""``tix promise``, and what ``show`` and JSON say of a ticket's promise."""

import json

import pytest

from tests.conftest import ANA, DeskInFiles
from tix.model.people import Person

JO = Person("Jo Silva", "jo@acme.example")

TIX_YAML = """\
timezone: Europe/Lisbon
people: [Ana Lima <ana@example.org>]
teams: {support: [ana@example.org]}
calendars:
  office: {hours: {mon-fri: 09:00-13:00 14:00-18:00}, holidays: [company]}
promises:
- name: gold
  when: plan:gold
  calendar: office
  first_response: 1h
  next_response: 2h
  resolution: 1d
  warn: 30m
"""


@pytest.fixture
def promising(desk: DeskInFiles) -> DeskInFiles:
    """A desk with promises, and a ticket that was opened on Monday at ten."""
    desk.write("tix.yaml", TIX_YAML)
    desk.write("calendars/company.txt", "2026-11-24 The outing\n")
    desk.write("customers/acme.md", "---\nname: Acme\nplan: gold\ndomains:\n- acme.example\n---\n")
    desk.commit("promises")
    return desk


def opened(desk: DeskInFiles) -> str:
    return desk.as_(JO).at("2026-11-23T10:00:00Z").open("A printer", "--customer", "acme")


def promise(desk: DeskInFiles, ident: str, *args: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(desk.call("promise", ident, "--json", *args).stdout)
    return found


def test_a_ticket_from_opening_to_the_end(promising: DeskInFiles) -> None:
    ident = opened(promising)
    desk = promising.at("2026-11-23T10:45:00Z")
    assert desk.call("promise", ident).stdout == (
        f"{ident}  A printer\n"
        "promise  gold (plan:gold), by office\n"
        "first response  due 2026-11-23T11:00:00Z, 15m left\n"
        "resolution      due 2026-11-25T10:00:00Z, 7h15m left\n"
        "nobody has answered what was asked last\n"
    )

    desk.call("comment", ident, "We are on it.")
    promising.as_(JO).at("2026-11-23T12:00:00Z").call("comment", ident, "And the toner?")
    later = promising.at("2026-11-23T15:30:00Z")
    shown = later.call("show", ident).stdout
    assert "promise   gold\n" in shown
    assert "first response met 2026-11-23T10:45:00Z, due 2026-11-23T11:00:00Z\n" in shown
    assert "next response missed: due 2026-11-23T15:00:00Z, 30m over\n" in shown

    stands = json.loads(later.call("show", ident, "--json").stdout)["promise"]
    assert [*stands] == ["name", "first_response", "next_response", "resolution", "next"]
    assert stands["next"] == {
        "what": "next_response", "due": "2026-11-23T15:00:00Z", "left": -1800,
    }  # fmt: skip
    alone = promise(later, ident)
    assert {key: alone[key] for key in stands} == stands
    assert (alone["unanswered"], alone["id"]) == (True, ident)

    later.call("close", ident)
    done = promise(promising.at("2026-12-24T10:00:00Z"), ident)
    assert done["next"] is None
    assert done["rounds"] == [
        {
            "asked": "2026-11-23T12:00:00Z", "due": "2026-11-23T15:00:00Z",
            "met": "2026-11-23T15:30:00Z", "missed": True, "left": None, "paused": None,
        }
    ]  # fmt: skip


def test_each_step_is_said(promising: DeskInFiles) -> None:
    ident = opened(promising)
    desk = promising.at("2026-11-23T10:45:00Z")
    said = desk.call("comment", ident, "On it.").stdout.strip()
    note = desk.call("comment", ident, "--internal", "Not again.").stdout.strip()
    explained = desk.call("promise", ident, "--explain").stdout
    assert explained.partition("\n\n")[2] == (
        "calendar office\n"
        "  Europe/Lisbon: mon-fri 09:00-13:00 14:00-18:00; holidays company\n"
        "  calendars/company.txt: 1 day\n"
        "\n"
        "who said what\n"
        "  2026-11-23T10:00:00Z  opened by Jo Silva <jo@acme.example>\n"
        f"  2026-11-23T10:45:00Z  {ANA} ({said}), answering: first response\n"
        f"  2026-11-23T10:45:01Z  {ANA} ({note}), internal, doesn't count\n"
        "\n"
        "first response: 1h\n"
        "  from 2026-11-23T10:00:00Z\n"
        "  2026-11-23T10:00:00Z to 2026-11-23T11:00:00Z  1h, in all 1h\n"
        "  due 2026-11-23T11:00:00Z\n"
        "  met 2026-11-23T10:45:00Z\n"
        "\n"
        "resolution: 8h\n"
        "  from 2026-11-23T10:00:00Z\n"
        "  2026-11-23T10:00:00Z to 2026-11-23T13:00:00Z  3h, in all 3h\n"
        "  2026-11-23T14:00:00Z to 2026-11-23T18:00:00Z  4h, in all 7h\n"
        "  2026-11-25T09:00:00Z to 2026-11-25T10:00:00Z  1h, in all 8h\n"
        "  due 2026-11-25T10:00:00Z\n"
    )
    steps = promise(desk, ident, "--explain")["steps"]
    assert isinstance(steps, list)
    assert [each["clock"] for each in steps] == ["first_response", "resolution"]
    assert [span["used"] for span in steps[1]["spans"]] == [10800, 25200, 28800]


def test_times_are_where_the_user_is_at_a_terminal(promising: DeskInFiles) -> None:
    ident = opened(promising)
    desk = promising.at("2026-11-23T10:45:00Z").with_environ(TZ="Europe/Berlin")
    page = desk.tty("promise", ident, color=True).stdout
    assert "due 2026-11-23 12:00 CET, 15m left" in page
    assert "\x1b[1;35mdue" in page  # soon


def test_a_ticket_that_nothing_is_promised_for(promising: DeskInFiles) -> None:
    ident = promising.at("2026-11-23T10:00:00Z").open("Our own", "--due", "2026-11-24")
    page = promising.call("promise", ident).stdout
    assert "promise  none" in page
    assert "set by hand: 2026-11-25T00:00:00Z" in page
    found = promise(promising, ident, "--explain")
    assert (found["name"], found["first_response"], found["resolution"]) == (None, None, None)
    assert "promise" not in promising.call("show", ident).stdout


def test_a_desk_that_promises_nothing(desk: DeskInFiles) -> None:
    ident = desk.open("A printer")
    assert "promises nothing" in desk.call("promise", ident, code=1).stderr
    assert "promise" not in json.loads(desk.call("show", ident, "--json").stdout)


def test_a_query_that_cannot_be_is_an_error_of_its_line(promising: DeskInFiles) -> None:
    ident = opened(promising)
    promising.write("tix.yaml", TIX_YAML.replace("plan:gold", "is:open"))
    for command in (["promise", ident], ["show", ident, "--json"]):
        error = promising.call(*command, code=1).stderr
        assert "tix.yaml:8: when of gold: 'is' changes by itself" in error
    assert "tix.yaml:8" in promising.call("check", code=4).stdout


def test_what_json_says_of_it_is_not_imported(promising: DeskInFiles, desk: DeskInFiles) -> None:
    ident = opened(promising)
    exported = json.loads(promising.call("show", ident, "--json").stdout)
    desk.write("ticket.json", json.dumps([{**exported, "id": "k7f3qz"}]))
    desk.call("import", "json", "ticket.json")
    assert json.loads(desk.call("show", "k7f3qz", "--json").stdout)["fields"] == {}


def test_a_ticket_that_waits_and_comes_back(promising: DeskInFiles) -> None:
    ident = opened(promising)
    promising.at("2026-11-23T10:30:00Z").call("comment", ident, "Which printer?")
    promising.at("2026-11-23T11:00:00Z").call("status", ident, "pending")
    desk = promising.at("2026-11-25T09:30:00Z")
    waiting = promise(desk, ident)
    assert waiting["resolution"] == {
        "due": None, "met": None, "missed": False, "left": 7 * 3600,
        "paused": "2026-11-23T11:00:00Z",
    }  # fmt: skip
    assert "waits since 2026-11-23T11:00:00Z, 7h left" in desk.call("promise", ident).stdout

    promising.at("2026-11-25T10:00:00Z").call("status", ident, "open")
    back = promising.at("2026-11-25T10:30:00Z")
    clock = promise(back, ident)["resolution"]
    assert isinstance(clock, dict)
    assert (clock["due"], clock["left"]) == ("2026-11-25T18:00:00Z", 6 * 3600 + 1800)
    explained = back.call("promise", ident, "--explain").stdout
    assert "  2026-11-23T11:00:00Z to 2026-11-25T10:00:00Z  waits (pending)\n" in explained

    promising.at("2026-11-25T12:00:00Z").call("close", ident)
    promising.at("2026-11-26T12:00:00Z").call("reopen", ident)
    clock = promise(promising.at("2026-11-26T12:30:00Z"), ident)["resolution"]
    assert isinstance(clock, dict)
    assert (clock["due"], clock["left"]) == ("2026-11-26T18:00:00Z", 4 * 3600 + 1800)


@pytest.mark.slow
def test_lists_and_queries_by_promises(promising: DeskInFiles) -> None:
    ident = opened(promising)
    other = promising.at("2026-11-23T10:00:00Z").open("Our own", "--due", "2026-11-23T12:00:00Z")
    desk = promising.at("2026-11-23T10:40:00Z")
    columns = ["--columns", "id,promise,due-next,left"]
    rows = desk.call("list", "--sort", "due-next", *columns).rows
    assert rows == [
        [ident, "gold", "2026-11-23T11:00:00Z", "1200"],
        [other, "", "2026-11-23T12:00:00Z", "4800"],
    ]
    for query, found in {
        "is:due-soon": [ident], "is:missed": [], "is:unanswered": [ident, other],
        "promise:gold": [ident], "promise:none": [other], "due-next:<2026-11-23T11:30": [ident],
        "sort:-due-next": [other, ident],
    }.items():  # fmt: skip
        assert sorted(desk.call("list", query, "--ids").lines) == sorted(found), query
    assert "did you mean 'gold'?" in desk.call("list", "promise:gol", code=2).stderr
    assert f"{ident} 1200" in desk.call("list", "--format", "{id} {left}").lines
    fields = json.loads(desk.call("list", "--json", "--fields", "id,left,due-next").stdout)
    assert {"id": ident, "left": 1200, "due-next": "2026-11-23T11:00:00Z"} in fields

    table = desk.tty("list", color=True).stdout
    assert "due next" in table
    assert "\x1b[1;35min 20m" in table.replace(" " * 2, "")
    late = promising.at("2026-11-23T16:00:00Z")
    assert "\x1b[1;31m5h late" in late.tty("list", color=True).stdout
    assert late.call("list", "is:missed", "--ids").lines == [ident]
    late.call("close", ident)
    assert late.call("list", "is:missed", "--all", "--ids").lines == [ident]
    assert "--all" in late.call("list", "is:missed").stderr


def test_a_team_that_has_such_fields_already_goes_on(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "fields: {left: text, promise: text}\n")
    ident = desk.open("A printer", "--set", "left=a bit", "--set", "promise=much")
    assert desk.call("list", "promise:much", "--columns", "id,left,promise").rows == [
        [ident, "a bit", "much"]
    ]
    assert desk.call("list", "--columns", "id,promise").rows == [[ident, "much"]]


def test_what_is_unanswered_is_known_without_promises(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "teams: {support: [ana@example.org]}\n")
    ident = desk.as_(JO).open("A printer")
    other = desk.as_(JO).open("A disk")
    desk.call("comment", other, "Which one?")
    assert desk.call("list", "is:unanswered", "--ids").lines == [ident]
    desk.as_(JO).at("2026-11-22T10:00:00Z").call("comment", other, "The old one.")
    assert sorted(desk.call("list", "is:unanswered", "--ids").lines) == sorted([ident, other])
    desk.call("close", ident, other)
    assert desk.call("list", "is:unanswered", "--all", "--ids").lines == []


def test_words_about_promises_are_completed(promising: DeskInFiles) -> None:
    def completed(line: str) -> str:
        return promising.call("completion", "fish", "--line", line).stdout

    assert "promise:gold" in completed("tix list promise:")
    assert "is:due-soon" in completed("tix list is:du")
    assert "sort:due-next" in completed("tix list sort:due")
    assert "due-next:" in completed("tix list due-")


def test_a_day_that_was_set_by_hand_reads_alike_everywhere(promising: DeskInFiles) -> None:
    ident = promising.at("2026-11-18T10:00:00Z").open("Paint the door", "--due", "2026-11-20")
    desk = promising.at("2026-11-22T15:00:00Z")
    for command in (["show", ident, "--color", "always"], ["list", "--table"], ["next"]):
        assert "2d late" in desk.call("--color", "always", *command).stdout, command
