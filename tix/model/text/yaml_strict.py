"""A strict reader of the small part of YAML that tix uses: texts, lists and mappings of them.

Files of a desk come from anywhere, so PyYAML's loaders are not enough: they build anything, let
aliases expand and take the last of two equal keys. This reads the *events* of the C parser one
by one and stops at the first that isn't allowed: anchors, aliases, tags, directives, a second
document, a duplicate key, a nesting deeper than asked for. Every scalar is text as it stands.
"""

from collections.abc import Iterator

import yaml
from yaml import events

from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.quick_typing import Any

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the slow one where libyaml is missing


def read_mapping(text: str, *, depth: int) -> Mapping:
    """The mapping that the text holds; an empty text is an empty mapping.

    ``depth``: how many levels of lists and mappings may stand below it. Raises YamlError.
    """
    root = _root(text, depth)
    if root is None:
        return Mapping((), 0, 0, flow=False)
    if not isinstance(root, Mapping):
        raise YamlError("this must be fields, each 'name: value' on its line", root.start)
    return root


def read_list(text: str, *, depth: int) -> Sequence:
    """The list that the text holds; an empty text is an empty list. As ``read_mapping``."""
    root = _root(text, depth)
    if root is None:
        return Sequence((), 0, 0, flow=False)
    if not isinstance(root, Sequence):
        raise YamlError("this must be a list, each item with '- ' before it", root.start)
    return root


def _root(text: str, depth: int) -> Node | None:
    """The one value that the text holds; None for nothing."""
    stream = _events(text)
    next(stream)
    start = next(stream)
    if not isinstance(start, events.DocumentStartEvent):
        return None
    if start.explicit or start.version or start.tags:
        raise YamlError("a document start or directive isn't allowed here", _at(start.start_mark))
    root = _node(next(stream), stream, depth + 1)
    after = next(stream)
    if isinstance(after, events.DocumentEndEvent) and after.explicit:
        raise YamlError("the end of a document ('...') isn't allowed here", _at(after.start_mark))
    following = next(stream)
    if not isinstance(following, events.StreamEndEvent):
        raise YamlError("only one document is allowed", _at(following.start_mark))
    return None if isinstance(root, Scalar) and root.absent else root


def _events(text: str) -> Iterator[events.Event]:
    try:
        loader = _Parser(text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()
    except UnicodeEncodeError as error:
        raise YamlError("this isn't UTF-8 text", error.start) from None
    except yaml.reader.ReaderError as error:
        character = error.character
        code = character if isinstance(character, int) else ord(character)
        place = _in_characters(text, error.position)
        raise YamlError(f"the character U+{code:04X} isn't allowed", place) from None
    except yaml.MarkedYAMLError as error:
        raise _in_plain_words(text, error) from None
    except yaml.YAMLError:
        raise YamlError("this isn't YAML", 0) from None


def _in_characters(text: str, position: int) -> int:
    """Where the reader stopped; libyaml's counts bytes."""
    if _Parser is yaml.SafeLoader:
        return position
    return len(text.encode()[:position].decode(errors="ignore"))


def _at(mark: Any) -> int:  # the two parsers have a Mark each
    return mark.index if mark else 0


_TWO_COLONS = "mapping values are not allowed"
_PLAIN_WORDS = {
    _TWO_COLONS: "a value with ': ' in it must be quoted, like title: \"CI: red\"",
    "found character that cannot start any token": (
        "a value that begins with @, ` or % must be quoted, and no line may begin with a tab"
    ),
    "did not find expected key": (
        "this doesn't go with what stands before it: look at the indentation and the quotes"
    ),
    "did not find expected comment or line break": (
        "a value that begins with | or > must be quoted"
    ),
    "block sequence entries are not allowed": (
        "a list begins on a line of its own; quote a value that begins with '- '"
    ),
    "found unknown escape character": (
        "a backslash within double quotes must be doubled; within single quotes it needn't be"
    ),
}
_PLAIN_WORDS_FOR_ITS_BEGINNING = {
    "could not find expected ':'": "this line has no 'name: value'",
    "found unexpected end of stream": "the quote that is opened here isn't closed",
    "did not find expected ',' or ']'": "in the list that begins here a ',' or ']' is missing",
}


def _in_plain_words(text: str, error: yaml.MarkedYAMLError) -> YamlError:
    """The error and its place, in words for somebody who has never heard of a token."""
    problem = error.problem or "unreadable"
    for known, reason in _PLAIN_WORDS_FOR_ITS_BEGINNING.items():
        if problem.startswith(known):
            return YamlError(reason, _at(error.context_mark or error.problem_mark))
    place = _at(error.problem_mark or error.context_mark)
    if problem.startswith(_TWO_COLONS):
        line = text[text.rfind("\n", 0, place) + 1 : place]
        if ":" not in line:
            return YamlError("this line, or the one above, isn't 'name: value'", place)
    for known, reason in _PLAIN_WORDS.items():
        if problem.startswith(known):
            return YamlError(reason, place)
    return YamlError(f"this isn't YAML: {problem}", place)


def _node(event: events.Event, stream: Iterator[events.Event], depth: int) -> Node:
    start = _at(event.start_mark)
    if isinstance(event, events.AliasEvent):
        raise YamlError("an alias (*name) isn't allowed; quote a text that begins with *", start)
    if not isinstance(event, events.NodeEvent):
        raise YamlError("this isn't a value", start)
    if event.anchor is not None:
        raise YamlError("an anchor (&name) isn't allowed; quote a text that begins with &", start)
    if getattr(event, "tag", None) is not None:
        raise YamlError("a tag (!name) isn't allowed; quote a text that begins with !", start)
    if isinstance(event, events.ScalarEvent):
        return Scalar(event.value, start, _at(event.end_mark), plain=not event.style)
    if depth == 0:
        raise YamlError("only a text or a list of texts is allowed here", start)
    if isinstance(event, events.SequenceStartEvent):
        return _sequence(event, stream, depth)
    return _mapping(event, stream, depth)


def _sequence(
    opening: events.SequenceStartEvent, stream: Iterator[events.Event], depth: int
) -> Sequence:
    items = []
    while not isinstance(event := next(stream), events.SequenceEndEvent):
        items.append(_node(event, stream, depth - 1))
    return Sequence(
        tuple(items), _at(opening.start_mark), _at(event.end_mark), bool(opening.flow_style)
    )


def _mapping(opening: events.NodeEvent, stream: Iterator[events.Event], depth: int) -> Mapping:
    entries = []
    seen: set[str] = set()
    while not isinstance(event := next(stream), events.MappingEndEvent):
        key = _node(event, stream, 0)
        if not isinstance(key, Scalar):
            raise YamlError("a name must be a text", key.start)
        if key.value == "<<" and key.plain:
            raise YamlError("a merge key (<<) isn't allowed", key.start)
        if key.value in seen:
            raise YamlError(f"{key.value[:100]!r} stands here twice", key.start)
        seen.add(key.value)
        entries.append((key, _node(next(stream), stream, depth - 1)))
    flow = bool(getattr(opening, "flow_style", False))
    return Mapping(tuple(entries), _at(opening.start_mark), _at(event.end_mark), flow)
