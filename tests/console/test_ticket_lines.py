"""Lines for programs: those that SQLite puts together are those that are put together here."""

import pytest

from tests.conftest import DeskInFiles
from tix.console.ticket_lines import FOR_PROGRAMS

HEADS = {
    "ab0001": "title: Plain\nlabels:\n- ci\n- ui, api\nassignees:\n- ana@harbour.example\n- jo",
    "ab0002": "title: Größe ž 🚢\nlabels:\n- ci\npriority: high\ndue: 2026-12-01",
    "ab0003": 'title: "a\\ttab"',
    "ab0004": 'title: "a\\x1Funit"\nlabels:\n- ci\n- ui',
    "ab0005": 'title: "\\e[31mred"\nassignees:\n- ana@harbour.example',
    "ab0006": 'title: A list\nlabels:\n- "a\\x1Fb"\n- "c"',
    "ab0007": 'title: "a\\u200Eb"\nopened: 2026-11-01T09:00:00Z',
}


@pytest.mark.parametrize("some", [[name] for name in HEADS] + [[*HEADS]])
def test_lines_are_the_same_whoever_puts_them_together(desk: DeskInFiles, some: list[str]) -> None:
    for name in some:
        text = f"---\nid: {name}\n{HEADS[name]}\nstatus: open\n---\n"
        desk.write(f"tickets/2026/11/{name}.md", text)
    found = desk.call("list").stdout
    one_by_one = desk.call("list", "--columns", ",".join(FOR_PROGRAMS)).stdout
    assert found == one_by_one
    assert len(found.splitlines()) == len(some)
    assert all(line.count("\t") == len(FOR_PROGRAMS) - 1 for line in found.splitlines())
    assert found.replace("\t", "").replace("\n", "").isprintable()
    for line in (
        "ab0001\topen\t\t\tPlain\tana@harbour.example,jo\tci,ui, api\t\t",
        "ab0006\topen\t\t\tA list\t\ta␟b,c\t\t",
        "ab0004\topen\t\t\ta␟unit\t\tci,ui\t\t",
    ):
        assert (line in found.splitlines()) == (line.partition("\t")[0] in some)
