"""Reading tickets' files, and writing new ones."""

from datetime import UTC, date, datetime
from pathlib import Path

import frontmatter
import pytest
from hypothesis import given, settings

from tests.model.strategies import HEADING, tickets
from tests.scale import usual
from tix.frozen import replace
from tix.model.people import Person
from tix.model.record.document import FRONT_MATTER_LIMIT, DocumentError
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

DATA = Path(__file__).parent.parent.parent / "data" / "tickets"
GOOD = sorted(path.name for path in DATA.glob("*.md"))

BROKEN = {
    "alias.md": (3, "an alias"),
    "anchor.md": (3, "an anchor"),
    "at-sign.md": (5, "must be quoted"),
    "bad-date.md": (4, "due: '2026-02-30' is not a date"),
    "bad-id.md": (2, "id: 'K7F3QZ' is not an id"),
    "bad-link.md": (5, "'blocks nothing' is not a link"),
    "colon.md": (3, "must be quoted"),
    "conflict-below.md": (6, "merge conflict"),
    "conflict.md": (3, "merge conflict"),
    "deep.md": (5, "only a text or a list of texts"),
    "empty-title.md": (3, "the title is empty"),
    "empty.md": (1, "the first line must be '---'"),
    "flow.md": (2, "a line of its own"),
    "indented.md": (2, "at the start of a line"),
    "latin-1.md": (3, "UTF-8"),
    "list-for-text.md": (4, "status must be one text"),
    "mapping.md": (4, "only a text or a list of texts"),
    "merge-key.md": (4, "merge key"),
    "no-end.md": (1, "the fields have no end"),
    "no-front-matter.md": (1, "the first line must be '---'"),
    "no-id.md": (2, "no id"),
    "no-title.md": (2, "no title"),
    "nul.md": (3, "U+0000"),
    "tab.md": (5, "no line may begin with a tab"),
    "tag.md": (3, "a tag"),
    "text-for-list.md": (4, "labels must be a list"),
    "twice.md": (4, "'title' stands here twice"),
    "unclosed.md": (3, "isn't closed"),
    "utf-16.md": (1, "UTF-8"),
}

FRONT = b"---\nid: k7f3qz\ntitle: x\n"


def _reason(data: bytes) -> tuple[int, str]:
    with pytest.raises(DocumentError) as caught:
        load(data)
    return caught.value.line, caught.value.reason


@given(tickets())
@settings(max_examples=usual(200))
def test_what_is_written_reads_back_the_same(ticket: Ticket) -> None:
    data = dump(ticket)
    document = load(data)
    assert document.record == ticket
    assert document.save(ticket) == data


@pytest.mark.parametrize("name", GOOD)
def test_a_hand_written_file_survives_saving(name: str) -> None:
    data = (DATA / name).read_bytes()
    document = load(data)
    assert document.save(document.record) == data
    changed = replace(document.record, status="changed", body="Changed", labels=("changed",))
    assert load(document.save(changed)).record == changed


@pytest.mark.parametrize("name", sorted(path.name for path in (DATA / "broken").glob("*.md")))
def test_a_broken_file_tells_line_and_reason(name: str) -> None:
    line, reason = _reason((DATA / "broken" / name).read_bytes())
    expected_line, expected = BROKEN[name]
    assert line == expected_line
    assert expected in reason


def test_the_canonical_form_is_the_one_in_the_documentation() -> None:
    data = (DATA / "canonical.md").read_bytes()
    bob, ana = Person("Bob Reis", "bob@example.org"), Person("Ana Lima", "ana@example.org")
    opened = datetime(2026, 11, 21, 23, 50, 2, tzinfo=UTC)
    ticket = Ticket(
        id="k7f3qz",
        title="Nightly build fails on arm64",
        status="open",
        since=opened,
        type="incident",
        priority="high",
        requester="jo@acme.example",
        assignees=("ana@example.org",),
        labels=("arm64", "ci"),
        due=date(2026, 11, 25),
        opened=opened,
        opened_by=str(ana),
        body="The nightly build has failed since Tuesday.",
        comments=(
            Comment("c-q8m2ht", datetime(2026, 11, 22, 0, 10, 31, tzinfo=UTC), bob, False,
                    "It is the linker; see the attached log."),
            Comment("c-m3k9vd", datetime(2026, 11, 22, 0, 12, 2, tzinfo=UTC), ana, True,
                    "Customer is on the old contract."),
        ),
    )  # fmt: skip
    assert load(data).record == ticket
    assert dump(ticket) == data


