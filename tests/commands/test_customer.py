"""Customers: the first kind of records beside tickets, by every command that knows them."""

import json

import pytest

from tests.conftest import DeskInFiles

ACME = """\
---
# by hand
name: Acme Ltd.
contacts:
- Jo Novak <jo@acme.example>
plan: gold
labels: [key]
region: north
---

Makes anvils.
"""


@pytest.fixture
def acme(desk: DeskInFiles) -> DeskInFiles:
    desk.write("customers/acme-ltd.md", ACME)
    desk.commit("customers")
    return desk


def test_fields_among_the_words_of_a_title_are_told(desk: DeskInFiles) -> None:
    said = desk.call("customer", "add", "New", "Co", "plan=gold", "phone:5", "x=y").stderr
    assert "plan=gold, phone:5: part of the title" in said
    assert "part of" not in desk.call("customer", "add", "Ratio 2:1").stderr


def test_a_date_is_told_and_committed_as_it_was_understood(acme: DeskInFiles) -> None:
    said = acme.call("customer", "edit", "acme", "--set", "contract_until=25.12.26").stderr
    assert said == "customer acme-ltd: set contract_until to 2026-12-25\n"
    assert "contract_until to 2026-12-25" in acme.git("log", "-1", "--format=%s")


def test_a_short_text_is_no_empty_one(acme: DeskInFiles) -> None:
    assert "occurs in many words" in acme.call("customer", "redact", "acme", "x", code=2).stderr
    assert "is empty" in acme.call("customer", "redact", "acme", " ", code=2).stderr


def test_all_unknown_names_are_named(acme: DeskInFiles) -> None:
    said = acme.call("customer", "show", "zulu", "acme", "yankee", code=3).stderr
    assert "there is no customer 'zulu'; there is no customer 'yankee'" in said
    assert said.count("hint:") == 1


def test_a_name_is_made_from_what_it_is_called(desk: DeskInFiles) -> None:
    def add(*args: str) -> str:
        return desk.call("customer", "add", *args).stdout.strip()

    assert add("Acme Ltd.") == "acme-ltd"
    assert add("Bücher & Söhne") == "bucher-sohne"
    assert add("東京電力") == "05bb78db56b9"
    assert json.loads(add("東京電力", "--id", "tepco", "--json"))["id"] == "tepco"
    said = desk.call("customer", "add", "ACME  LTD", code=1).stderr
    assert "there is a customer acme-ltd already: Acme Ltd." in said
    assert (
        "can't be a record's name"
        in desk.call("customer", "add", "X", "--id", "X y", code=2).stderr
    )
    assert desk.git("status", "--porcelain") == ""
    assert "merge=tix" in (desk.root / "customers/.gitattributes").read_text()


def test_names_that_windows_keeps_for_devices_are_given_to_nothing_new(desk: DeskInFiles) -> None:
    assert desk.call("customer", "add", "AUX").stdout.strip() == "aux-1"
    assert json.loads(desk.call("customer", "show", "aux", "--json").stdout)["id"] == "aux-1"
    said = desk.call("asset", "add", "Port", "--id", "lpt1", code=2).stderr
    assert "Windows keeps it" in said
    assert "lpt1-1" in said
    assert desk.call("reply", "add", "Con", "--id", "con.pt", code=2).stderr.count("Windows") == 1
    desk.write("customers/con.md", "---\nname: Con\n---\n")  # from before
    desk.commit("customers")
    assert json.loads(desk.call("customer", "show", "con", "--json").stdout)["name"] == "Con"
    desk.write("t.json", '[{"id": "nul", "name": "Nul"}]')
    assert "Windows" in desk.call("customer", "import", "t.json", code=1).stderr


def test_contacts_keep_their_names_and_a_new_one_can_have_fields_of_the_teams(
    desk: DeskInFiles,
) -> None:
    desk.open("Printer", "-r", "Jo Novak <jo@acme.example>")
    desk.call("customer", "add", "Acme", "--add", "contacts=Jo Novak <jo@acme.example>",
              "--set", "country=PT", "--new-field")  # fmt: skip
    found = json.loads(desk.call("customer", "show", "acme", "--json").stdout)
    assert found["contacts"] == ["Jo Novak <jo@acme.example>"]
    assert found["fields"] == {"country": "PT"}


