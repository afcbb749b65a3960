"""Setting one value in the text of a settings file; everything else in it stays as it is."""

from tix.model.text.scalars import dump_scalar
from tix.model.text.yaml_nodes import Mapping, Node, Scalar
from tix.model.text.yaml_plain import read_mapping

_DEPTH = 8
_INDENT = "  "


def with_setting(text: str, path: tuple[str, ...], value: str | None) -> str:
    """The text with a setting (one or two names) at another value; None takes it out.

    ``value`` is YAML on one line: see ``as_yaml``. Raises YamlError for a text that isn't YAML.
    """
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    return _changed(plain, path, value).replace("\n", end_of_line)


def as_yaml(value: str, *, is_list: bool = False) -> str:
    """A value that was typed, as YAML: ``[a, b]`` and ``{a: b}`` as they are, others as text.

    ``is_list``: items with commas between them.
    """
    value = " ".join(value.split())
    if value[:1] + value[-1:] in ("[]", "{}"):
        return value
    if not is_list:
        return dump_scalar(value)
    items = (item.strip() for item in value.split(","))
    return f"[{', '.join(dump_scalar(item, flow=True) for item in items if item)}]"


def _changed(text: str, path: tuple[str, ...], value: str | None) -> str:
    root = read_mapping(text, depth=_DEPTH)
    name, *below = path
    found = _entry(root, name)
    if not below:
        return _at_top(text, name, found, value)
    inner = found[1] if found else None
    if isinstance(inner, Mapping):
        return _in_mapping(text, inner, below[0], value)
    if value is None:
        return text
    line = f"{name}:\n{_INDENT}{dump_scalar(below[0])}: {value}\n"
    if found is None:
        return _with_line(text, line)
    return _cut(text, found, line)  # it stood there without any value


def _at_top(text: str, name: str, found: tuple[Scalar, Node] | None, value: str | None) -> str:
    if found is None:
        return text if value is None else _with_line(text, f"{name}: {value}\n")
    return _cut(text, found, "") if value is None else _replaced(text, found, value)


def _in_mapping(text: str, mapping: Mapping, name: str, value: str | None) -> str:
    found = _entry(mapping, name)
    if found is not None and value is not None:
        return _replaced(text, found, value)
    if value is not None:
        return _added(text, mapping, f"{dump_scalar(name, flow=mapping.flow)}: {value}")
    if found is None:
        return text
    if not mapping.flow:
        return _cut(text, found, "")
    kept = (text[k.start : v.end] for k, v in mapping.entries if (k, v) != found)
    return f"{text[: mapping.start]}{{{', '.join(kept)}}}{text[mapping.end :]}"


def _added(text: str, mapping: Mapping, entry: str) -> str:
    if mapping.flow:
        at = mapping.end - 1
        between = ", " if mapping.entries else ""
        return f"{text[:at].rstrip()}{between}{entry}{text[at:]}"
    last = mapping.entries[-1][1]
    at = _line_end(text, last)
    start = mapping.entries[0][0].start
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    before = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return f"{before}{indent}{entry}\n{text[at:]}"


def _entry(mapping: Mapping, name: str) -> tuple[Scalar, Node] | None:
    folded = name.casefold()
    return next((entry for entry in mapping.entries if entry[0].value.casefold() == folded), None)


def _replaced(text: str, entry: tuple[Scalar, Node], value: str) -> str:
    """The text with another value behind a name; a comment on the line of a text stays."""
    key, old = entry
    end = "\n" if text[key.end : old.end].endswith("\n") else ""
    return f"{text[: key.end]}: {value}{end}{text[max(old.end, _colon(text, key)) :]}"


def _colon(text: str, key: Scalar) -> int:
    return text.index(":", key.end) + 1


def _cut(text: str, entry: tuple[Scalar, Node], instead: str) -> str:
    """The text without the lines of an entry."""
    start = text.rfind("\n", 0, entry[0].start) + 1
    return text[:start] + instead + text[_line_end(text, entry[1]) :]


def _line_end(text: str, node: Node) -> int:
    """Where the line after a value begins."""
    if text[: node.end].endswith("\n"):
        return node.end
    end = text.find("\n", node.end)
    return len(text) if end < 0 else end + 1


def _with_line(text: str, line: str) -> str:
    return f"{text}\n{line}" if text and not text.endswith("\n") else text + line
