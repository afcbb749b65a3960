import re

import pytest

from tix.terminal.style import Look, Styles

PLAIN = Styles(False)

COLOURED = Styles(True)
ROLES = [
    "bold", "dim", "emphasis", "heading", "code", "link",
    "error", "warning", "success", "match", "ident",
]  # fmt: skip


def painted(styles: Styles) -> list[str]:
    return [
        *(getattr(styles, role)("x") for role in ROLES),
        *(styles.status("x", look) for look in ("working", "waiting", "done")),
        styles.priority("x", 1.0),
        styles.priority("x", 0.7),
    ]


def test_plain_styles_change_nothing() -> None:
    assert set(painted(PLAIN)) == {"x"}


@pytest.mark.parametrize("text", painted(COLOURED))
def test_a_style_ends_where_its_text_ends(text: str) -> None:
    assert re.fullmatch("\x1b\\[[0-9;]+mx\x1b\\[0m", text)


@pytest.mark.parametrize("text", painted(COLOURED))
def test_colours_are_readable_on_dark_and_on_light(text: str) -> None:
    codes = {int(code) for code in re.findall("[0-9]+", text)}
    assert not codes & {30, 33, 34, 36, 37, *range(40, 48), *range(90, 108)}


def test_what_has_to_be_read_is_never_faint() -> None:
    """Half of the ground in it, text of Solarized has a contrast of 2."""
    scaffolding = COLOURED.dim("x")
    assert scaffolding not in painted(Styles(True))[2:]
    assert COLOURED.priority("x", 0.0) == "x"


def test_urgency_shows() -> None:
    assert len({COLOURED.priority("x", level) for level in (0.4, 0.7, 1.0)}) == 3


def test_each_state_of_a_ticket_looks_different() -> None:
    looks: tuple[Look, ...] = ("active", "working", "waiting", "done")
    assert len({COLOURED.status("x", look) for look in looks}) == 4


def test_an_inner_style_does_not_end_the_outer_one() -> None:
    assert COLOURED.bold(f"a{COLOURED.code('b')}c") == "\x1b[1ma\x1b[35mb\x1b[0m\x1b[1mc\x1b[0m"


def test_nothing_is_painted_on_nothing() -> None:
    assert COLOURED.error("") == ""
