"""A commit holds the files that it means to change, at their own paths."""

from tests.conftest import DeskInFiles


def test_a_ticket_isnt_written_over_its_twin_in_another_case(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    path = str(desk.file_of(ident).relative_to(desk.root))
    twin = path.replace(ident, ident.upper())
    desk.write(twin, "another file\n")
    desk.commit("A twin")
    desk.git("config", "core.ignoreCase", "true")
    desk.call("comment", ident, "It is the linker")
    assert "It is the linker" in desk.git("show", f"HEAD:{path}")
    assert desk.git("show", f"HEAD:{twin}") == "another file\n"


def test_hand_edits_go_along_where_nothing_else_changes(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    file = desk.file_of(ident)
    file.write_bytes(file.read_bytes().replace(b"Nightly", b"Daily"))
    done = desk.call("status", ident, "open")
    assert "nothing to change" in done.stderr
    assert f"edits made by hand to {ident}" in done.stderr
    assert desk.git("status", "--porcelain") == ""
    before = desk.git("rev-parse", "HEAD")
    desk.call("status", ident, "open")
    assert desk.git("rev-parse", "HEAD") == before
