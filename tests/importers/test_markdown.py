"""Folders of Markdown files as tickets."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.importers import markdown
from tix.importers.foreign_words import Words
from tix.importers.incoming import ImportInputError, Incoming, Reading
from tix.importers.plan import plan
from tix.model.config.config import Config
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Link, Ticket


def reading(folder: Path, **files: str | bytes) -> Reading:
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.md").write_bytes(data)
    return markdown.read(folder, Words(Config()))


def item(folder: Path, front: str, body: str = "") -> Incoming:
    text = f"---\ntitle: A title\n{front}\n---\n{body}"
    found = reading(folder, one=text)
    assert found.skipped == ()
    return found.items[0]


def ticket(folder: Path, front: str, body: str = "") -> Ticket:
    return item(folder, front, body).ticket


def fields(folder: Path, front: str) -> dict[str, str | tuple[str, ...]]:
    return {field.name: field.value for field in ticket(folder, front).team_fields}


def why(folder: Path, text: str | bytes) -> str:
    found = reading(folder, one=text)
    assert found.items == []
    assert [skipped.where for skipped in found.skipped] == ["one.md"]
    return found.skipped[0].why


NOON = datetime(2025, 12, 17, 12, tzinfo=UTC)

TASK = """\
id: TASK-7.1
title: 'CLI: a title'
status: In Progress
assignee:
  - '@codex'
  - Ana Lima <ana@acme.example>
