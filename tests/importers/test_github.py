"""Issues of GitHub as tickets."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.importers import github
from tix.importers.foreign_words import Words
from tix.importers.incoming import ImportInputError, Incoming, Reading
from tix.model.config.config import Config, Group, Status
from tix.model.ids import is_comment_id
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Ticket

ISSUE: dict[str, Any] = {
    "number": 7,
    "title": "It breaks: 日本 😀",
    "body": "one\r\n\r\n    two\n\n",
    "state": "OPEN",
    "labels": [{"name": "kind/bug", "color": "f00"}, {"name": "good first issue"}],
    "assignees": [{"login": "ana", "name": "Ana Lima"}],
    "author": {"login": "bob", "name": "Bob Reis"},
    "createdAt": "2026-03-01T10:00:00Z",
    "closedAt": None,
    "updatedAt": "2026-03-04T10:00:00Z",
    "url": "https://github.com/acme/site/issues/7",
    "milestone": {"title": "v2", "number": 1},
    "comments": [
        {
            "id": "IC_2",
            "author": {"login": "ana"},
            "body": "later\n## no heading\n",
            "createdAt": "2026-03-03T10:00:00Z",
        },
        {"id": "IC_1", "author": None, "body": "sooner", "createdAt": "2026-03-02T10:00:00Z"},
    ],
}


def reading(folder: Path, *records: object, config: Config | None = None) -> Reading:
    file = folder / "issues.json"
    file.write_text(json.dumps(records))
    return github.read(file, Words(config or Config()))


def item(folder: Path, config: Config | None = None, **changed: object) -> Incoming:
    found = reading(folder, {**ISSUE, **changed}, config=config)
    assert found.skipped == ()
    return found.items[0]


def ticket(folder: Path, config: Config | None = None, **changed: object) -> Ticket:
    return item(folder, config, **changed).ticket


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 10, tzinfo=UTC)


def test_an_issue_becomes_a_ticket_with_its_dates_people_and_exact_text(tmp_path: Path) -> None:
    made = ticket(tmp_path)
    assert made.title == "It breaks: 日本 😀"
    assert made.body == "one\n\n    two\n\n"
    assert (made.status, made.since, made.opened) == ("open", day(1), day(1))
    assert (made.resolved, made.closed) == (None, None)
    assert made.requester == made.opened_by == "bob <>"
    assert made.assignees == ("ana <>",)
    assert made.labels == ("kind/bug", "good first issue")
    assert made.milestone == "v2"
    assert (made.type, made.priority) == (None, None)
    assert made.source == "github:acme/site#7"
    assert made.team_field("url") == "https://github.com/acme/site/issues/7"
    assert made.team_field("updatedAt") == "2026-03-04T10:00:00Z"


def test_comments_stand_by_time_with_their_authors_and_exact_texts(tmp_path: Path) -> None:
    comments = ticket(tmp_path).comments
    assert [(c.at, str(c.author), c.text) for c in comments] == [
        (day(2), "ghost <>", "sooner"),
        (day(3), "ana <>", "later\n## no heading\n"),
    ]
    assert all(is_comment_id(c.id) for c in comments)
    assert not any(c.internal for c in comments)


def test_comment_ids_are_the_same_in_every_import(tmp_path: Path) -> None:
    first = {c.text: c.id for c in ticket(tmp_path).comments}
    fewer = ticket(tmp_path, comments=ISSUE["comments"][:1]).comments
    assert fewer[0].id == first[fewer[0].text]
    elsewhere = ticket(tmp_path, url="https://github.com/acme/other/issues/7").comments
    assert {c.id for c in elsewhere}.isdisjoint(first.values())


def test_comments_without_id_and_of_one_text_stay_apart(tmp_path: Path) -> None:
    comment = {"body": "+1", "createdAt": "2026-03-02T10:00:00Z"}
    assert len({c.id for c in ticket(tmp_path, comments=[comment, comment]).comments}) == 2


def test_a_closed_issue_is_closed_since_then_and_keeps_the_reason(tmp_path: Path) -> None:
    closed = ticket(
        tmp_path, state="CLOSED", closedAt="2026-03-05T10:00:00Z", stateReason="NOT_PLANNED"
    )
    assert (closed.status, closed.since, closed.closed) == ("closed", day(5), day(5))
    assert closed.resolved is None
    assert closed.team_field("stateReason") == "NOT_PLANNED"


def test_a_closed_issue_without_time_was_closed_by_its_last_change(tmp_path: Path) -> None:
    assert ticket(tmp_path, state="CLOSED").closed == day(4)
    assert ticket(tmp_path, state="CLOSED", updatedAt=None).closed is None


def test_a_desk_without_the_word_closed_gets_a_done_one_of_its_own(tmp_path: Path) -> None:
    desk = Config(statuses=(Status("todo", Group.ACTIVE), Status("done", Group.DONE)))
    closed = ticket(tmp_path, desk, state="CLOSED", closedAt="2026-03-05T10:00:00Z")
    assert (closed.status, closed.resolved, closed.closed) == ("done", day(5), None)
    assert closed.team_field("original_status") == "CLOSED"
    assert ticket(tmp_path, desk).status == "todo"


def test_the_zero_time_of_older_versions_is_no_time(tmp_path: Path) -> None:
    assert ticket(tmp_path, state="CLOSED", closedAt="0001-01-01T00:00:00Z").closed == day(4)


def test_the_rest_apis_issues_are_understood_too(tmp_path: Path) -> None:
    record = {
        "number": 7,
        "title": "It breaks",
        "state": "closed",
        "user": {"login": "dependabot[bot]"},
        "html_url": "https://git.acme.example/acme/site/issues/7",
        "created_at": "2026-03-01T10:00:00Z",
        "closed_at": "2026-03-05T10:00:00Z",
        "comments": 3,
        "locked": False,
        "labels": ["ci"],
    }
    made = reading(tmp_path, record).items[0].ticket
    assert made.source == "github:git.acme.example/acme/site#7"
    assert (made.opened, made.closed) == (day(1), day(5))
    assert made.opened_by == "dependabot[bot] <>"
    assert made.labels == ("ci",)
    assert made.team_field("original_comments") == "3"
    assert made.team_field("locked") == "false"


def test_keys_that_are_not_known_are_kept_as_fields(tmp_path: Path) -> None:
    made = ticket(
        tmp_path,
        isPinned=True,
        id="I_1",
        projectItems=[{"title": "Q3"}],
        closed=False,
        empty=[],
        weight=1.10,
    )
    assert {f.name: f.value for f in made.team_fields} == {
        "updatedAt": "2026-03-04T10:00:00Z",
        "url": "https://github.com/acme/site/issues/7",
        "isPinned": "true",
        "original_id": "I_1",
        "projectItems": ('{"title": "Q3"}',),
        "weight": "1.1",
    }


def test_a_number_is_enough_to_know_an_issue_again_and_so_is_its_title(tmp_path: Path) -> None:
    assert ticket(tmp_path, url=None).source == "github:#7"
    nameless = ticket(tmp_path, url=None, number=None).source
    assert nameless == ticket(tmp_path, url=None, number=None, body="other").source
    assert nameless != ticket(tmp_path, url=None, number=None, title="other").source


def test_missing_keys_are_absent(tmp_path: Path) -> None:
    made = reading(tmp_path, {"title": "Only this"}).items[0].ticket
    assert (made.status, made.opened, made.body, made.comments) == ("open", None, "", ())
    assert made.opened_by is None
    deleted = reading(tmp_path, {"title": "Only this", "author": None}).items[0].ticket
    assert deleted.opened_by == deleted.requester == "ghost <>"


def test_names_that_would_break_a_comments_heading_are_made_plain(tmp_path: Path) -> None:
    for login in ("<>", " ", "a\nb", "@ana", "a<b", "x <y@z> <"):
        author = ticket(tmp_path, author={"login": login}).opened_by
        assert author is not None
        assert author.count("<") <= 1
        assert "\n" not in author


def test_what_no_file_can_hold_is_replaced_and_told(tmp_path: Path) -> None:
    made = item(tmp_path, body="a\ud800b\0c")
    assert made.ticket.body == "a\ufffdb\ufffdc"
    assert made.notes == ("what no file can hold came in as U+FFFD",)
    assert item(tmp_path, body="😀").notes == ()


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (5, "it isn't an object, {…}"),
        ({}, "it has no title"),
        ({"title": "  "}, "it has no title"),
        ({"title": ["x"]}, "its title isn't a text"),
        ({"title": "x", "body": 5}, "its body isn't a text"),
        ({"title": "x", "comments": [5]}, "one of its comments isn't an object, {…}"),
        ({"title": "x", "comments": [{"body": []}]}, None),
        (
            {"title": "x", "comments": [{"body": [1]}]},
            "the text of one of its comments isn't a text",
        ),
    ],
)
def test_what_is_no_issue_is_skipped_with_the_reason_and_others_come_in(
    tmp_path: Path, record: object, why: str | None
) -> None:
    found = reading(tmp_path, record, ISSUE)
    assert found.items[-1].where == "issue 7"
    assert [(s.where, s.why) for s in found.skipped] == ([("record 1", why)] if why else [])


def test_a_record_nested_too_deeply_is_skipped(tmp_path: Path) -> None:
    deep: object = 1
    for _ in range(60):
        deep = [deep]
    found = reading(tmp_path, {**ISSUE, "x": deep}, ISSUE)
    assert [s.why for s in found.skipped] == ["it is nested over 50 levels deep"]
    assert len(found.items) == 1


def test_tix_own_json_is_refused_with_the_right_command(tmp_path: Path) -> None:
    with pytest.raises(ImportInputError) as caught:
        reading(tmp_path, {"id": "k7f3qz", "title": "x", "opened_by": None})
    assert "tix import json" in str(caught.value.hint)


def test_progress_is_told_after_each_issue(tmp_path: Path) -> None:
    file = tmp_path / "issues.json"
    file.write_text(json.dumps([ISSUE, 5, ISSUE]))
    told: list[tuple[int, int]] = []
    github.read(file, Words(Config()), lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["login", "name", "title", "body", "id", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=usual(80))
@given(st.dictionaries(st.sampled_from([*ISSUE, "closed", "user", "x", "id"]), anything))
def test_any_record_comes_in_or_is_skipped(tmp_path: Path, changed: dict[str, object]) -> None:
    found = reading(tmp_path, {**ISSUE, **changed})
    assert len(found.items) + len(found.skipped) == 1


# -- what happened to it

REST = [
    {"event": "labeled", "created_at": "2026-03-01T11:00:00Z", "actor": {"login": "ana"},
     "label": {"name": "ci", "color": "f00"}},
    {"event": "assigned", "created_at": "2026-03-01T12:00:00Z", "actor": {"login": "ana"},
     "assignee": {"login": "bob"}},
    {"event": "renamed", "created_at": "2026-03-01T13:00:00Z", "actor": {"login": "bob"},
     "rename": {"from": "It", "to": "It breaks"}},
    {"event": "subscribed", "created_at": "2026-03-01T13:30:00Z", "actor": {"login": "bob"}},
    {"event": "commented", "id": 5, "created_at": "2026-03-01T14:00:00Z", "actor": {"login": "bob"},
     "user": {"login": "bob"}, "body": "Mine."},
    {"event": "cross-referenced", "created_at": "2026-03-01T15:00:00Z", "actor": {"login": "cy"},
     "source": {"type": "issue", "issue": {"html_url": "https://github.com/acme/site/pull/9"}}},
    {"event": "closed", "created_at": "2026-03-02T10:00:00Z", "actor": {"login": "bob"},
     "commit_id": "abc123", "state_reason": "completed"},
]  # fmt: skip

GRAPHQL = {"nodes": [
    {"__typename": "LabeledEvent", "createdAt": "2026-03-01T11:00:00Z", "actor": {"login": "ana"},
     "label": {"name": "ci"}},
    {"__typename": "AssignedEvent", "createdAt": "2026-03-01T12:00:00Z", "actor": {"login": "ana"},
     "assignee": {"login": "bob"}},
    {"__typename": "RenamedTitleEvent", "createdAt": "2026-03-01T13:00:00Z",
     "actor": {"login": "bob"}, "previousTitle": "It", "currentTitle": "It breaks"},
    {"__typename": "IssueComment", "createdAt": "2026-03-01T14:00:00Z", "author": {"login": "bob"},
     "id": 5, "body": "Mine."},
    {"__typename": "CrossReferencedEvent", "createdAt": "2026-03-01T15:00:00Z",
     "actor": {"login": "cy"}, "source": {"url": "https://github.com/acme/site/pull/9"}},
    {"__typename": "ClosedEvent", "createdAt": "2026-03-02T10:00:00Z", "actor": {"login": "bob"},
     "stateReason": "COMPLETED", "closer": {"__typename": "Commit", "oid": "abc123"}},
]}  # fmt: skip


@pytest.mark.parametrize("key, events", [("timeline", REST), ("timelineItems", GRAPHQL)])
def test_a_timeline_is_kept_as_an_internal_comment(tmp_path: Path, key: str, events: Any) -> None:
    made = ticket(tmp_path, state="CLOSED", updatedAt=None, comments=[], **{key: events})
    assert (made.closed, made.team_field("closed_by")) == (day(2), "bob <>")
    mine, history = made.comments
    assert (mine.text, mine.internal, str(mine.author)) == ("Mine.", False, "bob <>")
    assert (history.at, history.internal) == (day(2), True)
    head, *lines = [line.replace("-title", "") for line in history.text.split("\n")]
    assert head == "What happened at GitHub:"
    assert lines == [
        "",
        "- 2026-03-01T11:00:00Z · ana · labeled ci",
        "- 2026-03-01T12:00:00Z · ana · assigned bob",
        "- 2026-03-01T13:00:00Z · bob · renamed from 'It' to 'It breaks'",
        "- 2026-03-01T15:00:00Z · cy · cross-referenced in https://github.com/acme/site/pull/9",
        "- 2026-03-02T10:00:00Z · bob · closed as completed by commit abc123",
    ]
    assert made.team_field(key) is None
    assert ticket(tmp_path, state="CLOSED", **{key: events}).comments[0].text == "sooner"


def test_odd_timelines(tmp_path: Path) -> None:
    odd: Any = [{}, {"event": 3}, {"event": "locked", "actor": None, "created_at": "x", "label": 7}]
    made = ticket(tmp_path, timeline=odd, events="no list", closed_by={"login": "cy"})
    assert made.comments[0].text == "What happened at GitHub:\n\n- locked"
    assert (made.team_field("events"), made.team_field("closed_by")) == ("no list", "cy <>")
    assert reading(tmp_path, {**ISSUE, "timeline": ["x"]}).skipped != ()


def test_a_type_and_a_day_that_it_is_due_are_the_tickets(tmp_path: Path) -> None:
    """GitHub's organisations have types of issues; Gitea says when one is due."""
    found = ticket(tmp_path, type={"name": "Bug"}, due_date="2026-02-01T23:59:59Z")
    assert (found.type, found.due) == ("problem", date(2026, 2, 1))
    odd = ticket(tmp_path, type={"name": "Saga"}, due_date="soon")
    assert (odd.type, odd.due) == (None, None)
    assert {"original_type", "due_date"} <= {field.name for field in odd.team_fields}