@pytest.mark.parametrize("name", ["crlf.md", "bom.md"])
def test_line_ends_and_a_bom_are_no_part_of_the_ticket(name: str) -> None:
    canonical = load((DATA / "canonical.md").read_bytes()).record
    assert load((DATA / name).read_bytes()).record == canonical


def test_values_stay_what_the_person_typed() -> None:
    ticket = load((DATA / "types-of-yaml.md").read_bytes()).record
    assert (ticket.title, ticket.status, ticket.priority) == ("1.10", "no", "0123")
    assert (ticket.customer, ticket.milestone, ticket.key) == ("12:30:45", "1e3", "=")
    assert (ticket.due, ticket.labels, ticket.source) == (None, (), None)
    assert ticket.team_field("x-int") == "9" * 5000


def test_an_empty_team_field_is_kept_as_it_is_written() -> None:
    ticket = load(FRONT + b"x-a:\nx-b: null\nx-c: ~\nx-d: []\n---\n").record
    assert ticket.team_fields == (
        TeamField("x-a", ""),
        TeamField("x-b", "null"),
        TeamField("x-c", "~"),
    )


def test_other_tools_read_the_front_matter() -> None:
    post = frontmatter.loads((DATA / "canonical.md").read_text())
    assert post["title"] == "Nightly build fails on arm64"
    assert post["labels"] == ["arm64", "ci"]


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"---", ""),
        (b"---\n", ""),
        (b"---\n\n", ""),
        (b"---\n\n\n", ""),
        (b"---\n\n\n\n", "\n"),
        (b"---\nBody\n", "Body"),
        (b"---\n\nBody", "Body"),
        (b"---\n\nBody\n", "Body"),
        (b"---\n\nBody\n\n", "Body\n"),
        (b"---\n\n\nBody \n", "\nBody "),
        (b"---\n\n---\n", "---"),
    ],
)
def test_the_body_is_what_stands_between_one_blank_line_and_the_final_newline(
    data: bytes, body: str
) -> None:
    assert load(FRONT + data).record.body == body


@pytest.mark.parametrize(
    "character", ["\x1b", "\x07", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff"]
)
def test_control_and_bidi_characters_are_escaped_in_fields(character: str) -> None:
    ticket = Ticket("k7f3qz", f"a{character}b", labels=(character,))
    data = dump(ticket)
    assert character not in data.decode()
    assert load(data).record == ticket


@pytest.mark.parametrize(
    "ticket",
    [
        Ticket("k7f3qz", "x", body="a\0b"),
        Ticket("k7f3qz", "x", body="\ud800"),
        Ticket("k7f3qz", "x" * (FRONT_MATTER_LIMIT + 1)),
        Ticket("k7f3qz", "x", team_fields=(TeamField("x" * 2000, "y"),)),
        Ticket("k7f3qz", "x", team_fields=(TeamField("status", "y"),)),
        Ticket("k7f3qz", "x", team_fields=(TeamField("a", "y"), TeamField("a", "z"))),
        Ticket("k7f3qz", "x", team_fields=(TeamField("", "y"),)),
        Ticket("k7f3qz", " "),
        Ticket("K7F3QZ", "x"),
        Ticket("k7f3qz", "x", opened=datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC)),
        Ticket("k7f3qz", "x", comments=(
            Comment("c-q8m2ht", datetime(2026, 1, 1, tzinfo=UTC), Person("a\nb", ""), False, ""),)),
        Ticket("k7f3qz", "x", comments=(
            Comment("q8m2ht", datetime(2026, 1, 1, tzinfo=UTC), Person("a", ""), False, ""),)),
    ],
)  # fmt: skip
def test_the_writer_refuses_what_the_reader_would_not_give_back(ticket: Ticket) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        dump(ticket)


