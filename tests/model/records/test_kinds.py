"""The table of kinds of records, and the names of their files."""

import re
from typing import Any

import pytest

from tix.model.layout import RECORD_FOLDERS
from tix.model.record.kind import NAME, RecordKind
from tix.model.records import NAMES
from tix.model.records.kinds import BY_FOLDER, BY_NAME, KINDS, name_for, record_at


def test_the_layout_has_the_folder_of_each_kind() -> None:
    assert tuple(BY_FOLDER) == RECORD_FOLDERS


def test_their_names_are_known_without_them() -> None:
    assert tuple(BY_NAME) == NAMES


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_an_attribute_for_each_field(kind: RecordKind[Any]) -> None:
    for field in kind.fields:
        assert hasattr(kind.blank, field.attribute)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Acme Ltd.", "acme-ltd"),
        ("  Bücher & Söhne  ", "bucher-sohne"),
        ("ACME", "acme"),
        ("24/7", "24-7"),
        ("x" * 80, "x" * 60),
        ("東京電力", "05bb78db56b9"),
        ("AUX", "aux-1"),
        ("Com 1", "com-1"),
        ("COM1", "com1-1"),
        ("Auxilium", "auxilium"),
    ],
)
def test_a_name_is_made_of_what_it_is_called(title: str, name: str) -> None:
    assert name_for(title) == name
    assert re.fullmatch(NAME, name)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("customers/acme-ltd.md", "acme-ltd"),
        ("customers/Acme.md", None),
        ("customers/a/b.md", None),
        ("customers/-a.md", None),
        ("customers/.gitattributes", None),
        ("customers.md", None),
        ("tickets/acme.md", None),
    ],
)
def test_which_files_are_records(path: str, found: str | None) -> None:
    record = record_at(path)
    assert (record[1] if record else None) == found
