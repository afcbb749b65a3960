from hypothesis import given
from hypothesis import strategies as st

from tix.terminal.style import Styles
from tix.terminal.table import Cell, Column, render, share
from tix.terminal.tsv import tsv
from tix.terminal.width import display_width

PLAIN = Styles(False)

COLUMNS = [
    Column("ID", priority=9),
    Column("STATUS", priority=5),
    Column("TITLE", flexible=True, minimum=16, priority=8),
    Column("LABELS", flexible=True, priority=1),
    Column("ASSIGNEE", priority=3),
    Column("AGE", align="right", priority=2),
]
ROWS = [
    [Cell(text) for text in row.split("|")]
    for row in (
        "k7f3qz|open|Linker error on macOS when building the universal binary|ci,build|ana|3h",
        "m2x9pd|in-progress|日本語のタイトルが長すぎる場合|i18n|Jürgen|12d",
        "a8c4tt|open|Fix 👨‍👩‍👧|||2mo",
    )
]


def test_at_80_columns_the_title_gives_way() -> None:
    assert render(COLUMNS, ROWS, 80, PLAIN) == (
        "ID      STATUS       TITLE                               LABELS    ASSIGNEE  AGE\n"
        "k7f3qz  open         Linker error on macOS when buildi…  ci,build  ana        3h\n"
        "m2x9pd  in-progress  日本語のタイトルが長すぎる場合      i18n      Jürgen    12d\n"
        "a8c4tt  open         Fix 👨‍👩‍👧                                                  2mo"
    )


def test_at_200_columns_nothing_is_cut() -> None:
    title = "Linker error on macOS when building the universal binary"
    assert render(COLUMNS, ROWS, 200, PLAIN) == (
        f"ID      STATUS       TITLE{' ' * 51}  LABELS    ASSIGNEE  AGE\n"
        f"k7f3qz  open         {title}  ci,build  ana        3h\n"
        f"m2x9pd  in-progress  日本語のタイトルが長すぎる場合{' ' * 26}  i18n      Jürgen    12d\n"
        f"a8c4tt  open         Fix 👨‍👩‍👧{' ' * 72}2mo"
    )


def test_at_40_columns_less_important_columns_go() -> None:
    assert render(COLUMNS, ROWS, 40, PLAIN) == (
        "ID      STATUS       TITLE\n"
        "k7f3qz  open         Linker error on ma…\n"
        "m2x9pd  in-progress  日本語のタイトルが…\n"
        "a8c4tt  open         Fix 👨‍👩‍👧"
    )


def test_of_equally_important_columns_the_last_goes() -> None:
    columns = [Column("ONE"), Column("TWO"), Column("THREE")]
    assert render(columns, [], 12, PLAIN) == "ONE  TWO"


def test_the_last_column_is_cut_rather_than_overflow() -> None:
    assert render(COLUMNS, ROWS, 4, PLAIN) == "ID\nk7f…\nm2x…\na8c…"


CELL_TEXT = st.text("ab ,日👍\u0301\n\t\x1b", max_size=40)


@given(st.lists(st.tuples(CELL_TEXT, CELL_TEXT, CELL_TEXT)), st.integers(1, 90))
def test_no_line_overflows_or_ends_in_blanks(rows: list[tuple[str, ...]], width: int) -> None:
    columns = [Column("A"), Column("B", flexible=True), Column("C", align="right", flexible=True)]
    table = render(columns, [[Cell(text) for text in row] for row in rows], width, PLAIN)
    lines = table.split("\n")
    assert len(lines) == len(rows) + 1
    assert all(display_width(line) <= width and not line.endswith(" ") for line in lines)


def test_styles_colour_what_is_left_after_cutting_and_no_blanks() -> None:
    styles = Styles(True)
    rows = [[Cell("x", styles.code), Cell("long enough to be cut", styles.error)]]
    columns = [Column("NO", align="right"), Column("TITLE", flexible=True)]
    _, row = render([*columns, Column("B")], [[*rows[0], Cell("b")]], 20, styles).split("\n")
    assert row == " \x1b[35mx\x1b[0m  \x1b[1;31mlong enough…\x1b[0m   b"


def test_escapes_in_a_cell_do_not_reach_the_terminal() -> None:
    assert render([Column("T")], [[Cell("\x1b[2Ja\nb")]], 20, PLAIN) == "T\n␛[2Ja b"


@given(st.lists(st.lists(CELL_TEXT, min_size=3, max_size=3), min_size=1))
def test_tsv_has_a_line_for_each_row_and_a_tab_between_cells(rows: list[list[str]]) -> None:
    lines = tsv(rows).split("\n")
    assert [line.count("\t") for line in lines] == [2] * len(rows)
    assert "\x1b" not in tsv(rows)


def test_tsv_cuts_nothing() -> None:
    assert tsv([["a" * 300, "b\tc"], ["d", ""]]) == "a" * 300 + "\tb c\nd\t"


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=6), st.integers(0, 99))
def test_room_is_shared_without_waste(columns: list[tuple[int, int]], room: int) -> None:
    natural = [wanted for wanted, _ in columns]
    least = [min(pair) for pair in columns]
    widths = share(natural, least, room)
    assert all(low <= got <= most for low, got, most in zip(least, widths, natural, strict=True))
    if sum(least) <= room:
        assert sum(widths) == min(room, sum(natural))


@given(
    st.lists(st.lists(st.text("abe ", max_size=12), min_size=3, max_size=3), max_size=5),
    st.integers(8, 60),
)
def test_plain_tables_are_laid_out_as_all_others(rows: list[list[str]], width: int) -> None:
    columns = [Column("a", flexible=True), Column("b", align="right"), Column("e", align="center")]
    styles = Styles(True)

    def table(texts: list[list[str]]) -> str:
        titled = [Column(c.title.replace("e", "é"), c.align, c.flexible) for c in columns]
        used = titled if any("é" in text for row in texts for text in row) else columns
        return render(
            used, [[Cell(text, styles.bold) for text in row] for row in texts], width, styles
        )

    with_accents = [[text.replace("e", "é") for text in row] for row in rows]
    assert table(with_accents).replace("é", "e") == table(rows)


def test_a_plain_row_beside_one_that_is_not() -> None:
    assert tsv([["a", "b c"], ["a\tb", "c"], ["a", "\x1b[31m"], ["é", "b"], []]) == (
        "a\tb c\na b\tc\na\t␛[31m\né\tb\n"
    )
