"""Stand-ins for modules of the standard library that are imported and hardly any run needs.

click imports ``inspect`` (and with it ``ast``, ``dis`` and ``tokenize``) to take the indent out of
help texts, ``gettext`` for translations, of which it has none, ``threading`` for one class of it,
``uuid`` for a type of parameter, and ``typing`` for annotations; ``pathlib`` imports
``urllib.parse`` for ``as_uri``. Together they take a third of the time in which Python with click
starts. So, while the program's entry
imports click, these names stand for little modules which import the real ones when something is
asked of them. Afterwards
``import inspect`` gives the real one to everybody.
``tests/startup/test_lazy_stdlib.py`` holds them against those.
"""

import sys
from _thread import _local
from types import ModuleType

from tix import quick_typing


class StandIn(ModuleType):
    """Asks the real module, imported when something is asked first."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # Python itself asks for __path__ when it imports from a module
            raise AttributeError(name)
        _step_aside(self)
        from importlib import import_module

        value: object = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


class _Inspect(StandIn):
    """``inspect``, with the one answer that click wants for each option."""

    def cleandoc(self, doc: str) -> str:
        """The text without its indent: as it is if it is one line without any."""
        if doc[:1] not in (" ", "\t", "\n") and not ("\n" in doc or "\t" in doc):
            return doc
        cleaned: str = StandIn.__getattr__(self, "cleandoc")(doc)  # type: ignore[operator]
        return cleaned


class _Gettext(StandIn):
    """``gettext`` where nothing is translated."""

    def gettext(self, message: str) -> str:
        """The message."""
        return message

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The message for that count of things."""
        return singular if count == 1 else plural


class _Uuid(StandIn):
    """``uuid``, whose class click names in that of a type which no command of tix uses."""

    UUID = object


class _Threading(StandIn):
    """``threading``, out of which click takes what each thread has for itself."""

    local = _local


class _UrllibParse(StandIn):
    """``urllib.parse``, with what ``pathlib`` takes out of it."""

    def quote_from_bytes(self, *args: object) -> object:
        """What the real one says."""
        return StandIn.__getattr__(self, "quote_from_bytes")(*args)  # type: ignore[operator]


class _Typing(StandIn):
    """``typing``, for classes that nobody asks about their types; what click makes in this context
    is made of these alone: a real ``Generic`` takes no other ``TypeVar``."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        vars(self).update((each, getattr(quick_typing, each)) for each in quick_typing.__all__)
        form = quick_typing.Any
        self.Callable = self.SupportsFloat = self.SupportsIndex = self.SupportsInt = form
        self.real: ModuleType | None = None

    class TypedDict(dict[str, object]):
        """A dictionary."""

        def __init_subclass__(cls, **_options: object) -> None:
            """Take ``total=``."""

    def __getattr__(self, name: str) -> object:
        is_here = sys.modules.get(self.__name__) is self
        value = super().__getattr__(name)
        if is_here:
            self.real, sys.modules[self.__name__] = sys.modules[self.__name__], self
        return value


class StandIns:
    """In its context the stand-ins are imported, where the real modules aren't there already."""

    def __init__(self) -> None:
        self._typing = _Typing("typing")
        self._modules = (
            _Inspect("inspect"),
            _Gettext("gettext"),
            _Threading("threading"),
            _Uuid("uuid"),
            _UrllibParse("urllib.parse"),
            self._typing,
        )

    def __enter__(self) -> None:
        for module in self._modules:
            sys.modules.setdefault(module.__name__, module)

    def __exit__(self, *_error: object) -> None:
        for module in self._modules:
            _step_aside(module)
        if self._typing.real is not None:
            sys.modules.setdefault("typing", self._typing.real)


def _step_aside(module: ModuleType) -> None:
    if sys.modules.get(module.__name__) is module:
        del sys.modules[module.__name__]
