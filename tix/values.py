"""Dataclasses that cost little to make: the same to a type checker, several times cheaper at start.

``dataclasses`` writes the source of each class's methods and compiles it whenever the program
starts; with fifty classes that is as long as importing click. Here the methods are closures over
the names of the fields. Only what tix uses is there: frozen and slotted classes, ``field`` with a
factory or ``compare``, ``order``, ``replace`` and ``asdict``. ``tests/test_values.py`` holds them
against the standard library's.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import asdict, dataclass, field, replace
else:
    _MISSING = object()

    class field:  # noqa: N801 (the standard library's name)
        """How a field differs from an ordinary one."""

        __slots__ = ("compare", "default", "factory", "repr")
        init = True  # what prints a value asks for it

        def __init__(self, *, default=_MISSING, default_factory=None, compare=True, repr=True):  # noqa: A002
            self.default = default
            self.factory = default_factory
            self.compare = compare
            self.repr = repr

    class FrozenInstanceError(AttributeError):
        """Somebody tried to change a value."""

    def dataclass(*, frozen=False, slots=False, order=False):
        """Make a class of values out of its annotations; without ``slots`` it can cache, too."""

        def make(cls):
            return _made(cls, frozen, slots, order)

        return make

    def replace(value, **changes):
        """The same value with other fields."""
        for name in value.__dataclass_fields__:
            if name not in changes:
                changes[name] = getattr(value, name)
        return type(value)(**changes)

    def asdict(value):
        """The fields by name; values within values, too."""
        if hasattr(value, "__dataclass_fields__"):
            return {name: asdict(getattr(value, name)) for name in value.__dataclass_fields__}
        if isinstance(value, dict):
            return {key: asdict(item) for key, item in value.items()}
        return type(value)(map(asdict, value)) if isinstance(value, list | tuple) else value

    def _made(cls, frozen, slots, order):
        inherited = {
            name: how
            for base in reversed(cls.__mro__[1:])
            for name, how in getattr(base, "__dataclass_fields__", {}).items()
        }
        own = {}
        namespace = dict(cls.__dict__)
        for name in cls.__annotations__ if "__annotations__" in namespace else ():
            default = namespace.pop(name, _MISSING)
            own[name] = default if isinstance(default, field) else field(default=default)
        fields = {**inherited, **own}
        for name in ("__dict__", "__weakref__"):
            namespace.pop(name, None)
        namespace["__slots__"] = tuple(own) if slots else (*own, "__dict__")
        namespace["__dataclass_fields__"] = fields
        namespace["__match_args__"] = tuple(fields)
        new = type(cls)(cls.__name__, cls.__bases__, namespace)
        methods = [_init(new, fields), _repr(fields), *_comparisons(fields, frozen, order)]
        for method in methods + (_frozen() if frozen else []):
            if method.__name__ not in namespace or method.__name__ == "__hash__":
                setattr(new, method.__name__, method)
        if not frozen:
            new.__hash__ = None
        return new

    def _init(cls, fields):
        setters = [(name, getattr(cls, name).__set__, how) for name, how in fields.items()]
        count = len(setters)
        puts = [put for _, put, _ in setters]

        def __init__(self, *args, **given):  # noqa: N807
            if len(args) == count and not given:  # the many values of an index come so
                for put, value in zip(puts, args):  # noqa: B905 (as many)
                    put(self, value)
                return
            if len(args) > count:
                raise TypeError(f"{cls.__name__} takes {count} values, not {len(args)}")
            for value, (_, put, _) in zip(args, setters):  # noqa: B905 (the rest comes below)
                put(self, value)
            for name, put, how in setters[len(args) :] if args else setters:
                if name in given:
                    put(self, given.pop(name))
                elif how.default is not _MISSING:
                    put(self, how.default)
                elif how.factory is not None:
                    put(self, how.factory())
                else:
                    raise TypeError(f"{cls.__name__} needs {name!r}")
            if given:
                raise TypeError(f"{cls.__name__} takes no (second) {', '.join(given)}")

        return __init__

    def _repr(fields):
        shown = [name for name, how in fields.items() if how.repr]

        def __repr__(self):  # noqa: N807
            values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
            return f"{type(self).__qualname__}({values})"

        return __repr__

    def _comparisons(fields, frozen, order):
        from operator import attrgetter

        names = [name for name, how in fields.items() if how.compare]
        get = attrgetter(*names) if names else lambda _: ()

        def __eq__(self, other):  # noqa: N807
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self is other or get(self) == get(other)

        def __hash__(self):  # noqa: N807
            return hash(get(self))

        def __lt__(self, other):  # noqa: N807
            if other.__class__ is not self.__class__:
                return NotImplemented
            return get(self) < get(other)

        return [__eq__, *([__hash__] if frozen else []), *([__lt__] if order else [])]

    def _frozen():
        def __setattr__(self, name, value):  # noqa: N807, ARG001
            raise FrozenInstanceError(f"{type(self).__name__}.{name} can't be changed")

        def __delattr__(self, name):  # noqa: N807
            raise FrozenInstanceError(f"{type(self).__name__}.{name} can't be taken away")

        return [__setattr__, __delattr__]


__all__ = ["asdict", "dataclass", "field", "replace"]