def test_colours_can_be_asked_for_behind_any_command(acme: DeskInFiles) -> None:
    for command in (("customer", "list"), ("kb", "stale"), ("mail", "quarantine", "show", "x")):
        asked = acme.call(*command, "--color", "always", code=None)
        assert "no such option" not in asked.stderr
    for below in (("list",), ("log", "acme-ltd")):
        shown = acme.call("customer", *below, "--color", "always").stdout
        assert "\x1b[" in shown and "\t" not in shown
    found = acme.call("search", "anvils", "--kind", "customer", "--color", "always").stdout
    assert "\x1b[" in found and "\t" not in found


def test_a_contact_is_known_before_any_ticket_names_them(acme: DeskInFiles) -> None:
    for typed in ("jo", "Jo Novak", "jo@acme.example"):
        done = acme.call("open", "The anvil rings", "-r", typed, "--json")
        assert "customer acme-ltd, by contact jo@acme.example" in done.stderr
        assert json.loads(done.stdout)["requester"] == "jo@acme.example"
    assert "Jo Novak <jo@acme.example>" in acme.tty("show", json.loads(done.stdout)["id"]).stdout
    acme.call("reply", "add", "Hello", "-b", "Hello {{ ticket.requester.first_name }}")
    ident = json.loads(done.stdout)["id"]
    assert acme.call("reply", "try", "hello", ident).stdout == "Hello Jo\n"


