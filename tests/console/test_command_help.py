"""The help of commands that have commands below them."""

from collections.abc import Iterator
from importlib import util

import click
import pytest

from tests.conftest import DeskInFiles
from tix.cli import cli


def _commands(group: click.Group, path: str = "tix") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


def test_what_a_command_does_is_said_in_whole_sentences() -> None:
    for path, command in _commands(cli):
        text = command.get_help(click.Context(command, info_name=path))
        assert "..." not in text.partition("\nCommands:\n")[2], path


def test_no_example_ends_in_blanks() -> None:
    for path, command in _commands(cli):
        for line in command.get_help(click.Context(command, info_name=path)).split("\n"):
            assert line == line.rstrip(), path


def test_help_needs_nothing_that_is_not_installed(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    assert "Make a token" in desk.call("serve", "token", "add", "--help").stdout
    assert "tix serve needs starlette" in desk.call("serve", code=1).stderr
    assert "tix serve needs starlette" in desk.call("serve", "user", "add", "me", code=1).stderr
