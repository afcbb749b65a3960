"""Imports only go down, from floor to floor and from room to room, and never in a circle.

A *room* is a folder of ``tix`` (``storage.git``), or a module that stands in ``tix`` itself. What
counts is every import, those inside functions too.
"""

import ast
import statistics
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import tix

ROOT = Path(tix.__file__).parent

_VALUES = {"errors", "frozen", "quick_typing"}
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
    "quick_typing": set(),
    "frozen": {"quick_typing"},
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
    "storage": {"quick_typing"},
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
    "ready_desks": {"quick_typing"},
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
    "cli": {"__init__", *_VALUES, "model.text", "terminal", "console", "commands", "crash"},
    "startup": {"__init__", "quick_typing", "model", "storage.git"},
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


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    """Everything in a module, at any depth."""
    return tuple(ast.walk(tree(name)))


def room(name: str) -> str:
    """The folder that a module is in; a package stands for its own folder."""
    is_folder = paths()[name].name == "__init__.py"
    return name if is_folder or "." not in name else name.rpartition(".")[0]


@cache
def imported(name: str) -> Collection[str]:
    """Every module that a module imports anywhere, as a whole name."""
    return frozenset(_imported(nodes(name)))


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for child in nodes:
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


def carried_out(name: str) -> set[str]:
    """What a module imports beside what only a type checker reads."""
    kept = [
        node
        for node in tree(name).body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return {*_imported(ast.walk(ast.Module(kept, [])))}


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


def below(*tops: str) -> list[str]:
    """The modules of these rooms and of those in them."""
    return [name for name in paths() if name.split(".")[0] in tops]


def test_every_room_says_what_it_may_import() -> None:
    new = {room(name) for name in paths()} - {*MAY_IMPORT}
    assert not new, "a new room: say in MAY_IMPORT what it may import"


def test_imports_only_go_down() -> None:
    above = {
        name: wrong
        for name in paths()
        if (wrong := {
            other
            for other in own(imported(name))
            if room(other) != room(name) and room(other) not in MAY_IMPORT[room(name)]
        })
    }  # fmt: skip
    assert not above, "a room must not import these: move what it needs down, or the module up"


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = circle({name: own(carried_out(name)) - {name} for name in paths()})
    assert found is None, f"{' -> '.join(found or ())}: move what two of them need to a third"


def test_no_rooms_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for name in paths():
        others = {room(other) for other in own(imported(name))}
        graph.setdefault(room(name), set()).update(others - {room(name)})
    found = circle(graph)
    assert found is None, f"{' -> '.join(found or ())}: move what two of them need to a third"


def test_only_the_entry_imports_what_runs_before_all_else() -> None:
    users = {
        name
        for name in paths()
        if any(other.startswith("startup") for other in own(imported(name)))
    }
    assert {name for name in users if room(name) != "startup"} <= {"__main__"}


def users_of(modules: Collection[str]) -> set[str]:
    """The modules that import one of these, or from below one."""
    return {
        name
        for name in paths()
        if any(other.split(".")[0] in modules for other in imported(name))
    }  # fmt: skip


def test_names_of_types_come_from_one_module() -> None:
    """``from tix.quick_typing import Any``: ``typing`` takes a tenth of a short command's time, and
    its ``Generic`` no type variable of ours. Of tools for agents the library looks at the types."""
    named = {name for name in paths() if "typing" in imported(name)}
    assert named <= {"quick_typing", "mcp.desk", "mcp.server"}


def test_click_is_known_to_the_command_line_only() -> None:
    others = {name for name in users_of({"click"}) if room(name) not in CLICK_ROOMS}
    assert not others, "the command line alone knows click"


def test_the_core_imports_nothing_of_the_machine() -> None:
    assert not users_of(IMPURE_MODULES) & {*below(*PURE)}


def test_the_core_opens_prints_and_asks_nothing() -> None:
    calls = {
        (name, node.func.id)
        for name in below(*PURE)
        for node in nodes(name)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not {(name, call) for name, call in calls if call in IMPURE_CALLS}


def test_the_core_reads_no_clock() -> None:
    clocks = {
        (name, ast.unparse(node))
        for name in below(*PURE)
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
    }
    read = {(name, text) for name, text in clocks if text.split(".")[0] in ("datetime", "date")}
    assert not read, "the clock comes in as an argument"


def test_what_a_desk_is_worked_on_with_looks_at_no_terminal() -> None:
    """The environment, the arguments and the standard streams are the command line's."""
    last = {text.rpartition(".")[2] for text in OF_THE_PROCESS}
    read = {
        (name, ast.unparse(node))
        for name in below(*HEADLESS)
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and node.attr in last
        if ast.unparse(node) in OF_THE_PROCESS
    }
    assert not read, "let it come in as an argument"
    assert not {name for name in below(*HEADLESS) if {"sys", "getpass"} & {*imported(name)}}


def test_a_command_takes_values_and_errors_from_storage() -> None:
    """What does something there is an action's."""
    functions = {
        (name, f"{node.module}.{alias.name}")
        for name in below("commands")
        for node in nodes(name)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tix.storage")
        for alias in node.names
        if not alias.name[0].isupper()
    }
    assert not functions, "make it an action"


def test_a_command_writes_nothing_itself() -> None:
    assert not {n for n in below("commands") if ".transaction(" in paths()[n].read_text()}


def test_only_one_module_runs_git() -> None:
    assert {n for n in paths() if "subprocess" in imported(n)} <= RUNS_A_PROCESS


def test_what_git_prints_is_read_in_one_place() -> None:
    users: dict[str, set[str]] = {word: set() for word in ONE_READER}
    for name in paths():
        for node in nodes(name):
            if isinstance(node, ast.Constant):
                users.get(str(node.value).partition("=")[0], set()).add(name)
    assert users == ONE_READER, "ask the module that reads what git says to it"


def test_files_are_replaced_in_one_way() -> None:
    users = {
        name
        for name in paths()
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and node.attr in ("write_text", "write_bytes")
    }
    assert users <= WRITES_IN_PLACE, "a file that somebody may read is written by replace_file"


def test_one_module_knows_the_names_below_the_git_folder() -> None:
    users = {
        name
        for name in paths()
        for node in nodes(name)
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
