"""A new field is a row in the table of fields and an attribute, and nothing else.

The program is copied, one row and one attribute are added to the copy, and the copy is used as a
person would: the field is written, read, found, listed, merged, imported and completed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket

_ROW_BEFORE = '    Field("due", DUE,'
_ROW = '    Field("venue", TEXT, "where it is held"),\n'
_ATTRIBUTE_BEFORE = "    due: Due | None = None\n"
_ATTRIBUTE = "    venue: str | None = None\n"

Tix = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, desk: DeskInFiles) -> Tix:
    """Run the program that has the new field; its standard output."""
    package = Path(tix.__file__).parent
    copy = tmp_path / "program"
    shutil.copytree(package, copy / "tix", ignore=shutil.ignore_patterns("__pycache__"))
    _insert(_only(copy, "FIELDS: tuple[Field, ...] = (", _ROW_BEFORE), _ROW_BEFORE, _ROW)
    _insert(_only(copy, "class Ticket("), _ATTRIBUTE_BEFORE, _ATTRIBUTE)

    def run(*args: str, stdin: str = "", cwd: Path = desk.root, **environ: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tix", *args],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd,
            env={**desk.environ, **environ, "PYTHONPATH": str(copy)},
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def _only(copy: Path, *texts: str) -> Path:
    """The one module that has all of the texts."""
    [place] = [
        path for path in copy.rglob("*.py") if all(text in path.read_text() for text in texts)
    ]
    return place


def _insert(place: Path, before: str, line: str) -> None:
    text = place.read_text()
    assert text.count(before) == 1
    place.write_text(text.replace(before, line + before))


@pytest.mark.slow
def test_a_made_up_field_works_everywhere(run: Tix, desk: DeskInFiles, tmp_path: Path) -> None:
    ident = run("open", "Annual dinner", "--set", "venue=Harbour Hall").strip()
    other = run("open", "Another dinner", "--set", "venue=Old Mill", "--due", "2027-01-01").strip()

    # the document: at its place in the order, before a field that comes later
    fields = [line.partition(":")[0] for line in desk.file_of(other).read_text().splitlines()]
    assert fields[fields.index("venue") + 1] == "due"

    # query, search, index
    assert run("list", 'venue:"harbour hall"', "--ids").split() == [ident]
    assert run("list", "venue:har*", "--ids").split() == [ident]
    assert set(run("list", "has:venue", "--ids").split()) == {ident, other}
    found = run("search", "mill", "--json")
    assert other in found
    assert ident not in found

    # list, show, JSON, sort
    rows = run("list", "--columns", "id,venue", "--sort", "-venue")
    assert rows == f"{other}\tOld Mill\n{ident}\tHarbour Hall\n"
    assert "Harbour Hall" in run("show", ident)
    assert json.loads(run("show", ident, "--json"))["venue"] == "Harbour Hall"

    # completion of a value that tickets have, and of the name
    assert "Harbour Hall" in run("completion", "fish", "--line", "tix list venue:Har")
    assert "venue=" in run("completion", "fish", "--line", "tix edit x --set ven")

    # edit, log
    run("edit", ident, "--set", "venue=Town Hall")
    assert "Town Hall" in run("log", ident)

    # export and import
    assert "venue" in run("export", "csv").splitlines()[0].split(",")
    exported = tmp_path / "all.json"
    exported.write_text(run("export", "json"))
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    run("init", cwd=fresh)
    run("import", "json", str(exported), cwd=fresh)
    assert run("list", 'venue:"town hall"', "--ids", cwd=fresh).split() == [ident]
    run("check", cwd=fresh)


@pytest.mark.slow
def test_a_made_up_field_is_merged(run: Tix, desk: DeskInFiles, tmp_path: Path) -> None:
    ident = run("open", "Annual dinner", "--set", "venue=Hall").strip()
    base = desk.file_of(ident).read_bytes()
    versions = {"base": base}
    for name, venue in (("ours", "Town Hall"), ("theirs", "Old Mill, upper floor")):
        versions[name] = base.replace(b"venue: Hall", f"venue: {venue}".encode())
    for name, data in versions.items():
        (tmp_path / name).write_bytes(data)
    places = [str(tmp_path / name) for name in ("base", "ours", "theirs")]
    run("merge-driver", *places, os.path.relpath(desk.file_of(ident), desk.root))
    merged = (tmp_path / "ours").read_text()
    assert "venue: Old Mill, upper floor\n" in merged
    assert "this value of venue:\n\nTown Hall\n" in merged.partition("tix merge")[2]


def test_the_table_has_the_order_of_a_tickets_attributes() -> None:
    attributes = [*Ticket.__annotations__]
    assert attributes[: len(FIELDS)] == [field.name for field in FIELDS]
    assert attributes[len(FIELDS) :] == ["team_fields", "body", "comments"]
