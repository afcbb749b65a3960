"""The folder of Backlog.md, which has more than tasks in it; folders that say a status."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import folder, links, tickets

FILES = {
    "tasks/back-1 - One.md": "id: BACK-1\ntitle: One\nstatus: To Do\nmilestone: m-6",
    "tasks/back-2 - Two.md": "id: BACK-2\ntitle: Two\nstatus: To Do\ndependencies:\n- task-1",
    "drafts/draft-1 - Idea.md": "id: DRAFT-1\ntitle: Idea\nstatus: Draft",
    "archive/tasks/back-3 - Old.md": "id: BACK-3\ntitle: Old\nstatus: To Do\n"
    "updated_date: '2026-01-06 10:30'",
    "archive/milestones/m-0 - zero.md": "id: m-0\ntitle: Zero",
    "milestones/m-6 - web-ui.md": 'id: m-6\ntitle: "Web UI"',
    "docs/doc-001 - Guide.md": "id: doc-001\ntitle: Guide\ntype: guide",
    "docs/more/doc-002 - Guide.md": "id: doc-002\ntitle: Guide\ntype: guide",
    "decisions/decision-1 - Why.md": "id: decision-1\ntitle: Why\nstatus: proposed",
}


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    for name, front in FILES.items():
        file = tmp_path / "backlog" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\nBody.\n")
    return tmp_path / "backlog"


def test_only_tasks_are_tickets_and_the_rest_is_counted(desk: DeskInFiles, backlog: Path) -> None:
    said = desk.call("import", "markdown", str(backlog)).stderr
    found = tickets(desk)
    assert {*found} == {"One", "Two", "Idea", "Old"}
    assert "2 milestones, 1 decision, 2 documents" in said
    assert found["One"]["milestone"] == "Web UI"
    assert links(desk, "Two") == {("depends-on", "One")}  # drafts are counted apart
    assert found["Old"]["status"] == "closed"
    assert found["Old"]["closed"] == "2026-01-06T10:30:00Z"
    assert found["Old"]["fields"]["backlog_status"] == "To Do"  # type: ignore[index]
    assert desk.call("import", "markdown", str(backlog)).stderr.startswith("0 tickets made")


def test_a_folder_of_documents_that_is_given_is_taken(desk: DeskInFiles, backlog: Path) -> None:
    said = desk.call("import", "markdown", str(backlog / "docs")).stderr
    assert said.startswith("2 tickets made")


def test_elsewhere_such_folders_have_tickets(desk: DeskInFiles, tmp_path: Path) -> None:
    for name in ("docs/doc-1.md", "archive/a.md"):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True)
        file.write_text(f"---\ntitle: {name}\nstatus: todo\n---\n")
    desk.call("import", "markdown", str(tmp_path / "in"))
    assert [each["status"] for each in tickets(desk).values()] == ["open", "open"]


def test_a_folder_says_the_status_of_a_ticket_that_says_none(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    files = {
        "done/api/a.md": "---\ntitle: A\n---\n", "In Progress/b.md": "---\nprio: 1\n---\n# B\n",
        "done/c.md": "---\ntitle: C\nstate: open\n---\n", "done/d.md": "---\ntags: x\n---\n# D\n",
        "open/e.md": "---\ntitle: E\ndone: true\n---\n", "notes/f.md": "---\ntitle: F\n---\n",
    }  # fmt: skip
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", files))).stderr
    assert {title: one["status"] for title, one in tickets(desk).items()} == {
        "A": "resolved", "B": "in-progress", "C": "open", "E": "resolved", "F": "open",
    }  # fmt: skip
    assert "status resolved, as the folder 'done' says (done/api/a.md)" in said
