"""Templates of answers: Jinja in a sandbox, with a bound on what a template can cost.

A template may put in values, choose (``if``) and go through a list (``for``, none within another).
It can't call or set anything, and does no arithmetic: so what comes out grows with the template and
its values and not faster, and ends at 100 kB. What is looked at on the way is counted, too, since a
reply may come from anybody's clone: a template ends after ``WORK``, that is, within seconds. A
value that is missing is an error; ``if`` and ``default`` may ask whether it is there.

Import this module where a template is rendered: Jinja takes 30 ms.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import wraps

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tix.quick_typing import Any, NoReturn, cast

LIMIT = 100_000
"""Bytes of what comes out."""

WORK = 2_000_000
"""Characters and items that a template may look at; the slowest filter takes 0.5 µs for one."""

_DEPTH = 50
"""Levels of a template. Python, of which Jinja makes a program, ends at 100."""

_NODES = 5_000
"""Nodes of a template; Jinja takes 0.3 ms for one."""


class TemplateError(ValueError):
    """A template that can't be rendered; ``line`` counts from 1.

    ``missing`` names a value that isn't there, ``beside`` what could stand where it was looked for.
    """

    def __init__(
        self, line: int, reason: str, missing: str | None = None, beside: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.missing = missing
        self.beside = beside


class _MissingError(UndefinedError):
    """A value is looked at that isn't there."""

    def __init__(self, name: str, beside: tuple[str, ...]) -> None:
        super().__init__(f"{name} is missing")
        self.missing = name
        self.beside = beside


class Values(Mapping[str, Any]):
    """Named values of a template. ``shown`` is what stands for all of them, as a text.

    What is None or empty is missing; ``names`` has it all the same. Of a text that is longer than
    anything that may come out, the beginning is there.
    """

    def __init__(self, name: str, values: Mapping[str, Any], shown: str = "") -> None:
        self.name = name
        self.names = tuple(values)
        cut = {k: v[: LIMIT + 1] if isinstance(v, str) else v for k, v in values.items()}
        self._values = {key: value for key, value in cut.items() if value not in (None, "", ())}
        self._shown = shown

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __str__(self) -> str:
        return self._shown or f"<{self.name}>"


