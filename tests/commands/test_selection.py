"""A query on the command line: what is an option, and what is a word."""

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tix.console.query_command import QueryCommand


@click.command(cls=QueryCommand, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("words", nargs=-1)
@click.option("-n", "--limit", type=int)
@click.option("-o", "--output")
@click.option("-f", "--format", "form", type=click.Choice(["csv", "json"]))
@click.option("-q", "--quiet", is_flag=True)
def command(
    words: tuple[str, ...], limit: int | None, output: str | None, form: str | None, quiet: bool
) -> None:
    """A command with options of every kind."""
    click.echo(repr((words, limit, output, form, quiet)))


def parsed(*args: str) -> str:
    result = CliRunner().invoke(command, args)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((), ((), None, None, None, False)),
        (("-label:x", "a"), (("-label:x", "a"), None, None, None, False)),
        (("-(", "a", ")"), (("-(", "a", ")"), None, None, None, False)),
        (("a", "-n5", "-bb"), (("a", "-bb"), 5, None, None, False)),
        (("-5", "a", "-404"), (("a", "-404"), 5, None, None, False)),
        (("-n", "5", "-nightly"), (("-nightly",), 5, None, None, False)),
        (("-n", "-5"), ((), -5, None, None, False)),
        (("-old", "-o", "file"), (("-old",), None, "file", None, False)),
        (("-o", "-x", "-q"), ((), None, "-x", None, True)),
        (("-quiet", "-q"), (("-quiet",), None, None, None, True)),
        (("-o=file", "-q"), ((), None, "file", None, True)),
        (("-fcsv", "-foo"), (("-foo",), None, None, "csv", False)),
        (("--output=-x", "-yy"), (("-yy",), None, "-x", None, False)),
        (("a", "--", "-q", "--quiet", "--"), (("a", "-q", "--quiet", "--"), *[None] * 3, False)),
        (("-",), (("-",), None, None, None, False)),
        (("", "-é:x"), (("", "-é:x"), None, None, None, False)),
    ],
)
def test_options_and_words(args: tuple[str, ...], expected: tuple[object, ...]) -> None:
    assert parsed(*args) == repr(expected)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("a", "--limit"), "Option '--limit' requires an argument"),
        (("-n",), "Option '-n' requires an argument"),
        (("--limt", "5"), "--limit"),
        (("--limit", "x"), "not a valid integer"),
        (("-o", "-q"), "Option '-o' requires an argument"),
        (("-b", "a"), "No such option '-b'"),
        (("a", "-Z"), "No such option '-Z'"),
    ],
)
def test_mistakes_are_those_of_click(args: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(command, args)
    assert result.exit_code == 2
    assert message in result.stderr


def test_help_anywhere() -> None:
    assert parsed("-label:x", "-h").startswith("Usage:")
    assert parsed("--help", "-xx").startswith("Usage:")


_NO_OPTIONS = st.text("-(n:ab5 ", max_size=6).filter(
    lambda word: word[:2] not in ("--", "-n") and word not in ("-a", "-b", "-5", "-55")
)


@given(st.lists(_NO_OPTIONS))
def test_words_come_as_they_were_typed(words: list[str]) -> None:
    assert parsed(*words) == repr((tuple(words), None, None, None, False))
