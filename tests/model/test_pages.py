"""What ``docs/file-format.md`` and ``docs/configuration.md`` say is so."""

import re
from pathlib import Path

import pytest

from tests.conftest import NOW
from tix.frozen import replace
from tix.model.config.config import FIELD_TYPES, Config
from tix.model.config.reader import SETTINGS, load_config
from tix.model.people import Person
from tix.model.record.document import FRONT_MATTER_LIMIT, DocumentError
from tix.model.record.values import Comment
from tix.model.ticket.document import dump, load
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import LINK_KINDS
from tix.model.times import format_time

ROOT = Path(__file__).parent.parent.parent
FORMAT_PAGE = (ROOT / "docs" / "file-format.md").read_text()
CONFIGURATION_PAGE = (ROOT / "docs" / "configuration.md").read_text()


def _rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    section = page.split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    return [[c.strip() for c in row.strip("|").split("|")] for row in table[0].splitlines()[2:]]


def test_the_example_is_in_the_canonical_form() -> None:
    example = re.search(r"```markdown\n(.*?)```", FORMAT_PAGE, re.DOTALL)
    assert example is not None
    data = example[1].encode()
    ticket = load(data).record
    assert len(ticket.comments) == 2
    assert dump(ticket) == data


def test_the_table_of_fields_is_the_one_in_the_code() -> None:
    rows = _rows(FORMAT_PAGE, "### Known fields")
    assert [row[0] for row in rows] == [f"`{field.name}`" for field in FIELDS]
    assert [row[1].startswith("list of") for row in rows] == [field.many for field in FIELDS]
    kinds = {"date or time": "date", "list of file names": "file"}
    for row, field in zip(rows, FIELDS, strict=True):
        singular = row[1].removeprefix("list of ").removesuffix("s")
        assert kinds.get(row[1], singular) == field.kind.name
        assert (row[2] == "people") == field.editable


def test_the_table_of_bodies() -> None:
    for below, body in _rows(FORMAT_PAGE, "### Sections"):
        text = "" if below == "nothing" else below.strip("`").replace("⏎", "\n")
        expected = "" if body == "empty" else body.strip("`").replace("⏎", "\n")
        assert load(f"---\nid: k7f3qz\ntitle: x\n---\n{text}".encode()).record.body == expected


def test_numbers_and_words_of_the_format() -> None:
    assert f"{FRONT_MATTER_LIMIT:,} bytes" in FORMAT_PAGE
    assert ", ".join(f"`{kind}`" for kind in LINK_KINDS) in " ".join(FORMAT_PAGE.split())


def test_the_example_of_a_configuration_loads() -> None:
    example = re.search(r"```yaml\n(.*?)```", CONFIGURATION_PAGE, re.DOTALL)
    assert example is not None
    assert {name.partition(".")[0] for name in load_config(example[1]).lines} == set(SETTINGS)


def test_settings_types_and_defaults_are_those_in_the_code() -> None:
    rows = {row[0].strip("`"): row[2] for row in _rows(CONFIGURATION_PAGE, "`tix.yaml`")}
    usual = Config()
    assert tuple(rows) == SETTINGS
    assert rows["types"] == ", ".join(f"`{word}`" for word in usual.types)
    assert rows["priorities"] == ", ".join(f"`{word}`" for word in usual.priorities)
    assert all(f"`{status.name}`" in rows["statuses"] for status in usual.statuses)
    types = _rows(CONFIGURATION_PAGE, "**Fields.**")
    assert tuple(row[0].strip("`") for row in types) == FIELD_TYPES


def test_the_page_of_the_format_says_what_the_reader_does() -> None:
    """Files at the edges of the format, each as the page has it."""
    fields = "---\nid: k7f3qz\ntitle: x\n"
    assert load(f"{fields}---".encode()).record.body == ""
    assert load(f"{fields}---\u2003 \n\nBody".encode()).record.body == "Body"
    with pytest.raises(DocumentError):
        load(f"{fields}---{' ' * 300}x\n".encode())

    three = [
        ("<<<<<<< a\n<<<<<<<\n=======\r\r\n>>>>>>>\r\n", 6),
        ("<<<<<<<\tx\n=======\n>>>>>>>\n", None),
        ("<<<<<<<\n======= \n>>>>>>>\n", None),
        ("<<<<<<<\n=======\n<<<<<<<\n>>>>>>>\n", None),
    ]
    for text, line in three:
        if line is None:
            assert load(f"{fields}---\n{text}".encode()).record.body == text.removesuffix("\n")
        else:
            with pytest.raises(DocumentError) as error:
                load(f"{fields}---\n{text}".encode())
            assert error.value.line == line

    time = "2026-11-21T10:00:00Z"
    for item, written in (
        (f"{time} ·  · abc", f"{time} · - · abc"), (f"{time} · - · ", time),
        (f"{time} · a · b · c", f"{time} · a · b · c"),
    ):  # fmt: skip
        ticket = load(f"{fields}occurrences:\n- '{item}'\n---\n".encode()).record
        assert [str(occurrence) for occurrence in ticket.occurrences] == [written]

    other_order = load(f"{fields}priority: low\n# p\nstatus: open\n# s\n---\n".encode())
    saved = other_order.save(replace(other_order.record, customer="c")).decode()
    assert saved == f"{fields}priority: low\n# p\nstatus: open\ncustomer: c\n# s\n---\n"
    nameless = replace(
        other_order.record, comments=(Comment("c-abcdef", NOW, Person("", "m"), False, ""),)
    )
    assert f"\n## {format_time(NOW)} ·  <m> · c-abcdef\n" in other_order.save(nameless).decode()
