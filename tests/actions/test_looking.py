"""What people look at is gathered without click or a terminal: programs get the same."""

import json
import re
from pathlib import Path

import pytest

from tests.actions.test_headless import JO, at, opened
from tests.conftest import NOW, DeskInFiles
from tix.actions import suggestions
from tix.actions.attach import NewAttachment, attach
from tix.actions.comment import add_comment
from tix.actions.config import desk_settings, place_settings, settings_named, user_settings
from tix.actions.duplicates import similar_objects, similar_tickets
from tix.actions.edit import Edits, edit_fields
from tix.actions.export import Export, NotInThisFormatError, OutputExistsError
from tix.actions.init import OtherDeskError, make_desk, remove_tix
from tix.actions.link import link
from tix.actions.log import are_ids, ticket_log
from tix.actions.report import ReportOptions, make_report
from tix.actions.search import hit_objects, search, wider_search
from tix.actions.show import attached_file, linked_tickets, ticket_file
from tix.actions.signatures import signed_changes
from tix.actions.status import set_status
from tix.actions.suggestions import Suggestion
from tix.exporters import EXPORTERS
from tix.reports.report import ReportInput
from tix.reports.summary import SUMMARY
from tix.reports.table import REPORTS


def test_a_search_ranks_and_quotes(desk: DeskInFiles) -> None:
    body = opened(at(desk, who=JO), "Order toner").ticket.id
    title = opened(at(desk, 1), "Linker runs out of memory").ticket.id
    add_comment(at(desk, 2), body, "The linker needs none.")
    found = search(at(desk, 3), ["linker"], limit=1)
    assert (len(found), found.count) == (1, 2)
    [hit] = found.hits()
    assert hit.filed.ticket.id == title
    assert hit.passage is None or "Linker" in hit.passage.line
    objects = list(hit_objects(at(desk, 4), search(at(desk, 4), ["linker"], limit=9)))
    assert [found["ticket"]["id"] for found in objects] == [title, body]
    assert objects[1]["passage"]["text"] == "The linker needs none."


def test_a_pasted_line_is_searched_for_as_it_stands(desk: DeskInFiles) -> None:
    opened(at(desk), "Nightly build fails")
    found = search(at(desk, 1), ["ValueError: (bad input"], limit=9)
    assert found.is_verbatim
    assert found.count == 0
    assert wider_search(at(desk, 1), search(at(desk, 1), ["night"], 9).selection.query) == (
        "night*",
        1,
    )


def test_similar_tickets_have_a_likeness(desk: DeskInFiles) -> None:
    first = opened(at(desk), "Printer on floor three prints blank pages").ticket.id
    second = opened(at(desk, 1), "Printer on floor three prints empty pages").ticket.id
    found = similar_tickets(at(desk, 2), first)
    assert [each.ticket.id for each in found] == [second]
    [one] = similar_objects(at(desk, 2), found)
    assert one["ticket"]["id"] == second
    assert 0 < one["likeness"] < 1


def test_reports_are_values(desk: DeskInFiles) -> None:
    ident = opened(at(desk), "Order toner").ticket.id
    opened(at(desk, 1), "Order paper")
    set_status(at(desk, 60), [ident], "resolved")
    for definition in REPORTS:
        done = make_report(at(desk, 90), definition, ReportOptions(since="2026-01-01"))
        assert done.report.sections
        assert done.hides_broken


def test_the_summary_reads_few_tickets_and_tells_what_all_would(desk: DeskInFiles) -> None:
    settings = (desk.root / "tix.yaml").read_text()
    desk.write("tix.yaml", re.sub("(?m)^timezone: .*", "timezone: Pacific/Auckland", settings))
    dues = ("", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-21T11:00:00Z", "2027-01-01")
    for n in range(60):
        status = ("open", "open", "odd", "resolved", "pending")[n % 5]
        fields = [f"id: f{n:05}", f"title: Number {n}", f"status: {status}"]
        fields += [f"due: {dues[n % 6]}"] * (n % 6 > 0)
        fields += [f"opened: 2026-{1 + n % 4:02}-01T09:00:00Z"] * (n % 7 > 0)
        desk.write(f"tickets/2026/11/f{n:05}.md", "\n".join(["---", *fields, "---", ""]))
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "--message", "Sixty")
    list(at(desk).reader.ids())  # the index has them; what changes now stands beside
    desk.call("edit", "f00001", "--set", "due=2026-01-01")
    desk.call("delete", "f00002", "--yes")
    workspace = at(desk)
    for since in (None, "2026-02-01"):
        shown = make_report(workspace, SUMMARY, ReportOptions(since=since)).report
        every = [filed.ticket for filed in workspace.reader.scan().tickets]
        given = ReportInput(every, workspace.config, workspace.now, {}, shown.since)
        assert [section.rows for section in shown.sections] == [
            section.rows for section in SUMMARY.build(given).sections
        ]
        assert [section.notes for section in shown.sections] == [
            section.notes for section in SUMMARY.build(given).sections
        ]


