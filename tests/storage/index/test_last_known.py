"""Commands for one ticket open the index only where a file has another name than its ticket."""

import subprocess
import sys

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.index.folder import index_folder, may_be_misnamed
from tix.storage.index.last_known import paths_with


def test_a_file_of_another_name_is_known_from_the_next_list_on(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    desk.call("list")
    place = find(desk.root)
    assert not may_be_misnamed(index_folder(place)) and paths_with(place, ident) == []
    copy = desk.write("tickets/2026/11/bbbbbb.md", desk.file_of(ident).read_bytes())
    path = str(desk.file_of(ident).relative_to(desk.root))
    desk.call("list")
    assert sorted(paths_with(place, ident)) == sorted(["tickets/2026/11/bbbbbb.md", path])
    copy.unlink()
    desk.call("list")
    assert paths_with(place, ident) == [path]


def test_an_index_that_is_made_with_one_knows_it(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    desk.file_of(ident).rename(desk.root / "tickets/2026/11/bbbbbb.md")
    desk.call("list")
    assert paths_with(find(desk.root), ident) == ["tickets/2026/11/bbbbbb.md"]


def test_a_comment_needs_no_sqlite(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    desk.call("list")
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "tix",
        "comment",
        ident,
        "It is the linker",
    ]
    done = subprocess.run(
        command, cwd=desk.root, env=desk.process_environ, capture_output=True, text=True, check=True
    )
    assert "sqlite3" not in done.stderr and " json\n" not in done.stderr