def render(source: str, values: Mapping[str, Any]) -> str:
    """The text that a template makes of these values. Raises TemplateError."""
    template = _parsed(source)
    parts, size = [], 0
    _left.set(WORK)
    try:
        for part in _ENVIRONMENT.from_string(template).generate(dict(values)):
            size += len(part.encode(errors="replace"))
            if size > LIMIT:
                raise TemplateError(1, _TOO_LARGE)
            parts.append(part)
    except _MissingError as error:
        raise TemplateError(_line_of(error), str(error), error.missing, error.beside) from None
    except (SyntaxError, RecursionError, MemoryError):  # of the program that Jinja made
        raise TemplateError(1, _TOO_DEEP) from None
    except (JinjaError, TypeError, ValueError, ArithmeticError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(_line_of(error), str(error)) from None
    return "".join(parts)


def looked_at(source: str) -> list[tuple[int, str]]:
    """What a template looks at, each time with its line: ``ticket``, ``ticket.requester.name``;
    what it takes from the lists that it goes through is left out. Raises TemplateError if it is
    none that could be rendered."""
    template = _parsed(source)
    own = {"loop", *(n.name for n in template.find_all(nodes.Name) if n.ctx == "store")}
    found = [(node.lineno, name) for node, name in _named(template)]
    return sorted((line, name) for line, name in found if name.partition(".")[0] not in own)


def asked_for(source: str) -> frozenset[str]:
    """What a template looks at that may be missing: where ``if`` asks for it, or ``default`` says
    what stands in its place. Raises TemplateError."""
    template = _parsed(source)
    asking: list[nodes.Node] = [each.test for each in template.find_all(nodes.If)]
    asking += [each.test for each in template.find_all(nodes.CondExpr)]
    asking += [each for each in template.find_all(nodes.Filter) if each.name in ("default", "d")]
    return frozenset(name for each in asking for _, name in _named(each))


def _named(within: nodes.Node) -> list[tuple[nodes.Node, str]]:
    """The values that a part of a template names, with their dots, however it is written."""
    found: list[tuple[nodes.Node, str]] = []
    for node in (within, *within.find_all((nodes.Name, nodes.Getattr, nodes.Getitem))):
        parts: list[str] = []
        inner = node
        while (part := _part(inner)) is not None:
            inner, name = part
            parts.insert(0, name)
        if isinstance(inner, nodes.Name):
            found.append((node, ".".join((inner.name, *parts))))
    return found


def _part(node: nodes.Node) -> tuple[nodes.Node, str] | None:
    """The value in which ``ticket.title`` or ``ticket['title']`` looks, and the name in it; None
    for anything else."""
    if isinstance(node, nodes.Getattr):
        return node.node, node.attr
    if not isinstance(node, nodes.Getitem) or not isinstance(node.arg, nodes.Const):
        return None
    within, name = node.node, node.arg.value
    if isinstance(within, nodes.Filter) and within.name == _LOOKED_AT and within.node:
        within = within.node
    return (within, name) if isinstance(name, str) else None


class _Missing(StrictUndefined):
    """A value that isn't there: only ``if`` and ``default`` may look at it."""

    def _missing(self, *_: Any, **__: Any) -> NoReturn:
        name, within = str(self._undefined_name), self._undefined_obj
        if isinstance(within, Values):
            raise _MissingError(f"{within.name}.{name}", within.names)
        raise _MissingError(name, ())

    __iter__ = __str__ = __getitem__ = __lt__ = __gt__ = __le__ = __ge__ = _missing

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(type(self))

    def __len__(self) -> int:  # type: ignore[override]
        self._missing()

    def __bool__(self) -> bool:  # type: ignore[override]  # there this is an error
        return False

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return False

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return True

    def __contains__(self, other: object) -> bool:  # type: ignore[override]
        return False


class _Environment(ImmutableSandboxedEnvironment):
    """Looks at named values and at what a loop knows of itself, and at no attribute of anything."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, _Missing):
            return obj  # what is missing is what should have it
        if isinstance(obj, LoopContext) and argument in _OF_LOOPS:
            return getattr(obj, argument)
        is_place = isinstance(argument, int | slice) and isinstance(obj, str | list | tuple)
        if is_place or isinstance(obj, Values):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)


_OF_LOOPS = ("index", "index0", "first", "last", "length")

_TAKEN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.If, nodes.For, nodes.Filter, nodes.Test, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.List, nodes.Tuple,
    nodes.Keyword,
)  # fmt: skip

_FILTERS = ("capitalize", "default", "d", "first", "last", "length", "count", "lower", "sort",
            "title", "trim", "truncate", "unique", "upper")  # fmt: skip
_TESTS = ("defined", "undefined", "none", "string", "number", "eq", "ne", "in", "lower", "upper")


_left: ContextVar[int] = ContextVar("_left", default=WORK)


def _count(work: int) -> None:
    """Raises ValueError once a template has had its share."""
    _left.set(left := _left.get() - work)
    if left < 0:
        raise ValueError(f"it looks at more than {WORK:,} characters and items")


def _size(value: Any) -> int:
    """How much there is to look at in a value."""
    if isinstance(value, str):
        return 1 + len(value)
    return 1 + sum(map(_size, value)) if isinstance(value, list | tuple) else 1


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test that counts what it is given."""

    @wraps(function)
    def counted(*values: Any, **named: Any) -> Any:
        _count(_size([*values, *named.values()]))
        return function(*values, **named)

    return counted


def _joined(items: Iterable[Any], between: str = ", ") -> str:
    """Items of a list in one text; a text isn't taken for a list of letters."""
    if isinstance(items, str):
        return items
    texts = [*map(str, items)]
    if sum(map(len, texts)) + len(str(between)) * len(texts) > LIMIT:
        raise ValueError(_TOO_LARGE)
    return str(between).join(texts)


def _each(items: Any, nodes_of_loop: int) -> Iterable[Any]:
    """The items of a list that a template goes through."""
    if isinstance(items, _Missing):
        return iter(items)
    if not isinstance(items, list | tuple):
        raise ValueError("only a list can be gone through")
    _count(len(items) * nodes_of_loop)
    return items


def _shown(value: Any) -> Any:
    """What is put out: a list only after ``join``."""
    if isinstance(value, list | tuple):
        raise ValueError("a list is put in by |join")
    return value


def _same(value: Any) -> Any:
    return value


_TOO_DEEP = "it is nested too deeply"
_TOO_LARGE = "more than 100 kB come out of it"


def _environment() -> _Environment:
    made = _Environment(undefined=_Missing, autoescape=False, keep_trailing_newline=True)
    made.globals.clear()
    filters: Mapping[str, Any] = made.filters
    tests: Mapping[str, Any] = made.tests
    made.filters = {name: _counted(filters[name]) for name in _FILTERS}
    unique = made.filters["unique"]
    made.filters["unique"] = wraps(unique)(lambda *values, **named: [*unique(*values, **named)])
    made.filters |= {"join": _counted(_joined), _EACH: _each, _LOOKED_AT: _counted(_same)}
    made.finalize = _shown
    made.tests = {name: _counted(tests[name]) for name in _TESTS}
    return made


_EACH = "each item"
"""A filter that no template can name, around the list of each loop."""

_LOOKED_AT = "looked at"
"""Another one, around what is compared or cut."""

_ENVIRONMENT = _environment()


def _parsed(source: str) -> nodes.Template:
    if len(source) > LIMIT:
        raise TemplateError(1, "a template has 100 kB at the most")
    try:
        template = _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        raise TemplateError(error.lineno, error.message or "this is no template") from None
    except (RecursionError, MemoryError):
        raise TemplateError(1, _TOO_DEEP) from None
    except ValueError:  # Python's own limit for the digits of a number
        raise TemplateError(1, "a number in it is too long") from None
    _check(template, 0, within_loop=False)
    if _nodes_of(template) > _NODES:
        raise TemplateError(1, f"a template says {_NODES:,} things at the most")
    for loop in list(template.find_all(nodes.For)):
        loop.iter = _filtered(loop.iter, _EACH, nodes.Const(_nodes_of(loop)))
    for first in list(template.find_all(nodes.Compare)):
        first.expr = _filtered(first.expr, _LOOKED_AT)
    for other in list(template.find_all(nodes.Operand)):
        other.expr = _filtered(other.expr, _LOOKED_AT)
    for part in list(template.find_all(nodes.Getitem)):
        part.node = _filtered(part.node, _LOOKED_AT)
    template.set_environment(_ENVIRONMENT)
    return template


def _nodes_of(node: nodes.Node) -> int:
    return sum(1 for _ in node.find_all(nodes.Node))


def _filtered(value: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(
        cast(nodes.Expr, value), name, [*arguments], [], None, None, lineno=value.lineno
    )


def _check(node: nodes.Node, depth: int, *, within_loop: bool) -> None:
    if depth > _DEPTH:
        raise TemplateError(node.lineno, _TOO_DEEP)
    is_loop = isinstance(node, nodes.For)
    if not isinstance(node, _TAKEN) or (isinstance(node, nodes.For) and node.recursive):
        raise TemplateError(node.lineno, f"a template can't use {_NAMES.get(type(node), 'that')}")
    if is_loop and within_loop:
        raise TemplateError(node.lineno, "a template can't go through a list within another")
    if isinstance(node, nodes.Filter) and node.name not in _ENVIRONMENT.filters:
        raise TemplateError(node.lineno, f"there is no filter {node.name!r}")
    if isinstance(node, nodes.Test) and node.name not in _ENVIRONMENT.tests:
        raise TemplateError(node.lineno, f"there is no test {node.name!r}")
    if isinstance(node, nodes.Name) and node.name == "self":  # Jinja's own, even without blocks
        raise TemplateError(node.lineno, "self is missing")
    for child in node.iter_child_nodes():
        _check(child, depth + 1, within_loop=within_loop or is_loop)


_NAMES: dict[type[nodes.Node], str] = {
    nodes.Add: "+: values stand side by side, as in {{ a }}{{ b }}",
    nodes.Concat: "~: values stand side by side, as in {{ a }}{{ b }}",
    nodes.Call: "calls: filters do the same, as in {{ ticket.title|upper }}",
    nodes.Mul: "*",
    nodes.Pow: "**",
    nodes.Mod: "%",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Sub: "-",
    nodes.Neg: "-",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Macro: "macro",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Block: "block",
}


def _line_of(error: BaseException) -> int:
    """The template's line where an error came up; Jinja rewrites the traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