def test_a_command_changes_only_the_lines_it_means_to_change(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--set", "plan=silver", "--add", "domains=acme.example")
    text = (acme.root / "customers/acme-ltd.md").read_text()
    expected = ACME.replace("plan: gold", "plan: silver").replace(
        "plan:", "domains:\n- acme.example\nplan:"
    )
    assert text == expected
    assert acme.git("log", "-1", "--format=%s%n%b").split("\n")[:2] == [
        "customer acme-ltd: set plan to silver, add acme.example to domains",
        "Customer: acme-ltd",
    ]
    assert (
        "nothing to change" in acme.call("customer", "edit", "acme", "--set", "plan=silver").stderr
    )


def test_values_are_checked(acme: DeskInFiles) -> None:
    for wrong, why in [
        ("rate=much", "is not an amount"),
        ("contract_until=2026-13-01", "contract_until"),
        ("nmae=X", "there is no field 'nmae'"),
        ("name=", "empty"),
    ]:
        assert why in acme.call("customer", "edit", "acme", "--set", wrong, code=2).stderr
    assert (
        "192.0.2.7"
        in acme.call("customer", "edit", "acme", "--add", "ips=300.1.1.1", code=2).stderr
    )
    acme.call("customer", "edit", "acme", "--add", "ips=192.0.2.0/24,2001:db8::/32")
    acme.call("customer", "edit", "acme", "--set", "contract_until=+10d")
    shown = json.loads(acme.call("customer", "show", "acme", "--json").stdout)
    assert shown["ips"] == ["192.0.2.0/24", "2001:db8::/32"]
    assert shown["contract_until"] == "2026-12-02"
    assert shown["fields"] == {"region": "north"}


def test_listed_and_queried(acme: DeskInFiles) -> None:
    acme.call("customer", "add", "Harbour Inn", "--set", "plan=bronze")
    assert acme.call("customer", "list", "--ids").lines == ["acme-ltd", "harbour-inn"]
    assert acme.call("customer", "list", "plan:gold", "--ids").lines == ["acme-ltd"]
    assert acme.call("customer", "list", "-plan:gold", "--ids").lines == ["harbour-inn"]
    assert acme.call("customer", "list", "anvils", "--ids").lines == ["acme-ltd"]
    for query in ("contact:jo@acme.example", "contact:novak", "region:north", "has:contacts"):
        assert acme.call("customer", "list", query, "--ids").lines == ["acme-ltd"]
    assert acme.call("customer", "list", "--columns", "id,plan").rows == [
        ["acme-ltd", "gold"],
        ["harbour-inn", "bronze"],
    ]
    assert "no field is called 'pln'" in acme.call("customer", "list", "pln:gold", code=2).stderr
    assert "no customer has plan 'iron'" in acme.call("customer", "list", "plan:iron").stderr
    found = acme.call("search", "anvil*", "--kind", "customer").rows
    assert found == [["acme-ltd", "Acme Ltd.", "Makes anvils."]]
    assert acme.call("search", "nowhere", "--kind", "customer").stdout == ""


def test_calls_are_noted_and_the_page_shows_open_tickets(acme: DeskInFiles) -> None:
    note = acme.call("customer", "comment", "acme", "Jo called: again the printer.").stdout.strip()
    ident = acme.open("Printer", "-c", "acme-ltd")
    done = acme.open("Paper", "-c", "Acme Ltd.")
    acme.call("close", done)
    page = acme.call("customer", "show", "acme").stdout
    assert "Jo called: again the printer." in page
    assert f"1 open:\n  {ident}  open  Printer" in page
    acme.call("customer", "comment", "acme", "--remove", note)
    assert "Jo called" not in acme.call("customer", "show", "acme", "--raw").stdout


def test_history_undo_and_removal(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--set", "plan=silver")
    rows = acme.call("customer", "log", "acme").rows
    assert [row[2:6] for row in rows][:1] == [["acme-ltd", "plan", "gold", "silver"]]
    [first, *_] = json.loads(acme.call("customer", "log", "acme", "--json").stdout)
    assert (first["customer"], first["changes"][0]["new"]) == ("acme-ltd", ["silver"])
    acme.call("undo")
    assert (acme.root / "customers/acme-ltd.md").read_text() == ACME
    assert "nothing was removed" in acme.call("customer", "remove", "acme", code=1).stderr
    acme.call("customer", "remove", "acme", "--yes")
    assert acme.call("customer", "show", "acme", code=3).stdout == ""
    acme.call("undo")
    assert (acme.root / "customers/acme-ltd.md").read_text() == ACME


def test_undo_keeps_what_was_changed_since(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--set", "plan=silver", "--add", "labels=new")
    text = (acme.root / "customers/acme-ltd.md").read_text()
    acme.write("customers/acme-ltd.md", text.replace("Makes anvils", "Makes traps"))
    acme.call("undo")
    assert (acme.root / "customers/acme-ltd.md").read_text() == ACME.replace(
        "Makes anvils", "Makes traps"
    )


def test_edits_by_hand_count_at_once_and_go_along(acme: DeskInFiles) -> None:
    acme.write("customers/acme-ltd.md", ACME.replace("gold", "silver"))
    assert acme.call("customer", "list", "plan:silver", "--ids").lines == ["acme-ltd"]
    said = acme.call("customer", "edit", "acme", "--add", "labels=new").stderr
    assert "edits made by hand to customer acme-ltd" in said
    assert acme.git("log", "--format=%s", "-2").splitlines() == [
        "customer acme-ltd: add new to labels",
        "customer acme-ltd: edit by hand",
    ]
    assert acme.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (ACME.replace("plan: gold", "plan: [gold"), 6, "missing"),
        (ACME.replace("plan: gold", "plan: gold\nplan: tin"), 7, "twice"),
        (ACME.replace("labels: [key]", "labels: key"), 7, "labels must be a list"),
        (ACME.replace("plan: gold", "rate: free"), 6, "is not an amount"),
        (ACME.replace("plan: gold", "plan: &x gold"), 6, "anchor"),
    ],
)
def test_what_is_broken_is_named_and_never_rewritten(
    acme: DeskInFiles, text: str, line: int, why: str
) -> None:
    acme.write("customers/acme-ltd.md", text)
    acme.call("customer", "add", "Other")
    listed = acme.call("customer", "list", "--ids")
    assert listed.lines == ["other"]
    assert f"broken: customers/acme-ltd.md:{line}: " in listed.stderr
    assert why in listed.stderr
    for command in (["show"], ["edit", "--set", "plan=x"], ["log"]):
        name, *rest = command
        code = 0 if name == "log" else 4
        acme.call("customer", name, "acme-ltd", *rest, code=code if name != "log" else None)
    checked = acme.call("check", code=4).stdout
    assert f"customers/acme-ltd.md:{line}: " in checked
    assert (acme.root / "customers/acme-ltd.md").read_text() == text


def test_check_looks_at_records(acme: DeskInFiles) -> None:
    acme.call("check")
    acme.write("customers/Notes about.md", "# Not a customer\n")
    acme.write("customers/acme-ltd.md", ACME.replace("labels: [key]", "labels: [key, key]"))
    problems = json.loads(acme.call("check", "--json").stdout)["problems"]
    assert {(p["path"], p["severity"]) for p in problems} == {
        ("customers/Notes about.md", "warning"),
        ("customers/acme-ltd.md", "warning"),
    }


def test_check_doubts_contracts_and_domains(acme: DeskInFiles) -> None:
    more = "domains:\n- a.example\n- gmail.com\n"
    dates = "contract_from: 2026-02-01\ncontract_until: 2026-01-01"
    acme.write("customers/acme-ltd.md", ACME.replace("plan: gold", more + dates))
    said = acme.call("check").stdout
    assert ":8: warning: anybody can have an address at gmail.com" in said
    assert ":10: warning: its contract ends before it begins" in said


def test_a_secret_is_taken_out_and_remembered(acme: DeskInFiles) -> None:
    acme.call("customer", "comment", "acme", "Their password is hunter2hunter2.")
    acme.call("customer", "redact", "acme", "-", stdin="hunter2hunter2\n")
    text = (acme.root / "customers/acme-ltd.md").read_text()
    assert "hunter2" not in text
    index = acme.root / acme.git("rev-parse", "--git-path", "tix/index").strip()
    assert not any(b"hunter2" in path.read_bytes() for path in index.glob("*"))
    assert "Their password is [redacted]." in text
    assert "redacted:\n- 14:" in text
    assert (
        "isn't in customer acme-ltd"
        in acme.call("customer", "redact", "acme", "nothere", code=4).stderr
    )


def test_json_comes_in_again(acme: DeskInFiles, tmp_path_factory: pytest.TempPathFactory) -> None:
    acme.call("customer", "comment", "acme", "A call.")
    exported = acme.call("export", "json", "--kind", "customer").stdout
    file = tmp_path_factory.mktemp("out") / "customers.json"
    file.write_text(exported)
    acme.call("customer", "remove", "acme", "--yes")
    said = acme.call("import", "json", str(file), "--kind", "customer").stderr
    assert "1 customer made, 0 already there" in said

    def without_updated(text: str) -> list[dict[str, object]]:
        return [{**each, "updated": None} for each in json.loads(text)]

    again = acme.call("export", "json", "--kind", "customer").stdout
    assert without_updated(again) == without_updated(exported)
    said = acme.call("import", "json", str(file), "--kind", "customer").stderr
    assert "0 customers made, 1 already there" in said


def test_a_desk_without_customers_sees_none_of_it(desk: DeskInFiles) -> None:
    desk.open("Printer", "-c", "Some free text")
    assert not (desk.root / "customers").exists()
    assert desk.call("customer", "list").stdout == ""
    desk.call("check")


def test_names_are_completed(acme: DeskInFiles) -> None:
    acme.call("customer", "add", "Harbour Inn")
    acme.open("Printer", "-c", "Some free text")

    def typed(line: str) -> list[str]:
        return [row[1] for row in acme.call("completion", "fish", "--line", line).rows]

    assert typed("tix customer show ac") == ["acme-ltd"]
    assert typed("tix open -c har") == ["harbour-inn"]
    assert typed("tix list customer:so") == ["customer:Some free text"]


def test_a_number_an_address_or_a_contract_says_whose_call_it_is(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme-ltd", "--add", "phones=+44 (0)20 5550 0142",
              "--set", "contract=C-2041", "--add", "domains=acme.example")  # fmt: skip
    acme.call("customer", "add", "Other", "--add", "phones=+44 20 5550 0143",
              "--add", "domains=gmail.com")  # fmt: skip
    for typed in ("020 5550 0142", "+442055500142", "20 55500142", "JO@acme.example", "jo novak",
                  "c-2041", "new@post.acme.example"):  # fmt: skip
        assert acme.call("customer", "show", typed).stdout.startswith("acme-ltd  Acme"), typed
    for typed in ("0142", "55500142", "2055500142 Ltd", "x@gmail.com", "+44 20 5550 9999"):
        assert f"no customer {typed!r}" in acme.call("customer", "show", typed, code=3).stderr
    done = acme.call("open", "Bed lift", "-c", "020 5550 0142", "-t", "incident")
    assert "customer acme-ltd, by phone 020 5550 0142" in done.stderr
    ident = done.stdout.strip()
    acme.call("edit", ident, "--set", "customer=+44 20 5550 0143")
    assert json.loads(acme.call("show", ident, "--json").stdout)["customer"] == "other"
    acme.call("asset", "add", "Dock", "--set", "customer=C-2041")
    said = acme.call("asset", "edit", "dock", "--set", "customer=+44 20 5550 0143").stderr
    assert "set customer to other" in said and "5550" not in said
    acme.call("asset", "add", "Ramp", "--set", "customer=c-2041")
    assert acme.call("asset", "list", "--columns", "id,customer").rows == [
        ["dock", "other"], ["ramp", "acme-ltd"],
    ]  # fmt: skip
    assert acme.call("list", 'customer:"020 5550 0143"', "--ids").lines == [ident]
    assert acme.call("list", "customer:c-2041", "--ids").lines == []
    for text in ("acme", "c-2041", '"Acme Ltd."', "jo@acme.example"):
        assert acme.call("asset", "list", f"customer:{text}", "--ids").lines == ["ramp"]
    said = acme.call("open", "Lift", "-r", "+44 20 5550 0142", code=1).stderr
    assert "tix customer show '+44 20 5550 0142'" in said


def test_the_beginning_of_a_customers_name_is_doubted_in_an_asset_as_in_a_ticket(
    acme: DeskInFiles,
) -> None:
    doubt = "no customer is called 'acme': did you mean acme-ltd?"
    opened = acme.call("open", "Lift", "-c", "acme")
    ident = opened.stdout.strip()
    assert doubt in opened.stderr
    for told in (opened, acme.call("edit", ident, "-c", "acm")):
        assert f"tix edit {ident} -c acme-ltd" in told.stderr
    acme.call("edit", ident, "-c", "acme-ltd")
    assert doubt in acme.call("asset", "add", "Ramp", "--set", "customer=acme").stderr
    assert doubt in acme.call("asset", "edit", "ramp", "--set", "customer=acme").stderr
    for known in ("acme-ltd", "Acme Ltd.", "", "Nobody at all"):
        said = acme.call("asset", "edit", "ramp", "--set", f"customer={known}").stderr
        assert "did you mean" not in said


def test_code_in_a_folder_of_that_name_is_left_alone(desk: DeskInFiles) -> None:
    desk.write("customers/schema.md", "# Schema of the table customers\n")
    desk.commit("code")
    desk.write("customers/schema.md", "# Another schema\n")
    assert desk.call("customer", "list").stdout == ""
    desk.call("customer", "add", "Acme")
    assert desk.git("status", "--porcelain").strip() == "M customers/schema.md"


def test_tickets_are_found_by_their_customer(acme: DeskInFiles) -> None:
    acme.call("customer", "add", "Harbour Inn", "--set", "plan=bronze")
    acme.call("customer", "add", "No Plan")
    one = acme.open("Printer", "-c", "acme-ltd")
    two = acme.open("Toner", "-c", "ACME Ltd.")
    three = acme.open("Bell", "-c", "harbour-inn")
    four = acme.open("Walk-in")
    five = acme.open("Other", "-c", "no-plan")

    def found(*query: str) -> set[str]:
        return set(acme.call("list", *query, "--ids").lines)

    assert found("customer:acme-ltd") == found("customer:acme") == {one, two}
    assert found('customer:"acme ltd."') == {one, two}
    assert found('customer:"acme"') == set()
    assert found("plan:gold") == found("plan:G*") == {one, two}
    assert found("plan:gold,bronze") == found("plan:*") == found("has:plan") == {one, two, three}
    assert found("-plan:gold") == {three, four, five}
    assert found("plan:none") == found("no:plan") == {four, five}
    said = acme.call("list", "plan:gild").stderr
    assert "no customer has plan 'gild' (did you mean 'gold'?)" in said
    acme.call("customer", "edit", "harbour", "--set", "plan=gold")
    assert found("plan:gold") == {one, two, three}
    typed = acme.call("completion", "fish", "--line", "tix list plan:g").stdout
    assert "plan:gold" in typed
    assert acme.call("customer", "list", "plan:gold", "--ids").lines == ["acme-ltd", "harbour-inn"]


def test_a_field_of_the_teams_own_called_plan_stays_theirs(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nfields:\n  plan: text\n")
    desk.commit("fields")
    ident = desk.open("Printer", "--set", "plan=next year")
    assert desk.call("list", 'plan:"next year"', "--ids").lines == [ident]


def test_a_requester_is_matched_when_a_ticket_is_opened_and_when_they_change(
    acme: DeskInFiles,
) -> None:
    acme.call("customer", "add", "Harbour Inn", "--add", "domains=harbour.example", "--set",
              "contract=H-7", "--set", "contract_until=2026-10-31")  # fmt: skip
    opened = acme.call("open", "Printer", "-r", "Jo <jo@acme.example>")
    assert "customer acme-ltd, by contact jo@acme.example" in opened.stderr
    ident = opened.stdout.strip()
    changed = acme.call("edit", ident, "-r", "sue@bar.harbour.example").stderr
    assert "customer harbour-inn, by domain bar.harbour.example" in changed
    assert "harbour-inn: its contract ended on 2026-10-31" in changed
    ticket = json.loads(acme.call("show", ident, "--json").stdout)
    assert ticket["customer"] == "harbour-inn"
    acme.call("edit", ident, "-r", "nobody@elsewhere.example")
    assert json.loads(acme.call("show", ident, "--json").stdout)["customer"] == "harbour-inn"
    kept = acme.call("edit", ident, "-r", "jo@acme.example", "-c", "Somebody").stderr
    assert "by contact" not in kept
    given = acme.call("open", "Bell", "-r", "eve@gmail.com", "--contract", "H-7", "--ip", "::1")
    assert "customer harbour-inn, by contract H-7" in given.stderr
    ticket = json.loads(acme.call("show", given.stdout.strip(), "--json").stdout)
    assert (ticket["contract"], ticket["ip"]) == ("H-7", "::1")
    short = acme.call("open", "Horn", "-c", "harb").stderr
    assert "no customer is called 'harb': did you mean harbour-inn?" in short
    named = acme.call("open", "Lamp", "-c", "harbour-inn", "-r", "jo@acme.example").stderr
    assert "by contact" not in named
    assert "its contract ended" in named


def test_a_requester_who_changes_in_the_editor_is_matched(acme: DeskInFiles) -> None:
    ident = acme.open("Printer", "-r", "nobody@x.example")
    edits = acme.with_environ(EDITOR="sh -c 'sed -i s/nobody@x/jo@acme/ \"$1\"' sh")
    said = edits.call("edit", ident).stderr
    assert "customer acme-ltd, by contact jo@acme.example" in said
    assert json.loads(acme.call("show", ident, "--json").stdout)["customer"] == "acme-ltd"


def test_a_requester_who_changes_by_hand_is_matched_when_that_is_committed(
    acme: DeskInFiles,
) -> None:
    ident = acme.open("Printer", "-r", "nobody@x.example")
    [path] = acme.root.glob(f"tickets/*/*/{ident}.md")
    path.write_text(path.read_text().replace("nobody@x", "jo@acme"))
    acme.git("remote", "add", "origin", acme.git("rev-parse", "--git-dir").strip())
    acme.call("sync", code=None)
    assert "customer: acme-ltd" in path.read_text()
    assert acme.git("status", "--porcelain") == ""


def test_a_type_that_the_contract_doesnt_cover_is_said(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--add", "covers=incident")
    said = acme.call("open", "A question", "-c", "Acme Ltd.", "-t", "question").stderr
    assert "acme-ltd: its contract covers incident, not question" in said
    assert "covers" not in acme.call("open", "Down", "-c", "acme-ltd", "-t", "incident").stderr


def test_an_agent_who_names_nobody_who_asked_is_told(acme: DeskInFiles) -> None:
    plain = acme.call("open", "Printer", "-c", "acme").stderr
    assert "who asked" not in plain  # nothing is promised
    config = acme.root / "tix.yaml"
    config.write_text(
        f"{config.read_text()}\nteams: {{agents: [ana@example.org]}}\n"
        "promises:\n- {name: all, first_response: 1h, calendar: always}\n"
    )
    acme.commit("promise")
    result = acme.call("open", "Pump leaks", "-c", "acme")
    ident = result.stdout.strip()
    assert "nobody is named who asked, so what you say counts as asked" in result.stderr
    assert f"(tix edit {ident} --set requester=WHO)" in result.stderr
    assert "who asked" not in acme.call("open", "Gate", "-r", "jo@acme.example").stderr
    assert "who asked" not in acme.call("open", "Our own").stderr


_WORKED = """\
---
id: {id}
title: {title}
status: {status}
type: incident
priority: normal
customer: acme-ltd
opened: {opened}
opened_by: Ana Lima <ana@example.org>
{more}---
"""


def test_the_page_and_json_of_a_customer_tell_what_its_tickets_come_to(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--set", "contract=C-1", "--add", "covers=incident")
    acme.call("asset", "add", "Printer 12", "--set", "customer=Acme Ltd.", "--set", "location=Hall")
    entries = (
        "worked:\n- w-aaaaaa · 2026-11-02 · Ana Lima <ana@example.org> · 90m · billable · Toner\n"
        "- w-aaaaab · 2026-10-30 · Ana Lima <ana@example.org> · 60m · billable · Before\n"
        "ratings:\n- r-aaaaaa · 2026-11-03T09:00:00Z · jo@acme.example · 2 · Slow\n"
        "- r-aaaaab · 2026-11-04T09:00:00Z · Jo <jo@acme.example> · 5 · Well\n"
        "- r-aaaaac · 2026-11-04T09:00:00Z · ann@acme.example · 3 · So so\n"
    )
    day = "2026-11-0{}T09:00:00Z"
    for n, (ident, title, status, more) in enumerate(
        [
            ("k7f3qz", "Printer in the hall jams", "open", "assets:\n- printer-12\n"),
            ("m3k9vd", "The hall's printer jams again", "resolved", entries),
            ("x4w9ab", "Printer jams in the hall", "resolved", ""),
            ("y8c1pe", "New badge for Sue", "open", ""),
        ],
        1,
    ):
        text = _WORKED.format(id=ident, title=title, status=status, opened=day.format(n), more=more)
        acme.write(f"tickets/2026/11/{ident}.md", text)
    acme.commit("tickets")
    page = acme.call("customer", "show", "acme").stdout
    for line in (
        "covered today: incident",
        "worked this month: 1h 30m",
        "content: 1 of 2 ratings are 4 or 5",
        "2 open:",
        "  3 times  ",
        "(k7f3qz, x4w9ab, m3k9vd)",
        "2 done, the latest:\n  x4w9ab  resolved  Printer jams in the hall",
        "1 asset:\n  printer-12  Printer 12  (Hall)",
    ):
        assert line in page, f"{line}\n\n{page}"
    shown = json.loads(acme.call("customer", "show", "acme", "--json").stdout)
    assert [*shown][-5:] == ["fields", "open", "hours", "satisfaction", "coverage"]
    assert shown["coverage"] == {"covered": ["incident"], "why": None}
    assert (shown["open"], shown["hours"], shown["satisfaction"]) == (2, 1.5, 0.5)
    acme.call("customer", "add", "None")
    [_, none] = json.loads(acme.call("customer", "list", "--json").stdout)
    assert (none["open"], none["hours"], none["satisfaction"]) == (0, 0, None)
    page = acme.call("asset", "show", "printer-12").stdout
    assert "1 ticket names it:\n  k7f3qz  open  Printer in the hall jams" in page
    shown_ticket = acme.call("show", "x4w9ab").stdout
    rows = {" ".join(line.split()) for line in shown_ticket.splitlines()}
    assert "agreed plan gold · contract C-1 · covers incident" in rows
    assert "earlier k7f3qz Printer in the hall jams (open)" in rows
    assert "not covered" not in shown_ticket
    acme.call("customer", "edit", "acme", "--set", "contract_until=2026-11-01")
    assert "its contract ended on 2026-11-01" in acme.call("show", "x4w9ab").stdout
    page = acme.call("customer", "show", "acme").stdout
    assert "not covered: its contract ended on 2026-11-01" in page
    why = "its contract ended on 2026-11-01"
    shown = json.loads(acme.call("customer", "show", "acme", "--json").stdout)
    assert shown["coverage"] == {"covered": [], "why": why}
    told = acme.call("show", "x4w9ab", "--json").stdout
    expected = {"customer": "acme-ltd", "covered": False, "why": why}
    assert json.loads(told)["coverage"] == expected
    acme.write("x.json", told.replace("x4w9ab", "x4w9ac"))
    acme.call("import", "json", "x.json")
    assert "coverage" not in acme.file_of("x4w9ac").read_text()
    ident = acme.open("Nobody's")
    assert json.loads(acme.call("show", ident, "--json").stdout)["coverage"]["covered"] is None


def test_a_coverage_of_the_teams_own_is_kept(desk: DeskInFiles) -> None:
    desk.write("x.json", '[{"name": "Acme", "coverage": "gold"}]')
    desk.call("import", "json", "x.json", "--kind", "customer")
    before = (desk.root / "customers/acme.md").read_text()
    assert "coverage: gold\n" in before
    desk.write("x.json", desk.call("export", "json", "--kind", "customer").stdout)
    desk.call("customer", "remove", "acme", "--yes")
    desk.call("import", "json", "x.json", "--kind", "customer")
    assert (desk.root / "customers/acme.md").read_text() == before


def test_of_each_person_the_last_rating_counts_by_whatever_alias(acme: DeskInFiles) -> None:
    acme.write(
        "tix.yaml",
        "people:\n- name: Jo\n  mail: jo@acme.example\n  aliases: [jo@home.example]\n",
    )
    entries = (
        "ratings:\n- r-aaaaaa · 2026-11-03T09:00:00Z · jo@home.example · 2 · Slow\n"
        "- r-aaaaab · 2026-11-04T09:00:00Z · jo@acme.example · 5 · Well\n"
    )
    text = _WORKED.format(
        id="k7f3qz", title="Badge", status="open", opened="2026-11-01T09:00:00Z", more=entries
    )
    acme.write("tickets/2026/11/k7f3qz.md", text)
    acme.commit("ratings")
    assert "content: 1 of 1 ratings are 4 or 5" in acme.call("customer", "show", "acme").stdout
    [shown] = json.loads(acme.call("customer", "list", "--json").stdout)
    assert shown["satisfaction"] == 1


def test_the_page_knows_plans_and_promises(acme: DeskInFiles) -> None:
    acme.write(
        "tix.yaml",
        """\
format: 1
billing: {currency: EUR, rate: 80.00}
plans:
  gold: {covers: [incident], hours: 10}
promises:
- {name: gold, when: plan:gold, calendar: always, resolution: 2d}
""",
    )
    acme.commit("plans")
    said = acme.call("open", "A question", "-c", "acme-ltd", "-t", "question")
    assert "acme-ltd: its contract covers incident, not question" in said.stderr
    acme.call("work", said.stdout.strip(), "90m")
    page = acme.call("customer", "show", "acme").stdout
    assert "worked this month: 1h 30m; the plan covers 10h a month of incident" in page
    assert f"  {said.stdout.strip()}  open  A question  due in 2d" in page
    assert "covered today: incident" in page


def test_redact_names_what_has_the_text_still(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "hunter2swordfish")
    path = desk.root / "customers" / "hunter2swordfish.md"
    path.write_text(path.read_text().replace("---\n", "---\n# pw hunter2swordfish\n", 1))
    said = desk.call("customer", "redact", path.stem, "hunter2swordfish", code=4).stderr
    assert "the name customers/hunter2swordfish.md" in said and "swordfish.md:2" in said
    assert "hunter2" not in path.read_text().splitlines()[2]


@pytest.mark.parametrize("columns", [30, 40, 60])
def test_no_line_of_its_page_is_wider_than_the_terminal(desk: DeskInFiles, columns: int) -> None:
    """Lines end between words: what somebody said isn't broken in the middle of one."""
    long = "Maria Aparecida de Souza Guimaraes <maria@acme.example>"
    desk.call(
        "customer", "add", "Acme Ltd.", "--add", f"contacts={long}", "--set", f"address={long}"
    )
    desk.call(
        "customer", "comment", "acme-ltd", "Jo called: the printer jams again and again. " * 4
    )
    for number in range(3):
        desk.open(
            f"The printer on the second floor jams on duplex pages {number}", "-c", "acme-ltd"
        )
    desk.call("asset", "add", "A printer with a very long name on the second floor", "--id", "prt",
              "--set", "customer=acme-ltd")  # fmt: skip
    shown = desk.tty("customer", "show", "acme-ltd", columns=columns).lines
    assert max(map(len, shown)) <= columns
    assert "Aparecida" in " ".join(shown).split()
    assert sum(line.strip().endswith("jams") or " jams " in line for line in shown) >= 4
    piped = desk.call("customer", "show", "acme-ltd").lines
    assert any(len(line) > 100 for line in piped)


def test_its_page_has_the_colours_of_lists(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme Ltd.")
    desk.open("The printer is dead", "-c", "acme-ltd", "--due", "2026-11-20")
    desk.call("close", desk.open("The lamp is dead", "-c", "acme-ltd"))
    shown = desk.tty("customer", "show", "acme-ltd", color=True).stdout
    assert "\x1b[32mclosed\x1b[0m" in shown
    assert "The printer is dead  \x1b[1;31m2d late\x1b[0m" in shown


def test_a_text_at_a_terminal_keeps_its_lists_and_code(desk: DeskInFiles) -> None:
    code = "    make  install DESTDIR=/srv/www PREFIX=/usr/local and so on"
    desk.call("customer", "add", "Acme", "-b", f"- one\n  - two\n\nSo:\n\n{code}")
    desk.call("customer", "comment", "acme", f"So:\n\n{code}")
    shown = desk.tty("customer", "show", "acme", columns=40).lines
    assert "  • two" in shown
    assert shown.count(code) == 2
    piped = desk.call("customer", "show", "acme").stdout
    assert "\n  - two\n" in piped and piped.count(f"\n{code}\n") == 2


def test_a_contract_that_is_nobodys_is_said(acme: DeskInFiles) -> None:
    acme.call("customer", "edit", "acme", "--set", "contract=C-1")
    said = acme.call("open", "Bell", "--contract", "C-2")
    assert "contract 'C-2' tells no customer" in said.stderr
    ident = said.stdout.strip()
    assert "tells no" not in acme.call("edit", ident, "-p", "high").stderr
    assert "contract 'C-3'" in acme.call("edit", ident, "--set", "contract=C-3").stderr
    assert "by contract C-1" in acme.call("edit", ident, "--set", "contract=C-1").stderr
    other = acme.call("open", "Door", "-r", "jo@acme.example", "--contract", "C-2").stderr
    assert "contract 'C-2' tells no customer" in other
    acme.call("customer", "add", "Rio", "--set", "contract=c-1")
    assert "tells no" in acme.call("open", "Gate", "--contract", "C-1").stderr
    assert "tells no" not in acme.call("open", "Gate", "-c", "rio", "--contract", "C-1").stderr
