"""Files of holidays: ``tix config holidays``, edits by hand, ``check``."""

from datetime import date

import pytest

from tests.conftest import DeskInFiles
from tix.model.merge.line_sets import merge_line_sets
from tix.model.promises.holidays import HolidaysError, read_holidays, years_missing

TIX_YAML = """\
timezone: Europe/Lisbon
calendars:
  office: {hours: {mon-fri: 09:00-17:00}, holidays: [PT]}
  never: {hours: {}}
promises:
- {name: usual, calendar: office, resolution: 1d}
"""


def test_the_holidays_of_a_country_are_written(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", TIX_YAML)
    desk.commit("calendars")
    assert "calendars/PT.txt can't be read" in desk.call("check", code=4).stdout
    done = desk.call("config", "holidays", "pt", "PT-20")
    assert "new holidays: 52 of PT, 56 of PT-20" in done.stderr
    assert "no calendar in tix.yaml names PT-20" in done.stderr
    lines = (desk.root / "calendars/PT.txt").read_text().splitlines()
    assert "2026-12-25 Dia de Natal" in lines
    assert (lines[0][:4], lines[-1][:4]) == ("2025", "2028")
    assert desk.git("status", "--porcelain") == ""
    assert desk.call("check").stderr == "0 tickets, no problems\n"

    # what stands there is what counts, also what was taken out
    desk.write("calendars/PT.txt", "\n".join(line for line in lines if line < "2028-12") + "\n")
    assert "no year is new" in desk.call("config", "holidays", "PT").stderr
    later = desk.at("2028-03-01T12:00:00Z")
    assert "has no holidays of 2029" in later.call("check").stdout
    assert "of PT" in later.call("config", "holidays", "PT").stderr
    assert "2028-12-25" not in (desk.root / "calendars/PT.txt").read_text()
    assert later.call("check").stderr == "0 tickets, no problems\n"


@pytest.mark.parametrize(
    ("name", "hint"), [("PTT", "did you mean"), ("PT-99", "PT"), ("../x", None)]
)
def test_a_country_that_nobody_knows(desk: DeskInFiles, name: str, hint: str | None) -> None:
    error = desk.call("config", "holidays", name, code=2).stderr
    assert "nobody knows the holidays of" in error
    assert hint is None or hint in error
    assert not (desk.root / "calendars").exists()


def test_check_says_what_is_wrong(desk: DeskInFiles) -> None:
    text = TIX_YAML.replace("calendar: office, resolution: 1d", "calendar: never, resolution: 1h")
    desk.write("tix.yaml", text)
    desk.write("calendars/PT.txt", "# ours\n2026-12-25 Natal\n2026-13-01 Never\n\n2027-01-01\n")
    broken, never = desk.call("check", code=4).lines
    reason = "'2026-13-01 Never' is no holiday like 2026-12-25 Natal"
    assert broken == f"calendars/PT.txt:3: {reason}"
    reason = "resolution of usual isn't used up within 3,660 days, so it is never due"
    assert never == f"tix.yaml:6: warning: {reason}"
    assert desk.call("config", "holidays", "PT", code=2).stderr.startswith(
        "tix: calendars/PT.txt:3: "
    )


def test_edits_by_hand_are_committed_unless_they_are_broken_or_the_codes(
    desk: DeskInFiles,
) -> None:
    desk.write("tix.yaml", TIX_YAML)
    desk.write("calendars/PT.txt", "2026-12-25 Natal\n")
    desk.write("calendars/broken.txt", "2026-12-25 Natal\n2026-12-99 Never\n")
    desk.write("calendars/gregorian.py", "print()\n")
    desk.write("calendars/notes.txt", "what the code does\n")
    shown = desk.call("status").stdout
    assert "calendars/PT.txt" in shown
    assert "gregorian" not in shown
    assert "notes" not in shown
    remote = desk.root.parent / "remote.git"
    desk.git("init", "--quiet", "--bare", str(remote))
    desk.git("remote", "add", "origin", str(remote))
    said = desk.call("sync", code=4).stderr
    assert "calendars/broken.txt:2" in said
    committed = desk.git("ls-tree", "-r", "--name-only", "HEAD").split()
    assert [path for path in committed if path.startswith("calendars")] == ["calendars/PT.txt"]


def test_a_file_is_read_line_by_line() -> None:
    data = b"\xef\xbb\xbf# ours\r\n\r\n2026-12-25  Dia de Natal \r\n2026-12-26\n"
    assert read_holidays(data) == {
        date(2026, 12, 25): "Dia de Natal",
        date(2026, 12, 26): "",
    }
    for broken in (b"25.12.2026\n", b"2026-12-25Natal\n", b"\xff\n"):
        with pytest.raises(HolidaysError):
            read_holidays(broken)


def test_the_next_twelve_months_are_those_of_two_years() -> None:
    days = [date(2026, 12, 25), date(2027, 1, 1)]
    assert years_missing(days, date(2026, 11, 23)) == ()
    assert years_missing(days, date(2027, 1, 1)) == ()
    assert years_missing(days, date(2027, 1, 2)) == (2028,)
    assert years_missing([], date(2026, 11, 23)) == (2026, 2027)


def test_lines_merge_as_a_set() -> None:
    base = b"2026-12-24 Eve\n2026-12-25 Natal\n"
    ours = b"2026-12-25 Natal\n2026-12-31 Sylvester\n"
    theirs = b"2026-11-30 Day\n2026-12-24 Eve\n2026-12-25 Natal"
    merged = b"2026-11-30 Day\n2026-12-25 Natal\n2026-12-31 Sylvester\n"
    assert merge_line_sets(base, ours, theirs) == merged
    assert merge_line_sets(base, theirs, ours) == merged
    assert merge_line_sets(None, base, theirs) == b"2026-11-30 Day\n" + base
