"""Where a ticket is filed: the answer of a walk over all files, found without one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.storage.desk.files import walk
from tix.storage.store.ticket_files import Places

FOLDERS = ("tickets", "archive")
IDENT = "k7f3qz"


def walked(root: Path, ident: str) -> str | None:
    """The first plain file of that name on a walk."""
    for folder in FOLDERS:
        for path, plain in walk(root, folder, ".md"):
            if plain and path.endswith(f"/{ident}.md"):
                return path
    return None


def write(root: Path, *paths: str) -> None:
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x")


@pytest.fixture(params=["one", "many"])
def asked(request: pytest.FixtureRequest) -> int:
    """How many ids are asked for before."""
    return 0 if request.param == "one" else 100


def found(root: Path, asked: int = 0) -> str | None:
    places = Places(root, FOLDERS)
    for _ in range(asked):
        places.path_of("zzzzzz")
    return places.path_of(IDENT)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([f"tickets/2026/11/{IDENT}.md"], f"tickets/2026/11/{IDENT}.md"),
        ([f"archive/2026/11/{IDENT}.md"], f"archive/2026/11/{IDENT}.md"),
        (  # a live one counts, wherever it is
            [f"archive/2026/11/{IDENT}.md", f"tickets/9999/12/{IDENT}.md"],
            f"tickets/9999/12/{IDENT}.md",
        ),
        (
            [f"tickets/2026/12/{IDENT}.md", f"tickets/2026/11/{IDENT}.md"],
            f"tickets/2026/11/{IDENT}.md",
        ),
        ([f"tickets/{IDENT}.md"], f"tickets/{IDENT}.md"),
        ([f"tickets/2026/{IDENT}.md"], f"tickets/2026/{IDENT}.md"),
        ([f"tickets/2026/11/a/b/{IDENT}.md"], f"tickets/2026/11/a/b/{IDENT}.md"),
        (
            [f"tickets/2026/11/{IDENT}.md", f"tickets/2026/11/a/{IDENT}.md"],
            f"tickets/2026/11/a/{IDENT}.md",
        ),
        ([f"tickets/2026/11/{IDENT.upper()}.md"], None),
        ([f"tickets/2026/11/{IDENT}.md.md", f"tickets/2026/11/{IDENT}"], None),
        ([f"tickets/2026/11/{IDENT}.md/x.md"], None),
    ],
)
def test_the_first_of_a_walk_counts(
    tmp_path: Path, asked: int, paths: list[str], expected: str | None
) -> None:
    write(tmp_path, *paths)
    assert found(tmp_path, asked) == expected == walked(tmp_path, IDENT)


def test_without_folders_there_is_nothing(tmp_path: Path, asked: int) -> None:
    assert found(tmp_path, asked) is None


@pytest.mark.parametrize("link", ["tickets", "tickets/2026", "tickets/2026/11"])
def test_links_are_not_followed(tmp_path: Path, asked: int, link: str) -> None:
    root = tmp_path / "desk"
    write(root, f"tickets/2026/11/{IDENT}.md")
    (root / link).rename(tmp_path / "outside")
    (root / link).symlink_to(tmp_path / "outside")
    assert found(root, asked) is None


@pytest.mark.parametrize("odd", ["link", "pipe"])
def test_what_is_no_plain_file_does_not_count(tmp_path: Path, asked: int, odd: str) -> None:
    write(tmp_path, f"tickets/2026/12/{IDENT}.md")
    first = tmp_path / f"tickets/2026/11/{IDENT}.md"
    first.parent.mkdir()
    if odd == "link":
        first.symlink_to(tmp_path / f"tickets/2026/12/{IDENT}.md")
    else:
        os.mkfifo(first)
    assert found(tmp_path, asked) == f"tickets/2026/12/{IDENT}.md"


_PARTS = st.sampled_from(["2025", "2026", "11", "12", "a"])
_PATHS = st.lists(
    st.tuples(
        st.sampled_from(FOLDERS),
        st.lists(_PARTS, max_size=4),
        st.sampled_from([IDENT, "m3k9vd", IDENT.upper(), f"{IDENT}-2"]),
    ),
    max_size=8,
)


@given(paths=_PATHS, asked=st.sampled_from([0, 100]))
def test_the_answer_is_that_of_a_walk(
    tmp_path_factory: pytest.TempPathFactory,
    paths: list[tuple[str, list[str], str]],
    asked: int,
) -> None:
    root = tmp_path_factory.mktemp("desk")
    write(root, *("/".join([top, *parts, f"{name}.md"]) for top, parts, name in paths))
    assert found(root, asked) == walked(root, IDENT)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The folders whose files are listed."""
    seen: list[str] = []
    scandir, listdir = os.scandir, os.listdir

    def scan(path: str) -> object:
        seen.append(str(path))
        return scandir(path)

    def names(path: str) -> list[str]:
        seen.append(str(path))
        return listdir(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "listdir", names)
    yield seen


def test_no_month_is_listed_but_the_ticket_s_own(tmp_path: Path, listed: list[str]) -> None:
    months = [f"tickets/{year}/{month:02}" for year in (2025, 2026) for month in range(1, 13)]
    write(tmp_path, *(f"{month}/m3k9vd.md" for month in months), f"archive/2026/11/{IDENT}.md")
    write(tmp_path, f"{months[5]}/{IDENT}.md")
    if (tmp_path / months[0]).stat().st_nlink != 2:
        pytest.skip("this file system doesn't count links of folders")
    assert found(tmp_path) == f"{months[5]}/{IDENT}.md"
    shown = sorted(path.removeprefix(f"{tmp_path}/") for path in listed)
    assert shown == ["tickets", "tickets/2025", "tickets/2025/06", "tickets/2026"]


def test_of_many_ids_each_folder_is_listed_once(tmp_path: Path, listed: list[str]) -> None:
    places = Places(tmp_path, FOLDERS)
    idents = [f"k7f{a}{b}z" for a in "0123456789" for b in "0123456789"]
    write(tmp_path, *(f"tickets/2026/11/{ident}.md" for ident in idents))
    assert [places.path_of(ident) for ident in idents] == [
        f"tickets/2026/11/{ident}.md" for ident in idents
    ]
    assert listed.count(f"{tmp_path}/tickets/2026/11") == 1
    assert len(listed) <= 5


def test_a_ticket_is_looked_for_where_it_was_just_now(tmp_path: Path) -> None:
    live, other = f"tickets/2026/11/{IDENT}.md", f"archive/2026/11/{IDENT}.md"
    write(tmp_path, live)
    before = Places(tmp_path, FOLDERS)
    assert before.paths_of(IDENT) == [live]
    assert Places(tmp_path, FOLDERS, before.seen).path_of(IDENT) == live
    (tmp_path / "archive/2026/11").mkdir(parents=True)
    (tmp_path / live).rename(tmp_path / other)
    assert Places(tmp_path, FOLDERS, before.seen).path_of(IDENT) == other
    (tmp_path / live).symlink_to(tmp_path / other)
    assert Places(tmp_path, FOLDERS, before.seen).path_of(IDENT) == other


def test_what_has_two_files_or_is_archived_is_looked_for_anew(tmp_path: Path) -> None:
    places = Places(tmp_path, FOLDERS)
    write(tmp_path, f"tickets/{IDENT}.md", f"archive/{IDENT}.md", "archive/zzzzzz.md")
    assert len(places.paths_of(IDENT)) == 2 and places.paths_of("zzzzzz")
    assert places.seen == {}
