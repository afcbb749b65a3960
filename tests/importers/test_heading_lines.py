"""Fields in the first lines of Markdown files without front matter."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import folder, links, tickets
from tix.importers.foreign_words import Words
from tix.importers.heading_lines import fields_in_lines
from tix.model.config.config import Config

BOLD = """\
# Fix the build

**Status:** in progress
**Priority**: P1 | **Assigned**: @ana | **Created**: 2026-01-05
**Depends on:** Two (Two%20012.md)
**Branch:** fix/build, as
the others are

## Why

Text.
"""


def test_lines_below_a_heading_are_fields(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "one.md": BOLD,
        "two.md": "# Two\nOwner: Jo\nStatus: Done\n\nText\n",
        "three.md": "# Three\n\n- Priority: high\n- Due: 2026-02-01\n",
        "README.md": "# Tickets\n\nPriority: high\nStatus: active\n",
        "list.md": "Status: done\nWe finished it: good.\n",
        "notes.md": "# Notes\n\nSome words, and more.\nPriority: high\n",
    }
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", files))).stderr
    found = tickets(desk)
    assert found.keys() == {"Fix the build", "Two", "Three"}
    one = found["Fix the build"]
    assert [one[n] for n in ("status", "priority", "assignees", "opened", "body")] == [
        "in-progress", "high", ["ana <>"], "2026-01-05T12:00:00Z", "## Why\n\nText.",
    ]  # fmt: skip
    assert one["fields"]["Branch"] == "fix/build, as the others are"  # type: ignore[index]
    assert links(desk, "Fix the build") == {("depends-on", "Two")}
    assert [found["Two"][n] for n in ("status", "assignees", "body")] == [
        "resolved", ["Jo <>"], "Text",
    ]  # fmt: skip
    assert [found["Three"][n] for n in ("priority", "due")] == ["high", "2026-02-01"]
    assert "README.md: no front matter" in said
    assert "note: fields are from its first lines, it has no front matter (one.md" in said


@pytest.mark.parametrize(
    "rest",
    ["## Why\n\nText.", "---\nText: x", "- one\n- two", "| a | b |\n|---|---|", "```\nx: y\n```"],
)
def test_what_is_no_text_ends_the_fields(rest: str) -> None:
    text = f"# X\nStatus: open\nLink: a\nLink: b,\n  c\n{rest}\n"
    told = fields_in_lines(text, Words(Config()))
    assert told == ({"Status": "open", "Link": "a, b, c"}, f"# X\n\n{rest}")


@pytest.mark.parametrize(
    "text",
    ["", "# X\n", "# X\n\nStatus: odd\n", "Text.\nStatus: open\n", "see http://x\nStatus: open",
     "# X\n\nText\n\nStatus: open\n"],
)  # fmt: skip
def test_other_texts_have_no_fields(text: str) -> None:
    assert fields_in_lines(text, Words(Config())) is None


def test_links_beside_those_with_an_address_are_links_too(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    text = "# {}\n\nStatus: open\nDepends on: {}\n"
    files = {
        "one.md": text.format("One", "Two (https://x.example/2), Three"),
        "four.md": text.format("Four", "Two (https://x.example/2), Three, late (three.md)"),
        "two.md": text.format("Two", "none"),
        "three.md": text.format("Three, late", "none"),
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    assert links(desk, "Four") == {("depends-on", "Two"), ("depends-on", "Three, late")}
    assert "Three" in str(tickets(desk)["One"]["fields"])
