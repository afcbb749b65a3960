import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.terminal.inline import CODE, EMPHASIS, LINK, STRONG, STRUCK, parse
from tix.terminal.style import Styles

PLAIN = Styles(False)

LETTERS = {STRONG: "S", EMPHASIS: "E", CODE: "C", LINK: "L", STRUCK: "X", STRONG | EMPHASIS: "B"}


def roles(source: str) -> tuple[str, str]:
    """The text, and below each character a letter for its role."""
    inline = parse(source, keep_marks=False)
    return inline.text, "".join(
        LETTERS.get(mask, "." if not mask else "?") for mask in inline.marks
    )


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("plain", "plain", "....."),
        ("*a* _b_", "a b", "E.E"),
        ("**a** __b__", "a b", "S.S"),
        ("***a***", "a", "B"),
        ("**a *b* c**", "a b c", "SSBSS"),
        ("*a **b***", "a b", "EEB"),
        ("2*3*4", "234", ".E."),
        ("2 * 3 * 4", "2 * 3 * 4", "........."),
        ("snake_case_name __init__.py", "snake_case_name init.py", "................SSSS..."),
        ("a_b_ c", "a_b_ c", "......"),
        ("*open", "*open", "....."),
        ("****a****", "****a****", "........."),
        (r"\*a\* \`b", "*a* `b", "......"),
        ("`a *b*`", "a *b*", "CCCCC"),
        ("``a ` b``", "a ` b", "CCCCC"),
        ("`` `a` ``", "`a`", "CCC"),
        ("`C:\\`x", "C:\\x", "CCC."),
        ("`open", "`open", "....."),
        ("~~a~~", "~~a~~", "..X.."),
        ("[a](u)", "a (u)", "L...."),
        ("[u](u)", "u", "L"),
        ("[](u)", "u", "L"),
        ("[a](<u v> 'title')", "a (u v)", "L......"),
        ("[a](u_(b))", "a (u_(b))", "L........"),
        ("[a] (u) [b][c]", "[a] (u) [b][c]", ".............."),
        ("![alt](u)", "image: alt (u)", ".......LLL...."),
        ("[![b](i)](u)", "image: b (i) (u)", "LLLLLLLLLLLL...."),
        ("see https://a.b/c_d_e*f*.", "see https://a.b/c_d_e*f*.", "....LLLLLLLLLLLLLLLLLLL.."),
        ("<https://a.b> <b>", "https://a.b <b>", "LLLLLLLLLLL...."),
        ("&lt;&amp;&copy;", "<&&copy;", "........"),
        ("a<!-- b -->c <!-- d", "ac <!-- d", "........."),
    ],
)
def test_inline(source: str, text: str, marks: str) -> None:
    assert roles(source) == (text, marks)


def test_the_real_target_of_a_link_is_always_shown() -> None:
    assert roles("[https://good.example](https://evil.example)")[0] == (
        "https://good.example (https://evil.example)"
    )


def test_an_entity_makes_no_control_character() -> None:
    assert roles("&#27;[2J&#x1b;")[0] == "&#27;[2J&#x1b;"


def test_without_styles_the_marks_stay() -> None:
    source = "**a** _b_ `c` ~~d~~"
    inline = parse(source, keep_marks=True)
    assert inline.painted(0, len(inline.text), PLAIN) == source


def test_painted() -> None:
    inline = parse("a **b** `c`", keep_marks=False)
    assert inline.painted(0, 5, Styles(True)) == "a \x1b[1mb\x1b[0m \x1b[35mc\x1b[0m"
    assert inline.painted(0, 1, Styles(True)) == "a"


@given(st.text() | st.text("a *_`[]()!<>-&~\\\n:/"))
def test_every_text_has_a_mark_for_each_character(source: str) -> None:
    inline = parse(source, keep_marks=False)
    assert len(inline.marks) == len(inline.text)
    assert set(inline.text) <= set(source) | set("image: (<>\"'&\xa0)")


@given(st.text("ab12 .,;é日\n"))
def test_text_without_markup_stays(source: str) -> None:
    assert roles(source) == (source, "." * len(source))
