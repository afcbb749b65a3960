"""tix's own modules are found as Python finds them, only sooner."""

import json
import os
import subprocess
import sys
import xml.dom
from importlib.machinery import PathFinder
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.startup.own_modules import OwnModules


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package ``tix`` with a module and a package in it, all compiled."""
    root = tmp_path / "tix"
    (root / "room").mkdir(parents=True)
    (root / "__init__.py").touch()
    (root / "room/__init__.py").write_text("NAME = 'room'\n")
    (root / "room/desk.py").write_text("NAME = 'desk'\n")
    subprocess.run([sys.executable, "-m", "compileall", "-q", root], check=True)
    return root


def within(package: Path, name: str) -> list[str]:
    """The ``__path__`` of the package in which Python looks for a module."""
    return [str(package.parent.joinpath(*name.split(".")[:-1]))]


def found(package: Path, name: str) -> object:
    spec = OwnModules().find_spec(name, within(package, name))
    if spec is None:
        return None
    assert spec.loader is not None
    namespace: dict[str, object] = {}
    code = spec.loader.get_code(name)  # type: ignore[attr-defined]  # any file loader's
    exec(code, namespace)
    return namespace["NAME"]


@pytest.mark.parametrize("name", ["tix.room", "tix.room.desk"])
def test_a_module_is_as_python_finds_it(package: Path, name: str) -> None:
    path = within(package, name)
    ours, theirs = OwnModules().find_spec(name, path), PathFinder.find_spec(name, path)
    assert ours is not None and theirs is not None
    for what in ("name", "origin", "cached", "parent", "has_location"):
        assert getattr(ours, what) == getattr(theirs, what)
    assert ours.submodule_search_locations == theirs.submodule_search_locations
    assert found(package, name) == name.rpartition(".")[2]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("json", None),
        ("json.decoder", json.__path__),
        ("textwrap", None),
        ("xml.dom.minidom", xml.dom.__path__),
    ],
)
def test_a_module_of_the_standard_library_is_as_python_finds_it(
    name: str, path: list[str] | None
) -> None:
    ours, theirs = OwnModules().find_spec(name, path), PathFinder.find_spec(name, path)
    assert ours is not None and theirs is not None
    for what in ("name", "origin", "cached", "parent", "has_location"):
        assert getattr(ours, what) == getattr(theirs, what)
    assert ours.submodule_search_locations == theirs.submodule_search_locations
    assert OwnModules(standard=False).find_spec(name, path) is None


@pytest.mark.parametrize("name", ["time", "_json", "yaml", "nothing_of_that_name"])
def test_what_is_built_in_or_installed_is_left_to_python(name: str) -> None:
    assert OwnModules().find_spec(name) is None


def test_a_folder_that_python_is_told_to_look_in_may_have_a_module_of_a_standard_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "colorsys.py").write_text("print('mine')")
    code = "from tix.startup import own_modules; own_modules.begin(); import colorsys"
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True)
    assert done.stdout == "mine\n"


@pytest.mark.parametrize("name", ["tix.none", "tix.room.none", "click.core", "tixx.room", "tix"])
def test_what_is_not_there_or_not_of_tix_is_left_to_python(package: Path, name: str) -> None:
    assert found(package, name) is None


def test_code_of_another_source_or_of_none_is_left_to_python(package: Path) -> None:
    source = package / "room/desk.py"
    compiled = Path(cache_from_source(str(source)))
    assert found(package, "tix.room.desk") == "desk"
    os.utime(source, (1, 1))
    assert found(package, "tix.room.desk") is None
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)
    assert found(package, "tix.room.desk") == "desk"
    compiled.write_bytes(b"\0\0\0\0" + compiled.read_bytes()[4:])  # of another Python
    assert found(package, "tix.room.desk") is None
    compiled.unlink()
    assert found(package, "tix.room.desk") is None


@pytest.mark.parametrize("options", [(), ("-O",), ("-X", "pycache_prefix=elsewhere")])
def test_a_run_is_the_same_whatever_python_is_told(
    options: tuple[str, ...], desk: DeskInFiles, tmp_path: Path
) -> None:
    code = "from tix.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, *options, "-c", code, "-C", desk.root, "list"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert "no tickets yet" in done.stderr