reporter: '@jo'
created_date: '2025-12-17 12:00'
updated_date: '2026-08-10 05:28'
labels: [cli, "1.10"]
milestone: m-8
priority: medium
type: bug
due_date: 2026-01-31
ordinal: 0123
references:
  - https://acme.example
  - src/cli.ts"""


def test_common_names_and_words_are_understood(tmp_path: Path) -> None:
    found = reading(tmp_path, one=f"---\n{TASK}\n---\n\ntext\n")
    assert found.items[0].ticket == Ticket(
        id="",
        title="CLI: a title",
        status="in-progress",
        since=NOON,
        type="problem",
        priority="normal",
        requester="jo <>",
        assignees=("codex <>", "Ana Lima <ana@acme.example>"),
        labels=("cli", "1.10"),
        milestone="m-8",
        due=date(2026, 1, 31),
        opened=NOON,
        opened_by="jo <>",
        source="markdown:TASK-7.1",
        team_fields=(
            TeamField("original_type", "bug"),
            TeamField("original_priority", "medium"),
            TeamField("updated_date", "2026-08-10 05:28"),
            TeamField("ordinal", "0123"),
            TeamField("references", ("https://acme.example", "src/cli.ts")),
        ),
        body="text",
    )


@pytest.mark.parametrize(
    ("front", "name", "value"),
    [
        ("assigned_to: ana", "assignees", ("ana <>",)),
        ("owner: '@ana, bob'", "assignees", ("ana <>", "bob <>")),
        ("assignees: [ana@acme.example]", "assignees", ("ana@acme.example",)),
        ("tags: a, b b", "labels", ("a", "b b")),
        ("Tags: [a, '', a]", "labels", ("a",)),
        ("cc: [jo]", "watchers", ("jo <>",)),
        ("client: Acme", "customer", "Acme"),
        ("author: jo", "opened_by", "jo <>"),
        ("author: jo", "requester", "jo <>"),
        ("requester: jo <>", "opened_by", None),
        ("createdAt: 2025-12-17T12:00:00Z", "opened", NOON),
        ("Created Date: 2025/12/17 12:00", "opened", NOON),
        ("date: 2025-12-17 14:00:00 +0200", "opened", NOON),
        ("date: 2025-12-17 12:00:00 UTC", "opened", NOON),
        ("created: December 17, 2025", "opened", NOON),
        ("created: 2025-12-7", "opened", NOON.replace(day=7)),
        ("deadline: 17.12.2025", "due", NOON.date()),
        ("due: 2025-12-17T12:00:00Z", "due", NOON),
        ("sprint: 3", "milestone", None),
        ("id: abc234", "id", "abc234"),
        ("id: ABC-1", "id", ""),
        ("key: ABC-1", "source", "markdown:ABC-1"),
        ("number: 12", "source", "markdown:12"),
        ("source: github:acme/site#3\nid: ABC-1", "source", "github:acme/site#3"),
        ("", "source", "markdown:one.md"),
    ],
)
def test_other_names_and_ways_to_write_are_read(
    tmp_path: Path, front: str, name: str, value: object
) -> None:
    assert getattr(ticket(tmp_path, front), name) == value


@pytest.mark.parametrize(
    "front",
    [
        "version: 1.10",
        "answer: no",
        "zip: '0123'",
        "time: 12:30:45",
        "day: 2026-02-30",
        "long: " + "9" * 5000,
        "text: '~'",
    ],
)
def test_values_stay_as_they_were_typed(tmp_path: Path, front: str) -> None:
    name, _, value = front.partition(": ")
    expected = {"original_text" if name == "text" else name: value.strip("'")}
    assert fields(tmp_path, front) == expected


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        ("parents: {a: [1, no]}", {"parents": '{"a": ["1", "no"]}'}),
        ("list: [a, [b], {c: d}]", {"list": ("a", '["b"]', '{"c": "d"}')}),
        ("nothing:\nempty: []\nnull_: ~\nblank: ' '", {}),
        (
            "body: x\nupdated: y\nis: z",
            {"original_body": "x", "original_updated": "y", "original_is": "z"},
        ),
        (
            "a b: 1\na-b: 2\n'a:b': 3\n'***': 4",
            {"a_b": "1", "a-b": "2", "a_b_2": "3", "field": "4"},
        ),
        ("1st: x\n日本: y", {"_1st": "x", "日本": "y"}),
        ("source: the web", {"original_source": "the web"}),
        ("opened: 2025-12-17\ncreated: 2025-12-18", {"created": "2025-12-18"}),
        ("created: one day", {"created": "one day"}),
        ("attachments: [a.png]", {"original_attachments": ("a.png",)}),
        ("links: [https://acme.example]", {"original_links": ("https://acme.example",)}),
        ("status: To Do", {"original_status": "To Do"}),
        ("status: OPEN", {}),
        ("priority: P1", {"original_priority": "P1"}),
        ("priority: someday", {"original_priority": "someday"}),
        ("type: epic", {"original_type": "epic"}),
        ("created-date: 2025-12-17\ncreated_date: x", {"created_date": "x"}),
        (
            "status: Resolved\nresolved: 2026-01-01\nclosed_at: 2026-01-02",
            {"closed_at": "2026-01-02"},
        ),
        ("status: open\ncompleted_date: 2026-01-01", {"completed_date": "2026-01-01"}),
        ("assignee: {a: b}", {"original_assignee": '{"a": "b"}'}),
        ("depends_on: {a: b}", {"depends_on": '{"a": "b"}'}),
    ],
)
def test_what_is_not_understood_or_says_more_is_kept_as_a_field(
    tmp_path: Path, front: str, kept: dict[str, object]
) -> None:
    assert fields(tmp_path, front) == kept


def test_what_could_not_be_read_as_a_known_field_is_told(tmp_path: Path) -> None:
    assert item(tmp_path, "created: one day").notes == (
        "created: not understood as opened, kept as a field",
    )
    assert item(tmp_path, "status: weird").notes == ("status 'weird' isn't known here: open",)
    assert item(tmp_path, "source: the web").notes == ()


@pytest.mark.parametrize(
    ("front", "status", "since", "resolved", "closed"),
    [
        ("status: Done\ncompleted_date: 2025-12-18", "resolved", 18, 18, None),
        ("status: Done\nclosed_at: 2025-12-18", "resolved", 18, 18, None),
        ("status: Done\nupdated_date: 2025-12-18", "resolved", 18, 18, None),
        ("status: Done", "resolved", None, None, None),
        ("status: closed\nclosed_at: 2025-12-19\nresolved: 2025-12-18", "closed", 19, 18, 19),
        ("status: closed\ncompleted: 2025-12-18", "closed", 18, None, 18),
        ("status: Blocked\nclosed_at: 2025-12-19", "pending", 17, None, None),
        ("closed_at: 2025-12-19", "resolved", 19, 19, None),
        ("foo: bar", "open", 17, None, None),
        ("status: open\nsince: 2025-12-20", "open", 20, None, None),
    ],
)
def test_a_done_ticket_has_the_stamps_that_are_known(
    tmp_path: Path,
    front: str,
    status: str,
    since: int | None,
    resolved: int | None,
    closed: int | None,
) -> None:
    def day(number: int | None) -> datetime | None:
        return datetime(2025, 12, number, 12, tzinfo=UTC) if number else None

    made = ticket(tmp_path, f"created: 2025-12-17\n{front}")
    assert made.status == status
    assert (made.since, made.resolved, made.closed) == (day(since), day(resolved), day(closed))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("", ""),
        ("\n", ""),
        ("text", "text"),
        ("\n\n    code\n\n\n", "\n    code\n\n"),
        ("\ntext\r\nmore\r\n", "text\nmore"),
        ("\na\n---\nb\n", "a\n---\nb"),
        (
            "\n## 2026-11-22T00:10:31Z · Bob <bob@example.org> · c-q8m2ht\n\nText.\n",
            "## 2026-11-22T00:10:31Z · Bob <bob@example.org> · c-q8m2ht\n\nText.",
        ),
    ],
)
def test_the_body_keeps_its_every_line(tmp_path: Path, text: str, body: str) -> None:
    assert ticket(tmp_path, "a: b", text).body == body


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0")))
@example("\n\n")
@example("---")
def test_any_body_is_kept_exactly(tmp_path: Path, body: str) -> None:
    assert ticket(tmp_path, "a: b", f"\n{body}\n").body == body


def test_crlf_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    text = f"---\n{TASK}\n---\n\none\n\ntwo\n"
    first = reading(tmp_path, one=text).items
    assert (
        reading(tmp_path, one=b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()).items == first
    )


def test_blank_lines_before_the_front_matter_make_no_difference(tmp_path: Path) -> None:
    found = reading(tmp_path, one="\n\n---\ntitle: x\n---\n\ntext\n")
    assert found.items[0].ticket.body == "text"


def test_a_title_on_several_lines_becomes_one(tmp_path: Path) -> None:
    found = reading(tmp_path, one='---\ntitle: "one\\ntwo"\n---\n')
    assert found.items[0].ticket.title == "one two"


def test_the_first_heading_is_the_title_of_a_file_with_a_status(tmp_path: Path) -> None:
    found = reading(tmp_path, one="---\nstatus: open\n---\n\n# A *title*\n\ntext\n")
    assert found.items[0].ticket.title == "A *title*"
    assert found.items[0].ticket.body == "text"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Tasks\n\nList of tasks.\n", "no front matter"),
        ("", "no front matter"),
        ("x\n---\ntitle: x\n---\n", "no front matter"),
        ("\n\n---\ntitle: a\ntitle: b\n---\n", "line 5: 'title' stands here twice"),
        ("----\ntitle: x\n----\n", "no front matter"),
        ("+++\ntitle = 'x'\n+++\n", "its front matter is TOML, not YAML"),
        ("---\ntitle: x\n", "its front matter has no end: a line '---' is missing"),
        ("---\nlayout: page\n---\n# Title\n", "no title in its front matter"),
        ("---\ntitle: ''\n---\n", "no title in its front matter"),
        ("---\ntitle: [a, b]\n---\n", "no title in its front matter"),
        ("---\ntitle: [a: b\n---\n", "line 2: in the list that begins here"),
        ("---\ntitle: a\ntitle: b\n---\n", "line 3: 'title' stands here twice"),
        ("---\na: &x [1]\ntitle: *x\n---\n", "line 2: an anchor"),
        ("---\ntitle: !!python/object:os.system x\n---\n", "line 2: a tag"),
        ("---\njust a text\n---\n", "line 2: this must be fields"),
        ("---\ntitle: x\ny: " + "z" * 70_000 + "\n---\n", "its front matter has over 64 kB"),
        ("---\ntitle: x\ny:\n" + "- " * 20_000 + "\n---\n", "line 4: "),
        ("---\ntitle: x\ny: " + "[" * 20_000 + "\n---\n", "line 3: "),
        (b"---\ntitle: x\n---\na\n\xff\n", "line 5 isn't UTF-8 text"),
    ],
)
def test_what_is_no_ticket_is_skipped_with_the_reason(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    assert why(tmp_path, text).startswith(reason)


def test_files_come_in_the_order_of_their_paths_from_all_folders(tmp_path: Path) -> None:
    for name in ("b.md", "a.MARKDOWN", "sub/deep/x.md", ".hidden/y.md", "c.txt", "LICENSE"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {name}\n---\n")
    found = markdown.read(tmp_path, Words(Config()))
    assert [i.where for i in found.items] == ["a.MARKDOWN", "b.md", "sub/deep/x.md"]
    assert found.items[2].ticket.source == "markdown:sub/deep/x.md"


def test_links_and_pipes_are_skipped(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("---\ntitle: secret\n---\n")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.md").symlink_to(outside)
    (folder / "folder").symlink_to(tmp_path)
    (folder / "gone.md").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.md")
    found = markdown.read(folder, Words(Config()))
    assert found.items == []
    assert {(s.where, s.why) for s in found.skipped} == {
        ("gone.md", "a symbolic link"),
        ("link.md", "a symbolic link"),
        ("pipe.md", "not a plain file"),
    }


def test_two_files_with_one_id_both_come_in(tmp_path: Path) -> None:
    found = reading(
        tmp_path, a="---\nid: T-1\ntitle: one\n---\n", b="---\nid: T-1\ntitle: two\n---\n"
    )
    assert [i.ticket.source for i in found.items] == ["markdown:T-1", "markdown:b.md"]


def test_a_number_means_another_word_only_where_its_own_word_is_not_in_use(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        a="---\nid: BUG-5\ntitle: a\n---\n",
        b="---\nid: TASK-1\ntitle: b\ndepends_on: [task-5, old-5]\n---\n",
    )
    made = plan(found, (), (), Config(), NOON)
    bug, task = (one.ticket for one in made.new)
    assert task.links == (Link("depends-on", bug.id),)
    assert task.team_field("depends_on") == ("task-5",)


def test_a_name_that_is_no_text_is_shown_with_replacements(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff.md"
    with open(name, "w") as file:  # noqa: PTH123 (pathlib takes no bytes)
        file.write("---\ntitle: x\n---\n")
    (found,) = markdown.read(tmp_path, Words(Config())).items
    assert found.where == "a?.md"


def test_what_no_file_can_hold_is_replaced_and_told(tmp_path: Path) -> None:
    made = item(tmp_path, 'x: "a\\0b"', "a\0b")
    assert (made.ticket.team_field("x"), made.ticket.body) == ("a\ufffdb", "a\ufffdb")
    assert made.notes == ("what no file can hold came in as U+FFFD",)


def test_a_missing_folder_a_file_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ImportInputError, match="there is no such folder"):
        markdown.read(tmp_path / "none", Words(Config()))
    with pytest.raises(ImportInputError, match="there is no Markdown file in it"):
        markdown.read(tmp_path, Words(Config()))
    file = tmp_path / "x.md"
    file.write_text("")
    with pytest.raises(ImportInputError, match="this is a file, not a folder") as caught:
        markdown.read(file, Words(Config()))
    assert caught.value.hint == "give the folder that it is in"


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: x\n---\n")
    (tmp_path / "b.md").write_text("none")
    told: list[tuple[int, int]] = []
    markdown.read(tmp_path, Words(Config()), lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


pieces = st.sampled_from(
    [
        *("id", "title", "status", "created", "due", "assignee", "labels", "parent", "links", "x"),
        *(
            ": ",
            "\n",
            "- ",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "'",
            '"',
            "&a ",
            "*a ",
            "!t ",
            "? ",
            "|",
            ">",
        ),
        *("open", "2026-02-30", "10000-01-01", "0001-01-01T00:00:00+23:59", "1" * 5000, "~", "\0"),
        *(
            "\ufeff",
            "\r\n",
            "\t",
            "\u2028",
            "\x1b[0m",
            "---",
            "...",
            "%YAML 9",
            "#",
            "<<: ",
            "@",
            "é😀",
        ),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=usual(300))
@given(st.lists(pieces, max_size=25).map("".join), st.booleans())
def test_any_front_matter_comes_in_or_is_skipped(tmp_path: Path, front: str, titled: bool) -> None:
    title = "title: A title\n" if titled else ""
    found = reading(tmp_path, one=f"---\n{title}{front}\n---\n")
    assert len(found.items) + len(found.skipped) == 1


def test_fields_and_tasks_within_a_text_are_told(tmp_path: Path) -> None:
    text = "---\ntitle: x\n---\n- [ ] one 📅 2026-02-01\n"
    found = reading(tmp_path, one=text, two="---\ntitle: y\n---\ndue:: 2026-02-01\n")
    assert [item.notes for item in found.items] == [
        ("fields within a text, like 📅 …, stay there",),
        ("fields within a text, like due:: …, stay there",),
    ]
    (skipped,) = reading(tmp_path, list="# Mine\n- [ ] one\n- [x] two\n").skipped
    assert skipped.why == "no front matter; its 2 tasks in a list aren't read ('- [ ]')"


def test_links_of_a_wiki_and_signs_of_tags_are_left_away(tmp_path: Path) -> None:
    found = ticket(
        tmp_path,
        "owner: '[[People/Ana Lima|Ana]]'\nwatchers: ['[[Bob Reis]]']\ntags: '#web #api'\n"
        "milestone: '[[Sprints/One]]'",
    )
    assert (found.assignees, found.watchers) == (("Ana <>",), ("Bob Reis <>",))
    assert (found.labels, found.milestone) == (("web", "api"), "One")
    assert ticket(tmp_path, "tags: ['#web', 'c#', '#']").labels == ("web", "c#", "#")


def test_a_folder_without_markdown_has_its_files_of_yaml_read(tmp_path: Path) -> None:
    one, two = "3f3b4bb1-1111-4a4a-9d5b-0d1f2a3b4c5d", "9f3b4bb1-2222-4a4a-9d5b-0d1f2a3b4c5e"
    never = "resolved: 0001-01-01T00:00:00Z"
    for name, text in {
        f"pending/{one}.yml": (
            f"summary: 'A: b'\nnotes: |-\n  x\n  y\ndependencies:\n- {two}\n{never}"
        ),
        f"active/{two}.yml": f"summary: Two\npriority: P1\n{never}\ncreated: 2020-03-01T10:11:12Z",
        "closed/z.yaml": "--- !ditz.rubyforge.org,2008/issue \ntitle: Z\ntype: :bugfix\nid: z1",
        "config.yml": "version: 1",
        "ci.yaml": "name: CI\non: push\njobs: {}",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    found = markdown.read(tmp_path, Words(Config()))
    assert [skipped.where for skipped in found.skipped] == ["ci.yaml", "config.yml"]
    second, third, first = found.items
    assert first.ticket.team_fields == ()
    assert (first.ticket.title, first.ticket.status, first.ticket.body) == ("A: b", "open", "x\ny")
    assert first.ticket.source == f"markdown:{one}"
    assert [(link.kind, link.target) for link in first.links] == [("depends-on", two)]
    assert (second.ticket.status, second.ticket.priority) == ("in-progress", "high")
    assert (third.ticket.status, third.ticket.type, third.ticket.source) == (
        "closed", "problem", "markdown:z1",
    )  # fmt: skip


def test_yaml_beside_markdown_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("title: A desk")
    assert [each.ticket.title for each in reading(tmp_path, a="---\ntitle: A\n---\n").items] == [
        "A"
    ]


@pytest.mark.parametrize("text", ["a: [1", "a: 1\na: 2", "x" * 70_000, "- 1", "title: &a x"])
def test_yaml_that_can_not_be_read_is_skipped_with_the_reason(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yml").write_text(f"title: A\n{text}\n")
    found = markdown.read(tmp_path, Words(Config()))
    assert found.items == [] and found.skipped[0].why


@pytest.mark.parametrize(
    "link",
    ["[[Web/Plan]]", "[[web/plan.md|it]]", "Web/Plan.md", "../Web/Plan", "[[In/Web/Plan#Goal]]"],
)
def test_a_link_with_folders_means_the_file_there(tmp_path: Path, link: str) -> None:
    for folder, title in (("In/Web", "Web"), ("In/Shop", "Shop"), ("In", "In")):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "Plan.md").write_text(f"---\ntitle: {title}\n---\n")
    found = reading(tmp_path, one=f'---\ntitle: A title\nparent: "{link}"\n---\n')
    made = plan(found, (), (), Config(), NOON)
    by_title = {each.ticket.title: each.ticket for each in made.new}
    assert by_title["A title"].links == (Link("parent", by_title["Web"].id),)
    assert made.notes == ()


def test_a_file_name_alone_means_none_of_several(tmp_path: Path) -> None:
    for folder in ("Web", "Shop"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Plan.md").write_text(f"---\ntitle: {folder}\n---\n")
    found = reading(tmp_path, one='---\ntitle: A title\nparent: "[[Plan]]"\n---\n')
    (note,) = plan(found, (), (), Config(), NOON).notes
    assert "[[Plan]] may be one of two (Shop/Plan.md, Web/Plan.md)" in note.text
