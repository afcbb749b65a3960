"""``tix.yaml``: what it may say, and what is said about what it may not."""

import re
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.strategies import ODD_TEXTS, plain_texts
from tests.model.ticket.test_document_hostile import PIECES
from tests.scale import usual
from tix.model.config.config import (
    FORMAT,
    Config,
    Group,
    Member,
    SavedQuery,
    Status,
    Team,
    TeamFieldType,
)
from tix.model.config.reader import ConfigError, load_config
from tix.model.config.shown import dump_default
from tix.model.config.shown import settings as settings_of
from tix.model.config.source import LIMIT
from tix.model.people import Person

WHOLE = """\
format: 1
name: Acme support
timezone: Europe/Lisbon
statuses:            # what they mean
  open: active
  pending: waiting
  closed: done
types: [incident, request]
priorities: [low, normal, high]
defaults: {type: request, priority: low}
fields:
  severity: {type: choice, choices: [minor, major], help: how bad it is}
  cost: number
people:
- name: Ana Lima
  mail: ana@example.org
  aliases: [ana, ana@old.example]
- Bob Reis <bob@example.org>
- name: sudo
teams:
  support: [ana, Bob Reis, sudo, jo@acme.example, ana@old.example]
queries:
  mine: assignee:me is:open
"""


def _refusal(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_config(text)
    return caught.value


def test_everything_that_it_can_say() -> None:
    config = load_config(WHOLE)
    assert config == Config(
        name="Acme support",
        timezone=ZoneInfo("Europe/Lisbon"),
        statuses=(
            Status("open", Group.ACTIVE),
            Status("pending", Group.WAITING),
            Status("closed", Group.DONE),
        ),
        types=("incident", "request"),
        priorities=("low", "normal", "high"),
        default_type="request",
        default_priority="low",
        fields=(
            TeamFieldType("severity", "choice", ("minor", "major"), "how bad it is"),
            TeamFieldType("cost", "number"),
        ),
        people=(
            Member(Person("Ana Lima", "ana@example.org"), ("ana", "ana@old.example")),
            Member(Person("Bob Reis", "bob@example.org")),
            Member(Person("sudo", "")),
        ),
        teams=(
            Team("support", ("ana@example.org", "bob@example.org", "sudo <>", "jo@acme.example")),
        ),
        queries=(SavedQuery("mine", "assignee:me is:open"),),
    )


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "format: 1\n", "\ufeffformat: 1\r\n", "types:\nfields: {}\nteams: ~\n"],
)
def test_what_it_leaves_out_is_the_default(text: str) -> None:
    assert load_config(text) == Config()


def test_statuses_may_be_a_list() -> None:
    text = "statuses:\n- open: active\n- closed: done\n"
    assert load_config(text).statuses == (
        Status("open", Group.ACTIVE),
        Status("closed", Group.DONE),
    )


@pytest.mark.parametrize(
    ("text", "default_type", "default_priority"),
    [
        ("types: [a, task, b]\npriorities: [normal, x]\n", "task", "normal"),
        ("types: [a, b]\npriorities: [low, medium, high, top]\n", "a", "medium"),
        ("priorities: [low, medium, high]\n", "task", "medium"),
        ("priorities: [low, high]\ndefaults:\n  priority: high\n  type:\n", "task", "high"),
    ],
)
def test_defaults_are_words_that_the_desk_has(
    text: str, default_type: str, default_priority: str
) -> None:
    config = load_config(text)
    assert (config.default_type, config.default_priority) == (default_type, default_priority)


