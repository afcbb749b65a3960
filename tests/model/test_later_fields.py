"""A support desk's fields: their words, their merge, and desks that had fields of such names."""

import json

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tix.frozen import replace
from tix.model.config.config import Config, MatrixCell
from tix.model.config.reader import load_config
from tix.model.config.source import ConfigError
from tix.model.merge.files import merge_files
from tix.model.merge.tickets import merge_tickets
from tix.model.record.document import load as load_record
from tix.model.record.json import record_from_object, record_object
from tix.model.record.values import TeamField
from tix.model.records.customer import CUSTOMER
from tix.model.ticket.document import dump, load
from tix.model.ticket.json import from_object, to_object
from tix.model.ticket.ticket import Ticket

BASE = Ticket("k7f3qz", "x", status="open", opened=NOW, opened_by=str(ANA))


OLD = """\
---
id: k7f3qz
title: Old
status: open
since: 2026-11-01T00:00:00Z
type: task
priority: low
opened: 2026-11-01T00:00:00Z
opened_by: Ana Lima <ana@example.org>
severity: bad
asset: one of these
channel: pigeon post
impact: major
---
"""


def _merged(ours: Ticket, theirs: Ticket) -> Ticket:
    one, other = (merge_tickets(BASE, *pair).ticket for pair in ((ours, theirs), (theirs, ours)))
    assert one == other
    return one


def test_impact_and_urgency_merge_to_the_more_urgent_word_and_occurred_to_the_earlier() -> None:
    ours = replace(BASE, impact="minor", urgency="high", occurred=NOW, assets=("b", "a"))
    theirs = replace(BASE, impact="critical", urgency="low", occurred=NOW.replace(hour=1))
    merged = _merged(ours, replace(theirs, assets=("c",)))
    assert (merged.impact, merged.urgency) == ("critical", "high")
    assert merged.occurred == NOW.replace(hour=1)
    assert merged.assets == ("a", "b", "c")
    noted = "\n".join(comment.text for comment in merged.comments)
    assert "this value of impact:\n\nminor" in noted
    assert "this value of urgency:\n\nlow" in noted


def test_a_teams_own_value_and_a_built_in_one_of_that_name_are_both_kept() -> None:
    base = dump(replace(BASE, team_fields=(TeamField("assets", "x"),)))
    ours, theirs = (
        base.replace(b"assets: x", b"assets: z"),
        base.replace(b"assets: x", b"assets:\n- y"),
    )
    merged = [merge_files(base, *pair).data for pair in ((ours, theirs), (theirs, ours))]
    assert merged[0] == merged[1]
    record = load(merged[0]).record
    assert record.assets == ("y",)
    assert record.team_field("original_assets") == "z"


