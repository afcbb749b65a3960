"""The quick way of reading YAML agrees with the parser wherever it doesn't give up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.strategies import ODD_TEXTS, tickets
from tests.scale import usual
from tix.model.text import yaml_strict
from tix.model.text.yaml_nodes import Mapping, Scalar, Sequence, YamlError
from tix.model.text.yaml_plain import read_mapping, read_plain, read_texts
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket

_PIECES = st.sampled_from(
    ["a", "b:", "id: k7f3qz", "title: x", "- y", "-", "- ", " ", "# c", "", "x: 'q'", 'x: "q"',
     "x:  two", "x: 'it''s'", 'x: "a\\n"', "x: a #c", "x: a#c", "x: a:", "x: http://a/b", "x: [a]",
     "  - z", "- a: b", "---", "...", "x: |", "  more", "x: a ", "x:\ta", "x: 'a' # c", "x: ~",
     "x:", "- 'q'", '- "q" ', "x : a", "x: -a", "x: a\u2028b",
     "x: \u00e9\u65e5\U0001f600", "x: \ufeff"]
)  # fmt: skip


def agree(text: str) -> bool:
    """Whether the quick way read it; if it did, then as the parser does."""
    texts = read_texts(text)
    quick = read_plain(text)
    if quick is None:
        assert texts is None
        return False
    assert quick == yaml_strict.read_mapping(text, depth=1), text
    assert texts is None or texts == texts_of(quick), text
    return True


def texts_of(mapping: Mapping) -> dict[str, object]:
    """What is in it, without where it stands; nothing in it is absent."""
    found: dict[str, object] = {}
    for key, node in mapping.entries:
        scalars = node.items if isinstance(node, Sequence) else (node,)
        assert not any(isinstance(one, Scalar) and one.absent for one in scalars)
        texts = tuple(one.value for one in scalars if isinstance(one, Scalar))
        found[key.value] = texts if isinstance(node, Sequence) else texts[0]
    return found


@settings(max_examples=usual(3000))
@given(st.lists(_PIECES, max_size=6), st.booleans())
def test_it_agrees_with_the_parser_on_odd_lines(lines: list[str], final: bool) -> None:
    agree("\n".join(lines) + ("\n" if final else ""))


@settings(max_examples=usual(1000))
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ODD_TEXTS) | st.text())))
def test_it_agrees_with_the_parser_on_odd_texts(fields: list[tuple[str, str]]) -> None:
    agree("".join(f"{name}{number}: {text}\n" for number, (name, text) in enumerate(fields)))


@settings(max_examples=usual(300))
@given(tickets())
def test_it_agrees_with_the_parser_on_what_tix_writes(ticket: Ticket) -> None:
    agree(dump(ticket).decode().split("---\n")[1])


def test_the_quickest_way_reads_what_tix_writes() -> None:
    text = "id: k7f3qz\ntitle: \"CI: red\"\nsla-hours: 'it is'\nlabels:\n- ci\n- '~'\n"
    assert agree(text)
    assert read_texts(text) == {
        "id": "k7f3qz",
        "title": "CI: red",
        "sla-hours": "it is",
        "labels": ("ci", "~"),
    }


@pytest.mark.parametrize(
    "text",
    ["", "a: b", "a: ~\n", "a:\n", "a:\n- null\n", "a: b\na: c\n", "a:\na:\n- b\n", "- a\n",
     "a: b\n- c\n", "a:\n- b\na:\n- c\n", "a: b \n", "a: b: c\n", "a: b #c\n", "a: \"b\\n\"\n",
     "a: 'b''c'\n", 'a: "\n', "-a: b\n", "é: b\n", "a:\n- b\n\nc: d\n", "a: b\n\n", "# a: b\n",
     ": a\n", "a:  b\n", "a:b\n"],
)  # fmt: skip
def test_the_quickest_way_leaves_all_else_to_the_others(text: str) -> None:
    assert read_texts(text) is None


def test_it_reads_an_ordinary_ticket() -> None:
    assert agree(
        "id: k7f3qz\ntitle: \"CI: red\"\n# a comment\nlabels:\n- ci\n- 'arm64'\n\n"
        "due: 2026-11-25\nopened_by: Ana Lima <ana@example.org>\n"
    )


@pytest.mark.parametrize(
    "text", ["a: b\na: c\n", "a: &x b\n", "a:\n  b: c\n", "a: !x b\n", "a: *x\n", "- a\n", "a\n"]
)
def test_what_is_wrong_is_left_to_the_parser(text: str) -> None:
    assert read_plain(text) is None
    if text != "a:\n  b: c\n":
        with pytest.raises(YamlError):
            read_mapping(text, depth=1)