@pytest.mark.parametrize(
    ("text", "line", "reason", "hint"),
    [
        ("name: a\nstatusses:\n  open: active\n", 2, "'statusses' is no setting", "'statuses'"),
        ("holidays: 30\n", 1, "'holidays' is no setting", "known: format"),
        ("statuses:\n  open: activ\n", 2, "'activ' is no group", "did you mean 'active'"),
        ("statuses:\n  open: active\n", 2, "group done", None),
        ("statuses:\n  open: waiting\n  closed: done\n", 2, "group active", None),
        ("statuses: [open, closed]\n", 1, "must be 'name: value' lines", None),
        ("statuses:\n  a: active\n  a: done\n", 3, "'a' stands here twice", None),
        ("statuses:\n- a: active\n- A: done\n", 3, "'A' stands here twice", None),
        ("statuses:\n  a,b: active\n", 2, "can't be a status, because of ','", None),
        ("statuses:\n  None: active\n", 2, "'None' can't be a status: it says that", None),
        ("statuses:\n  null: active\n", 2, "'null' can't be a status: without quotes", None),
        ("calendars:\n  none: {hours: {mon: 9:00-17:00}}\n", 2, "'none' can't be a calendar", None),
        ("types: incident\n", 1, "types must be a list", None),
        ("types: []\n", 1, "types is an empty list", None),
        ("types: [a, b, a]\n", 1, "'a' stands here twice", None),
        ("types: [[a]]\n", 1, "a type must be one text", None),
        ("types:\n- a\n- '-x'\n", 3, "because of '-'", None),
        ("types: ['']\n", 1, "it must be a short word", None),
        ('types: ["a\\e"]\n', 1, "it must be a short word", None),
        ("priorities: [low..high]\n", 1, "because of '..'", None),
        ("defaults: {type: incidnt}\n", 1, "'incidnt' is no type", "'incident'"),
        ("priorities: [a]\ndefaults:\n  priority: b\n", 3, "'b' is no priority", "known: a"),
        ("defaults: {status: open}\n", 1, "'status' is no default", "known: type"),
        ("fields:\n  cost: nunber\n", 2, "'nunber' is no type of field", "'number'"),
        ("fields:\n  cost:\n", 2, "'' is no type of field", "known: text"),
        ("fields:\n  cost: {help: x}\n", 2, "the field cost has no type", "known: text"),
        ("fields:\n  x: {type: choice}\n", 2, "has no choices", "choices: [minor"),
        ("fields:\n  x: choice\n", 2, "has no choices", "choices: [minor"),
        ("fields:\n  x: {type: choice, choices: []}\n", 2, "choices is an empty list", None),
        ("fields:\n  x: {type: text, choices: [a]}\n", 2, "isn't of type choice", None),
        ("fields:\n  x: {typ: text}\n", 2, "'typ' is no property", "'type'"),
        ("fields:\n  status: text\n", 2, "tix has it already", None),
        ("fields:\n  Label: text\n", 2, "tix has it already", None),
        ("fields:\n  is: text\n", 2, "tix has it already", None),
        ("fields:\n  body: text\n", 2, "tix has it already", None),
        ("fields:\n  1st: text\n", 2, "'1st' can't be a field's name", "a letter"),
        ("fields:\n  a b: text\n", 2, "'a b' can't be a field's name", "a letter"),
        ("fields:\n  a: text\n  A: text\n", 3, "'A' stands here twice", None),
        ("people:\n- aliases: [x]\n", 2, "neither name nor mail", "Ana Lima <ana"),
        ("people:\n- ''\n", 2, "neither name nor mail", None),
        ("people: ana\n", 1, "people must be a list", None),
        ("people:\n- {name: a, email: b}\n", 2, "'email' is no property", "'mail'"),
        ("people:\n- {name: a, mail: b}\n", 2, "'b' is no mail address", None),
        ("people:\n- {name: a<b, mail: b@c}\n", 2, "can't be a person's name", None),
        ("people:\n- a@b\n- {name: x, mail: c@d, aliases: [A@B]}\n", 3, "'a@b' is two", None),
        ("people:\n- {name: x, mail: a@b, aliases: [z]}\n- {name: y, mail: c@d, aliases: [Z]}\n", 3,
         "'z' is two people: x <a@b> and y <c@d>", None),
        ("people:\n- {name: x, mail: a@b}\n- {name: y, mail: c@d, aliases: [x]}\n", 2,
         "'x' is two people", None),
        ("people:\n- {name: a, aliases: [me]}\n", 2, "'me' can't be", None),
        ("people:\n- none\n", 2, "'none' can't be", None),
        ("people:\n- ana@example.org\n- Ana <ANA@example.org>\n", 3, "is two people", None),
        ("people:\n- Ana <a@b>\nteams:\n  x: [anna]\n", 4, "nobody in people is called 'anna'",
         "did you mean 'ana'"),
        ("teams:\n  x: [ana]\n", 2, "nobody in people is called 'ana'", "write a mail address"),
        ("people:\n- Ana <a@b>\n- Ana <c@d>\nteams:\n  x: [ana]\n", 5, "'ana' can be two people",
         "write the mail address"),
        ("people:\n- Ana <a@b>\nteams:\n  ANA: []\n", 4, "is a person already", None),
        ("teams:\n  x: ana\n", 2, "x must be a list", None),
        ("timezone: Europe/Lisboa\n", 1, "'Europe/Lisboa' is no time zone", "'Europe/Lisbon'"),
        ("timezone: [UTC]\n", 1, "timezone must be one text", None),
        ("queries:\n  a b: is:open\n", 2, "'a b' can't be a query's name", None),
        ("queries:\n  mine:\n", 2, "the query mine is empty", None),
        ("queries:\n  mine: [a]\n", 2, "the query mine must be one text", None),
        ("queries: mine\n", 1, "queries must be", None),
        ("name: [a]\n", 1, "name must be one text", None),
        ("format: one\n", 1, "format must be a number, not 'one'", "format: 1"),
        ("format: 0\n", 1, "format must be a number", None),
        (f"format: {'9' * 5000}\n", 1, "format must be a number", None),
        ("- a\n", 1, "this must be fields", None),
        ("name: a: b\n", 1, "must be quoted", None),
        ("name: *x\n", 1, "an alias", None),
        ("name: a\nname: b\n", 2, "'name' stands here twice", None),
        ("name: \ud800\n", 1, "UTF-8", None),
        ("x: " + "[" * 30, 1, "only a text", None),
    ],
)  # fmt: skip
def test_a_mistake_names_line_reason_and_the_right_word(
    text: str, line: int, reason: str, hint: str | None
) -> None:
    error = _refusal(text)
    assert error.line == line
    assert str(error).startswith(f"tix.yaml:{line}: ")
    assert reason in str(error)
    assert (hint or "") in (error.hint or "")
    assert len(str(error)) < 300


