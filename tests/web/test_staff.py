"""The staff's pages as a client without JavaScript uses them."""

import base64
import json
import re
import subprocess
import sys
import threading
import time
from html import unescape
from pathlib import Path
from re import DOTALL, findall, search

import httpx
import pytest

from tests.conftest import BOB, DeskInFiles
from tests.web.conftest import Serve, Served

_PACKAGE = Path(__file__).parents[2]
_PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def opened(staff: httpx.Client, title: str, **fields: str) -> str:
    """Open a ticket by the form; its id."""
    answer = staff.post("/new", data={"title": title, **fields})
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["location"]).removeprefix("/t/")


def said(answer: httpx.Response) -> str:
    """What a page says went wrong, or what was done."""
    found = findall(r'class="(?:problem|note)"[^>]*>(.*?)</p>', answer.text, DOTALL)
    return unescape(" ".join(found))


@pytest.mark.slow
def test_a_ticket_is_opened_with_fields_and_files(served: Served, staff: httpx.Client) -> None:
    answer = staff.post(
        "/new",
        data={"title": "Door jams", "description": "Since *noon*.", "priority": "high",
              "labels": "doors, pier-3", "type": "incident"},
        files={"files": ("plan.txt", b"open it")},
    )  # fmt: skip
    ident = answer.headers["location"].removeprefix("/t/")
    [shown] = findall(r'data-part="body">(.*?)</div>', staff.get(f"/t/{ident}").text, DOTALL)
    assert "<em>noon</em>" in shown
    text = served.desk.file_of(ident).read_text()
    assert "priority: high\n" in text and "- pier-3\n" in text and "channel: web\n" in text
    [file] = findall(rf"/t/{ident}/a/([^\"]+)", staff.get(f"/t/{ident}").text)
    assert f"Attached: {file}" in text, "so that it is as public as the text"
    assert staff.get(f"/t/{ident}/a/{file}").text == "open it"
    log = served.desk.git("log", "-1", "--format=%an|%s")
    assert log.startswith(f"Ana Lima|{ident}: Door jams")


def test_a_ticket_begins_with_a_template(served: Served, staff: httpx.Client) -> None:
    text = "type: incident\npriority: high\nlabels: [net, ops]\nwatchers: [bob@example.org]"
    served.desk.write("templates/outage.md", f"---\n{text}\n---\n\nSince when?\n")
    served.desk.commit("a template")
    page = staff.get("/new", params={"template": "outage"}).text
    assert "Since when?" in page and "<option selected>high" in page and 'value="net, ops"' in page
    assert "<option selected>outage" in page
    ident = opened(staff, "Down", template="outage", description="Since noon.", priority="high",
                   type="incident", labels="")  # fmt: skip
    ticket = json.loads(served.desk.call("show", ident, "--json").stdout)
    assert (ticket["priority"], ticket["labels"], ticket["body"]) == ("high", [], "Since noon.")
    assert ticket["watchers"] == ["bob@example.org"], "what the form hasn't got stays"
    wrong = staff.get("/new", params={"template": "none", "title": "Kept"})
    assert wrong.status_code == 422 and "none" in said(wrong) and 'value="Kept"' in wrong.text
    assert 'name="template" value' not in wrong.text, "it can be opened without"


def test_articles_that_fit_are_at_hand(served: Served, staff: httpx.Client) -> None:
    call = served.desk.call
    call("kb", "add", "Turnstile is stuck", "--set", "public=yes", "-b", "Push it.")
    ident = opened(staff, "The turnstile is stuck again")
    page = staff.get(f"/t/{ident}").text
    assert '<a href="/kb/turnstile-is-stuck">Turnstile is stuck</a></li>' in page
    call("kb", "edit", "turnstile-is-stuck", "--set", "public=no")
    assert "<small>not public</small>" in staff.get(f"/t/{ident}").text


@pytest.mark.slow
def test_a_title_must_be_there(staff: httpx.Client) -> None:
    answer = staff.post("/new", data={"title": " ", "description": "Words not to lose"})
    assert answer.status_code == 422
    assert "title" in said(answer) and "Words not to lose" in answer.text


