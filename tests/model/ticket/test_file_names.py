"""Names of files that are kept with tickets."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tix.model.ticket.file_names import attachment_name, safe_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("build.log", "build.log"),
        ("Отчёт.pdf", "Отчёт.pdf"),
        ("中文.txt", "中文.txt"),
        ("हिन्दी.png", "हिन्दी.png"),  # vowel signs are marks, no letters
        ("re\u0301sume\u0301.doc", "résumé.doc"),  # as macOS takes it apart
        ("two words (1).tar.gz", "two-words--1-.tar.gz"),
        ("a/b\\c.txt", "c.txt"),
        ("???.pdf", "file.pdf"),
        (".gitconfig", "gitconfig"),
        ("..", "file"),
        ("", "file"),
        ("x\u202efdp.exe", "x-fdp.exe"),
        ("\udcff.bin", "file.bin"),
        ("🎉.gif", "🎉.gif"),
    ],
)
def test_a_name_stays_what_it_is_as_far_as_file_systems_take_it(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_name("界" * 300 + ".pdf")
    assert name.endswith("界.pdf") and len(name.encode()) <= 180
    assert safe_name("x" * 300 + ".tar") == "x" * 76 + ".tar"


@given(st.text())
@example("0" * 79 + ":0")
@example("0" * 75 + ":0.tar")
@example("a." + "0" * 17 + ":0")
def test_every_name_is_one_of_a_file(name: str) -> None:
    found = attachment_name(name, b"hello\n")
    assert found.startswith("5891b5b5-") and len(found.encode()) < 200
    assert not set(found) & set("/\\ \0\n\t:*?\"'<>|$`;&") and not found.endswith(".")
    own = found.removeprefix("5891b5b5-")  # the digits come before its 80 characters
    assert safe_name(own) == own