def test_a_newer_format_is_refused_before_what_it_brings() -> None:
    error = _refusal(f"sync: {{every: {{day: [at]}}}}\nformat: {FORMAT + 1}\n")
    assert error.line == 2
    assert f"needs tix {FORMAT + 1}.0 or newer" in str(error)
    assert error.hint and "pip install ." in error.hint


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "/usr/share/zoneinfo/UTC", "Europe/../UTC", "Europe", ".",
     "localtime", "posixrules", "zone.tab", "tzdata.zi", "a\\0b", "a" * 5000, "UTC/", "", "utc",
     "__init__", "-1", "America/Argentina/Buenos_Aires/x", "C:\\\\x"],
)  # fmt: skip
def test_a_time_zone_is_never_a_path(name: str) -> None:
    assert "is no time zone" in str(_refusal(f'timezone: "{name}"\n'))


@pytest.mark.parametrize("name", ["UTC", "Europe/Lisbon", "America/Argentina/Ushuaia", "Etc/GMT+5"])
def test_time_zones_by_name(name: str) -> None:
    assert str(load_config(f"timezone: {name}\n").timezone) == name


def test_two_people_may_share_a_name() -> None:
    assert len(load_config("people:\n- Ana <a@b>\n- Ana <c@d>\n").people) == 2


@given(st.sampled_from(ODD_TEXTS) | plain_texts())
def test_a_fresh_file_says_the_name_and_nothing_else(name: str) -> None:
    assert load_config(dump_default(name)) == Config(name=name)


def test_what_is_commented_out_in_a_fresh_file_can_be_used() -> None:
    text = re.sub(r"^# (?=[a-z]+:|[- ] )", "", dump_default("x"), flags=re.MULTILINE)
    config = load_config(text)
    usual = Config()
    assert set(config.lines) >= {"statuses.in-progress", "types", "priorities", "defaults.type"}
    assert (config.statuses, config.types) == (usual.statuses, usual.types)
    assert (config.priorities, config.default_type) == (usual.priorities, usual.default_type)
    assert [field.name for field in config.fields] == ["severity", "cost"]
    assert config.teams == (Team("support", ("ana@example.org", "bob@example.org")),)
    assert len(config.queries) == 1