def test_a_log_tells_titles_and_signatures(desk: DeskInFiles) -> None:
    ident = opened(at(desk, who=JO), "Order toner").ticket.id
    other = opened(at(desk, 1), "Order paper").ticket.id
    set_status(at(desk, 2), [ident], "resolved")
    with ticket_log(at(desk, 3)) as log:
        events = list(log.events())
        assert [event.ticket for event in events] == [ident, other, ident]
        assert (log.count, log.titles(events)[other]) == (3, "Order paper")
    with ticket_log(at(desk, 3), [ident], verifies=True) as log:
        [objects] = log.objects(limit=1)
        assert objects[0]["signature"] == {
            "state": "none", "signer": None, "key": None, "reason": None,
        }  # fmt: skip
        [rows] = log.rows()
        assert {row[2] for row in rows} == {ident}
        assert {row[-1] for row in rows} == {"none"}
    [last, first] = signed_changes(at(desk, 3), [ident])[ident]
    assert (last.name, first.name) == ("last change", "opening")
    assert first.commit.author == JO


def test_words_that_can_be_ids_are_no_query() -> None:
    assert are_ids(["k7f", "#m3k,x2", "-"])
    assert not are_ids(["k7f", "label:ci"])


def test_links_are_seen_from_both_ends_and_files_are_found(desk: DeskInFiles) -> None:
    ident = opened(at(desk), "Order toner").ticket.id
    other = opened(at(desk, 1), "Find money").ticket.id
    link(at(desk, 2), [ident], "depends-on", [other])
    attach(at(desk, 3), ident, [NewAttachment("offer.txt", b"3 EUR")])
    workspace = at(desk, 4)
    ticket = workspace.reader.get(other).ticket
    assert {
        kind: [(far.id, far.ticket and far.ticket.title) for far in far_ends]
        for kind, far_ends in linked_tickets(workspace, ticket).items()
    } == {"needed by": [(ident, "Order toner")]}
    [name] = workspace.reader.get(ident).ticket.attachments
    assert attached_file(workspace, ident, name).size == 5
    assert attached_file(workspace, ident, "gone.txt").size is None
    file = ticket_file(workspace, ident)
    assert file.error is None
    assert file.file.read().startswith(b"---\n")


def test_tickets_are_written_out(desk: DeskInFiles, tmp_path: Path) -> None:
    ident = opened(at(desk, who=JO), "Order <b>toner</b>").ticket.id
    by_name = {exporter.name: exporter for exporter in EXPORTERS}
    export = Export(at(desk, 1), by_name["json"], lines=True)
    assert [json.loads(line)["id"] for line in "".join(export.text()).splitlines()] == [ident]
    export = Export(at(desk, 1), by_name["markdown"], ["toner"])
    export.write_folder(tmp_path / "new")
    assert len(list((tmp_path / "new").iterdir())) == len(export) == 1
    with pytest.raises(OutputExistsError):
        export.write_folder(tmp_path / "new")
    with pytest.raises(NotInThisFormatError):
        Export(at(desk, 1), by_name["csv"], lines=True)


def test_settings_say_where_they_come_from(desk: DeskInFiles) -> None:
    environment = {"EDITOR": "nano", "NO_COLOR": "1"}
    settings = user_settings(at(desk), environment, desk.root)
    sources = {each.name: (each.value, each.source) for each in settings}
    assert sources["user.editor"] == ("nano", "EDITOR")
    assert sources["user.color"] == ("never", "NO_COLOR")
    assert sources["user.pager"] == ("less", "default")
    [place, branch] = place_settings(at(desk), {"TIX_DESK": "x"}, is_chosen=False)
    assert (place.source, branch.name) == ("TIX_DESK", "branch")
    assert [each.name for each in settings_named("name", desk_settings(at(desk)))] == ["name"]


def test_a_desk_is_made_and_left(tmp_path: Path, desk: DeskInFiles) -> None:
    made = make_desk(tmp_path / "new", is_new=True, now=NOW)
    assert made.place is not None
    assert make_desk(tmp_path / "new").place is None
    with pytest.raises(OtherDeskError):
        make_desk(tmp_path / "new", branch="other")
    assert remove_tix(tmp_path / "new") is not None
    assert remove_tix(tmp_path / "new") is None


def test_what_can_be_typed_next_is_suggested(desk: DeskInFiles) -> None:
    ident = opened(at(desk, who=JO), "Order toner").ticket.id
    edit_fields(at(desk, 1), [ident], Edits([], [("labels", "printer")]))
    workspace = at(desk, 2)
    assert suggestions.ids(workspace, "") == [Suggestion(ident, "Order toner (open)")]
    assert [s.word for s in suggestions.query_words(workspace, "-label:pr")] == ["-label:printer"]
    assert [s.word for s in suggestions.settings(workspace, "labels=p")] == ["labels=printer"]
    assert "me" in {s.word for s in suggestions.people(workspace, "m")}
