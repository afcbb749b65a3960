"""What ``docs/file-format.md`` and ``docs/configuration.md`` say is so."""

import re
from pathlib import Path

from tix.model.config import FIELD_TYPES, Config
from tix.model.config_file import SETTINGS, load_config
from tix.model.document import dump, load
from tix.model.fields import FIELDS
from tix.model.record.document import FRONT_MATTER_LIMIT
from tix.model.ticket import LINK_KINDS

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
