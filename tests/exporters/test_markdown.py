"""Tickets as Markdown."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tests.scale import usual
from tix.exporters import EXPORTERS, Entry
from tix.exporters.front_matter import with_front_matter
from tix.exporters.markdown import as_document, as_files, passes_html
from tix.frozen import replace
from tix.importers import markdown as importer
from tix.importers.foreign_words import Words
from tix.importers.plan import plan
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Link, Ticket

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RED = Ticket(
    "k7f3qz",
    "CI: *red* [x](y) 😀",
    status="resolved",
    since=NOON,
    type="incident",
    priority="high",
    requester="Jo <jo@acme.example>",
    customer="Acme",
    assignees=("ana@acme.example",),
    watchers=("bob <>",),
    labels=("no", "1.10", "a, b"),
    milestone="0123",
    due=date(2026, 3, 5),
    opened=NOON,
    opened_by="bob <>",
    resolved=NOON,
    resolution="fixed: yes",
    key="ci/arm64",
    occurrences=(Occurrence(NOON, "ci/7", "abc"),),
    links=(Link("blocks", "m3k9vd"),),
    source="github:acme/site#7",
    team_fields=(TeamField("content", "x"), TeamField("os", ("linux", "~"))),
    body="one\n\n---\n\ntwo\n",
)
OTHER = Ticket("m3k9vd", "Other", status="open", since=NOON, opened=NOON, source="json:1")
COMMENT = Comment("c-q8m2ht", NOON, Person("Ana", "ana@acme.example"), True, "A comment.")


def imported(folder: Path, *tickets: Ticket) -> list[Ticket]:
    for name, text in as_files(Entry(ticket, "p") for ticket in tickets):
        (folder / name).write_text(text, newline="")
    made = plan(importer.read(folder, Words(Config())), (), (), Config(), NOON)
    assert made.skipped == ()
    return [one.ticket for one in made.new]


def test_files_come_in_again_as_they_were(tmp_path: Path) -> None:
    assert imported(tmp_path, RED, OTHER) == [RED, OTHER]


def test_a_file_reads_like_other_tools_write_it() -> None:
    ((name, text),) = as_files([Entry(replace(RED, comments=(COMMENT,)), "p")])
    assert name == "k7f3qz.md"
    assert text.startswith('---\nid: k7f3qz\ntitle: "CI: *red* [x](y) 😀"\nstatus: resolved\n')
    assert '\nlabels:\n- "no"\n- "1.10"\n- a, b\nmilestone: "0123"\ndue: "2026-03-05"\n' in text
    assert text.endswith(
        "\n---\n\none\n\n---\n\ntwo\n\n\n"
        "## 2026-03-01T12:00:00Z · Ana <ana@acme.example> · c-q8m2ht · internal\n\nA comment.\n"
    )


def test_comments_come_in_again_as_a_part_of_the_text(tmp_path: Path) -> None:
    (ticket,) = imported(tmp_path, replace(OTHER, body="Text.", comments=(COMMENT,)))
    assert ticket.comments == ()
    assert ticket.body == (
        "Text.\n\n## 2026-03-01T12:00:00Z · Ana <ana@acme.example> · c-q8m2ht · internal\n\n"
        "A comment."
    )


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=usual(100))
@given(texts.filter(lambda text: bool(text.strip())), texts)
def test_any_value_and_text_come_in_again(tmp_path: Path, value: str, body: str) -> None:
    ticket = replace(OTHER, resolution=None, team_fields=(TeamField("x", value),), body=body)
    assert imported(tmp_path, ticket) == [ticket]


def test_the_document_lists_the_tickets_and_then_shows_each() -> None:
    entries = [Entry(replace(RED, comments=(COMMENT,)), "p"), Entry(OTHER, "p")]
    text = "".join(as_document(entries, "Acme *desk*"))
    assert text == (
        "# Acme \\*desk\\*\n"
        "\n"
        "- [k7f3qz](#k7f3qz) CI: \\*red\\* \\[x\\](y) 😀 (resolved)\n"
        "- [m3k9vd](#m3k9vd) Other (open)\n"
        "\n"
        '## <a id="k7f3qz"></a>CI: \\*red\\* \\[x\\](y) 😀\n'
        "\n"
        "- id: k7f3qz\n"
        "- status: resolved\n"
        "- since: 2026-03-01T12:00:00Z\n"
        "- type: incident\n"
        "- priority: high\n"
        "- requester: Jo \\<jo@acme.example\\>\n"
        "- customer: Acme\n"
        "- assignees: ana@acme.example\n"
        "- watchers: bob \\<\\>\n"
        "- labels: no, 1.10, a, b\n"
        "- milestone: 0123\n"
        "- due: 2026-03-05\n"
        "- opened: 2026-03-01T12:00:00Z\n"
        "- opened\\_by: bob \\<\\>\n"
        "- resolved: 2026-03-01T12:00:00Z\n"
        "- resolution: fixed: yes\n"
        "- key: ci/arm64\n"
        "- occurrences: 2026-03-01T12:00:00Z · ci/7 · abc\n"
        "- links: blocks m3k9vd\n"
        "- source: github:acme/site\\#7\n"
        "- content: x\n"
        "- os: linux, \\~\n"
        "\n"
        "one\n"
        "\n"
        "---\n"
        "\n"
        "two\n"
        "\n"
        "### Ana · 2026-03-01 12:00 UTC · internal\n"
        "\n"
        "A comment.\n"
        "\n"
        '## <a id="m3k9vd"></a>Other\n'
        "\n"
        "- id: m3k9vd\n"
        "- status: open\n"
        "- since: 2026-03-01T12:00:00Z\n"
        "- opened: 2026-03-01T12:00:00Z\n"
        "- source: json:1\n"
    )


@pytest.mark.parametrize("title", ["a\nb", "\x1b[31ma b", "a\u202eb", "# a b"])
def test_a_title_is_one_line_of_plain_text(title: str) -> None:
    line = "".join(as_document([Entry(Ticket("k7f3qz", title), "p")])).split("\n")[2]
    assert line.startswith("- [k7f3qz](#k7f3qz) ")
    assert line.isprintable()


def test_every_exporter_has_a_name_of_its_own_and_gives_text() -> None:
    assert [exporter.name for exporter in EXPORTERS] == [
        "json", "csv", "markdown", "github", "gitlab", "taskwarrior",
    ]  # fmt: skip
    for exporter in EXPORTERS:
        assert "red" in "".join(exporter.text([Entry(RED, "p")]))


@given(st.dictionaries(texts, texts | st.lists(texts, min_size=1), min_size=1))
@example({"no": "no", "=": "=", "a": "<<", "b": ["1e3", "12:30:45", "2026-02-30", "~", "0x1F"]})
def test_other_tools_read_every_value_as_its_text(fields: dict[str, str | list[str]]) -> None:
    written = with_front_matter(fields, "")
    assert yaml.safe_load(written.removeprefix("---\n").removesuffix("---\n")) == fields


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("<script>alert(1)</script>", True), ("a <img src=x onerror=y", True), ("<!-- x", True),
        ("</div>", True), ("x < y and y > z", False), ("see <https://example.org/a>", False),
        ("Ana <ana@example.org>", False), ("a <- b", False), ("<javascript:x> <b>", True),
    ],
)  # fmt: skip
def test_html_is_seen(text: str, has: bool) -> None:
    assert passes_html(Ticket("k7f3qz", "x", body=text)) == has


def test_html_is_told(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.open("<b>Bold</b>", "-b", "plain")
    assert "HTML" not in desk.call("export", "markdown").stderr
    desk.open("Page", "-b", "<script>alert(1)</script>")
    for args in ([], ["-o", str(tmp_path / "out")]):
        said = desk.call("export", "markdown", *args).stderr
        assert "1 ticket has HTML, passed through as it is" in said
