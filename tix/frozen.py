"""Dataclasses that cost little to make: the same to a type checker, several times cheaper at start.

``dataclasses`` writes the source of each class's methods and compiles it whenever the program
starts; with fifty classes that is as long as importing click. Here the methods are closures over
the names of the fields, made when they are called first. Only what tix uses is there: frozen and
slotted classes, ``field`` with a factory or ``compare``, ``order``, ``replace`` and ``asdict``.
``tests/test_frozen.py`` holds them against the standard library's.
"""

from tix.quick_typing import TYPE_CHECKING

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
        names = value.__dataclass_fields__
        if not names.keys() >= changes.keys():
            raise TypeError(f"{type(value).__name__} has no {', '.join(changes.keys() - names)}")
        return type(value)(
            *[changes[name] if name in changes else getattr(value, name) for name in names]
        )

    def asdict(value):
        """The fields by name; values within values, too."""
        if hasattr(value, "__dataclass_fields__"):
            return {name: asdict(getattr(value, name)) for name in value.__dataclass_fields__}
        if isinstance(value, dict):
            return {key: asdict(item) for key, item in value.items()}
        return type(value)(map(asdict, value)) if isinstance(value, list | tuple) else value

    def _made(cls, frozen, slots, order):
        namespace = dict(cls.__dict__)
        own = {}
        annotations = cls.__annotations__  # its own, also where they are made when asked for (3.14)
        for name in annotations:
            default = namespace.pop(name, _MISSING)
            if default is _MISSING:
                own[name] = _REQUIRED
            else:
                own[name] = default if isinstance(default, field) else field(default=default)
        fields = {}
        for base in reversed(cls.__mro__[1:-1]):
            fields |= getattr(base, "__dataclass_fields__", {})
        fields |= own
        for name in ("__dict__", "__weakref__", "__annotate_func__", "__annotations_cache__"):
            namespace.pop(name, None)
        namespace["__annotations__"] = annotations
        namespace["__slots__"] = tuple(own) if slots else (*own, "__dict__")
        namespace["__dataclass_fields__"] = fields
        namespace["__match_args__"] = tuple(fields)
        if order:
            namespace.setdefault("__lt__", _LESS)
        if frozen:
            namespace = {**_FROZEN, **namespace}
        namespace = {**_ALL, **namespace, "__hash__": _HASH if frozen else None}
        return type(cls)(cls.__name__, cls.__bases__, namespace)

    def _on_demand(name, make):
        """A method that puts the one in its place that ``make`` gives for its class, when it is
        called first: most classes have no value in most runs."""

        def method(self, *args, **given):
            cls = next(cls for cls in type(self).__mro__ if cls.__dict__.get(name) is method)
            setattr(cls, name, made := make(cls, cls.__dataclass_fields__))
            return made(self, *args, **given)

        return method

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

    def _compared(fields):
        from operator import attrgetter

        names = [name for name, how in fields.items() if how.compare]
        return attrgetter(*names) if names else lambda _: ()

    def _equal(_, fields):
        get = _compared(fields)

        def __eq__(self, other):  # noqa: N807
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self is other or get(self) == get(other)

        return __eq__

    def _hash(_, fields):
        get = _compared(fields)

        def __hash__(self):  # noqa: N807
            return hash(get(self))

        return __hash__

    def _less(_, fields):
        get = _compared(fields)

        def __lt__(self, other):  # noqa: N807
            if other.__class__ is not self.__class__:
                return NotImplemented
            return get(self) < get(other)

        return __lt__

    def _repr(self):
        names = [name for name, how in self.__dataclass_fields__.items() if how.repr]
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({values})"

    def _setattr(self, name, value):  # noqa: ARG001
        raise FrozenInstanceError(f"{type(self).__name__}.{name} can't be changed")

    def _delattr(self, name):
        raise FrozenInstanceError(f"{type(self).__name__}.{name} can't be taken away")

    _REQUIRED = field()
    _ALL = {
        "__init__": _on_demand("__init__", _init),
        "__eq__": _on_demand("__eq__", _equal),
        "__repr__": _repr,
    }
    _FROZEN = {"__setattr__": _setattr, "__delattr__": _delattr}
    _HASH, _LESS = _on_demand("__hash__", _hash), _on_demand("__lt__", _less)


__all__ = ["asdict", "dataclass", "field", "replace"]
