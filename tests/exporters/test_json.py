"""Tickets as JSON, which comes in again as it was."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from tix.exporters import Entry
from tix.exporters.json import as_array, as_lines
from tix.importers import json as importer
from tix.importers.foreign_words import Words
from tix.importers.plan import plan
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence, with_ids
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.json import AttachmentInfo
from tix.model.ticket.ticket import Link, Ticket

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATA = b"\0\1\2"
FILE = f"{sha256(DATA).hexdigest()[:8]}-log.txt"
PATH = f"attachments/k7f3qz/{FILE}"

RED = Ticket(
    "k7f3qz",
    'CI: "red" \x1b[31m 日本',
    status="odd",
    labels=("ci", "ci x"),
    due=NOON,
    opened=NOON,
    opened_by="bob",
    occurrences=with_ids([Occurrence(NOON, "ci/7", "abc"), Occurrence(NOON, "ci/7", "abc")]),
    links=(Link("blocks", "m3k9vd"), Link("parent", "zzzzzz")),
    attachments=(FILE,),
    team_fields=(TeamField("os", ("a", "b")), TeamField("a b:", "")),
    body="one\r\ntwo\n\n",
    comments=(Comment("c-q8m2ht", NOON, Person("Ana", "ana@acme.example"), True, "\nx\n"),),
)
BARE = Ticket("m3k9vd", "Bare")
INFO = AttachmentInfo(FILE, PATH, len(DATA), sha256(DATA).hexdigest(), DATA)
ENTRIES = (
    Entry(RED, "tickets/2026/03/k7f3qz.md", NOON, (INFO,)),
    Entry(BARE, "tickets/1970/01/m3k9vd.md"),
)


def test_an_array_has_an_object_a_ticket() -> None:
    text = "".join(as_array(ENTRIES))
    assert [one["id"] for one in json.loads(text)] == ["k7f3qz", "m3k9vd"]
    assert json.loads(text)[0]["path"] == "tickets/2026/03/k7f3qz.md"
    assert json.loads(text)[0]["attachments"][0]["content"] == "AAEC"
    assert text.endswith("\n]\n")
    assert "\x1b" not in text


def test_json_lines_have_a_ticket_a_line() -> None:
    lines = "".join(as_lines(ENTRIES)).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["id"] for line in lines] == ["k7f3qz", "m3k9vd"]


def test_no_tickets_are_an_empty_array() -> None:
    assert "".join(as_array([])) == "[]\n"
    assert "".join(as_lines([])) == ""


def test_an_export_comes_into_an_empty_desk_as_it_was(tmp_path: Path) -> None:
    for text in ("".join(as_array(ENTRIES)), "".join(as_lines(ENTRIES))):
        file = tmp_path / "desk.json"
        file.write_text(text, newline="")
        made = plan(importer.read(file, Words(Config())), (), (), Config(), NOON)
        assert made.skipped == ()
        assert [one.ticket for one in made.new] == [RED, BARE]
        assert [(a.name, a.content) for a in made.new[0].attachments] == [(FILE, DATA)]
        again = [
            Entry(one.ticket, entry.path, entry.updated, entry.attachments)
            for one, entry in zip(made.new, ENTRIES, strict=True)
        ]
        assert "".join(as_array(again)) == "".join(as_array(ENTRIES))