def test_events_with_their_issues_are_these_issues(tmp_path: Path) -> None:
    issue = {**ISSUE, "state": "closed", "comments": 0}
    events = [
        {"event": "closed", "issue": issue, "actor": {"login": "ana"}, "id": 1,
         "created_at": "2026-03-05T10:00:00Z"},
        {"event": "labeled", "issue": issue, "actor": {"login": "ana"}, "id": 2,
         "label": {"name": "x"}, "created_at": "2026-03-02T10:00:00Z"},
    ]  # fmt: skip
    (found,) = reading(tmp_path, *events).items
    assert (found.ticket.title, found.ticket.closed) == (ISSUE["title"], day(5))
    assert "labeled" in found.ticket.comments[0].text or "x" in found.ticket.comments[0].text


def test_events_go_into_their_issue_where_the_input_has_it(tmp_path: Path) -> None:
    there = "https://api.github.com/repos/acme/site/issues/7"
    stub = {"url": there, "html_url": ISSUE["url"], "number": 7, "title": "x", "comments": 2}
    event = {"event": "labeled", "issue": stub, "actor": {"login": "ana"}, "id": 2,
             "label": {"name": "x"}, "created_at": "2026-03-02T10:00:00Z"}  # fmt: skip
    other = {**ISSUE, "number": 8, "url": f"{ISSUE['url']}8", "events": "no list"}
    about_other = {**event, "issue": {**stub, "url": other["url"], "html_url": None}}
    found = reading(tmp_path, event, ISSUE, {**event, "id": 3}, other, about_other, {**ISSUE})
    one, two, *_ = (each.ticket for each in found.items)
    texts = [comment.text for comment in one.comments]
    assert texts[0] == "sooner" and texts[-1].startswith("later")
    assert sum(text.count("labeled") for text in texts) == 2
    assert two.team_field("events") == "no list"


