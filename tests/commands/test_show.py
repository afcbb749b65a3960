"""``tix show``, as people and as programs get it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import BUILD, HOSTILE, TICKETS
from tests.conftest import ANA, DeskInFiles
from tests.signing import Keys, make_keys
from tix.frozen import replace
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Link
from tix.terminal.width import display_width

Golden = Callable[[str, str], None]


# In a pipe


def test_plain_text_with_exact_times_and_whole_lines(harbour: DeskInFiles, golden: Golden) -> None:
    golden("show-pipe", harbour.run("show", "k7f").stdout)


def test_the_text_stays_as_it_stands_in_a_pipe(harbour: DeskInFiles) -> None:
    shown = harbour.with_environ(COLUMNS="20").run("show", "k7f").stdout
    for line in BUILD.body.replace("\t", "        ").split("\n"):
        assert line in shown.split("\n")


def test_raw_is_the_file_byte_for_byte(harbour: DeskInFiles) -> None:
    data = dump(HOSTILE).replace(b"\n", b"\r\n") + b"\xe2\x80\xae no line end"
    place = harbour.file_of("x1y2z3")
    place.write_bytes(data)
    assert harbour.run("show", "x1y", "--raw").raw == data
    assert harbour.call("show", "x1y", "k7f", "--raw").raw == data + dump(BUILD)


def test_json_is_an_object_for_one_and_an_array_for_several(harbour: DeskInFiles) -> None:
    one = json.loads(harbour.call("show", "k7f", "--json").stdout)
    assert one["title"] == BUILD.title
    assert one["comments"][1]["internal"] is True
    several = json.loads(harbour.call("show", "m3k", "k7f", "--json").stdout)
    assert [each["id"] for each in several] == ["m3k9vd", "k7f3qz"]
    assert len(json.loads(harbour.call("show", "m3k,k7f", "--json").stdout)) == 2
    assert json.loads(harbour.call("show", "-", "--json", stdin="k7f\n").stdout) == [one]


def test_json_gives_hostile_text_back_exactly(harbour: DeskInFiles) -> None:
    shown = harbour.call("show", "x1y", "--json").stdout
    assert not set(shown) & set("\x1b\x07\u202e\x9b")
    found = json.loads(shown)
    assert found["title"] == HOSTILE.title
    assert found["body"] == HOSTILE.body
    assert found["fields"] == {"ba\x1bd": "va\x1blue"}


# Which tickets


def test_ids_come_from_standard_input(harbour: DeskInFiles) -> None:
    shown = harbour.call("show", "-", stdin="k7f3qz m3k9vd\n").stdout
    assert shown.index("k7f3qz") < shown.index("\n---\n") < shown.index("\nm3k9vd")


def test_unknown_and_ambiguous_ids(harbour: DeskInFiles) -> None:
    assert "no ticket" in harbour.call("show", "qqqqqq", code=3).stderr
    result = harbour.call("show", "m3", code=3)
    assert "  m3k9vd  Release 2.4" in result.stderr
    assert harbour.call("show", code=2).stdout == ""


def test_a_broken_ticket_is_exit_code_4(with_broken: DeskInFiles) -> None:
    result = with_broken.call("show", "br0", code=4)
    assert "br0ken.md:4" in result.stderr
    assert result.stdout == ""
    assert with_broken.call("show", "k7f").stderr == ""


def test_a_broken_ticket_is_shown_raw(with_broken: DeskInFiles) -> None:
    result = with_broken.call("show", "br0", "--raw", code=4)
    assert result.raw == with_broken.file_of("br0ken").read_bytes()
    assert "br0ken.md:4" in result.stderr


# Links


@pytest.mark.parametrize("said", ["1aaaaa", "bbbbbb"])
def test_a_broken_ticket_is_the_one_that_its_file_is_named_after(
    desk: DeskInFiles, said: str
) -> None:
    """Whatever id it says: nothing in a broken file counts."""
    path = "tickets/2026/11/aaaaaa.md"
    text = f"---\nid: {said}\ntitle: T\nlabels: ci\n---\n"
    desk.write(path, text)
    for words in (("show", "aaaaaa"), ("show", "aaaa"), ("comment", "aaaaaa", "Hello")):
        assert f"tix: {path}:" in desk.call(*words, code=4).stderr
    assert desk.call("show", "aaaaaa", "--raw", code=4).stdout == text


def test_both_ends_of_a_link_show_it(harbour: DeskInFiles) -> None:
    lines = harbour.call("show", "m3k").lines
    assert "blocked by  k7f3qz Nightly build fails on arm64 (in-progress)" in lines
    lines = harbour.call("show", "k7f").lines
    assert "blocks       m3k9vd Release 2.4, once the build is well again (open)" in lines
    assert "relates to   zzzzzz (no such ticket)" in lines


def test_a_link_written_at_both_ends_is_shown_once(desk: DeskInFiles) -> None:
    one = replace(TICKETS[1], links=(Link("relates-to", "k7f3qz"),))
    desk.add(one, replace(BUILD, links=(Link("relates-to", "m3k9vd"),)))
    assert desk.call("show", "m3k").stdout.count("k7f3qz") == 1


# At a terminal


@pytest.mark.parametrize("columns", [80, 200])
def test_page(harbour: DeskInFiles, golden: Golden, columns: int) -> None:
    shown = harbour.tty("show", "k7f", columns=columns).stdout
    assert max(map(display_width, shown.splitlines())) <= min(columns, 100)
    golden(f"show-{columns}", shown)


def test_colours(harbour: DeskInFiles, golden: Golden) -> None:
    golden("show-colours", harbour.tty("show", "k7f", color=True).stdout)


def test_several_pages(harbour: DeskInFiles, golden: Golden) -> None:
    golden("show-several", harbour.tty("show", "m3z", "h4w", "d0n").stdout)


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_no_line_of_text_is_wider_than_the_terminal(harbour: DeskInFiles, columns: int) -> None:
    for ident in ("m3k", "m3z", "h4w", "d0n"):
        shown = harbour.tty("show", ident, columns=columns).stdout
        assert max(map(display_width, shown.splitlines())) <= columns


def test_internal_comments_and_merge_notes_are_marked(harbour: DeskInFiles) -> None:
    lines = harbour.tty("show", "k7f").lines
    assert any("Ana Lima" in line and " · internal ─" in line for line in lines)
    assert any("merge note" in line and "c-abcdefghjk" in line for line in lines)
    assert not any("Bob Reis ·" in line and "internal" in line for line in lines)


def test_long_pages_go_through_the_pager(harbour: DeskInFiles) -> None:
    paged = harbour.with_environ(TIX_PAGER="sed s/^/|/").tty("show", "k7f", lines=10).lines
    assert all(line.startswith("|") for line in paged)
    short = harbour.with_environ(TIX_PAGER="sed s/^/|/").tty("show", "h4w", lines=50).lines
    assert not any(line.startswith("|") for line in short)


def test_nothing_of_a_ticket_drives_the_terminal(harbour: DeskInFiles) -> None:
    for result in (
        harbour.tty("show", "x1y"),
        harbour.tty("show", "x1y", "--raw"),
        harbour.tty("show", "x1y", "--json"),
        harbour.run("show", "x1y"),
    ):
        assert not set(result.stdout) & set("\x1b\x07\u202e\x9b\r")


def test_a_missing_attachment_is_said(harbour: DeskInFiles) -> None:
    shown = harbour.call("show", "k7f").stdout
    assert "attachments/k7f3qz/b1946ac9-log.txt (6 bytes)" in shown
    assert "attachments/k7f3qz/00000000-gone.txt (missing)" in shown


@pytest.mark.parametrize("name", ["../../tix.yaml", "..", "link", "a/../../../tix.yaml"])
def test_an_attachment_outside_of_its_folder_is_not_looked_at(desk: DeskInFiles, name: str) -> None:
    folder = desk.root / "attachments/k7f3qz"
    (folder / "a").mkdir(parents=True)
    (folder / "link").symlink_to(desk.root / "tix.yaml")
    assert (folder / name).exists()
    desk.add(replace(BUILD, attachments=(name,)))
    assert "(missing)" in desk.call("show", "k7f").stdout
    found = json.loads(desk.call("show", "k7f", "--json").stdout)["attachments"]
    assert [(each["size"], each["sha256"]) for each in found] == [(None, None)]


def test_the_documentation_has_every_key(harbour: DeskInFiles) -> None:
    page = Path(__file__).parents[2] / "docs/json.md"
    example = json.loads(page.read_text().split("```json\n")[1].split("```")[0])
    shown = json.loads(harbour.call("show", "k7f", "--json").stdout)
    assert list(example) == [*shown, "promise"]  # which this desk has none of
    for key in ("attachments", "comments", "links", "occurrences"):
        assert list(example[key][0]) == list(shown[key][0])


@pytest.mark.slow
def test_times_at_the_ends_of_the_calendar(desk: DeskInFiles) -> None:
    from datetime import UTC, date, datetime

    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    for zone in ("America/New_York", "Asia/Tokyo"):
        desk.write("tix.yaml", f"format: 1\ntimezone: {zone}\n")
        for number, (when, due) in enumerate([(first, date.min), (last, date.max)]):
            ident = f"k7f3q{number}"
            ticket = replace(BUILD, id=ident, opened=when, since=when, due=due)
            desk.write(f"tickets/{number}/{ident}.md", dump(ticket))
            assert desk.tty("show", ident).stdout.startswith(ident)
        assert len(desk.tty("list").lines) == 3


# Where the reader is


def test_times_are_where_the_reader_is_and_the_zone_is_named_once(harbour: DeskInFiles) -> None:
    here = harbour.tty("show", "k7f").stdout
    assert "UTC" not in here
    there = harbour.with_environ(TZ="Asia/Kolkata").tty("show", "k7f").stdout
    assert "since 2 days ago (2026-11-20 14:30 IST)" in there
    assert "2026-11-17 14:30 · ci" in there
    assert there.count("IST") == 1
    nameless = harbour.with_environ(TZ="America/Sao_Paulo").tty("show", "k7f").stdout
    assert "(2026-11-20 06:00 UTC-03)" in nameless


def test_the_settings_of_the_user_go_before_tz(harbour: DeskInFiles) -> None:
    folder = harbour.root.parent / "home/.config/tix"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("timezone: Asia/Kolkata\n")
    there = harbour.with_environ(TZ="America/New_York")
    assert "(2026-11-20 14:30 IST)" in there.tty("show", "k7f").stdout
    assert there.call("config", "user.timezone").rows[0][1] == "Asia/Kolkata"


def test_no_zone_is_named_where_the_desk_is(harbour: DeskInFiles) -> None:
    harbour.write("tix.yaml", "format: 1\ntimezone: Asia/Kolkata\n")
    shown = harbour.with_environ(TZ="Asia/Kolkata").tty("show", "k7f").stdout
    assert "(2026-11-20 14:30)" in shown


def test_programs_get_utc_wherever_they_run(harbour: DeskInFiles) -> None:
    there = harbour.with_environ(TZ="Asia/Kolkata")
    assert there.run("show", "k7f").stdout == harbour.run("show", "k7f").stdout
    assert there.run("list").stdout == harbour.run("list").stdout


def test_the_log_has_times_of_fields_where_the_reader_is(harbour: DeskInFiles) -> None:
    harbour.call("edit", "k7f", "--due", "2026-12-01T12:00Z")
    there = harbour.with_environ(TZ="Asia/Kolkata").tty("log", "k7f").stdout
    assert "2026-12-01 17:30 IST" in there


# Signatures


@pytest.fixture
def keys(desk: DeskInFiles, tmp_path: Path) -> Keys:
    """A ticket that Ana opened, signed, and that was changed without a signature."""
    keys = make_keys(desk, tmp_path / "keys")
    for key in ("ana", None):
        place = desk.write("tickets/2026/11/k7f3qz.md", dump(replace(BUILD, title=str(key))))
        desk.git("add", str(place))
        keys.commit(f"{key}", key)
    return keys


def test_who_signed_the_last_change_and_the_opening(keys: Keys) -> None:
    last, opening = (keys.desk.git("rev-parse", name).strip() for name in ("HEAD", "HEAD~1"))
    shown = keys.desk.tty("show", "k7f", "--signatures", color=True).stdout
    assert f"{last[:7]} by Ana Lima: not signed" in shown
    assert f"\x1b[32m{opening[:7]} by Ana Lima: signed by {ANA.mail}\x1b[0m" in shown
    exact = keys.desk.call("show", "k7f", "--signatures").lines
    assert f"last change  {last} by {ANA}: not signed" in exact
    assert f"opening      {opening} by {ANA}: signed by {ANA.mail}" in exact


def test_signatures_are_shown_where_the_desk_requires_them(keys: Keys) -> None:
    assert "signed" not in keys.desk.call("show", "k7f").stdout
    with (keys.desk.root / "tix.yaml").open("a") as config:
        config.write("require_signed: yes\n")
    assert "not signed" in keys.desk.call("show", "k7f").stdout


def test_a_ticket_that_is_not_committed_has_no_signatures(keys: Keys) -> None:
    keys.desk.write("tickets/2026/11/m3k9vd.md", dump(replace(BUILD, id="m3k9vd")))
    assert "opening" not in keys.desk.call("show", "m3k", "--signatures").stdout


def test_signatures_go_with_the_page_only(keys: Keys) -> None:
    for option in ("--json", "--raw"):
        result = keys.desk.call("show", "k7f", "--signatures", option, code=2)
        assert "tix log ID --signatures --json" in result.stderr
