"""How texts are written as YAML scalars."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.model.strategies import ODD_TEXTS, field_texts
from tix.model.text.scalars import dump_scalar


@pytest.mark.parametrize(
    "text",
    ["open", "no", "1.10", "0123", "12:30:45", "2026-11-25", "a b", "it's", 'say "hi"', "a#b", "-1",
     "-x", "http://example.org/#a", "Ana Lima <ana@example.org>", "日本語", "😀", "a, b", "a [b]",
     "c++", "50%", "back\\slash", "a:b", "blocks k7f3qz"],
)  # fmt: skip
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert dump_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("<<", '"<<"'),
        ("=", '"="'),
        ("CI: red", '"CI: red"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("#b", '"#b"'),
        ("@ana", '"@ana"'),
        ("- a", '"- a"'),
        (" a", '" a"'),
        ("...", '"..."'),
        ("---", '"---"'),
        ('"a', '"\\"a"'),
        ("a\nb", '"a\\nb"'),
        ("a\tb", '"a\\tb"'),
        ("\x1b[1m", '"\\x1B[1m"'),
        ("\x85", '"\\x85"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("\u202eabc", '"\\u202Eabc"'),
        ("\ufeff", '"\\uFEFF"'),
    ],
)
def test_everything_else_is_in_double_quotes_with_escapes(text: str, written: str) -> None:
    assert dump_scalar(text) == written


@pytest.mark.parametrize("text", ["a, b", "[a]", "a]", "{a", "a:b", "a?", "?a", "-a", ":a"])
def test_within_a_flow_list_more_is_quoted(text: str) -> None:
    assert dump_scalar(text, flow=True) == f'"{text}"'


@given(st.lists(field_texts(), min_size=1, max_size=4), field_texts())
def test_any_parser_reads_back_what_was_meant(items: list[str], name: str) -> None:
    value = ", ".join(dump_scalar(item, flow=True) for item in items)
    block = "".join(f"\n- {dump_scalar(item)}" for item in items)
    text = f"{dump_scalar(name)}:{block}\nz z: [{value}]\n"
    assert yaml.load(text, Loader=yaml.BaseLoader) == {name: items, "z z": items}


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_it_is_always_one_line_without_control_characters(text: str) -> None:
    written = dump_scalar(text)
    assert written.isprintable() or set(written) & set("\xa0\u200b\u200d")