@pytest.mark.parametrize(
    "answer",
    [
        {"repo": "acme/site", "issues": [{"number": 1, "title": "A"}],
         "pulls": [{"number": 2, "title": "B", "headRefName": "b"}, {"number": 3, "title": "C"}]},
        {"data": {"repository": {
            "pullRequests": {"nodes": [{"number": 2, "title": "B"}, {"number": 3, "title": "C"}]},
            "issues": {"edges": [{"node": {"number": 1, "title": "A"}}]}}}},
        {"pull_requests": [{"number": 2, "title": "B"}, {"number": 3, "title": "C"}],
         "issues": [{"number": 1, "title": "A"}]},
    ],
)  # fmt: skip
def test_pull_requests_in_a_list_of_their_own_are_counted(tmp_path: Path, answer: object) -> None:
    (tmp_path / "in.json").write_text(json.dumps(answer))
    found = github.read(tmp_path / "in.json", Words(Config()))
    assert [item.ticket.title for item in found.items] == ["A"]
    assert found.notes == ("left out: 2 pull requests",)


def test_a_title_has_one_line(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps({"number": 1, "title": "A\r\nb", "state": "open"}))
    (item,) = github.read(tmp_path / "in.json", Words(Config())).items
    assert item.ticket.title == "A b"


