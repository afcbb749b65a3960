"""``tix invoice …``, without a remote and with one."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles, Result
from tests.remotes.conftest import FIRST, SECOND, Team, _team, ana, bob, team, tip

__all__ = ["_team", "ana", "bob", "team"]

CONFIG = """\
format: 1
billing: {currency: EUR, rate: 80.00, tax: 23%, seller: {name: Us, country: PT, tax_id: PT1}}
plans:
  gold: {rate: 60.00, covers: [incident], hours: 1}
"""


def add_customer(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme Ltd.", "--set", "address=Quay 1, Porto, PT")


@pytest.fixture
def billing(desk: DeskInFiles) -> DeskInFiles:
    """A desk that bills, with a customer and a ticket of theirs that was worked on."""
    desk.write("tix.yaml", CONFIG)
    desk.commit("bill")
    add_customer(desk)
    ident = desk.call("open", "The door", "-c", "acme-ltd", "-t", "incident").stdout.strip()
    desk.call("work", ident, "1h30m", "-m", "the hinge")
    return desk


def create(desk: DeskInFiles, *args: str, code: int = 0) -> Result:
    return desk.call("invoice", "create", "--customer", "acme", *args, code=code)


def test_an_invoice_is_made_shown_sent_and_paid(billing: DeskInFiles) -> None:
    before = tip(billing)
    preview = create(billing, "--dry-run")
    assert "Total:      147.60 EUR" in preview.stdout
    assert (tip(billing), (billing.root / "invoices").exists()) == (before, False)
    done = create(billing, "--since", "2026-11", "--until", "2026-11-22")
    assert (done.stdout, done.stderr) == (
        "2026-0001\n",
        "invoice 2026-0001: billed (147.60 EUR)\n",
    )
    shown = json.loads(billing.call("invoice", "show", "2026", "--json").stdout)
    assert [*shown][:12] == [
        "number", "customer", "status", "issued", "due", "paid", "credits", "currency", "lines",
        "net", "tax", "total",
    ]  # fmt: skip
    assert shown["lines"][0]["net"] == "120.00"
    assert (shown["net"], shown["tax"], shown["total"]) == ("120.00", "27.60", "147.60")
    assert "nothing to bill acme-ltd for" in create(billing, code=1).stderr
    billing.call("invoice", "send", "2026-0001")
    billing.call("invoice", "paid", "2026-0001", "--day", "yesterday")
    assert "paid already" in billing.call("invoice", "paid", "2026-0001").stderr
    assert "can't be sent" in billing.call("invoice", "send", "2026-0001", code=4).stderr
    assert billing.call("invoice", "list", "status:paid").rows == [
        ["2026-0001", "acme-ltd", "paid", "2026-11-22", "2026-12-22", "EUR", "147.60", ""]
    ]
    text = (billing.root / "invoices/2026-0001.md").read_text()
    assert "paid: 2026-11-21\n" in text
    assert "log" not in billing.call("invoice", "log", "2026-0001").stderr
    assert billing.git("log", "-1", "--format=%s").strip() == "invoice 2026-0001: paid"
    assert "Quay 1, Porto, PT" in text
    billing.call("check")


def test_what_is_not_billed_yet_is_listed(billing: DeskInFiles) -> None:
    other = billing.open("The roof", "-c", "nobody known")
    billing.call("work", other, "1h")
    done = billing.call("invoice", "unbilled")
    [row] = [line.split("\t") for line in done.lines]
    assert row[:5] == ["acme-ltd", "120.00", "EUR", "2026-11-22", "2026-11-22"]
    assert f"no customer can be billed for work or parts on {other}" in done.stderr
    assert json.loads(billing.call("invoice", "unbilled", "--json").stdout)[0]["net"] == "120.00"
    assert billing.call("invoice", "unbilled", "--until", "2026-11-21").lines == []
    create(billing)
    billing.call("edit", other, "--set", "customer=acme-ltd")
    assert billing.call("invoice", "unbilled").lines[0].split("\t")[1:2] == ["80.00"]
    create(billing)
    billing.call("asset", "add", "Screw")
    billing.call("use", other, "screw", "2")
    told = billing.call("invoice", "unbilled").stderr
    assert "screw has no price" in told
    assert "all is billed" not in told
    billing.call("asset", "edit", "screw", "--set", "price=0.50")
    create(billing)
    assert "all is billed" in billing.call("invoice", "unbilled").stderr


def test_a_part_without_a_customer_and_a_rate_of_another_currency_are_told(
    billing: DeskInFiles,
) -> None:
    billing.call("asset", "add", "Roll 80", "--set", "price=4.50")
    part = billing.open("The till")
    billing.call("use", part, "roll-80", "2")
    billing.call("customer", "add", "Bolt", "--set", "rate=100 USD")
    billing.call("work", billing.open("The lamp", "-c", "bolt"), "1h")
    done = billing.call("invoice", "unbilled")
    assert [line.split("\t")[:2] for line in done.lines] == [["acme-ltd", "120.00"]]
    assert f"no customer can be billed for work or parts on {part}" in done.stderr
    assert "bolt: 100 USD isn't in EUR" in done.stderr
    billing.call("edit", part, "--set", "customer=acme-ltd")
    create(billing)
    billing.call("edit", part, "--set", "customer=")
    assert part not in billing.call("invoice", "unbilled").stderr, "it is billed"


def test_what_is_unpaid_and_overdue_is_listed_and_on_the_customers_page(
    billing: DeskInFiles,
) -> None:
    def listed(words: str, now: str = "2026-11-22T09:00:00Z") -> list[str]:
        return billing.at(now).call("invoice", "list", "--ids", words).lines

    create(billing)
    assert listed("is:unpaid") == ["2026-0001"]
    assert "did you mean status:paid?" in billing.call("invoice", "list", "is:paid", code=2).stderr
    assert listed("is:overdue") == listed("is:overdue", "2026-12-22T23:00:00Z") == []
    assert listed("is:overdue", "2026-12-23T00:00:00Z") == ["2026-0001"]
    late = billing.at("2027-01-01T00:00:00Z").call("customer", "show", "acme").stdout
    assert "unpaid: 147.60 EUR, 1 overdue (2026-0001)" in late
    billing.call("invoice", "void", "2026-0001")
    create(billing)
    assert listed("is:unpaid") == ["2026-0003"], "neither what is void nor a credit note"
    billing.call("invoice", "paid", "2026-0003")
    assert listed("is:unpaid") == []
    assert "unpaid" not in billing.call("customer", "show", "acme").stdout


def test_undo_keeps_what_was_billed(billing: DeskInFiles) -> None:
    create(billing)
    before = tip(billing)
    said = billing.call("undo", code=4).stderr
    assert "is on invoice 2026-0001, which doesn't change" in said
    assert "hint: take that back: tix invoice void 2026-0001" in said
    assert tip(billing) == before
    ident = billing.call("list", "--ids").stdout.strip()
    billing.call("work", ident, "5m")
    assert "took back" in billing.call("undo").stderr, "what isn't billed can be taken back"
    billing.call("invoice", "void", "2026-0001")
    assert "took back" in billing.call("undo").stderr


def test_a_ticket_with_billed_work_is_not_deleted(billing: DeskInFiles) -> None:
    create(billing)
    ident = billing.call("list", "--ids").stdout.strip()
    other = billing.open("Another")
    before = tip(billing)
    said = billing.call("delete", "--yes", other, ident, code=4).stderr
    assert "is on invoice 2026-0001, which doesn't change" in said
    assert tip(billing) == before, "not one of them went"
    billing.call("delete", "--yes", other)
    billing.call("invoice", "void", "2026-0001")
    billing.call("delete", "--yes", ident)


def test_a_mistake_is_taken_back_by_a_credit_note_and_billed_again(billing: DeskInFiles) -> None:
    create(billing)
    [[entry, *_]] = billing.call("work", "--", billing.call("list", "--ids").lines[0]).rows
    ident = billing.call("list", "--ids").lines[0]
    refused = billing.call("work", ident, "--remove", entry, code=4).stderr
    assert f"{entry} is on invoice 2026-0001, which doesn't change" in refused
    billing.call("work", ident, "--edit", entry, "2h", code=4)
    assert billing.call("invoice", "void", "2026-0001").stdout == "2026-0002\n"
    billing.call("invoice", "void", "2026-0001", code=4)
    billing.call("invoice", "void", "2026-0002", code=2)
    billing.call("invoice", "paid", "2026-0001", code=4)
    billing.call("work", ident, "--edit", entry, "2h")
    assert create(billing, "--json").code == 0
    rows = [row[:3] + row[6:] for row in billing.call("invoice").rows]
    assert rows == [
        ["2026-0001", "acme-ltd", "void", "147.60", ""],
        ["2026-0002", "acme-ltd", "draft", "-147.60", "2026-0001"],
        ["2026-0003", "acme-ltd", "draft", "196.80", ""],
    ]
    billing.call("check")
    void = billing.root / "invoices/2026-0001.md"
    text = void.read_text()
    billing.write("invoices/2026-0001.md", text.replace("80.00 · 120.00", "40.00 · 60.00"))
    assert "isn't what 2026-0002 takes back" in billing.call("check", code=4).stdout
    billing.write("invoices/2026-0001.md", text)
    billing.call("undo", code=None)
    assert len(billing.call("invoice").rows) == 3, "a number was taken away"


BY_HAND = [
    (("80.00 · 120.00", "90.00 · 135.00"), "at 90.00, net 135.00: no line said so when"),
    (("80.00 · 120.00", "90.00 · 135.00"), "a line said w-"),
    (("tax_rate: 23%", "tax_rate: 6%"), "tax_rate was 23% when it was issued"),
    (("tax_rate: 23%", "tax_rate: '[redacted]'"), "tax_rate was 23% when it was issued"),
    (("number: 2026-0001", "number: '[redacted]'"), "number was 2026-0001 when it was issued"),
    (("currency: EUR", "currency: '[redacted]'"), "currency was EUR when it was issued"),
    (("currency: EUR", "currency: USD"), "currency was EUR when it was issued"),
    (("customer: acme-ltd", "customer: bolt"), "customer was acme-ltd when it was issued"),
    (("issued: 2026-11-22", "issued: 2026-10-22"), "issued was 2026-11-22 when it was issued"),
    (("name: Acme", "name: Bolt"), "buyer was name: Acme Ltd., address: Quay 1, Porto, PT"),
    (("tax_id: PT1", "tax_id: PT2"), "seller was name: Us, country: PT, tax_id: PT1 when"),
    (("the hinge", "the lock"), ": its text was another one when it was issued"),
]


@pytest.mark.parametrize(("change", "said"), BY_HAND)
def test_check_finds_an_issued_invoice_that_was_changed_by_hand(
    billing: DeskInFiles, change: tuple[str, str], said: str
) -> None:
    create(billing)
    made = billing.git("rev-parse", "HEAD").strip()[:10]
    billing.call("invoice", "paid", "2026-0001")
    billing.call("invoice", "comment", "2026-0001", "Rang: they pay on Friday.")
    billing.call("check")
    path = "invoices/2026-0001.md"
    text = (billing.root / path).read_text()
    assert change[0] in text
    billing.write(path, text.replace(*change))
    if change[0].startswith("80"):  # committed or not
        billing.commit("a change by hand")
    told = billing.call("check", code=4).stdout
    assert said in told
    assert f"put it back as commit {made} has it" in told
    assert "isn't as it was issued" in billing.call("invoice", "void", "2026-0001", code=4).stderr
    billing.write(path, text)
    billing.call("check")
    assert billing.call("invoice", "void", "2026-0001").stdout == "2026-0002\n"
    billing.call("check")


def test_what_is_taken_out_of_an_invoice_is_no_change_of_it(billing: DeskInFiles) -> None:
    billing.call("customer", "add", "Jo Silva", "--set", "address=Rua Nova 7, Porto, PT",
                 "--add", "contacts=Jo Silva <jo@silva.example>",
                 "--set", "tax=E as Jo Silva says")  # fmt: skip
    ident = billing.open("The window", "-c", "jo-silva")
    billing.call("work", ident, "1h", "-m", "Jo Silva says the alarm is 90210-hinge")
    billing.call("invoice", "create", "--customer", "jo-silva")
    assert billing.call("invoice", "void", "2026-0001").stdout == "2026-0002\n"
    for number in ("2026-0001", "2026-0002"):
        billing.call("invoice", "redact", number, "90210-hinge")
    billing.call("forget", "jo@silva.example", "--yes", code=None)
    text = (billing.root / "invoices/2026-0001.md").read_text()
    assert "Silva" not in text and "[redacted]" in text and "name: Forgotten " in text
    assert not billing.call("check").stdout
    for number in ("2026-0001", "2026-0002"):  # of a credit note texts are compared, too
        path = f"invoices/{number}.md"
        text = (billing.root / path).read_text()
        billing.write(path, text.replace("says the alarm", "knows the alarm"))
        assert "its text was another one when it was issued" in billing.call("check", code=4).stdout
        billing.write(path, text)


def test_a_line_more_or_less_on_an_issued_invoice_is_found(billing: DeskInFiles) -> None:
    create(billing)
    path = "invoices/2026-0001.md"
    text = (billing.root / path).read_text()
    line = next(line for line in text.splitlines(keepends=True) if "80.00 · 120.00" in line)
    billing.write(path, text.replace(line, line * 2))
    billing.commit("twice")
    assert "no line said so when it was issued" in billing.call("check", code=4).stdout
    billing.write(path, text.replace(line, "").replace("lines:\n", ""))
    assert "when it was issued, a line said w-" in billing.call("check", code=4).stdout


def test_an_invoice_is_compared_with_the_oldest_version_that_a_shallow_clone_has(
    billing: DeskInFiles, tmp_path: Path
) -> None:
    create(billing)
    path = "invoices/2026-0001.md"
    text = (billing.root / path).read_text()
    billing.write(path, text.replace("80.00 · 120.00", "90.00 · 135.00"))
    billing.commit("a change by hand")
    source = f"file://{billing.root}"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", source, tmp_path / "shallow"],
        env=billing.environ, check=True,
    )  # fmt: skip
    shallow = DeskInFiles(tmp_path / "shallow", billing.environ)
    shallow.call("check")
    shallow.write(path, text)
    assert "no line said so" in shallow.call("check", code=4).stdout


WRONG = [
    (("create", "--customer", "bolt"), 3, "there is no customer"),
    (("create", "--customer", "acme", "--since", "fri", "--until", "mon"), 2, "ends before it"),
    (("create", "--customer", "acme", "--since", "sometime"), 2, "sometime"),
    (("create",), 2, "--customer"),
    (("show", "2027-1"), 3, "there is no invoice"),
    (("void", "2027-1"), 3, "there is no invoice"),
    (("paid", "2027-1"), 3, "there is no invoice"),
]


def test_what_can_not_be_billed_is_said(billing: DeskInFiles) -> None:
    before = tip(billing)
    for args, code, message in WRONG:
        assert message in billing.call("invoice", *args, code=code).stderr
    assert tip(billing) == before


def test_a_dry_run_refuses_in_the_same_words(billing: DeskInFiles) -> None:
    create(billing)
    billing.write("tickets/2026/11/aaaaaa.md", "---\nstatus: [\n---\n")
    refused = create(billing, code=1).stderr
    assert "broken, so it isn't billed: tickets/2026/11/aaaaaa.md" in refused
    assert create(billing, "--dry-run", code=1).stderr == refused


def test_a_desk_that_does_not_bill_says_how_to(desk: DeskInFiles) -> None:
    add_customer(desk)
    said = create(desk, code=1).stderr
    assert said.startswith("tix: this desk doesn't bill yet\nhint: say how in tix.yaml: billing: {")


def test_check_names_prices_in_another_currency(billing: DeskInFiles) -> None:
    billing.call("customer", "edit", "acme", "--set", "rate=60 USD")
    billing.call("asset", "add", "Gasket", "--set", "price=4.50 EUR")
    billing.call("asset", "add", "Hinge", "--set", "price=4.50 GBP")
    said = billing.call("check", code=4).stdout
    assert "acme-ltd.md:4: rate: 60 USD isn't in EUR, in which this desk bills" in said
    assert "assets/hinge.md" in said and "gasket" not in said


def test_a_broken_invoice_stops_billing_and_check_tells_what_is_billed_twice(
    billing: DeskInFiles,
) -> None:
    create(billing)
    first = billing.root / "invoices/2026-0001.md"
    text = first.read_text()
    billing.write("invoices/2026-0002.md", text.replace("2026-0001", "2026-0002"))
    said = billing.call("check", code=4)
    assert "is billed by 2026-0001 as well" in said.stdout + said.stderr
    billing.write("invoices/2026-0002.md", text.replace("120.00", "12.00"))
    said = billing.call("check", code=4)
    assert "its number is 2026-0001, but" in said.stdout + said.stderr
    assert "the net is 120.00, not 12.00" in said.stdout + said.stderr
    billing.write("invoices/2026-0002.md", text.replace("80.00", "much"))
    assert "nothing is billed" in create(billing, code=4).stderr


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "html", "ubl"])
def test_every_format_can_be_written_to_a_file(
    billing: DeskInFiles, form: str, tmp_path: Path
) -> None:
    create(billing)
    printed = billing.call("invoice", "show", "2026-0001", "--format", form).stdout
    assert "the hinge" in printed and "120.00" in printed
    billing.call("invoice", "show", "2026-0001", "--format", form, "-o", str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == printed
    nowhere = str(tmp_path / "no" / "out")
    billing.call("invoice", "show", "2026-0001", "--format", form, "-o", nowhere, code=1)


# -- with others ------------------------------------------------------------------------------


@pytest.fixture
def both(ana: DeskInFiles, bob: DeskInFiles) -> tuple[DeskInFiles, DeskInFiles]:
    """Two clones of a desk that bills, in step, with work on two tickets of one customer."""
    ana.write("tix.yaml", CONFIG)
    ana.commit("bill")
    add_customer(ana)
    ana.call("edit", FIRST, SECOND, "--set", "customer=acme-ltd", "-t", "incident")
    ana.call("work", FIRST, "1h")
    ana.call("work", SECOND, "2h", "--day", "yesterday")
    ana.call("sync", "--all", code=None)
    ana.call("sync")
    bob.call("sync")
    return ana, bob


@pytest.mark.slow
def test_who_is_second_to_bill_the_same_is_told_and_nothing_changes(
    team: Team, both: tuple[DeskInFiles, DeskInFiles]
) -> None:
    ana, bob = both
    create(ana)
    before, theirs = tip(bob), team.tip()
    said = create(bob, "--until", "yesterday", code=4).stderr
    assert said == (
        "tix: invoice 2026-0001 bills that already; nothing was changed\n"
        "hint: look at it: tix sync && tix invoice show 2026-0001\n"
    )
    assert (tip(bob), team.tip(), bob.git("status", "--porcelain")) == (before, theirs, "")
    bob.call("work", FIRST, "30m")
    bob.call("sync")
    assert create(bob).stdout == "2026-0002\n"
    ana.call("sync")
    assert [row[0] for row in ana.call("invoice").rows] == ["2026-0001", "2026-0002"]
    bob.call("invoice", "void", "2026-0001")
    said = ana.call("invoice", "void", "2026-0001", code=4).stderr
    assert "is void already" in said
    ana.call("check")


@pytest.mark.slow
def test_what_this_run_has_pushed_is_its_own_though_the_branch_here_moved_meanwhile(
    team: Team, both: tuple[DeskInFiles, DeskInFiles]
) -> None:
    ana, bob = both
    hook = team.bare.root / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        '#!/bin/sh\nunset GIT_DIR GIT_QUARANTINE_PATH\nrm -f "$0"\n'
        f"git -C '{ana.root}' commit -q --allow-empty -m 'Just then'\n"
    )
    hook.chmod(0o755)
    text = hook.read_text()
    assert create(ana).stdout == "2026-0001\n"
    assert not hook.exists() and "Just then" in ana.git("log", "--format=%s")
    hook.write_text(text)
    hook.chmod(0o755)
    ana.call("invoice", "void", "2026-0001")
    assert not hook.exists()
    bob.call("sync")
    assert [row[0] for row in bob.call("invoice").rows] == ["2026-0001", "2026-0002"]
    ana.call("check")


@pytest.mark.slow
def test_check_tells_of_work_that_was_changed_while_it_was_billed(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    ana, bob = both
    [entry, *_] = bob.call("work", FIRST).rows[0]
    create(ana)
    ana.call("check")
    bob.call("work", FIRST, "9h", "--edit", entry)
    bob.call("sync")
    said = bob.call("check")
    assert f"{entry} of {FIRST} says 540m now, but" in said.stdout + said.stderr


@pytest.mark.slow
def test_numbers_go_on_where_others_have_billed(both: tuple[DeskInFiles, DeskInFiles]) -> None:
    ana, bob = both
    assert create(ana, "--until", "yesterday").stdout == "2026-0001\n"
    assert create(bob, "--since", "today").stdout == "2026-0002\n"
    ana.call("sync")
    billed = [
        (line["ticket"], line["entry"])
        for row in ana.call("invoice").rows
        for line in json.loads(ana.call("invoice", "show", row[0], "--json").stdout)["lines"]
    ]
    assert len(billed) == len({*billed}) == 2


def test_without_the_remote_nothing_is_billed(
    team: Team, both: tuple[DeskInFiles, DeskInFiles]
) -> None:
    ana, _ = both
    team.bare.root.rename(team.bare.root.with_name("gone.git"))
    before = tip(ana)
    assert "no invoice has changed; invoices need the remote" in create(ana, code=1).stderr
    assert (tip(ana), ana.git("status", "--porcelain")) == (before, "")
    assert not (ana.root / "invoices").exists()


@pytest.mark.slow
def test_two_who_bill_in_the_same_moment_get_one_invoice(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    import sys

    from tests.conftest import _PACKAGE

    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tix", "invoice", "create", "--customer", "acme"],
            cwd=clone.root,
            env={**clone.environ, "PYTHONPATH": str(_PACKAGE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for clone in both
    ]
    printed = sorted((p.communicate(timeout=120)[0].decode(), p.returncode) for p in running)
    assert printed == [("", 4), ("2026-0001\n", 0)]


# -- by rules ---------------------------------------------------------------------------------


def test_a_signature_makes_the_invoice_of_its_ticket(billing: DeskInFiles) -> None:
    billing.write(
        "rules.yaml",
        "- name: bill what was accepted\n  on: signed\n"
        "  then: {invoice: create, add-label: billed}\n",
    )
    billing.commit("rules")
    [ident] = billing.call("list", "--ids").lines
    other = billing.call("open", "The lamp", "-c", "acme-ltd").stdout.strip()
    billing.call("work", other, "1h")
    said = billing.call("sign", ident, "--name", "Jo Silva").stderr
    assert f"invoice 2026-0001: billed {ident}, by a rule" in said
    shown = json.loads(billing.call("invoice", "show", "2026-0001", "--json").stdout)
    assert [line["ticket"] for line in shown["lines"]] == [ident]
    assert "billed" in billing.call("show", ident).stdout
    again = billing.call("sign", ident, "--name", "Jo Silva").stderr
    assert "invoice" not in again
    nobody = billing.call("open", "The roof").stdout.strip()
    said = billing.call("sign", nobody, "--name", "Jo").stderr
    assert f"made no invoice for {nobody}: {nobody} has no customer" in said


def test_a_time_rule_bills_once(billing: DeskInFiles) -> None:
    billing.write(
        "rules.yaml",
        "- name: bill what is open\n  at: opened\n  from: 2020-01-01T00:00:00Z\n"
        "  then: {invoice: create}\n",
    )
    billing.commit("rules")
    [ident] = billing.call("list", "--ids").lines
    nobody = billing.call("open", "The roof").stdout.strip()
    said = billing.call("tick").stderr
    assert said.count(f"invoice 2026-0001: billed {ident}, by a rule") == 1
    assert said.count(f"made no invoice for {nobody}: {nobody} has no customer") == 1
    assert "invoice" not in billing.call("tick").stderr


@pytest.mark.slow
def test_two_that_had_no_remote_gave_one_number_twice(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    """Both stay whole: merged, the invoice would bill what neither billed."""
    ana, bob = both
    url = ana.git("remote", "get-url", "origin").strip()
    for desk in both:
        desk.git("remote", "remove", "origin")
    create(ana, "--until", "yesterday")
    create(bob, "--since", "today")
    for desk in both:
        desk.git("remote", "add", "origin", url)
        told = desk.call("sync").stderr
    assert "there are two different invoices 2026-0001" in told
    text = (bob.root / "invoices/2026-0001.md").read_text()
    _, one, other, _ = re.split(r"(?m)^[<=>]{7}.*\n", text)
    assert {FIRST in one, FIRST in other} == {SECOND in one, SECOND in other} == {True, False}
    assert "nothing is billed" in create(bob, code=4).stderr
    bob.write("invoices/2026-0001.md", one)
    bob.write("invoices/2026-0002.md", other.replace("2026-0001", "2026-0002"))
    bob.call("check")


def test_invoices_are_found_by_what_they_bill_without_a_doubt(billing: DeskInFiles) -> None:
    [ident] = billing.call("list", "--ids").stdout.split()
    create(billing)
    found = billing.call("invoice", "list", "--ids", f"line:{ident}")
    assert (found.stdout, found.stderr) == ("2026-0001\n", "")
    assert "no invoice has line" in billing.call("invoice", "list", "line:zzzzzz").stderr


def test_a_country_in_words_stands_on_the_invoice_and_none_is_guessed_for_it(
    billing: DeskInFiles,
) -> None:
    def buyer(*fields: str) -> list[str]:
        sets = [part for field in fields for part in ("--set", field)]
        billing.call("customer", "edit", "acme-ltd", *sets, "--new-field")
        number = create(billing).stdout.strip()
        billing.call("invoice", "void", number)
        text = (billing.root / f"invoices/{number}.md").read_text()
        return [line for line in text.splitlines() if "country:" in line]

    assert buyer("country=uk") == ['- "country: PT"', '- "country: GB"']
    assert buyer("country=Portugal", "tax_id=DE123") == ['- "country: PT"', '- "country: Portugal"']


def test_a_customer_who_owes_the_tax_gets_an_invoice_that_says_so(billing: DeskInFiles) -> None:
    billing.call("customer", "edit", "acme", "--set", "tax=reverse charge", "--set", "tax_id=DE1")
    assert json.loads(billing.call("customer", "show", "acme", "--json").stdout)["tax"] == "AE"
    create(billing)
    shown = json.loads(billing.call("invoice", "show", "2026-0001", "--json").stdout)
    assert (shown["tax"], shown["tax_rate"], shown["tax_exemption"]) == ("0.00", "0%", "AE")
    assert shown["total"] == shown["net"] != "0.00"
    assert "Reverse charge" in billing.call("invoice", "show", "2026-0001").stdout
    ubl = billing.call("invoice", "show", "2026-0001", "--format", "ubl").stdout
    assert "VATEX-EU-AE" in ubl
    billing.call("check")
    billing.call("invoice", "void", "2026-0001")
    note = json.loads(billing.call("invoice", "show", "2026-0002", "--json").stdout)
    assert note["tax_exemption"] == "AE"
    billing.call("customer", "edit", "acme", "--set", "tax=19%")
    create(billing)
    shown = json.loads(billing.call("invoice", "show", "2026-0003", "--json").stdout)
    assert (shown["tax_rate"], shown["tax_exemption"]) == ("19%", None)


def test_a_tax_that_is_none_is_refused(billing: DeskInFiles) -> None:
    said = billing.call("customer", "edit", "acme", "--set", "tax=none", code=2).stderr
    assert "'none' is no tax like 23%, reverse charge (AE)" in said


def test_a_field_of_the_teams_own_that_is_called_tax_breaks_nothing_but_a_bill(
    billing: DeskInFiles,
) -> None:
    path = "customers/acme-ltd.md"
    text = (billing.root / path).read_text()
    billing.write(path, text.replace("name:", "tax: see letter\nname:"))
    shown = json.loads(billing.call("customer", "show", "acme", "--json").stdout)
    assert shown["tax"] == "see letter"
    assert billing.call("customer", "list", "--ids", 'tax:"see letter"').stdout == "acme-ltd\n"
    billing.call("customer", "edit", "acme", "--set", "phone=+351 21 555 0101")
    assert "tax: see letter\n" in (billing.root / path).read_text()
    before = tip(billing)
    said = create(billing, code=4).stderr
    assert "tax: 'see letter' is no tax like 23%" in said
    assert "tix customer edit acme-ltd --set tax=23%" in said
    assert tip(billing) == before
    assert "customers/acme-ltd.md:2: tax: 'see letter'" in billing.call("check", code=4).stdout
    billing.call("customer", "edit", "acme", "--set", "tax=AE")
    create(billing)
    billing.call("check")


def test_a_list_called_tax_is_the_teams_own(billing: DeskInFiles) -> None:
    path = "customers/acme-ltd.md"
    text = (billing.root / path).read_text()
    billing.write(path, text.replace("name:", "tax:\n- one\n- two\nname:"))
    shown = json.loads(billing.call("customer", "show", "acme", "--json").stdout)
    assert (shown["tax"], shown["fields"]) == (None, {"tax": ["one", "two"]})
    create(billing)


def test_a_declared_field_called_tax_takes_the_teams_words(billing: DeskInFiles) -> None:
    billing.write("tix.yaml", f"{CONFIG}fields:\n  tax: {{type: choice, choices: [paper, mail]}}\n")
    billing.call("customer", "edit", "acme", "--set", "tax=paper")
    assert billing.call("customer", "list", "--ids", "tax:paper").stdout == "acme-ltd\n"


@pytest.mark.parametrize("asked", ["AE", "ae", '"reverse charge"', "reverse-charge"])
def test_a_tax_is_found_by_what_people_call_it(billing: DeskInFiles, asked: str) -> None:
    billing.call("customer", "edit", "acme", "--set", "tax=reverse charge")
    billing.call("customer", "add", "Other", "--set", "tax=19%")
    assert billing.call("customer", "list", "--ids", f"tax:{asked}").stdout == "acme-ltd\n"
    assert billing.call("customer", "list", "--ids", "tax:19.0%").stdout == "other\n"
