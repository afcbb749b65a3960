"""The tables of ``docs/import-export.md``, each word and each name in them tried."""

import json
import re

from tests.conftest import DeskInFiles
from tests.docs.pages import rows_of

_PAGE = "docs/import-export.md"


def test_every_word_of_the_table_means_what_it_says(desk: DeskInFiles) -> None:
    records, meant = [], {}
    for row in rows_of(_PAGE, "## What holds for all"):
        field = next((name for name in ("type", "priority") if row[0].startswith(name)), "status")
        (word,) = re.findall("`(.+?)`", row[0])
        for theirs in (word, *row[1].split(", ")):
            title = f"{field} {theirs}"
            meant[title] = (field, word)
            records.append({"title": title, "status": "open", field: theirs})
    desk.call("import", "json", "-", stdin=json.dumps(records))
    tickets = json.loads(desk.call("list", "--all", "--json").stdout)
    assert len(tickets) == len(meant) > 100
    for ticket in tickets:
        field, word = meant[ticket["title"]]
        assert ticket[field] == word, ticket["title"]


_VALUES = {
    "title": "A title",
    "requester": "jo@acme.example",
    "opened_by": "jo@acme.example",
    "assignees": "[jo@acme.example]",
    "watchers": "[jo@acme.example]",
    "customer": "Acme",
    "labels": "[ci]",
    "milestone": "2.0",
    "due": "2026-12-01",
    "opened": "2026-11-20",
    "resolved": "2026-11-20",
    "closed": "2026-11-20",
}


def test_every_name_of_the_table_is_understood(desk: DeskInFiles) -> None:
    meant = {}
    for row in rows_of(_PAGE, "## Markdown"):
        fields = re.findall("`([a-z_]+)`", row[0])
        for field, names in zip(fields, row[1].split(" · "), strict=False):
            for name in _names(names) if field in _VALUES else ():
                title = "A title" if field == "title" else f"{field} {name}"
                done = "status: done\n" if field in ("resolved", "closed") else ""
                titled = "" if field == "title" else f"title: {title}\n"
                path = f"{field}-{name}.md"
                text = f"---\n{titled}{done}{name}: {_VALUES[field]}\n---\n"
                desk.write(f"../md/{path}", text)
                meant[f"markdown:{path}"] = field
    told = desk.call("import", "markdown", str(desk.root.parent / "md"))
    assert "kept as fields" not in told.stderr
    tickets = json.loads(desk.call("list", "--all", "--json").stdout)
    assert {ticket["source"] for ticket in tickets} == {*meant}
    assert len(meant) > 60
    for ticket in tickets:
        field = meant[ticket["source"]]
        shown = ticket["resolved"] if field == "closed" else ticket[field]
        assert _VALUES[field].strip("[]") in str(shown), ticket["source"]
        assert {*ticket["fields"]} <= {"original_status"}


def _names(cell: str) -> list[str]:
    """The names that a cell lists; ``alone or with …`` stands for each of those before it."""
    listed, _, forms = cell.partition(". ")[0].partition(", alone or with ")
    forms, _, rest = forms.partition(";")
    names = [name for name in re.split(r",| or ", listed) if name.strip()]
    found = [name.strip() for name in names]
    for form in re.findall("`([a-z_]+)`", forms):
        found += [
            name + form if form.startswith("_") else form + name for name in found[: len(names)]
        ]
    return [*found, *(name.strip() for name in rest.split(",") if name.strip())]