_NODE = {**ISSUE, "labels": {"edges": [{"node": {"name": "ui"}}]},
         "assignees": {"nodes": [{"login": "ana"}]}, "comments": {"edges": []}}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"repository": {"issues": {"edges": [{"cursor": "x", "node": _NODE}]}}}},
        {"data": {"repository": {"first": _NODE}}},
        {"data": {"first": {"issue": _NODE}, "rateLimit": {"cost": 1}}},
        {"action": "opened", "issue": _NODE, "repository": {"full_name": "acme/site"}},
        {"items": [{"id": "PVTI_1", "title": ISSUE["title"], "status": "Todo", "labels": ["ui"],
                    "assignees": ["ana"], "content": {
                        "type": "Issue", "number": 7, "body": ISSUE["body"], "url": ISSUE["url"]}},
                   {"id": "PVTI_2", "title": "P", "status": "Todo", "content": {
                        "type": "PullRequest", "number": 8}}]},
    ],
)  # fmt: skip
def test_answers_of_other_forms_have_the_issue(tmp_path: Path, answer: object) -> None:
    (tmp_path / "in.json").write_text(json.dumps(answer))
    (found,) = github.read(tmp_path / "in.json", Words(Config())).items
    assert (found.ticket.title, found.ticket.status) == (ISSUE["title"], "open")
    assert found.ticket.source == "github:acme/site#7"
    assert (found.ticket.labels, found.ticket.assignees) == (("ui",), ("ana <>",))


def test_the_status_in_a_project_counts(tmp_path: Path) -> None:
    draft = {"id": "PVTI_3", "title": "D", "status": "In progress",
             "content": {"type": "DraftIssue", "body": "text", "title": "D"}}  # fmt: skip
    (tmp_path / "in.json").write_text(json.dumps({"items": [draft], "totalCount": 1}))
    (found,) = github.read(tmp_path / "in.json", Words(Config())).items
    assert (found.ticket.title, found.ticket.status) == ("D", "in-progress")
    assert found.ticket.body == "text"


def test_the_comment_of_a_webhook_is_kept_and_closed_is_enough(tmp_path: Path) -> None:
    issue = {"number": 1, "title": "A", "closed": True}
    answer = {"action": "created", "issue": issue, "comment": {"body": "Yes"}}
    (tmp_path / "in.json").write_text(json.dumps(answer))
    (item,) = github.read(tmp_path / "in.json", Words(Config())).items
    assert item.ticket.status == "closed"
    assert item.ticket.team_fields == (TeamField("comment", '{"body": "Yes"}'),)
