"""What stands in for modules of the standard library answers as they do, and makes way for them."""

import gettext
import inspect
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_from_bytes

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tix
from tests.conftest import DeskInFiles
from tix.cli import cli
from tix.commands import ENTRIES
from tix.startup.lazy_stdlib import StandIns, _Gettext, _Inspect, _UrllibParse

_NEW_PYTHON = """\
import sys
from tix.startup.lazy_stdlib import StandIns
names = ("inspect", "gettext", "threading", "uuid", "urllib.parse", "typing")
assert not set(names) & set(sys.modules)
with StandIns():
    from tix import cli
"""


def in_new_python(code: str) -> str:
    """What that code prints after tix was imported as its entry does it."""
    return subprocess.run(
        [sys.executable, "-S", "-c", _NEW_PYTHON + code],
        env={"PYTHONPATH": ":".join([str(Path(tix.__file__).parents[1]), *sys.path])},
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


@given(st.text(" \t\nab", max_size=20))
@example("One line.")
@example("\nTwo\n  lines.\n")
@example("")
def test_help_texts_lose_their_indent_as_with_inspect(text: str) -> None:
    assert _Inspect("inspect").cleandoc(text) == inspect.cleandoc(text)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_messages_are_as_with_gettext(count: int) -> None:
    standin = _Gettext("gettext")
    assert standin.gettext("a {b}") == gettext.NullTranslations().gettext("a {b}")
    assert standin.ngettext("one", "more", count) == gettext.NullTranslations().ngettext(
        "one", "more", count
    )


def test_paths_become_addresses_as_with_urllib() -> None:
    assert _UrllibParse("urllib.parse").quote_from_bytes(b"a b\xff") == quote_from_bytes(b"a b\xff")


def test_modules_that_are_there_stay() -> None:
    before = dict(sys.modules)
    with StandIns():
        assert sys.modules["inspect"] is inspect
        assert sys.modules["gettext"] is gettext
    assert sys.modules["inspect"] is inspect
    assert set(before) <= set(sys.modules)


def test_a_list_needs_none_of_them(desk: DeskInFiles) -> None:
    desk.call("list")  # makes the index
    code = f"cli.run(['-C', {str(desk.root)!r}, 'list'])\nprint(set(names) & set(sys.modules))"
    assert in_new_python(code) == "set()\n"


def test_everybody_gets_the_real_ones_afterwards() -> None:
    code = "import inspect, gettext, threading, uuid, urllib.parse, typing\n"
    code += "print(*(sys.modules[name].__file__ is not None for name in names))\n"
    code += "print(inspect.isfunction(cli.run), uuid.UUID(int=1), gettext.gettext('x'))"
    assert in_new_python(code).splitlines() == [
        "True True True True True True",
        "True 00000000-0000-0000-0000-000000000001 x",
    ]


def test_what_stands_in_asks_the_real_one() -> None:
    code = "import click.core as c, pathlib\n"
    code += "print(c.inspect.isfunction(cli.run), pathlib.Path('/a b').as_uri())\n"
    code += "import inspect\nprint(c.inspect.isfunction is inspect.isfunction)"
    assert in_new_python(code) == "True file:///a%20b\nTrue\n"


def test_click_as_a_whole_can_do_without_real_types() -> None:
    """What it imports later has the real ones."""
    code = "import click.testing, click.shell_completion, click._termui_impl, typing\n"
    code += "print(click.Choice(['a'])('a', None), click.Choice[str] is click.Choice)\n"
    code += "item = click.shell_completion.CompletionItem\nprint(item[str] is item)"
    assert in_new_python(code) == "a True\nFalse\n"


def test_a_name_of_typing_that_nobody_foresaw_is_the_real_one() -> None:
    """Asked while click is imported, it doesn't bring a second ``Generic`` among its classes."""
    code = "for name in [name for name in sys.modules if name.startswith('click')]:\n"
    code += "    del sys.modules[name]\n"
    code += "with StandIns():\n    import typing as first\n    hint = first.get_type_hints\n"
    code += "    import typing as second, click\n    assert first is second\n"
    code += "import typing\nprint(typing.get_type_hints is hint, typing is first, typing.Generic)"
    assert in_new_python(code) == "True False <class 'typing.Generic'>\n"


@pytest.mark.parametrize("name", ENTRIES)
def test_no_command_has_the_type_that_is_not_there(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert not [param for param in command.params if isinstance(param.type, type(click.UUID))]


@pytest.mark.parametrize("args", [["--help"], ["list", "--help"], ["list", "-n", "x"], ["lisst"]])
def test_processes_print_what_the_real_modules_make(args: list[str], desk: DeskInFiles) -> None:
    there, here = desk.run(*args, code=None), desk.call(*args, code=None)
    assert (there.code, there.stderr) == (here.code, here.stderr)
    assert there.stdout.split() == here.stdout.split()  # lines are broken by other widths