def test_comments_are_public_or_internal_and_name_their_files(
    served: Served, staff: httpx.Client
) -> None:
    ident = opened(staff, "Printer")
    staff.post(f"/t/{ident}/comment", data={"comment": "It *works*."})
    staff.post(
        f"/t/{ident}/comment", data={"comment": "Don't tell", "internal": "yes"},
        files={"files": ("photo.png", _PNG)},
    )  # fmt: skip
    page = staff.get(f"/t/{ident}").text
    public, internal = findall(r'<article class="comment([^"]*)"', page)
    assert (public, internal) == ("", " internal")
    assert "<em>works</em>" in page and f'<img src="/t/{ident}/a/' in page
    assert "· internal\n" in served.desk.file_of(ident).read_text()
    answer = staff.post(f"/t/{ident}/comment", data={"comment": "  "})
    assert (answer.status_code, said(answer)) == (422, "The comment is empty")


def test_a_comment_that_is_sent_again_is_there_once(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Printer")
    words = {"comment": "It works.\r\nNearly."}
    first, again = (staff.post(f"/t/{ident}/comment", data=words) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    staff.post(f"/t/{ident}/comment", data={**words, "internal": "yes"})
    staff.post(f"/t/{ident}/comment", data=words)
    assert served.desk.file_of(ident).read_text().count("Nearly.") == 3


@pytest.mark.slow
def test_a_form_that_is_sent_again_is_done_once_also_if_a_kill_left_it_uncommitted(
    served: Served, staff: httpx.Client
) -> None:
    desk = served.desk
    ident = opened(staff, "Sent again")
    name = staff.post("/customers", data={"title": "Once and again"}).headers["location"]
    [once] = findall(r'name="once" value="([^"]+)"', staff.get("/new").text)
    [mark] = findall(r'name="mark" value="([^"]+)"', staff.get(f"/t/{ident}/sign").text)
    for path, form in (
        ("/new", {"title": "Opened once", "description": "word-a", "once": once}),
        ("/bulk", {"id": ident, "comment": "word-b"}),
        ("/bulk", {"id": ident, "comment": "word-c", "status": "in-progress"}),
        (f"/t/{ident}/sign", {"name": "word-d", "mark": mark}),
        (f"/t/{ident}/comment", {"comment": "word-e"}),
        (name, {"comment": "word-f"}),
    ):
        assert staff.post(path, data=form).status_code == 303
        desk.git("reset", "--quiet", "--soft", "HEAD~1")  # as a run leaves it that is killed there
        answers = [staff.post(path, data=form) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303], path
        assert desk.git("status", "--porcelain") == "", path
        assert desk.git("log", "-1", "--format=%an").strip() == "Ana Lima"
    told = desk.git("grep", "-o", "word-[a-f]", "--", "*.md").split()
    assert sorted(line.rpartition(":")[2] for line in told) == [f"word-{n}" for n in "abcdef"]
    [first] = findall(r'name="once" value="([^"]+)"', staff.get("/new").text)
    assert first != once
    other = {"title": "Opened once", "description": "another text", "once": once}
    assert staff.post("/new", data=other).status_code == 303
    assert len(desk.call("list", "--all", "--ids", '"Opened once"').lines) == 2


def test_fields_are_edited_in_one_commit_that_can_be_undone(
    served: Served, staff: httpx.Client
) -> None:
    ident = opened(staff, "Lamp")
    seen = {"was.status": "open", "was.priority": "normal", "was.assignees": ""}
    data = {"status": "in-progress", "priority": "urgent", "assignees": "bob@example.org", **seen}
    assert staff.post(f"/t/{ident}", data=data).status_code == 303
    text = served.desk.file_of(ident).read_text()
    assert "status: in-progress\n" in text and "priority: urgent\n" in text
    assert "- bob@example.org\n" in text
    served.desk.call("undo")
    assert "status: open\n" in served.desk.file_of(ident).read_text()
    before = served.desk.git("rev-parse", "HEAD")
    assert staff.post(f"/t/{ident}", data={"status": "open", **seen}).status_code == 303
    assert served.desk.git("rev-parse", "HEAD") == before, "nothing was changed"


def test_two_people_edit_one_ticket_and_no_word_is_lost(
    served: Served, staff: httpx.Client
) -> None:
    ident = opened(staff, "Heating", description="First\n\nSecond\n\nThird")
    seen = {"was.title": "Heating", "was.priority": "normal",
            "was.body": "First\n\nSecond\n\nThird"}  # fmt: skip
    served.desk.as_(BOB).call("edit", ident, "--set", "priority=low", "--set", "title=Boiler")
    mine = {"title": "Heating is cold", "priority": "normal", **seen}
    answer = staff.post(f"/t/{ident}", data=mine)
    assert answer.status_code == 200
    assert "Somebody else changed title meanwhile" in said(answer)
    text = served.desk.file_of(ident).read_text()
    assert "Heating is cold" in text and "Boiler" in text
    assert "priority: low\n" in text, "what I didn't touch is as Bob made it"

    served.desk.as_(BOB).call("edit", ident, "-b", "First, by Bob\n\nSecond\n\nThird")
    mine = {"body": "First\n\nSecond\n\nThird, by Ana", **seen}
    answer = staff.post(f"/t/{ident}", data=mine)
    assert "both were joined" in said(answer)
    text = served.desk.file_of(ident).read_text()
    assert "First, by Bob\n\nSecond\n\nThird, by Ana" in text


def test_a_change_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    staff: httpx.Client,
) -> None:
    ident = opened(staff, "Roof")
    seen = {"was.due": "", "was.labels": ""}
    answer = staff.post(f"/t/{ident}", data={"due": "someday", "labels": "wet", **seen})
    assert answer.status_code == 422 and "someday" in said(answer)
    assert 'value="someday"' in answer.text and 'value="wet"' in answer.text


def test_the_list_takes_the_query_language_columns_and_orders(staff: httpx.Client) -> None:
    first = opened(staff, "Zebra crossing", labels="paint", priority="low")
    second = opened(staff, "Anchor chain", labels="paint", priority="urgent")

    def ids(**params: str) -> list[str]:
        page = staff.get("/list", params=params)
        assert page.status_code == 200
        return findall(r'data-ticket="(\w+)"', page.text)

    assert ids(q="label:paint") == [second, first]
    assert ids(q="label:paint", sort="-title") == [first, second]
    assert ids(q="label:paint priority:urgent") == [second]
    page = staff.get("/list", params={"q": "label:paint", "columns": "id,opened_by"}).text
    assert findall(r'<th scope="col" class="c-(\w+)"', page) == ["id", "opened_by"]
    wrong = staff.get("/list", params={"q": "priority:>"})
    assert wrong.status_code == 422 and 'value="priority:&gt;"' in wrong.text
    assert staff.get("/list", params={"q": "x", "sort": "nonsense"}).status_code == 422
    assert staff.get("/list", params={"columns": "nonsense"}).status_code == 422


def test_selected_tickets_are_changed_in_one_commit(served: Served, staff: httpx.Client) -> None:
    idents = [opened(staff, f"Bulk {n}", labels="bulk") for n in range(3)]
    page = staff.get("/list", params={"q": "label:bulk"}).text
    assert 'aria-label="Select Bulk 1"' in page
    before = int(served.desk.git("rev-list", "--count", "HEAD"))
    data = {"id": idents[:2], "status": "closed", "back": "q=label%3Abulk"}
    answer = staff.post("/bulk", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/list?q=label%3Abulk")
    assert int(served.desk.git("rev-list", "--count", "HEAD")) == before + 1
    assert served.desk.call("list", "--ids", "label:bulk").lines == idents[2:]
    for wrong in ({"id": idents, "status": "nonsense"}, {"status": "closed"}, {"id": ["zz"]}):
        assert staff.post("/bulk", data=wrong).status_code == 422, wrong
    evil = staff.post("/bulk", data={**data, "back": "//evil.example/\r\nX: y"})
    assert evil.headers["location"].startswith("/list?")


def test_all_fields_of_the_selected_change_in_one_commit_with_a_comment(
    served: Served, staff: httpx.Client
) -> None:
    idents = [opened(staff, f"Many {n}", labels="many, wet") for n in range(2)]
    before = int(served.desk.git("rev-list", "--count", "HEAD"))
    both = "ana@example.org, bob@example.org"
    data = {"id": idents, "status": "closed", "priority": "urgent", "assignees": both,
            "add_labels": "dry, done", "remove_labels": "wet", "milestone": "2.1",
            "comment": "All at once."}  # fmt: skip
    assert staff.post("/bulk", data=data).status_code == 303
    assert int(served.desk.git("rev-list", "--count", "HEAD")) == before + 1
    for ident in idents:
        ticket = json.loads(served.desk.call("show", ident, "--json").stdout)
        assert (ticket["status"], ticket["priority"], ticket["milestone"]) == (
            "closed", "urgent", "2.1")  # fmt: skip
        assert sorted(ticket["labels"]) == ["done", "dry", "many"] and len(ticket["assignees"]) == 2
        assert [(c["text"], c["internal"]) for c in ticket["comments"]] == [("All at once.", False)]
    assert staff.post("/bulk", data={"id": idents, "assignees": "none"}).status_code == 303
    assert not json.loads(served.desk.call("show", idents[0], "--json").stdout)["assignees"]
    wrong = staff.post(
        "/bulk", data={"id": idents[:1], "add_labels": "x", "assignees": "zzz",
                       "comment": "kept words", "back": "q=label:many&all=yes"},
    )  # fmt: skip
    assert wrong.status_code == 422 and "zzz" in said(wrong)
    assert "kept words" in wrong.text and f'value="{idents[0]}" checked' in wrong.text
    assert f'value="{idents[1]}" checked' not in wrong.text and "Many 1" in wrong.text


@pytest.mark.slow
def test_a_workflow_refuses_each_of_the_selected_by_name(desk: DeskInFiles, serve: Serve) -> None:
    desk.write("tix.yaml", "format: 1\nworkflow:\n  task:\n    from: {open: [in-progress]}\n")
    desk.commit("workflow")
    idents = [desk.open(f"Bound {n}") for n in range(5)]
    served = serve(desk)
    head = desk.git("rev-parse", "HEAD")
    with served.client() as client:
        client.get(served.entry)
        answer = client.post("/bulk", data={"id": idents, "status": "closed", "comment": "over"})
        assert answer.status_code == 422 and desk.git("rev-parse", "HEAD") == head
        for ident in idents:
            assert f'<a href="/t/{ident}">{ident}</a> can&#39;t be closed yet' in answer.text
            assert f'value="{ident}" checked' in answer.text
        assert "over</textarea>" in answer.text and "<option selected>closed" in answer.text


def test_queries_are_saved_used_and_removed(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "To be found again", labels="saved-label")
    shell = served.desk.call
    data = {"name": "again", "q": "label:saved-label", "back": "q=label:saved-label"}
    answer = staff.post("/queries", data=data)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/list?q=label")
    assert "again\tlabel:saved-label" in shell("query", "list").lines, "as tix query save does"
    page = staff.get("/list", params={"q": "@again"}).text
    assert f'data-ticket="{ident}"' in page and 'href="/list?q=@again"' in page
    before = int(served.desk.git("rev-list", "--count", "HEAD"))
    every = {"name": "@all-of-us", "q": "label:saved-label", "everybody": "yes"}
    assert staff.post("/queries", data=every).status_code == 303
    assert int(served.desk.git("rev-list", "--count", "HEAD")) == before + 1
    assert "all-of-us: label:saved-label" in (served.desk.root / "tix.yaml").read_text()
    shell("query", "save", "elsewhere", "is:open")
    assert 'href="/list?q=@elsewhere"' in staff.get("/list").text, "one saved in a terminal"
    for wrong in (
        {"name": "x", "q": "priority:>"},
        {"name": "", "q": "x"},
        {"name": "a b", "q": "x"},
    ):
        assert staff.post("/queries", data=wrong).status_code == 422, wrong
    for gone in ({"remove": "again"}, {"remove": "all-of-us", "everybody": "yes"},
                 {"remove": "elsewhere"}, {"remove": "elsewhere"}):  # fmt: skip
        assert staff.post("/queries", data=gone).status_code == 303
    assert (
        not shell("query", "list").lines
        and "all-of-us" not in (served.desk.root / "tix.yaml").read_text()
    )


def test_ids_lead_to_pages_or_to_one_that_says_there_is_none(staff: httpx.Client) -> None:
    ident = opened(staff, "Whole")
    answer = staff.get(f"/t/{ident[:5]}")
    assert answer.status_code in (303, 404)
    assert staff.get("/t/zzzzzz").status_code == 404
    assert staff.get("/t/..%2f..%2fetc").status_code == 404
    assert staff.get(f"/t/{ident}/a/nothing.txt").status_code == 404
    assert staff.get(f"/t/{ident}/a/..%2f..%2f..%2ftix.yaml").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("lies.png", b"<html><script>alert(1)</script>"),
        ("bytes.bin", bytes(range(256))),
    ],
)
def test_files_are_never_run(staff: httpx.Client, name: str, data: bytes) -> None:
    ident = opened(staff, f"File {name}")
    staff.post(f"/t/{ident}/comment", files={"files": (name, data)}, data={"comment": "see"})
    [path] = set(findall(rf"/t/{ident}/a/[^\"]+", staff.get(f"/t/{ident}").text))
    answer = staff.get(path)
    assert answer.content == data
    kind = answer.headers["content-type"]
    assert kind in ("text/plain; charset=utf-8", "application/octet-stream")
    assert "sandbox" in answer.headers["content-security-policy"]
    if kind == "application/octet-stream":
        assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.slow
