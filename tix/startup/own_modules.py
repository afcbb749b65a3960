"""Finding quickly the modules that a command imports: tix's own, click's and Python's.

For each module Python asks one finder after the other, lists each folder, and tries several endings
of the name. A command imports a hundred modules of tix, twenty of click and sixty of Python's, each
compiled beside its source: so this finder, which is asked first, looks in that one place. It takes
compiled code under the same conditions as Python does (made by this Python, of a source with this
time and size); whatever differs it leaves to the finders behind it.
``tests/startup/test_own_modules.py`` holds it against those.
"""

import os
import sys
from collections.abc import Sequence
from importlib._bootstrap_external import MAGIC_NUMBER
from importlib.machinery import ModuleSpec, SourceFileLoader
from marshal import loads
from types import CodeType, ModuleType

_NOT_CHECKED_BY_HASH = b"\0\0\0\0"
_WORD = 0xFFFFFFFF

PACKAGES = ("tix.", "click.")

_STANDARD = os.path.dirname(getattr(os, "__file__", ""))  # noqa: PTH120 (pathlib isn't imported yet)
_STANDARD_NAMES = sys.stdlib_module_names - {*sys.builtin_module_names}


class _Loader(SourceFileLoader):
    """Python's own, with code that has been read already."""

    def __init__(self, name: str, source: str, code: CodeType) -> None:
        super().__init__(name, source)
        self._code: CodeType | None = code

    def get_code(self, fullname: str) -> CodeType | None:
        """The code; whoever asks again gets what is in the file then."""
        code, self._code = self._code, None
        return code or super().get_code(fullname)


class OwnModules:
    """Finds modules in packages that are one folder of Python files each: tix and click, and with
    ``standard`` the standard library's."""

    def __init__(self, *, standard: bool = True) -> None:
        self._ending = f".{sys.implementation.cache_tag}.pyc"
        self._names = _STANDARD_NAMES if standard else frozenset[str]()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How the module is loaded; None if that is to be found out by others."""
        if not name.startswith(PACKAGES) and name.partition(".")[0] not in self._names:
            return None
        [folder, *others] = (_STANDARD,) if path is None else path
        if others:
            return None
        file = name.rpartition(".")[2]
        return self._found(name, folder, file) or self._found(name, f"{folder}/{file}", "__init__")

    def _found(self, name: str, folder: str, file: str) -> ModuleSpec | None:
        source, compiled = f"{folder}/{file}.py", f"{folder}/__pycache__/{file}{self._ending}"
        try:
            found = os.stat(source)  # noqa: PTH116 (pathlib isn't imported yet)
            data = _content(compiled)
        except OSError:
            return None
        made_of = (int(found.st_mtime) & _WORD, found.st_size & _WORD)
        stamp = b"".join(number.to_bytes(4, "little") for number in made_of)
        if data[:16] != MAGIC_NUMBER + _NOT_CHECKED_BY_HASH + stamp:
            return None
        spec = ModuleSpec(
            name,
            _Loader(name, source, loads(memoryview(data)[16:])),
            origin=source,
            is_package=file == "__init__",
        )
        spec.has_location = True
        spec.cached = compiled
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(folder)
        return spec


def _content(path: str) -> bytes:
    """What is in a file, with half the system calls of ``open``. Raises OSError."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(opened, os.fstat(opened).st_size)
    finally:
        os.close(opened)


def begin() -> None:
    """Be asked first. Options of Python that let it keep compiled code elsewhere leave everything
    to Python; folders that it is told to look in first may have modules of the standard names."""
    if sys.pycache_prefix is None and not sys.flags.optimize:
        sys.meta_path.insert(0, OwnModules(standard="PYTHONPATH" not in os.environ))