def test_a_nul_is_refused_wherever_it_stands() -> None:
    assert _reason(FRONT + b"---\n\na\0b\n") == (6, "the character U+0000 isn't allowed")


def test_a_long_wrong_value_is_cut_in_the_message() -> None:
    line, reason = _reason(FRONT + b"due: " + b"9" * 5000 + b"\n---\n")
    assert line == 4
    assert len(reason) < 200
    assert reason.endswith("is not a date like 2026-11-25 or a time")


def test_the_line_of_an_odd_character_is_right_behind_characters_of_several_bytes() -> None:
    assert _reason("---\nid: k7f3qz\ntitle: ééééé日本語😀\n\n\nx: \x01\n---\n".encode())[0] == 6


def test_lines_of_fields_items_and_comments() -> None:
    data = (DATA / "canonical.md").read_bytes()
    lines = data.decode().split("\n")
    document = load(data)
    assert lines[document.line_of("labels") - 1] == "labels:"
    assert lines[document.line_of("labels", 1) - 1] == "- ci"
    assert document.line_of("milestone") == 1
    assert [lines[n - 1][:3] for n in document.comment_lines()] == ["## ", "## "]
    assert load((DATA / "look-alikes.md").read_bytes()).near_misses() == [8, 10, 12, 14, 17, 19]


def test_a_comment_text_that_looks_like_a_heading_stays_text() -> None:
    document = load((DATA / "look-alikes.md").read_bytes())
    assert document.record.comments == ()
    assert document.record.body.startswith(f"{HEADING}\n")
    assert "\n<<<<<<< ours\n" in document.record.body


def test_front_matter_up_to_the_limit_is_read_and_over_it_refused() -> None:
    head = "---\n"
    fields = "id: k7f3qz\ntitle: x\nx: "
    room = FRONT_MATTER_LIMIT - len(fields) - 1
    assert load(f"{head}{fields}{'y' * room}\n---\n".encode()).record.title == "x"
    line, reason = _reason(f"{head}{fields}{'y' * (room + 1)}\n---\n".encode())
    assert (line, reason) == (1, "the fields have over 64 kB")
    assert _reason(f"{head}{fields}{'é' * (room // 2 + 1)}\n---\n".encode()) == (line, reason)
    assert _reason(f"{head}{fields}{'y' * room}\nz: 1\n".encode()) == (line, reason)


def test_a_carriage_return_before_conflict_look_alikes_is_escaped_too() -> None:
    ticket = Ticket("k7f3qz", "x", body="<<<<<<<\r\n=======\n>>>>>>> theirs")
    assert load(dump(ticket)).record == ticket


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_conflict_look_alike_that_was_written_by_hand_is_escaped_with_the_next_text(
    newline: str,
) -> None:
    text = f"---\nid: k7f3qz\ntitle: x\n---\n\none\n<<<<<<< HEAD\n\n{HEADING}\n\n<<<<<<<\n"
    document = load(text.replace("\n", newline).encode())
    said = replace(document.record.comments[0], id="c-bbbbbb", text="a\n=======\n>>>>>>> b")
    ticket = replace(document.record, comments=(*document.record.comments, said))
    data = document.save(ticket)
    assert load(data).record == ticket
    kept = text.replace("<<<<<<<", "\\<<<<<<<").replace("\n", newline).encode()
    assert data.startswith(kept)
    assert load(text.encode()).save(document.record) == text.encode()


def test_a_comment_whose_time_is_none_is_text() -> None:
    heading = HEADING.replace("00:10:31", "24:00:00")
    assert load(FRONT + f"---\n\n{heading}\n".encode()).record.comments == ()
