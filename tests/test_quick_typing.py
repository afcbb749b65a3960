"""What tix takes for typing's names does in a running program what those do."""

import typing
from collections.abc import Callable, Mapping
from types import ModuleType, SimpleNamespace

import pytest

from tix import quick_typing


@pytest.fixture(params=[typing, quick_typing], ids=["standard", "ours"])
def module(request: pytest.FixtureRequest) -> typing.Any:
    return request.param


def test_a_type_can_be_written_wherever_python_looks_at_one(module: typing.Any) -> None:
    mapping: typing.Any = Mapping
    function: typing.Any = Callable
    kind = module.TypeVar("kind", bound="Box", covariant=True)
    for name in ("Any", "IO", "BinaryIO", "TextIO", "NoReturn", "Self"):
        each = getattr(module, name)
        assert all((each | None, None | each, mapping[str, each], function[[each], each]))
    assert all((module.Literal["a", "b"] | None, module.ClassVar[int], module.TypeGuard[int]))
    assert all(
        (kind | None, None | kind, mapping[str, kind], function[[kind], kind], module.IO[bytes])
    )


_CLASSES = """
kind, other = module.TypeVar("kind"), module.TypeVar("other")

pairs, told = Mapping[kind, other], Callable[[kind, int], other]
assert repr(pairs[int, str]) == repr(Mapping[int, str])
assert repr(told[str, bool]) == repr(Callable[[str, int], bool])

class Told(module.Protocol[kind]):
    def told(self): ...

class Box(module.Generic[kind]):
    __slots__ = ("held",)

    def __init__(self, held):
        self.held = held

class Pair(Box[kind], module.Generic[kind, other]):
    __slots__ = ("told",)

class Point(module.NamedTuple):
    '''A point.'''

    x: int
    y: int = 2

    @property
    def sum(self):
        return self.x + self.y
"""


@pytest.fixture
def classes(module: ModuleType) -> typing.Any:
    """Those classes, of the module's names."""
    made = {"module": module, "Mapping": Mapping, "Callable": Callable, "__name__": __name__}
    exec(_CLASSES, made)
    return SimpleNamespace(**made)


def test_classes_of_any_type_are_made_and_built_on(classes: typing.Any) -> None:
    pair = classes.Pair[int, str](1)
    assert (pair.held, isinstance(pair, classes.Box), hasattr(pair, "__dict__")) == (1, True, False)
    assert classes.Box[int] | None
    assert classes.Box[int](2).held == 2
    assert classes.Told[int]


def test_named_tuples_are_alike(classes: typing.Any) -> None:
    made = classes.Point
    point = made(1)
    assert (point, point.sum, made._fields, repr(point)) == (
        (1, 2), 3, ("x", "y"), "Point(x=1, y=2)",
    )  # fmt: skip
    assert (point._replace(x=3), made.__doc__, made.__module__) == ((3, 2), "A point.", __name__)
    assert not hasattr(point, "__dict__")
    with pytest.raises(TypeError):
        made()


def test_values_and_functions_stay_what_they_are(module: ModuleType) -> None:
    assert module.cast("int", "x") == "x"
    assert module.TYPE_CHECKING is False
    assert callable(module.overload(len))
