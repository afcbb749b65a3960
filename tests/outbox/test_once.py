"""What leaves the desk, to whom, and that it leaves once."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.outbox.office import JO, Office, make_office
from tests.sync.clones import git


def ledger(office: Office) -> str:
    return git(office.team.remote, "rev-parse", "refs/tix/outbox").strip()


def entries(clone: DeskInFiles) -> list[dict[str, object]]:
    found = json.loads(clone.call("outbox", "--json").stdout)
    assert isinstance(found, list)
    return found


@pytest.mark.slow
def test_an_answer_goes_to_the_requester_once_whoever_ticks(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("comment", ident, "Please run.")
    office.ana.call("tick")
    office.bob.call("tick")
    office.ana.call("tick")
    assert office.told == [(JO, ident)]
    assert "Please run." in office.texts[0]


@pytest.mark.slow
def test_what_isnt_pushed_isnt_sent(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)
    office.bob.call("tick")
    office.ana.call("tick", "--only", "dispatch")
    assert office.told == []
    office.ana.call("sync")
    office.bob.call("tick")
    assert len(office.told) == 1


@pytest.mark.slow
def test_nothing_from_before_the_setting_up_is_sent(tmp_path: Path, desk: DeskInFiles) -> None:
    office = make_office(tmp_path, desk)
    office.ana.open("Old", "--requester", JO)
    office.ana.call("tick", "--only", "sync")
    office.ana.call("outbox", "init")
    office.ana.call("tick")
    assert office.told == []


@pytest.mark.slow
def test_without_a_ledger_a_person_is_needed(tmp_path: Path, desk: DeskInFiles) -> None:
    office = make_office(tmp_path, desk)
    result = office.ana.call("tick", code=4)
    assert "tix outbox init" in result.stderr
    assert office.ana.call("outbox", "init").code == 0
    assert "already" in office.bob.call("outbox", "init").stderr


@pytest.mark.slow
def test_where_no_dispatch_file_serves_the_desk_nothing_is_sent(
    tmp_path: Path, desk: DeskInFiles
) -> None:
    office = make_office(tmp_path, desk)
    Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml").unlink()
    office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    assert git(office.team.remote, "for-each-ref", "refs/tix/outbox") == ""


@pytest.mark.slow
def test_staff_are_told_and_nobody_of_what_they_did(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "-a", "bob@example.org", "-a", "ana@example.org")
    office.ana.call("comment", ident, "--internal", "The fan.")
    office.ana.call("tick")
    assert office.told == [("bob@example.org", ident)]
    assert "The fan." not in office.texts[0]


@pytest.mark.slow
def test_events_of_one_run_are_one_message_that_decides_all_keys(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("comment", ident, "One.")
    office.ana.call("comment", ident, "Two.")
    office.ana.call("tick")
    assert office.told == [(JO, ident)]
    (entry,) = entries(office.ana)
    assert entry["events"] == ["opened", "answered"]
    assert len(entry["comments"]) == 2  # type: ignore[arg-type] # it is a list


@pytest.mark.slow
def test_what_is_internal_by_sending_time_isnt_sent(office: Office) -> None:
    ident = office.ana.open("Printer on fire")
    office.ana.call("edit", ident, "--set", f"requester={JO}")
    office.ana.call("tick")
    office.ana.call("comment", ident, "Oh, they are stupid.")
    office.ana.call("sync")
    comment = json.loads(office.ana.call("show", ident, "--json").stdout)["comments"][0]["id"]
    office.ana.call("comment", ident, "--remove", comment)
    office.ana.call("tick")
    assert office.told == []
    (entry,) = entries(office.ana)
    assert entry["state"] == "skipped"


@pytest.mark.slow
def test_a_temporary_no_is_tried_again_later(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.answers("75 busy")
    office.ana.call("tick")
    (entry,) = entries(office.ana)
    assert (entry["state"], entry["tries"]) == ("waiting", 1)
    assert "75 busy" in str(entry["error"])
    office.answers(None)
    office.bob.call("tick")
    assert office.told == []
    office.bob.at(NOW + timedelta(seconds=61)).call("tick")
    assert office.told == [(JO, ident)]


@pytest.mark.slow
def test_a_final_no_is_told_to_the_assignee_once(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO, "-a", "bob@example.org")
    office.ana.call("tick")
    office.ana.call("comment", ident, "Better now?")
    office.answers("65 no such mailbox")
    office.ana.call("tick")
    office.answers(None)
    office.ana.call("tick")
    office.bob.call("tick")
    comments = json.loads(office.bob.call("show", ident, "--json").stdout)["comments"]
    assert [c["internal"] for c in comments] == [False, True]
    assert "no such mailbox" in comments[1]["text"]
    assert {e["state"] for e in entries(office.ana) if e["to"] == JO} == {"sent", "failed"}
    assert office.told.count(("bob@example.org", ident)) == 3
    failures = [e for e in entries(office.ana) if e["purpose"] == "failure"]
    assert [e["to"] for e in failures] == ["bob@example.org"]


@pytest.mark.slow
def test_a_dead_address_gets_nothing_more(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.answers("67 no such user")
    office.ana.call("tick")
    office.answers(None)
    office.ana.call("comment", ident, "Hello?")
    office.ana.call("tick")
    assert office.told == []
    (first, last) = (str(entry["key"]) for entry in entries(office.ana))
    office.ana.call("outbox", "retry", first)
    assert "would be sent" in office.ana.call("tick", "--dry-run").stderr
    office.ana.call("outbox", "retry", last)
    office.ana.call("tick")
    assert office.told == [(JO, ident)] * 2


@pytest.mark.slow
def test_an_import_and_an_archive_move_tell_nobody(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "old.csv"
    source.write_text(f"title,requester,status\nOld one,{JO},open\n")
    office.ana.call("import", "csv", str(source))
    office.ana.call("tick")
    assert office.told == []
    (ident,) = (row[0] for row in office.ana.call("list").rows)
    office.ana.call("close", ident)
    office.ana.call("archive", ident)
    office.ana.call("tick")
    assert office.told == [(JO, ident)]  # that it is done


@pytest.mark.slow
def test_a_rewritten_history_sends_nothing_again(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("comment", ident, "Please run.")
    office.ana.call("tick")
    office.ana.git("rebase", "--quiet", "--root", "--committer-date-is-author-date", "--signoff")
    office.ana.git("push", "--quiet", "--force", "origin", "main")
    office.ana.call("tick")
    assert len(office.told) == 1
    office.ana.call("comment", ident, "More.")
    office.ana.call("tick")
    assert len(office.told) == 2


@pytest.mark.long
def test_history_made_anew_with_new_dates_sends_nothing_old(
    tmp_path: Path, desk: DeskInFiles
) -> None:
    office = make_office(tmp_path, desk)
    old = office.ana.at(NOW - timedelta(days=30))
    ident = old.open("Old", "--requester", JO)
    old.call("comment", ident, "An old answer.")
    old.call("sync")
    office.ana.call("outbox", "init")
    tree = office.ana.git("rev-parse", "HEAD^{tree}").strip()
    anew = office.ana.git("commit-tree", "-m", "all in one", tree).strip()
    office.ana.git("push", "--quiet", "--force", "origin", f"{anew}:main")
    office.ana.git("reset", "--quiet", "--hard", anew)
    office.ana.git("fetch", "--quiet", "origin")
    office.ana.call("tick")
    assert office.told == []


@pytest.mark.slow
def test_a_ledger_that_was_deleted_comes_back_from_the_copy(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    before = ledger(office)
    git(office.team.remote, "update-ref", "-d", "refs/tix/outbox")
    result = office.ana.call("tick")
    assert "put back" in result.stderr
    assert ledger(office) == before
    assert len(office.told) == 1


@pytest.mark.slow
def test_a_desk_and_ledger_from_an_older_copy_send_nothing_again(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    old = ledger(office)
    tip = git(office.team.remote, "rev-parse", "main").strip()
    office.ana.call("comment", ident, "Please run.")
    office.ana.call("tick")
    assert len(office.told) == 2
    git(office.team.remote, "update-ref", "refs/tix/outbox", old)
    git(office.team.remote, "update-ref", "refs/heads/main", tip)
    office.ana.call("tick", "--only", "dispatch")
    office.bob.call("tick")
    office.ana.git("push", "--quiet", "origin", "main")
    office.ana.call("tick")
    office.bob.call("tick")
    assert len(office.told) == 2


@pytest.mark.long
def test_a_ledger_that_went_on_from_an_older_copy_is_united(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    office.bob.call("tick")
    old = ledger(office)
    office.ana.call("comment", ident, "One.")
    office.ana.call("tick")
    git(office.team.remote, "update-ref", "refs/tix/outbox", old)
    office.ana.call("tick")
    office.bob.call("tick")
    assert len(office.told) == 2
    assert git(office.team.remote, "merge-base", old, "refs/tix/outbox").strip() == old


@pytest.mark.slow
def test_without_a_remote_the_ledger_is_here(tmp_path: Path, desk: DeskInFiles) -> None:
    office = make_office(tmp_path, desk)
    Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml").write_text(
        f"format: 1\ndesks:\n- desk: {desk.root}\n  sendmail: {office.folder}/sendmail\n"
    )
    desk.call("outbox", "init")
    ident = desk.open("Printer on fire", "--requester", JO)
    desk.call("tick")
    desk.call("tick")
    assert office.told == [(JO, ident)]


@pytest.mark.slow
def test_what_waits_can_be_dropped_and_what_failed_tried_again(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.answers("75 busy")
    office.ana.call("tick")
    (entry,) = entries(office.ana)
    key = str(entry["key"])[:8]
    assert "nothing was dropped" in office.ana.call("outbox", "drop", key, code=1).stderr
    office.ana.call("outbox", "drop", key, "--yes")
    office.answers(None)
    office.ana.at(NOW + timedelta(hours=1)).call("tick")
    assert office.told == []
    office.ana.call("outbox", "retry", key)
    office.bob.call("tick")
    assert office.told == [(JO, ident)]
    office.ana.call("tick")
    assert "it is sent" in office.ana.call("outbox", "retry", key, code=4).stderr


@pytest.mark.slow
def test_a_message_can_be_looked_at(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.answers("75 busy")
    office.ana.call("tick")
    (entry,) = entries(office.ana)
    shown = office.ana.call("outbox", "show", str(entry["key"])[:6]).stdout
    assert f"Message-ID: {entry['message_id']}" in shown
    assert f"[{ident}] Printer on fire" in shown
    assert office.ana.call("outbox", "show", "ffffff", code=3).stdout == ""


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    result = office.ana.call("tick", "--dry-run")
    assert f"would be sent: opened of {ident} to {JO}" in result.stderr
    assert office.told == []
    assert entries(office.ana) == []


@pytest.mark.slow
def test_a_due_date_that_is_over_is_told_once(office: Office) -> None:
    ident = office.ana.open("Report", "-a", "bob@example.org", "--due", "2026-11-22T10:00:00Z")
    office.ana.call("tick")
    later = office.ana.at(NOW + timedelta(hours=2))
    later.call("tick")
    later.call("tick")
    office.bob.at(NOW + timedelta(hours=3)).call("tick")
    events = [e["events"] for e in entries(office.ana)]
    assert sorted(map(str, events)) == ["['assigned']", "['missed']"]
    assert office.told == [("bob@example.org", ident)] * 2


@pytest.mark.slow
def test_the_log_of_a_ticket_shows_what_went_out(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    office.answers("65 no such mailbox")
    later = office.ana.at(NOW + timedelta(minutes=5))
    later.call("comment", ident, "Please run.")
    later.call("tick")
    shown = later.tty("log", ident).stdout
    assert f"sent to {JO}: opened" in shown
    assert f"failed to {JO}: answered" in shown
    assert "no such mailbox" in shown
    told = json.loads(later.call("log", ident, "--json").stdout)
    assert [each["commit"] is None for each in told] == [False] * (len(told) - 2) + [True] * 2
    assert {*told[0]} | {"message"} == {*told[-1]}
    assert [each["message"]["state"] for each in told[-2:]] == ["failed", "sent"]
    assert told[-1]["subject"] == f"sent to {JO}: opened"
    rows = [line.split("\t") for line in later.call("log", ident).stdout.splitlines()]
    assert [row[3:5] for row in rows[-2:]] == [["(failed)", JO], ["(sent)", JO]]
    assert {len(row) for row in rows} == {8}
    assert "(sent)" not in later.call("log", ident, "-n", "1").stdout
    assert "(sent)" not in later.call("log", ident, "--by", "ana").stdout
    assert "(sent)" not in later.call("log").stdout


@pytest.mark.long
def test_one_sender_gets_one_automatic_answer_an_hour(office: Office) -> None:
    for title in ("One", "Two"):
        office.ana.open(title, "--requester", JO)
    office.ana.call("tick")
    office.ana.open("Three", "--requester", JO)
    office.bob.call("sync")
    office.ana.call("tick")
    assert len(office.told) == 1
    states = [(e["state"], bool(e["error"])) for e in entries(office.ana)]
    assert sorted(states) == [("sent", False), ("skipped", True), ("skipped", True)]
    later = office.ana.at(NOW + timedelta(minutes=61))
    ident = later.open("Four", "--requester", JO)
    later.call("tick")
    assert (JO, ident) in office.told


def test_a_commit_can_say_that_what_it_opens_isnt_acknowledged(office: Office) -> None:
    office.ana.open("Silent", "--requester", JO)
    office.ana.git("commit", "--quiet", "--amend", "-m", "open\n\nAcknowledge: no")
    office.ana.call("tick")
    assert office.told == []


@pytest.mark.slow
def test_a_bounce_mutes_the_address_that_its_message_went_to(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    (entry,) = entries(office.ana)
    office.ana.git(
        "commit", "--quiet", "--allow-empty", "-m",
        f"x\n\nQuiet: yes\nNobody-At: {entry['key']} other@acme.example",
    )  # fmt: skip
    office.ana.call("comment", ident, "Still there?")
    office.ana.call("tick")
    assert len(office.told) == 2
    body = f"y\n\nQuiet: yes\nNobody-At: {entry['key']} {JO}"
    ticket = office.ana.file_of(ident)
    ticket.write_text(ticket.read_text() + "\n")
    office.ana.git("add", "-A")
    office.ana.git("commit", "--quiet", "-m", body)
    office.ana.call("tick")
    office.ana.call("comment", ident, "Hello?")
    office.ana.call("tick")
    assert len(office.told) == 2


@pytest.mark.slow
def test_who_is_forgotten_is_forgotten_in_the_ledger(office: Office) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    office.ana.call("tick")
    office.ana.call("comment", ident, "Please run.")
    office.answers("75 busy")
    office.ana.call("tick")
    told = json.loads(office.ana.call("export", "person", JO).stdout)["files"]
    assert any(each["path"].startswith("refs/tix/outbox:") for each in told)
    result = office.ana.call("forget", JO, "--yes")
    office.answers(None)
    office.ana.at(NOW + timedelta(hours=1)).call("tick")
    office.bob.call("tick")
    assert JO not in git(office.team.remote, "grep", "-h", "ticket", "refs/tix/outbox")
    assert "refs/tix/outbox" not in result.stderr
    assert len(office.told) == 1
    assert {e["state"] for e in entries(office.bob)} == {"sent", "dropped"}


@pytest.mark.slow
def test_who_was_forgotten_before_the_tick_is_told_nothing(office: Office) -> None:
    ana = office.ana
    ident = ana.open("Printer on fire", "--requester", f"Jo Silva <{JO}>")
    ana.call("comment", ident, "Please run.")
    other = ana.open("Lamp", "--requester", "kim@acme.example")
    later = ana.at(NOW + timedelta(minutes=5))
    later.call("forget", JO, "--yes")
    later.call("tick")
    assert {to for to, _ in office.told} == {"kim@acme.example"}
    assert JO not in git(office.team.remote, "grep", "-h", "", "refs/tix/outbox")
    back = ana.at(NOW + timedelta(minutes=10))
    again = back.open("Another fire", "--requester", JO)
    back.call("comment", again, "We come.")
    back.call("comment", other, "We come, too.")
    office.bob.at(NOW + timedelta(minutes=11)).call("tick")
    assert {to for to, _ in office.told} == {"kim@acme.example"}, "not pushed yet"
    back.call("tick")
    assert JO in {to for to, _ in office.told}


@pytest.mark.slow
def test_files_of_an_answer_go_along_from_a_clone_that_isnt_synced(
    office: Office, tmp_path: Path
) -> None:
    ident = office.ana.open("Printer on fire", "--requester", JO)
    plan = tmp_path / "plan.txt"
    plan.write_text("Water.")
    office.ana.call("comment", ident, "Look.", "--attach", str(plan))
    office.ana.call("sync")
    office.bob.call("tick", "--only", "dispatch")
    (letter,) = office.letters

    files = [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()]
    assert files == [("plan.txt", "Water.")]
