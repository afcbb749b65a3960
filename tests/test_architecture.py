"""Imports only go down, from floor to floor and from room to room, and never in a circle.

A *room* is a folder of ``tix`` (``storage.git``), or a module that stands in ``tix`` itself. What
counts is every import, those inside functions too.
"""

import ast
import statistics
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import tix

ROOT = Path(tix.__file__).parent

_VALUES = {"errors", "frozen"}
_MODEL = {
    *_VALUES, "model", "model.text", "model.record", "model.ticket", "model.config", "model.merge",
    "model.history", "model.changes", "model.records", "model.promises", "model.rules",
    "model.work", "model.notices",
}  # fmt: skip
_STORAGE = {
    "storage", "storage.git", "storage.desk", "storage.store", "storage.index",
    "storage.index.history", "storage.history", "storage.repair", "storage.sync",
    "storage.outbox",
}  # fmt: skip
_PURE = {*_MODEL, "query", "reports", "importers", "exporters"}
_BELOW_ACTIONS = {*_PURE, *_STORAGE}
_AT_A_TERMINAL = {*_BELOW_ACTIONS, "actions", "terminal"}

MAY_IMPORT: dict[str, Collection[str]] = {
    "errors": set(),
    "frozen": set(),
    "terminal": _VALUES,
    "model": _VALUES,
    "model.text": {*_VALUES, "model"},
    "model.record": {*_VALUES, "model", "model.text"},
    "model.ticket": {*_VALUES, "model", "model.text", "model.record"},
    "model.records": {*_VALUES, "model", "model.text", "model.record"},
    "model.promises": {
        *_VALUES, "model", "model.text", "model.record", "model.ticket", "model.records",
    },
    "model.work": {
        *_VALUES, "model", "model.text", "model.record", "model.ticket", "model.records",
    },
    "model.config": _MODEL - {
        "model.merge", "model.history", "model.changes", "model.rules", "model.notices",
    },
    "model.merge": _MODEL - {"model.history", "model.changes", "model.notices"},
    "model.history": _MODEL - {"model.merge", "model.changes", "model.rules", "model.notices"},
    "model.changes": _MODEL - {"model.merge", "model.history", "model.rules", "model.notices"},
    "model.rules": _MODEL - {"model.merge", "model.history", "model.notices"},
    "model.notices": _MODEL - {"model.merge"},
    "query": _MODEL,
    "reports": {*_MODEL, "query"},
    "importers": {*_MODEL, "query"},
    "exporters": {*_MODEL, "query"},
    "storage": set(),
    "storage.git": {*_VALUES, "model", "storage", "__init__"},
    "storage.desk": {*_MODEL, "storage", "storage.git", "__init__"},
    "storage.store": {*_MODEL, "storage", "storage.git", "storage.desk"},
    "storage.index": {*_MODEL, "query", "storage", "storage.git", "storage.desk", "storage.store"},
    "storage.index.history": {
        *_MODEL, "query", "storage", "storage.git", "storage.desk", "storage.store",
        "storage.index",
    },
    "storage.history": _STORAGE - {"storage.repair", "storage.sync", "storage.outbox"} | _MODEL,
    "storage.repair": _STORAGE - {"storage.sync", "storage.outbox"} | _MODEL,
    "storage.sync": _STORAGE - {"storage.repair", "storage.outbox"} | _MODEL,
    "storage.outbox": {*_MODEL, "storage", "storage.git", "storage.desk", "storage.sync"},
    "ready_desks": set(),
    "actions": {*_BELOW_ACTIONS, "ready_desks"},
    "ci": {*_BELOW_ACTIONS, "actions"},
    "mail": {*_BELOW_ACTIONS, "actions"},
    "mail.outgoing": {*_BELOW_ACTIONS, "actions", "mail"},
    "chat": {*_PURE, "mail"},
    "mail.fetching": {*_BELOW_ACTIONS, "actions", "mail"},
    "mail.setup": {
        *_BELOW_ACTIONS, "actions", "mail", "mail.fetching", "mail.outgoing", "chat", "webhooks",
    },
    "webhooks": {*_BELOW_ACTIONS, "actions", "mail"},
    "outbox": {
        *_BELOW_ACTIONS, "actions", "mail", "mail.fetching", "mail.outgoing", "chat", "webhooks",
    },
    "console": {
        *_AT_A_TERMINAL, "ci", "mail", "mail.fetching", "mail.outgoing", "mail.setup", "outbox",
    },
    "demo": {*_BELOW_ACTIONS, "actions"},
    "mcp": {*_BELOW_ACTIONS, "actions", "__init__"},
    "web": {*_AT_A_TERMINAL, "console", "mail", "__init__"},
    "web.staff": {*_AT_A_TERMINAL, "console", "web"},
    "web.api": {*_BELOW_ACTIONS, "actions", "console", "mail", "webhooks", "web", "__init__"},
    "web.portal": {
        *_BELOW_ACTIONS, "actions", "console", "mail", "mail.outgoing", "outbox", "web",
    },
    "web.server": {*_BELOW_ACTIONS, "actions", "web", "web.staff", "web.api", "web.portal"},
    "commands": {
        *_AT_A_TERMINAL, "console", "ci", "mail", "mail.fetching", "mail.outgoing", "mail.setup",
        "webhooks", "outbox", "demo", "mcp", "web", "web.server", "ready_desks",
        "__init__",
    },
    "crash": {"__init__", "commands"},
    "cli": {"__init__", "errors", "model.text", "terminal", "console", "commands", "crash"},
    "startup": {"model", "storage.git"},
    "__main__": {"__init__", "cli", "startup"},
    "__init__": set(),
}  # fmt: skip
"""What each room may import, beside itself. A room that isn't named is a new one: give it a row."""

