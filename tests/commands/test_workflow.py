"""The workflow in a desk: every way of changing a status obeys, ``--force`` goes ahead."""

import json

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles

YAML = """\
format: 1
teams: {staff: [ana@example.org]}
workflow:
  incident:
    from: {open: [in-progress, pending, resolved], resolved: [closed, in-progress]}
    needs: {resolved: [resolution, cause], closed: [children-done]}
reopen_within: 14d
"""


@pytest.fixture
def working(desk: DeskInFiles) -> DeskInFiles:
    desk.write("tix.yaml", YAML)
    desk.commit("a workflow")
    return desk


def _status(desk: DeskInFiles, ident: str) -> str:
    return desk.call("list", "--all", "--columns", "status", f"id:{ident}").stdout.strip()


def test_all_ways_obey_and_nothing_is_written(working: DeskInFiles) -> None:
    ident, other = (working.open(title, "-t", "incident") for title in ("One", "Two"))
    head = working.git("rev-parse", "HEAD")
    told = working.call("status", ident, "resolved", code=4).stderr
    assert told == (
        f"tix: {ident} can't be resolved yet: no resolution and no cause; nothing was changed\n"
        f"hint: tix edit {ident} --set cause=TEXT; "
        f"tix status {ident} resolved --resolution TEXT; or --force\n"
    )
    told = working.call("close", ident, code=4).stderr
    assert "open leads to in-progress or pending or resolved only (for resolved: no" in told
    hint = f"tix edit {ident} --set cause=TEXT; tix status {ident} resolved --resolution TEXT"
    assert f"hint: {hint}; or --force\n" in told, "the next step isn't refused again"
    working.call("edit", ident, "--set", "status=closed", "-p", "high", code=4)
    working.call("status", f"{ident},{other}", "closed", "-m", "x", code=4)
    editor = working.with_environ(VISUAL="sed -i 's/^status: open/status: closed/'")
    edited = editor.call("edit", ident, "--editor", code=None)
    assert edited.code != 0
    assert "open leads to" in edited.stderr
    opened = working.call("open", "x", "-t", "incident", "--set", "status=resolved", code=4)
    assert "give it along" in opened.stderr
    assert working.git("rev-parse", "HEAD") == head
    assert working.git("status", "--porcelain") == ""

    working.call("edit", ident, "--set", "cause=the linker")
    working.call("status", ident, "resolved", "--resolution", "upgraded")
    working.call("status", ident, "pending", code=4)
    working.call("reopen", ident, code=4)
    working.call("close", ident, "--resolution-code", "fixed")
    assert _status(working, ident) == "closed"
    assert json.loads(working.call("show", ident, "--json").stdout)["resolution_code"] == "fixed"
    working.call("status", other, "open", "--resolution-code", "x", code=2)
    working.call("close", working.open("A task"))  # of another type


def test_force_goes_ahead_and_the_log_says_so(working: DeskInFiles) -> None:
    ident = working.open("One", "-t", "incident")
    working.call("status", ident, "resolved", "--force")
    assert "forced: no resolution, no cause" in working.tty("log", ident).stdout
    events = json.loads(working.call("log", ident, "--json").stdout)
    assert [event["forced"] for event in events] == ["no resolution, no cause", None]
    checked = working.call("check").stdout
    assert f"it is resolved, but has no cause (tix edit {ident} --set cause=TEXT)" in checked
    second = working.open("Two", "-t", "incident")
    working.call("edit", second, "--set", "status=closed", "--force")
    assert "forced: open leads to" in working.tty("log", second).stdout


def test_children_are_done_first_or_together(working: DeskInFiles) -> None:
    parent = working.open("Whole", "-t", "incident")
    child = working.open("Part", "--parent", parent)
    working.call("status", parent, "resolved", "--force")
    told = working.call("close", parent, code=4).stderr
    assert f"a part that isn't done ({child})" in told
    assert f"hint: tix close {child}; or --force" in told
    working.call("close", parent, child)
    working.call("reopen", child)
    assert f"its part {child} isn't done, as the workflow wants it" in working.call("check").stdout


def test_claim_obeys_and_what_is_seen_again_takes_an_allowed_way(working: DeskInFiles) -> None:
    working.write("tix.yaml", YAML.replace("open: [in-progress, pending, resolved]", "open: []"))
    working.commit("final")
    ident = working.open("One", "-t", "incident")
    assert "it is final" in working.call("claim", ident, code=4).stderr
    key = working.open("Two", "-t", "incident", "--key", "two")
    working.call("status", key, "resolved", "--force")
    working.call("open", "Two", "--key", "two")
    assert _status(working, key) == "in-progress"


def test_who_asked_reopens_within_the_time_and_later_opens_a_new_one(
    working: DeskInFiles,
) -> None:
    ident = working.open("One", "-r", "bob@example.org")
    working.call("close", ident)
    bob = working.as_(BOB)
    bob.at(NOW.replace(month=12, day=5)).call("reopen", ident)
    working.at(NOW.replace(month=12, day=6)).call("close", ident)
    late = bob.at(NOW.replace(month=12, day=30))
    told = late.call("reopen", ident, code=4).stderr
    assert "done for more than 14 days" in told
    assert f"tix open TITLE --relates-to {ident}" in told
    late.as_(ANA).call("reopen", ident)  # who answers can


def test_a_paid_invoice_is_needed_and_missed_by_check(working: DeskInFiles) -> None:
    yaml = YAML.replace("closed: [children-done]", "closed: [invoice-paid]")
    working.write("tix.yaml", yaml.replace("resolved: [resolution, cause], ", ""))
    working.commit("invoices")
    ident = working.open("One", "-t", "incident", "-c", "acme")
    working.call("work", ident, "1h")
    working.call("status", ident, "resolved")
    told = working.call("close", ident, code=4).stderr
    assert "no invoice for its work" in told
    assert "tix invoice create --customer acme --since 2026-11-22 --until 2026-11-22" in told
    working.call("close", ident, "--force")
    assert "it is closed, but has no invoice for its work" in working.call("check").stdout
    entry = json.loads(working.call("show", ident, "--json").stdout)["worked"][0]["id"]
    invoice = (
        f"---\nnumber: '1'\ncustomer: acme\nstatus: paid\nlines:\n"
        f"- {entry} · {ident} · 1 h · 80.00 · 80.00 · x\n---\n"
    )
    working.write("invoices/1.md", invoice)
    assert "no invoice" not in working.call("check", code=None).stdout
    working.call("status", ident, "resolved", "--force")
    working.call("close", ident)


def test_a_merge_never_refuses(working: DeskInFiles) -> None:
    ident = working.open("One", "-t", "incident", "--set", "cause=x")
    there = working.root.parent / "there"
    working.git("clone", "--quiet", str(working.root), str(there))
    bob = DeskInFiles(there, working.as_(BOB).environ)
    working.call("status", ident, "resolved", "--resolution", "r")
    bob.call("edit", ident, "--set", "cause=")
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit", by=BOB)
    assert _status(bob, ident) == "resolved"
    bob.call("check", code=None)


def test_several_missing_options_of_one_command_are_one_hint(working: DeskInFiles) -> None:
    text = (working.root / "tix.yaml").read_text()
    working.write("tix.yaml", text.replace("[resolution, cause]", "[resolution, resolution_code]"))
    working.commit("another need")
    ident = working.open("One", "-t", "incident")
    told = working.call("status", ident, "resolved", code=4).stderr
    typed = f"tix status {ident} resolved --resolution TEXT --resolution-code CODE"
    assert f"hint: {typed}; or --force\n" in told
    working.call(*typed.split()[1:])
