"""Imports only go down: the table of layers, held against what the modules really import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tix

ROOT = Path(tix.__file__).parent

ALLOWED: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "values": frozenset(),
    "model": frozenset({"errors"}),
    "query": frozenset({"errors", "model"}),
    "reports": frozenset({"errors", "model", "query"}),
    "terminal": frozenset({"errors"}),
    "storage": frozenset({"__init__", "errors", "model", "query"}),
    "importers": frozenset({"errors", "model", "query"}),
    "exporters": frozenset({"errors", "model", "query"}),
    "demo": frozenset({"errors", "model", "storage"}),
    "actions": frozenset(
        {"errors", "model", "query", "reports", "storage", "importers", "exporters"}
    ),
    "commands": frozenset(
        {"errors", "model", "query", "reports", "terminal", "storage", "importers", "exporters",
         "actions", "demo", "commands"}
    ),
    "crash": frozenset({"__init__", "commands"}),
    "cli": frozenset({"__init__", "errors", "model", "terminal", "commands", "crash"}),
    "standins": frozenset(),
    "__main__": frozenset({"__init__", "cli", "standins", "storage"}),
    "__init__": frozenset(),
}  # fmt: skip

PURE = ("model", "query", "reports")
"""No clock, no environment, no file, no process: these come in as arguments."""

IMPURE_MODULES = frozenset(
    {"os", "pathlib", "subprocess", "time", "random", "secrets", "socket", "tempfile", "shutil"}
)
IMPURE_CALLS = frozenset({"open", "print", "input"})
CLICK_LAYERS = ("commands", "cli")


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def layer(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module that is imported anywhere in the file, also inside of functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_layers(path: Path) -> Iterator[str]:
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "tix" and len(parts) > 1:
            yield "__init__" if parts[1].startswith("__") else parts[1]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_only_go_down(path: Path) -> None:
    above = {name for name in own_layers(path) if name not in (layer(path), "values")}
    assert above <= ALLOWED[layer(path)], f"{layer(path)} must not import {above}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_click_is_known_to_the_command_line_only(path: Path) -> None:
    if layer(path) not in CLICK_LAYERS:
        assert not [name for name in imported(path) if name.split(".")[0] == "click"]


@pytest.mark.parametrize(
    "path", [p for p in modules() if layer(p) in PURE], ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_core_is_pure(path: Path) -> None:
    assert not IMPURE_MODULES & {name.split(".")[0] for name in imported(path)}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not IMPURE_CALLS & calls
    clocks = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
    }
    read = {text for text in clocks if text.split(".")[0] in ("datetime", "date")}
    assert not read, f"the clock comes in as an argument: {read}"


def test_only_one_module_runs_git() -> None:
    users = {
        str(path.relative_to(ROOT)) for path in modules() if "subprocess" in set(imported(path))
    }
    runs_something_else = {"commands/editor.py", "terminal/screen.py"}
    assert users - runs_something_else <= {"storage/git.py", "storage/commit.py"}


def test_every_module_says_what_it_is() -> None:
    for path in modules():
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path} has no docstring"


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {path.stem for path in modules()}
    assert not names & {"utils", "util", "helpers", "misc", "common"}