PURE = ("model", "query", "reports")
"""No clock, no environment, no file, no process: these come in as arguments."""

IMPURE_MODULES = frozenset(
    {"os", "pathlib", "subprocess", "time", "random", "secrets", "socket", "tempfile", "shutil"}
)
HEADLESS = ("actions", "ci", "mail", "chat", "outbox", "webhooks", "demo", "mcp", "web")
"""Whoever calls these may be a program: no environment, no standard streams."""

OF_THE_PROCESS = frozenset(
    {"os.environ", "os.getenv", "os.getcwd", "os.isatty", "Path.cwd", "Path.home"}
)
IMPURE_CALLS = frozenset({"open", "print", "input"})
CLICK_ROOMS = ("commands", "console", "cli")
RUNS_A_PROCESS = {
    "storage.git.process", "storage.git.commit", "console.editor", "console.child",
    "terminal.screen",
    "commands.pick", "mail.secret", "outbox.sendmail",
}  # fmt: skip
"""The one that runs git, and those that run what the user chose: an editor, a pager, fzf, what
prints a password."""


ONE_READER = {
    "ls-tree": {"storage.git.tree_entries"},
    "ls-files": {"storage.git.index_entries"},
    "diff-tree": {"storage.git.diff"},
    "--porcelain": {f"storage.{name}" for name in (
        "git.status", "git.status_entries", "git.worktrees", "git.line_blame", "sync.remotes",
    )},
    "--batch": {"storage.git.objects"},
    "--batch-check": {"storage.git.objects"},
    "--batch-command": {"storage.git.blob_groups"},
}  # fmt: skip
"""What has git print a thing, and where that is read. (``--porcelain`` is of four commands.)"""


WRITES_IN_PLACE = {
    "console.drafts", "actions.merge", "storage.repair.merge_versions",
    "storage.store.checkout_files",
}  # fmt: skip
"""Those that make files of their own, which nobody reads until they are whole."""


@cache
def paths() -> Mapping[str, Path]:
    """Every module by its name without ``tix.``; a package by its folder's."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(paths()[name].read_text())


def room(name: str) -> str:
    """The folder that a module is in; a package stands for its own folder."""
    is_folder = paths()[name].name == "__init__.py"
    return name if is_folder or "." not in name else name.rpartition(".")[0]


def imported(node: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere below, as a whole name."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            assert child.module is not None
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)


def own(names: Collection[str]) -> set[str]:
    """Those of the imported names that are modules of tix; of a package, only if it is meant."""
    found = {"__init__" if name == "tix" else name.removeprefix("tix.") for name in names
             if name.split(".")[0] == "tix"}  # fmt: skip
    found = {"__init__" if name == "__version__" else name for name in found} & {*paths()}
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


def carried_out(module: ast.Module) -> ast.Module:
    """A module without what only a type checker reads."""
    kept = [
        node
        for node in module.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return ast.Module(kept, [])


def circle(graph: Mapping[str, Collection[str]]) -> list[str] | None:
    """The names of one circle in a graph, the first again at its end; None if there is none."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str] | None:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return None
        for other in sorted(graph.get(name, ())):
            if found := walk(other, [*way, name]):
                return found
        done.add(name)
        return None

    return next(filter(None, (walk(name, []) for name in sorted(graph))), None)


