"""Records in the index: the same as their files say, without reading them."""

import os
from pathlib import Path
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tix.frozen import replace
from tix.model.record.document import Document
from tix.model.record.kind import RecordKind
from tix.model.records.customer import CUSTOMER, Customer
from tix.storage.desk.finding import find
from tix.storage.index.records import IndexedRecords
from tix.storage.store.filed import Broken

TEXT = """\
---
name: {name}
contacts:
- Jo Novak <jo@acme.example>
contract_until: 2026-12-31
rate: 95.50
region: [north, south]
---

Makes anvils.

## 2026-11-22T09:00:00Z · Ana Lima <ana@example.org> · c-aq1c1s · internal

Jo called.
"""


@pytest.fixture
def stocked(desk: DeskInFiles) -> DeskInFiles:
    for name in ("acme", "harbour"):
        desk.write(f"customers/{name}.md", TEXT.format(name=name.capitalize()))
    desk.write("customers/notes.md", "# no customer")
    desk.write("customers/broken.md", "---\nname: [x\n---\n")
    # stamps of now may hide a change: only older ones are trusted
    for path in (desk.root / "customers").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return desk


class Counted(IndexedRecords[Customer]):
    """Counts the files that it reads."""

    reads = 0

    def read(self, name: str):  # type: ignore[no-untyped-def]  # as above it
        self.reads += 1
        return super().read(name)


def opened(desk: DeskInFiles, kind: RecordKind[Customer] = CUSTOMER) -> Counted:
    return Counted(find(desk.root), kind)


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that was written so far be long ago."""
    monkeypatch.setattr("tix.storage.index.record_rows._GRAIN", -(10**18))
    monkeypatch.setattr("tix.storage.index.record_rows._WHOLE_SECONDS", -(10**18))


def test_the_index_says_what_the_files_say(
    stocked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    first, again = opened(stocked), opened(stocked)
    read = [first.get(name) for name in ("acme", "harbour")]
    assert list(first.all) == read
    assert [broken.line for broken in first.broken] == [2]
    before = first.reads
    assert before == 4 + 2
    assert (again.all, again.broken) == (first.all, first.broken)
    assert again.reads == 0
    assert {each.record.body for each in again.heads} == {""}


def test_a_file_that_changes_is_read_again(
    stocked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    assert opened(stocked).all
    path = stocked.root / "customers/acme.md"
    path.write_text(path.read_text().replace("anvils", "hammer"))
    (stocked.root / "customers/harbour.md").unlink()
    found = opened(stocked)
    assert [each.record.id for each in found.all] == ["acme"]
    assert found.reads == 1
    assert "hammer" in found.all[0].record.body


def test_a_change_within_one_tick_of_the_clock_is_seen(stocked: DeskInFiles) -> None:
    path = stocked.root / "customers/acme.md"
    for word in ("gold", "lead", "zinc"):
        path.write_text(path.read_text().replace("Makes", f"{word}"))
        os.utime(path, (1_700_000_000, 1_700_000_000))
        assert word in opened(stocked).all[0].record.body
        path.write_text(path.read_text().replace(word, "Makes"))


def test_files_that_are_all_as_they_were_are_looked_at_once(
    stocked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    monkeypatch.setattr("tix.storage.index.file_stamps._JUST_NOW", 0)
    first = opened(stocked)
    assert first.all
    with monkeypatch.context() as patch:
        patch.setattr(Counted, "names", lambda _: pytest.fail("each file is looked at"))
        again = opened(stocked)
        assert (again.titles, again.all) == (first.titles, first.all)
        assert opened(stocked).one("acme") == first.heads[0].record
    path = stocked.root / "customers/acme.md"
    path.write_text(path.read_text().replace("name: Acme", "name: Acmo"))
    assert opened(stocked).titles == (("acme", "Acmo"), ("harbour", "Harbour"))


def test_files_that_may_change_unseen_have_no_mark(stocked: DeskInFiles) -> None:
    assert opened(stocked).mark is None  # written within the last two seconds


def test_where_nothing_can_be_written_files_are_read(
    stocked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    with_index = opened(stocked).all
    index = Path(stocked.git("rev-parse", "--git-path", "tix/index").strip())
    for place in (stocked.root / index).iterdir():
        place.unlink()
    (stocked.root / index).rmdir()
    (stocked.root / index).parent.joinpath("index").write_text("in the way")
    monkeypatch.setattr("tix.storage.index.generations._give_way", lambda *_: None)
    found = opened(stocked)
    assert found.all == with_index
    assert opened(stocked).all == with_index


def test_a_damaged_index_is_made_anew(
    stocked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    right = opened(stocked).all
    index = stocked.root / stocked.git("rev-parse", "--git-path", "tix/index").strip()
    [database] = index.glob("customers-*.db")
    data = database.read_bytes()
    kept = database.stat()
    database.write_bytes(b"\0" * len(data))
    os.utime(database, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert opened(stocked).all == right
    assert stocked.call("customer", "list", "--ids").lines == ["acme", "harbour"]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_the_files_the_index_follows(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    settle(monkeypatch)
    rng = Random(seed)
    folder = desk.root / "customers"
    folder.mkdir()
    contents = [
        *(TEXT.format(name=f"Name {n}") for n in range(4)),
        "---\nname: [x\n---\n", "# none\n", "---\nname: A\n---\n", "---\nname: A\nrate: x\n---\n",
    ]  # fmt: skip
    for step in range(40):
        place = folder / f"{rng.choice('abcdef')}.md"
        if rng.random() < 0.3:
            place.unlink(missing_ok=True)
        else:  # as editors do: another file in its place
            beside = folder / f".new-{step}"
            beside.write_text(rng.choice(contents))
            beside.replace(place)
        found = opened(desk)
        one_by_one = [found.read(name) for name in found.names()]
        assert [f.record for f in found.all] == [
            read.record for read in one_by_one if isinstance(read, Document)
        ]
        assert list(found.broken) == [read for read in one_by_one if isinstance(read, Broken)]
        heads = [replace(f.record, body="", comments=()) for f in found.all]
        assert [f.record for f in found.heads] == heads