def test_what_happens_in_a_terminal_is_told_at_once(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Watched")
    heard: list[tuple[float, str]] = []

    def listen() -> None:
        with httpx.stream("GET", f"{served.base}/events", cookies=staff.cookies) as answer:
            for line in answer.iter_lines():
                heard.append((time.monotonic(), line))
                if heard[0][1] == "enough":
                    return

    threading.Thread(target=listen, daemon=True).start()
    end = time.monotonic() + 5
    while not heard and time.monotonic() < end:
        time.sleep(0.02)
    subprocess.run(
        [sys.executable, "-m", "tix", "comment", ident, "from the shell"], check=True,
        cwd=served.desk.root, capture_output=True,
        env={**served.desk.environ, "PYTHONPATH": str(_PACKAGE)},
    )  # fmt: skip
    done = time.monotonic()
    told: list[float] = []
    while not told and time.monotonic() < done + 5:
        told = [at for at, line in heard if search(rf'"tickets": \[[^]]*"{ident}"', line)]
        time.sleep(0.02)
    assert told and told[0] - done < 2
    heard.insert(0, (0, "enough"))


def test_strangers_see_nothing(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Secret")
    with served.client() as stranger:
        for path in ("/", "/list", f"/t/{ident}", f"/t/{ident}/a/x", "/new", "/t/zzzzzz"):
            answer = stranger.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
            assert not answer.content
        for path in (f"/t/{ident}", f"/t/{ident}/comment", "/bulk", "/new"):
            answer = stranger.post(path, data={"comment": "x", "title": "x"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
        for path in ("/events", "/complete?q=a"):
            assert stranger.get(path).status_code == 401
        stranger.cookies.set(f"tix-staff-{served.port}", "guess")
        assert stranger.get("/list").status_code == 303


def test_words_are_completed(staff: httpx.Client) -> None:
    opened(staff, "Completed", labels="rare-label")
    found = staff.get("/complete", params={"kind": "query", "q": "label:rare"}).json()
    assert [each["word"] for each in found] == ["label:rare-label"]
    found = staff.get("/complete", params={"kind": "labels", "q": "rare"}).json()
    assert [each["word"] for each in found] == ["rare-label"]


def test_scripts_and_styles_are_small() -> None:
    folder = _PACKAGE / "tix" / "web" / "static"
    sizes = [file.stat().st_size for file in folder.iterdir() if file.suffix in (".css", ".js")]
    assert sum(sizes) < 60_000


def test_the_board_has_a_region_for_each_status_and_moves_cards(
    served: Served, staff: httpx.Client
) -> None:
    ident = opened(staff, "On the board", labels="boarded")
    page = staff.get("/board", params={"q": "label:boarded"}).text
    names = ["open", "in-progress", "pending", "resolved", "closed"]
    assert findall(r'role="region" aria-label="([\w-]+)"', page) == names
    assert findall(r'<li class="card" data-ticket="(\w+)"', page) == [ident]
    data = {"was.status": "open", "status": "pending", "back": "/board?q=label:boarded"}
    answer = staff.post(f"/t/{ident}", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, data["back"])
    assert served.desk.call("list", "--ids", "status:pending", "label:boarded").lines == [ident]
    evil = {**data, "was.status": "pending", "status": "open", "back": "https://evil.example/"}
    assert staff.post(f"/t/{ident}", data=evil).headers["location"] == f"/t/{ident}"
    assert staff.get("/board", params={"q": "priority:>"}).status_code == 422


@pytest.mark.slow
def test_everything_is_found_by_its_words_and_ids(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Gangway squeaks", description="like a xylophone")
    served.desk.call("kb", "add", "Oil a xylophone")
    page = staff.get("/search", params={"q": "xylophone"}).text
    assert f'href="/t/{ident}"' in page and "like a xylophone" in page
    assert 'href="/kb/oil-a-xylophone"' in page
    answer = staff.get("/search", params={"q": f"#{ident}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{ident}")
    assert "Nothing was found" in staff.get("/search", params={"q": "qqqqqq"}).text
    assert staff.get("/search").status_code == 200
    assert staff.get("/search", params={"q": "priority:>"}).status_code == 422
    for letter in "laptsArcm":  # which are options of some commands, and no fields of records
        for path in ("/search", "/customers", "/kb"):
            assert staff.get(path, params={"q": f"-{letter}f"}).status_code == 200, letter


@pytest.mark.slow
def test_the_inbox_has_what_others_did_until_it_was_seen(
    served: Served, staff: httpx.Client
) -> None:
    ident = opened(staff, "For the inbox", assignees="ana@example.org")
    served.desk.as_(BOB).call("comment", ident, "Bob was here")
    page = staff.get("/inbox").text
    assert "For the inbox" in page and "Bob was here" in page
    [tip] = findall(r'name="tip" value="(\w+)"', page)
    served.desk.as_(BOB).call("comment", ident, "and again")
    staff.post("/inbox", data={"tip": tip})
    assert "and again" in staff.get("/inbox").text, "it came after the page was made"
    [tip] = findall(r'name="tip" value="(\w+)"', staff.get("/inbox").text)
    assert staff.post("/inbox", data={"tip": tip}).status_code == 303
    assert "Nothing new" in staff.get("/inbox").text


def test_a_ticket_says_that_its_customers_contract_has_ended(
    served: Served, staff: httpx.Client
) -> None:
    served.desk.call("customer", "add", "Ended Ltd.", "--set", "contract_until=2020-01-31")
    ident = opened(staff, "Door jams", customer="ended-ltd")
    assert "ended-ltd: its contract ended on 2020-01-31" in staff.get(f"/t/{ident}").text
    served.desk.call("close", ident)
    assert "its contract ended" not in staff.get(f"/t/{ident}").text


@pytest.mark.parametrize(
    ("path", "title", "field", "value"),
    [("/customers", "Acme Ferries", "plan", "gold"), ("/assets", "Printer 12", "kind", "printer"),
     ("/kb", "Reset a password", "public", "yes")],
)  # fmt: skip
def test_records_are_added_shown_and_edited(
    served: Served, staff: httpx.Client, path: str, title: str, field: str, value: str
) -> None:
    answer = staff.post(path, data={"title": title})
    place = answer.headers["location"]
    assert answer.status_code == 303 and place.startswith(f"{path}/")
    assert staff.post(path, data={"title": title}).status_code == 422, "it is there already"
    data = {field: value, f"was.{field}": "", "body": "About *it*.", "was.body": ""}
    assert staff.post(place, data=data).status_code == 303
    staff.post(place, data={"comment": "They called."})
    page = staff.get(place).text
    assert "<em>it</em>" in page and "They called." in page
    assert re.search(rf'<(option selected>{value}<|input [^>]*value="{value}")', page)
    assert value in staff.get(path).text
    assert staff.get(f"{path}/nothing").status_code == 404
    assert staff.get(f"{path}/..%2ftix").status_code == 404


@pytest.mark.parametrize(
    ("path", "command", "field", "values"),
    [("/customers", "customer", "language", ("en", "de", "pt")),
     ("/assets", "asset", "location", ("pier 1", "pier 2", "pier 3")),
     ("/kb", "kb", "title", ("Shared kb", "Tugs", "Barges"))],
)  # fmt: skip
def test_two_people_edit_one_record_and_no_word_is_lost(
    served: Served, staff: httpx.Client, path: str, command: str, field: str,
    values: tuple[str, str, str],
) -> None:  # fmt: skip
    was, theirs, mine = values
    text = "First\n\nSecond\n\nThird"
    place = staff.post(path, data={"title": f"Shared {command}"}).headers["location"]
    name = place.rpartition("/")[2]
    first = {field: was, f"was.{field}": "" if field != "title" else was,
             "body": text, "was.body": ""}  # fmt: skip
    assert staff.post(place, data=first).status_code == 303
    bob = served.desk.as_(BOB)
    bob.call(command, "edit", name, "--set", f"{field}={theirs}", "-b", f"Bob says:\n\n{text}")
    answer = staff.post(place, data={field: mine, f"was.{field}": was})
    assert answer.status_code == 200 and f"Somebody else changed {field} meanwhile" in said(answer)
    assert "Merge note" in answer.text
    kept = json.loads(bob.call(command, "show", name, "--json").stdout)
    assert {theirs, mine} == {kept[field], kept["comments"][-1]["text"].rpartition("\n")[2]}
    assert kept["body"].startswith("Bob says:"), "what I didn't touch is as Bob made it"
    answer = staff.post(place, data={"body": f"{text}\n\nAna, too", "was.body": text})
    assert "Somebody else changed body meanwhile; both were joined." in said(answer)
    kept = json.loads(bob.call(command, "show", name, "--json").stdout)
    assert kept["body"] == f"Bob says:\n\n{text}\n\nAna, too"


def test_every_report_has_a_page(served: Served, staff: httpx.Client) -> None:
    opened(staff, "Counted", labels="counted")
    names = findall(r'<li><a href="/reports/([\w-]+)"', staff.get("/reports").text)
    assert "throughput" in names and len(names) > 10
    for name in names:
        answer = staff.get(f"/reports/{name}")
        assert answer.status_code == 200, name
        assert ' style="' not in answer.text, "the policy forbids it"
    assert staff.get("/reports/nothing").status_code == 404
    assert staff.get("/reports/summary", params={"since": "never"}).status_code == 422


def test_a_delivery_note_is_signed_on_the_page(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Deliver it")
    assert "DELIVERY NOTE" in staff.get(f"/t/{ident}/sign").text
    drawn = "data:image/png;base64," + base64.b64encode(_PNG).decode()
    assert staff.post(f"/t/{ident}/sign", data={"name": " "}).status_code == 422
    for wrong in ("data:text/html;base64,PGI+", "data:image/png;base64,PGI+", "x"):
        data = {"name": "Jo Silva", "signature": wrong}
        assert staff.post(f"/t/{ident}/sign", data=data).status_code == 422
    answer = staff.post(f"/t/{ident}/sign", data={"name": "Jo Silva", "signature": drawn})
    assert answer.status_code == 303
    assert "Jo Silva" in served.desk.file_of(ident).read_text()
    assert not served.desk.call("check", code=None).stderr.count(ident)
    [mark] = findall(r'name="mark" value="([^"]+)"', staff.get(f"/t/{ident}/sign").text)
    served.desk.call("edit", ident, "--set", "title=Deliver all of it")
    stale = staff.post(f"/t/{ident}/sign", data={"name": "Eve", "mark": mark})
    assert stale.status_code == 409
    assert "has changed meanwhile" in said(stale) and "Deliver all of it" in stale.text
    assert 'value="Eve"' in stale.text and mark not in stale.text
    assert "Eve" not in served.desk.file_of(ident).read_text()


def test_where_everybody_begins_has_what_is_mine_and_nobodys(staff: httpx.Client) -> None:
    opened(staff, "Mine alone", assignees="ana@example.org")
    opened(staff, "Nobody's yet", priority="urgent")
    page = staff.get("/").text
    assert "Mine alone" in page and "Nobody&#39;s yet" in page


def test_answers_that_are_ready_and_the_history(served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Answer me", requester="Jo Silva <jo@acme.example>")
    served.desk.call("reply", "add", "Thanks", "-b", "Thank you, {{ ticket.requester.name }}.")
    page = staff.get(f"/t/{ident}", params={"reply": "thanks"}).text
    assert "Thank you, Jo Silva." in page
    answer = staff.get(f"/t/{ident}", params={"reply": "nothing"})
    assert answer.status_code == 200 and "nothing" in said(answer)
    page = staff.get(f"/t/{ident}", params={"history": "1"}).text
    assert "opened:" in page and "Ana Lima" in page


def test_a_text_is_shown_again_whatever_goes_wrong(staff: httpx.Client) -> None:
    answer = staff.post("/t/zzzzzz/comment", data={"comment": "Words for a ticket that is gone"})
    assert answer.status_code == 404
    assert "Words for a ticket that is gone" in answer.text