@pytest.mark.parametrize("name", paths())
def test_imports_only_go_down(name: str) -> None:
    here = room(name)
    assert here in MAY_IMPORT, f"{here} is a new room: say in MAY_IMPORT what it may import"
    above = {
        other
        for other in own({*imported(tree(name))})
        if room(other) != here and room(other) not in MAY_IMPORT[here]
    }
    assert not above, f"{here} must not import {above}: move what it needs down, or {name} up"


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = circle({name: own({*imported(carried_out(tree(name)))}) - {name} for name in paths()})
    assert found is None, f"{' -> '.join(found or ())}: move what two of them need to a third"


def test_no_rooms_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for name in paths():
        others = {room(other) for other in own({*imported(tree(name))})}
        graph.setdefault(room(name), set()).update(others - {room(name)})
    found = circle(graph)
    assert found is None, f"{' -> '.join(found or ())}: move what two of them need to a third"


def test_only_the_entry_imports_what_runs_before_all_else() -> None:
    users = {
        name
        for name in paths()
        if any(o.startswith("startup") for o in own({*imported(tree(name))}))
    }
    assert {name for name in users if room(name) != "startup"} <= {"__main__"}


@pytest.mark.parametrize("name", paths())
def test_click_is_known_to_the_command_line_only(name: str) -> None:
    if room(name) not in CLICK_ROOMS:
        assert not [other for other in imported(tree(name)) if other.split(".")[0] == "click"]


@pytest.mark.parametrize("name", [n for n in paths() if n.split(".")[0] in PURE])
def test_the_core_is_pure(name: str) -> None:
    assert not IMPURE_MODULES & {other.split(".")[0] for other in imported(tree(name))}
    calls = {
        node.func.id
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not IMPURE_CALLS & calls
    clocks = {
        ast.unparse(node)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
    }
    read = {text for text in clocks if text.split(".")[0] in ("datetime", "date")}
    assert not read, f"the clock comes in as an argument: {read}"


@pytest.mark.parametrize("name", [n for n in paths() if n.split(".")[0] in HEADLESS])
def test_what_a_desk_is_worked_on_with_looks_at_no_terminal(name: str) -> None:
    """The environment, the arguments and the standard streams are the command line's."""
    read = {
        ast.unparse(node)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in OF_THE_PROCESS
    }
    assert not read, f"{name} reads {read}: let it come in as an argument"
    assert not {"sys", "getpass"} & {*imported(tree(name))}


@pytest.mark.parametrize("name", [n for n in paths() if n.split(".")[0] == "commands"])
def test_a_command_decides_and_writes_nothing_itself(name: str) -> None:
    """It takes values and errors from storage; what does something there is an action's."""
    functions = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tix.storage")
        for alias in node.names
        if not alias.name[0].isupper()
    }
    assert not functions, f"{name} calls {functions}: make it an action"
    assert ".transaction(" not in paths()[name].read_text()


def test_only_one_module_runs_git() -> None:
    users = {name for name in paths() if "subprocess" in set(imported(tree(name)))}
    assert users <= RUNS_A_PROCESS


@pytest.mark.parametrize("word", ONE_READER)
def test_what_git_prints_is_read_in_one_place(word: str) -> None:
    users = {
        name
        for name in paths()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and str(node.value).partition("=")[0] == word
    }
    assert users == ONE_READER[word], f"ask the module that reads what git says to {word}"


def test_files_are_replaced_in_one_way() -> None:
    users = {
        name
        for name in paths()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and node.attr in ("write_text", "write_bytes")
    }
    assert users <= WRITES_IN_PLACE, "a file that somebody may read is written by replace_file"


def test_one_module_knows_the_names_below_the_git_folder() -> None:
    users = {
        name
        for name in paths()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if isinstance(node.right, ast.Constant) and node.right.value == "tix"
    }
    assert users <= {"crash", "storage.desk.user_config"}, "ask storage.desk.paths"


def test_every_module_says_what_it_is() -> None:
    for name in paths():
        assert ast.get_docstring(tree(name)), f"{name} has no docstring"


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {name.rpartition(".")[2] for name in paths()}
    assert not names & {"utils", "util", "helpers", "misc", "common"}


_LONGEST = 400
_PLAIN_DATA = {"demo.stories"}


def test_modules_are_short() -> None:
    """Half of them below 120 lines, and none over 400 but plain data."""
    lengths = {name: len(path.read_text().splitlines()) for name, path in paths().items()}
    long = {name for name, length in lengths.items() if length > _LONGEST}
    assert long <= _PLAIN_DATA, "split it by what its parts are for"
    assert statistics.median(lengths.values()) < 120
