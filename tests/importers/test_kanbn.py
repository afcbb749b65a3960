"""A board of kanbn."""

from pathlib import Path

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import folder, tickets

INDEX = """\
---
completedColumns:
  - Done
---

# Board

See [this](tasks/two.md)

## In Progress

- [one](tasks/one.md)
- [three](tasks/three%20b.md)

## Done

- [two](tasks/two.md)
"""


def test_the_columns_of_a_board_are_the_status_of_its_tasks(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    task = "---\ncreated: 2026-01-05T10:00:00.000Z\nassigned: jo\n---\n\n# {}\n\nText\n"
    files = {
        "index.md": INDEX,
        "tasks/one.md": task.format("One"),
        "tasks/two.md": task.format("Two"),
        "tasks/three b.md": task.format("Three").replace("created", "status: open\ncreated"),
        "tasks/four.md": task.format("Four"),
    }
    board = str(folder(tmp_path / "in", files))
    said = desk.call("import", "markdown", board).stderr
    assert {title: ticket["status"] for title, ticket in tickets(desk).items()} == {
        "One": "in-progress", "Two": "resolved", "Three": "open", "Four": "open",
    }  # fmt: skip
    assert "note: status as the columns of index.md say (tasks/one.md, tasks/two.md)" in said
    assert "unchanged" in desk.call("import", "markdown", board).stderr
