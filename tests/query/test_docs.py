"""The page for users says what is true."""

import re
import shlex
from pathlib import Path

import pytest

from tests.query.desk import VOCABULARY, ask
from tix.query.parser import parse
from tix.query.predicates import And
from tix.query.terms import IS_WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "query.md").read_text(encoding="utf-8")
EXAMPLES = sorted(
    {span for line in PAGE.splitlines() for span in re.findall(r"`([^`]+:[^` ][^`]*)`", line)
     if line.startswith("|") and not span.startswith("archive")}
)  # fmt: skip
COMMANDS = re.findall(r"^tix \w+ (?:summary )?(.*?)(?:   .*)?$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_in_a_table_is_a_query(example: str) -> None:
    assert parse(example, VOCABULARY).text == example


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_a_query(command: str) -> None:
    assert ask(*shlex.split(command)).root != And(())


def test_examples_were_found() -> None:
    assert len(EXAMPLES) > 60
    assert len(COMMANDS) == 5


def test_every_built_in_field_and_word_is_explained() -> None:
    for field in VOCABULARY.fields():
        if not field.source.team:
            assert any(f"`{name}`" in PAGE for name in field.names), field.name
    for word in IS_WORDS:
        assert f"`is:{word}`" in PAGE