def test_settings_tell_value_and_line() -> None:
    rows = {row.name: (row.value, row.line) for row in settings_of(load_config(WHOLE))}
    assert rows == {
        "format": ("1", 1),
        "name": ("Acme support", 2),
        "timezone": ("Europe/Lisbon", 3),
        "statuses.open": ("active", 5),
        "statuses.pending": ("waiting", 6),
        "statuses.closed": ("done", 7),
        "types": ("incident, request", 8),
        "priorities": ("low, normal, high", 9),
        "defaults.type": ("request", 10),
        "defaults.priority": ("low", 10),
        "archive_after": ("never", None),
        "sync_after_write": ("no", None),
        "require_signed": ("no", None),
        "fields.severity": ("choice: minor, major", 12),
        "fields.cost": ("number", 13),
        "people.ana@example.org": ("Ana Lima <ana@example.org>, ana, ana@old.example", 15),
        "people.bob@example.org": ("Bob Reis <bob@example.org>", 18),
        "people.sudo": ("sudo <>", 19),
        "teams.support": ("ana@example.org, bob@example.org, sudo <>, jo@acme.example", 21),
        "queries.mine": ("assignee:me is:open", 23),
        "main_branch": ("", None),
        "urgency_weights": (
            "due: 12, blocking: 8, priority: 6, working: 4, age: 2, waiting: -3, blocked: -5",
            None,
        ),
    }


def test_settings_that_tix_comes_with_have_no_line() -> None:
    rows = settings_of(load_config("types: [task, other]\n"))
    assert [row.name for row in rows if row.line is not None] == ["types"]


@pytest.mark.parametrize(("word", "meant"), [("yes", True), ("on", True), ("no", False)])
def test_settings_that_are_yes_or_no(word: str, meant: bool) -> None:
    config = load_config(f"sync_after_write: {word}\nrequire_signed: {word}\n")
    assert (config.sync_after_write, config.require_signed) == (meant, meant)


def test_yes_or_no_is_nothing_else() -> None:
    refused = _refusal("name: a\nrequire_signed: maybe\n")
    assert refused.line == 2
    assert "yes or no, not 'maybe'" in str(refused)


def test_line_ends_of_windows_count_as_one_line() -> None:
    assert _refusal("name: a\r\n\r\nstatusses: x\r\n").line == 3


def test_a_file_over_the_limit_is_refused() -> None:
    assert "over 1 MB" in str(_refusal("#" * (LIMIT + 1)))


KEYS = ("format", "name", "timezone", "statuses", "types", "priorities", "defaults", "fields",
        "people", "teams", "queries", "archive_after", "sync_after_write", "require_signed",
        "x")  # fmt: skip
VALUES = st.recursive(
    st.sampled_from(
        ["a", "open", "active", "done", "number", "ana@example.org", "''", "~", "'a: b'"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(["a", "name", "type", "'a,'"]), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        )
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=4, unique_by=lambda e: e[0]))
@settings(max_examples=usual(300))
def test_any_shape_is_read_or_refused(entries: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in entries)
    try:
        config = load_config(text)
    except ConfigError as error:
        assert 1 <= error.line <= len(entries)
    else:
        assert settings_of(config)


@given(st.lists(st.sampled_from(PIECES + KEYS), max_size=10).map("".join))
@settings(max_examples=usual(300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        load_config(text)
    except ConfigError as error:
        assert 1 <= error.line <= text.count("\n") + 1


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "people:\n" + "".join(f"- P{n} <p{n}@example.org>\n" for n in range(10_000)),
        "types:\n" + "".join(f"- t{n}\n" for n in range(20_000)),
        "teams:\n  x:\n" + "".join(f"  - p{n}@example.org\n" for n in range(20_000)),
        "statuses:\n  o: active\n" + "".join(f"  s{n}: done\n" for n in range(20_000)),
    ],
    ids=["people", "types", "teams", "statuses"],
)
def test_a_big_file_is_read_in_time(text: str) -> None:
    start = time.process_time()
    load_config(text)
    assert time.process_time() - start < 4
