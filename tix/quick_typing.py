"""The names of ``typing`` that tix uses, without its import: a tenth of the time of ``tix show``.

To a type checker they *are* ``typing``'s. When the program runs nothing looks at a type, so here
each is just what Python asks of it in an annotation or among base classes.
All of tix takes them from here, for the real ``Generic`` takes no type variable that isn't real;
but for ``mcp``, whose library does look at types.
``tests/test_quick_typing.py`` holds them against ``typing``'s.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        IO,
        Any,
        BinaryIO,
        ClassVar,
        Generic,
        Literal,
        NamedTuple,
        NoReturn,
        Protocol,
        Self,
        TextIO,
        TypeAlias,
        TypeGuard,
        TypeVar,
        cast,
        overload,
    )
else:

    class Form:
        """A type that nobody looks at: of whatever it is made, it stays itself."""

        __slots__ = ()

        def __getitem__(self, _types):
            return self

        def __or__(self, _other):
            return self

        __ror__ = __or__

    class TypeVar(Form):
        """A type in whose place comes another."""

        __slots__ = ()

        def __init__(self, *_args, **_given):
            pass

        def __typing_subst__(self, kind):
            return kind

    class Generic:
        """A class of which ``Class[int]`` is the class."""

        __slots__ = ()

        def __class_getitem__(cls, _types):
            return cls

    class Protocol(Generic):
        """A class that nobody asks whether something is of it."""

        __slots__ = ()

    class _TupleMaker(type):
        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            from collections import namedtuple

            names = tuple(type(name, (), dict(namespace)).__annotations__)
            defaults = [namespace.pop(each) for each in names if each in namespace]
            plain = namedtuple(name, names, defaults=defaults)  # noqa: PYI024
            return type(name, (plain,), {"__slots__": (), **namespace})

    class NamedTuple(metaclass=_TupleMaker):
        """What makes a named tuple of its class's annotations."""

    def cast(_type, value):
        """The value."""
        return value

    def overload(function):
        """The function; the one without this takes its name."""
        return function

    IO = BinaryIO = TextIO = Any = ClassVar = Literal = NoReturn = Self = Form()
    TypeAlias = TypeGuard = Any

__all__ = [
    "IO",
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "ClassVar",
    "Generic",
    "Literal",
    "NamedTuple",
    "NoReturn",
    "Protocol",
    "Self",
    "TextIO",
    "TypeAlias",
    "TypeGuard",
    "TypeVar",
    "cast",
    "overload",
]
