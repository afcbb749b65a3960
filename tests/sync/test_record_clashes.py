"""A file where the others have a folder of records, or the other way round: both stay, told."""

from collections.abc import Callable

import pytest

from tests.sync.clones import Team
from tests.sync.test_path_clashes import objects_in, put

MakeTeam = Callable[[int], Team]

ADDED = {
    "customers": ("customer", "add", "Acme Ltd"),
    "assets": ("asset", "add", "Printer 12"),
    "kb": ("kb", "add", "Reset a password"),
    "replies": ("reply", "add", "Bye", "--set", "subject=Hi"),
    "calendars": ("config", "holidays", "PT"),
}
NAMES = {
    "customers": "customers/acme-ltd.md", "assets": "assets/printer-12.md",
    "kb": "kb/reset-a-password.md", "replies": "replies/bye.md", "calendars": "calendars/PT.txt",
}  # fmt: skip


def meet(team: Team, folder: str, place: str, kind: str, *, is_first: bool) -> None:
    one, other = team.clones
    one.call(*ADDED[folder])
    record = one.git("rev-parse", f"HEAD:{NAMES[folder]}").strip()
    thing = put(other, place, kind, "Somebody's own\n")
    other.git("commit", "-qm", "By hand")
    first, second = (one, other) if is_first else (other, one)
    first.call("sync", "--all")
    told = second.call("sync", "--all").stderr
    first.call("sync", "--all")
    for clone in team.clones:
        assert {record, thing} <= objects_in(clone), told
        assert clone.git("rev-parse", f"HEAD:{NAMES[folder]}").strip() == record
        assert clone.git("status", "--porcelain") == ""
        (beside,) = {p for p in clone.git("ls-files").splitlines() if ".in-the-way-" in p}
        assert beside in clone.call("check", code=4).stdout
    assert ".in-the-way-" in told


@pytest.mark.slow
@pytest.mark.parametrize("folder", ADDED)
def test_both_are_there(team_of: MakeTeam, folder: str) -> None:
    meet(team_of(2), folder, folder, "file", is_first=True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["link", "submodule", "folder"])
def test_in_the_place_of_one_record(team_of: MakeTeam, kind: str) -> None:
    meet(team_of(2), "customers", "customers/acme-ltd.md", kind, is_first=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["link", "submodule"])
def test_what_is_no_file_in_the_place_of_the_folder(team_of: MakeTeam, kind: str) -> None:
    meet(team_of(2), "kb", "kb", kind, is_first=False)


@pytest.mark.slow
def test_a_record_that_was_changed_stays(team_of: MakeTeam) -> None:
    team = team_of(2)
    one, other = team.clones
    one.call("customer", "add", "Acme Ltd")
    one.call("customer", "add", "Beta")
    one.call("sync")
    other.call("sync")
    one.call("customer", "edit", "acme-ltd", "--set", "phones=+351 21 000 0000")
    put(other, "customers", "file", "Somebody's own\n")
    other.git("commit", "-qm", "By hand")
    other.call("sync", "--all")
    one.call("sync", "--all")
    assert "+351 21" in one.call("customer", "show", "acme-ltd").stdout
    other.call("sync")
    assert "+351 21" in other.call("customer", "show", "acme-ltd").stdout
