"""The strict reader: what it gives, what it refuses, and where."""

import pytest
import yaml

from tix.model.text import yaml_strict
from tix.model.text.yaml_nodes import Mapping, Scalar, Sequence, YamlError
from tix.model.text.yaml_strict import read_mapping


def _refused(text: str, depth: int = 1) -> tuple[int, str]:
    """Line and reason."""
    with pytest.raises(YamlError) as caught:
        read_mapping(text, depth=depth)
    return text.count("\n", 0, caught.value.offset) + 1, caught.value.reason


def test_it_gives_texts_and_lists_with_their_places() -> None:
    text = "a: b\nc:\n- d\n- 'e'\nf: [g]\n"
    assert read_mapping(text, depth=1) == Mapping(
        (
            (Scalar("a", 0, 1, True), Scalar("b", 3, 4, True)),
            (
                Scalar("c", 5, 6, True),
                Sequence((Scalar("d", 10, 11, True), Scalar("e", 14, 17, False)), 8, 18, False),
            ),
            (
                Scalar("f", 18, 19, True),
                Sequence((Scalar("g", 22, 23, True),), 21, 24, True),
            ),
        ),
        0,
        25,
        False,
    )


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "~\n", "null\n", "   \n"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert read_mapping(text, depth=1).entries == ()


@pytest.mark.parametrize("text", ["a", "- a\n", "'a'\n", "[a]\n"])
def test_anything_but_a_mapping_is_refused(text: str) -> None:
    assert _refused(text) == (1, "this must be fields, each 'name: value' on its line")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: &x b\n", 1, "an anchor"),
        ("&x a: b\n", 1, "an anchor"),
        ("a: *x\n", 1, "an alias"),
        ("*x : b\n", 1, "an alias"),
        ("a: !x b\n", 1, "a tag"),
        ("a: !!str b\n", 1, "a tag"),
        ("a: ! b\n", 1, "a tag"),
        ("a:\n- !x {}\n", 2, "a tag"),
        ("<<: a\n", 1, "a merge key"),
        ("--- \na: b\n", 1, "a document start"),
        ("%YAML 1.2\n---\na: b\n", 1, "a document start or directive"),
        ("a: b\n...\n", 2, "the end of a document"),
        ("a: b\n---\nc: d\n", 2, "only one document"),
        ("a: b\n'a': c\n", 2, "'a' stands here twice"),
        ("a: [[b]]\n", 1, "only a text or a list of texts"),
        ("a:\n- b\n- - c\n", 3, "only a text or a list of texts"),
        ("a:\n- b: c\n", 2, "only a text or a list of texts"),
        ("[a]: b\n", 1, "only a text"),
        ("a: b: c\n", 1, "a value with ': ' in it must be quoted"),
        ("title: CI: red\n", 1, "must be quoted"),
        ("a\nb: c\n", 2, "isn't 'name: value'"),
        ("a: b\n c: d\n", 2, "isn't 'name: value'"),
        ("a: b\nc\n", 2, "no 'name: value'"),
        ("a: @b\n", 1, "a value that begins with @"),
        ("a: `b`\n", 1, "a value that begins with @, `"),
        ("a: b\n\tc: d\n", 2, "tab"),
        ("a: 'b\n\nc: d\n", 1, "the quote that is opened here isn't closed"),
        ('a: "b\n\nc: d\n', 1, "the quote that is opened here isn't closed"),
        ("a: [b\nc: d\n", 1, "in the list that begins here"),
        ("a: 'it's'\n", 1, "look at the indentation and the quotes"),
        ("a:\n  - b\n - c\n", 3, "look at the indentation"),
        ("a: |b\n", 1, "a value that begins with | or > must be quoted"),
        ("a: - b\n", 1, "a list begins on a line of its own"),
        ('a: "\\q"\n', 1, "a backslash within double quotes must be doubled"),
        ("a: é日😀\nb: \x01\n", 2, "the character U+0001 isn't allowed"),
        ("a: \ud800\n", 1, "UTF-8"),
    ],
)
def test_what_is_refused_has_line_and_reason(text: str, line: int, reason: str) -> None:
    found_line, found_reason = _refused(text)
    assert reason in found_reason
    assert found_line == line


def test_depth_is_what_is_asked_for() -> None:
    text = "a: {b: {c: [d]}}\n"
    assert read_mapping(text, depth=3).entries
    assert "only a text" in _refused(text, depth=2)[1]


def test_a_quoted_merge_key_is_a_name() -> None:
    assert read_mapping("'<<': a\n", depth=1).entries[0][0].value == "<<"


def test_it_stops_at_the_first_thing_that_is_wrong() -> None:
    assert _refused("a: *x\n" + "- " * 30_000)[0] == 1


@pytest.mark.parametrize("text", ["a: b\nc: [d, 'e']\n", "a: b: c\n", "a: \x01\n", "a: 'b\n"])
def test_it_works_without_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def outcome() -> object:
        try:
            return read_mapping(text, depth=1)
        except YamlError as error:
            return type(error), text.count("\n", 0, error.offset)

    quick = outcome()
    monkeypatch.setattr(yaml_strict, "_Parser", yaml.SafeLoader)
    assert outcome() == quick


def test_absent_is_written_as_nothing() -> None:
    values = read_mapping("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n", depth=1).entries
    assert [node.absent for _, node in values if isinstance(node, Scalar)] == [
        True, True, True, False, False,
    ]  # fmt: skip
