"""Parts and what waits for what, as GitHub says it."""

from pathlib import Path
from typing import Any

from tests.conftest import DeskInFiles
from tests.importers.test_json_of_others import imported
from tests.importers.test_other_tools import links, tickets
from tix.importers.github_links import links_of
from tix.importers.incoming import CHILD

REPOSITORY = "https://github.com/acme/site/issues"


def issue(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "title": title, "state": "OPEN", "url": f"{REPOSITORY}/{number}",
        "createdAt": "2026-03-01T10:00:00Z", **more,
    }  # fmt: skip


def test_parts_and_what_waits_are_links(desk: DeskInFiles, tmp_path: Path) -> None:
    issues = [
        issue(3, "Shop", subIssues={"nodes": [{"number": 4}]}, parent=None),
        issue(4, "Cart", blockedBy={"nodes": [{"number": 5}]}),
        issue(5, "Pay", parent_issue_url="https://api.github.com/repos/acme/site/issues/3"),
        issue(6, "Away", parent={"number": 9, "url": "https://github.com/acme/other/issues/9"}),
    ]
    said = imported(desk, tmp_path, "github", issues)
    assert links(desk, "Cart") == {("parent", "Shop"), ("depends-on", "Pay")}
    assert links(desk, "Pay") == {("parent", "Shop")}
    assert "parent: github:acme/other#9 isn't here, kept as a field (issue 6)" in said
    assert tickets(desk)["Away"]["fields"]["parent"] == "github:acme/other#9"  # type: ignore[index]
    assert "4 tickets already there, unchanged" in imported(desk, tmp_path, "github", issues)


def test_a_later_part_finds_its_parent_in_the_desk(desk: DeskInFiles, tmp_path: Path) -> None:
    imported(desk, tmp_path, "github", issue(3, "Shop"))
    imported(desk, tmp_path, "github", issue(4, "Cart", parent={"number": 3}))
    assert links(desk, "Cart") == {("parent", "Shop")}


def test_what_is_no_link_stays_a_field() -> None:
    taken: list[str] = []
    record = {
        "parent": "a text", "blocking": [{"id": 1}], "sub_issues": [], "duplicateOf": {"number": 2},
        "blockedBy": ["https://git.acme.example/a/b/issues/7"], "subIssues": [{"number": 8}],
    }  # fmt: skip
    found = {(link.kind, link.target) for link in links_of(record, "github:a/b#1", taken.append)}
    assert found == {
        ("duplicates", "github:a/b#2"), (CHILD, "github:a/b#8"),
        ("depends-on", "github:git.acme.example/a/b#7"),
    }  # fmt: skip
    assert {*taken} == {"sub_issues", "duplicateOf", "blockedBy", "subIssues"}