def test_the_words_are_those_of_tix_yaml() -> None:
    config = load_config(
        "channels: [counter]\nimpacts: [one, all]\nresolution_codes: [fixed]\n"
        "matrix: {all: {high: urgent, critical: high}, one: {low: low}}\n"
    )
    assert config.words_of("channel") == ("counter",)
    assert not config.takes_word("impact", "high")
    assert config.takes_word("urgency", "critical")  # no words of its own: by meaning
    assert config.words_of("resolution_code") == ("fixed",)
    assert config.matrix[0] == MatrixCell("all", "high", "urgent")
    assert Config().words_of("resolution_code") is None
    assert not Config().takes_word("channel", "pigeon")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("impacts: [a, b]\nmatrix:\n  c: {low: low}\n", 3, "'c' is no impact"),
        ("matrix:\n  low: {sky: low}\n", 2, "'sky' is no urgency"),
        ("matrix:\n  low:\n    low: hihg\n", 3, "did you mean 'high'"),
        ("matrix:\n  low: {low: low, LOW: low}\n", 2, "is no urgency|twice"),
        ("matrix: [low]\n", 1, "'name: value' lines"),
        ("channels: []\n", 1, "channels is an empty list"),
    ],
)
def test_a_matrix_with_unknown_words_is_refused_with_its_line(
    text: str, line: int, says: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(text)
    assert error.value.line == line
    told = f"{error.value} {error.value.hint}"
    assert any(part in told for part in says.split("|"))


def test_json_has_the_keys_behind_all_others_and_reads_them_from_older_exports() -> None:
    ticket = replace(BASE, impact="high", assets=("a",))
    keys = [*to_object(ticket, path=None, updated=None)]
    assert keys[keys.index("fields") + 1 :][:3] == ["channel", "occurred", "impact"]
    assert from_object(to_object(ticket, path=None, updated=None)) == ticket
    older = {"id": "k7f3qz", "title": "x", "fields": {"impact": "high", "severity": "major"}}
    read = from_object(older)
    assert read.impact == "high"
    assert [field.name for field in read.team_fields] == ["severity"]


def test_the_fields_in_a_desk(desk: DeskInFiles) -> None:
    """Written, found, listed, completed and refused."""
    ident = desk.open(
        "Printer dead", "--channel", "phone", "--impact", "high", "--urgency", "nor",
        "--asset", "prn-2f", "--asset", "srv-12", "--occurred", "2026-11-22T08:30:00Z",
        "--set", "ip=192.0.2.7", "--set", "contract=C-1", "--set", "cause=the fuser was worn",
    )  # fmt: skip
    other = desk.open("Question", "--impact", "critical", "--set", "resolution_code=fixed")
    file = desk.file_of(ident).read_text()
    assert "channel: phone\noccurred: 2026-11-22T08:30:00Z\nimpact: high\nurgency: normal\n" in file
    queries = {
        "channel:phone": {ident}, "impact:high": {ident}, "impact:>=high": {ident, other},
        "urgency:<=normal": {ident}, "asset:srv-12": {ident}, "asset:prn*": {ident},
        "occurred:today": {ident}, "occurred:<7d": {ident}, "ip:192.0.2.*": {ident},
        "contract:C-1": {ident}, "cause:fuser": {ident}, "fuser": {ident},
        "resolution_code:fixed": {other}, "has:channel": {ident}, "assets:none": {other},
    }  # fmt: skip
    for query, found in queries.items():
        assert {*desk.call("list", "--ids", query).lines} == found, query
    rows = desk.call("list", "--columns", "id,impact,asset", "--sort", "-impact").rows
    assert rows == [[other, "critical", ""], [ident, "high", "prn-2f,srv-12"]]
    for line, word in (("edit x --set impact=", "impact=high"), ("open --channel w", "walk-in")):
        assert word in desk.call("completion", "fish", "--line", f"tix {line}").stdout
    desk.call("check")

    told = desk.call("open", "x", "--channel", "phonetic", code=1).stderr
    assert "the desk has no channel 'phonetic'" in told
    assert "'enormous'" in desk.call("edit", ident, "--set", "impact=enormous", code=1).stderr
    assert "is not an address" in desk.call("edit", ident, "--set", "ip=x", code=2).stderr
    desk.call("edit", ident, "--set", "occurred=yesterday 17:00")
    assert "occurred: 2026-11-21T17:00:00Z\n" in desk.file_of(ident).read_text()


def test_a_desk_that_had_fields_of_these_names_goes_on(desk: DeskInFiles) -> None:
    """Declared: its own words. Not declared: unusual words are a warning, not an error."""
    desk.write(
        "tix.yaml",
        "format: 1\nfields:\n  impact: {type: choice, choices: [minor, major]}\n"
        "  channel: text\n  asset: text\n  cause: number\n",
    )
    place = desk.write("tickets/2026/11/k7f3qz.md", OLD)
    desk.commit("by an older version")
    desk.call("check")
    queries = ["impact:major", "asset:one*", "channel:pigeon*"]
    assert desk.call("list", "--ids", *queries).lines == ["k7f3qz"]
    desk.call("edit", "k7f", "--set", "impact=min", "--set", "asset=two", "--set", "channel=any")
    expected = OLD.replace("major", "minor").replace("one of these", "two")
    assert place.read_text() == expected.replace("pigeon post", "any")
    assert "'awful'" in desk.call("edit", "k7f", "--set", "impact=awful", code=1).stderr
    assert "minor" in desk.call("completion", "fish", "--line", "tix list impact:").stdout

    desk.write("tix.yaml", "format: 1\n")
    told = desk.call("check")
    assert "'minor' is no impact" not in told.stdout  # it means one
    assert "'any' is no channel of this desk" in told.stdout


def test_a_value_of_another_shape_is_the_teams_own_still(desk: DeskInFiles) -> None:
    """A text where tix has a list, or the reverse: read, found, changed and exported as before."""
    desk.write(
        "tix.yaml",
        "format: 1\nfields:\n  worked: number\n  assets: text\n  channel: list\n  used: text\n",
    )
    text = OLD.replace("asset: one of these\nchannel: pigeon post\nimpact: major\n", "")
    own = "worked: 3.5\nassets: srv-12 and more\nchannel:\n- mail\n- pigeon\n---\n"
    place = desk.write("tickets/2026/11/k7f3qz.md", text.removesuffix("---\n") + own)
    desk.commit("by an older version")
    desk.call("check")
    for query in ("worked:>3", "assets:srv*", "channel:pigeon", "has:worked"):
        assert desk.call("list", "--ids", query).lines == ["k7f3qz"], query
    desk.call("edit", "k7f", "--set", "worked=4", "--add", "channel=fax", "--set", "used=a fuse")
    changed = own.replace("3.5", "4").replace("- pigeon\n", "- pigeon\n- fax\nused: a fuse\n")
    assert place.read_text() == text.removesuffix("---\n") + changed
    rows = desk.call("list", "--columns", "worked,assets,channel").rows
    assert rows == [["4", "srv-12 and more", "mail,pigeon,fax"]]
    exported = desk.call("export", "json").stdout
    assert '"worked": "4"' in exported
    desk.call("delete", "k7f", "--yes", code=None)
    if place.exists():
        place.unlink()
        desk.commit("gone")
    desk.call("import", "json", "-", stdin=exported)
    assert place.read_text() == text.removesuffix("---\n") + changed

    desk.write("tix.yaml", "format: 1\n")
    told = desk.call("check").stdout
    assert "warning: worked is a list to tix" in told
    assert "warning: channel is one text to tix" in told
    broken = "worked:\n- 3.5\n---\n"  # the right shape: a line that is wrong is told as ever
    place.write_text(text.removesuffix("---\n") + broken)
    assert "k7f3qz.md" in desk.call("check", code=4).stdout


def test_a_text_that_is_no_time_is_the_teams_own_still(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nfields:\n  occurred: text\n")
    place = desk.write(
        "tickets/2026/11/k7f3qz.md", OLD.replace("severity: bad", "occurred: last summer")
    )
    desk.commit("by an older version")
    desk.call("check")
    assert desk.call("list", "--ids", "occurred:last*").lines == ["k7f3qz"]
    desk.call("edit", "k7f", "--set", "occurred=in May")
    assert "occurred: in May\n" in place.read_text()
    exported = desk.call("export", "json").stdout
    assert '"occurred": "in May"' in exported
    desk.write("tix.yaml", "format: 1\n")
    assert "warning: occurred is a time to tix" in desk.call("check").stdout
    assert desk.call("list", "--ids").lines == ["k7f3qz"]


def test_the_teams_own_value_survives_json_and_gives_way_to_what_is_set(desk: DeskInFiles) -> None:
    place = desk.write(
        "tickets/2026/11/k7f3qz.md", OLD.replace("severity: bad", "occurred: last summer")
    )
    desk.commit("by an older version")
    exported = desk.call("export", "json").stdout
    desk.call("edit", "k7f", "--set", "occurred=2026-11-01")
    assert "occurred: 2026-11-01T00:00:00Z\n" in place.read_text()
    desk.call("undo")
    desk.call("edit", "k7f", "--set", "occurred=")
    assert "occurred" not in place.read_text()
    desk.call("undo")
    assert "occurred: last summer\n" in place.read_text()
    ticket = from_object(json.loads(exported)[0])
    assert ticket.team_field("occurred") == "last summer"


def test_a_customers_own_list_survives_json() -> None:
    data = b"---\nname: Acme\ntax:\n- one\n- two\n---\n"
    acme = load_record(CUSTOMER, data, name="acme").record
    assert (
        record_from_object(CUSTOMER, record_object(CUSTOMER, acme, path=None, updated=None)) == acme
    )
