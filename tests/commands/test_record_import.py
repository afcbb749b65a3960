"""Records from a table: tix customer import and its like."""

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles

TABLE = """\
Company,Contact,E-Mail Domain,plan,Contract until,Notes,Region
Acme Ltd.,"Novak, Jo <jo@acme.example>; ann@a.example",acme.example;a.test,gold,2026-12-31,"Anvils.
By hand.",north
Harbour Inn,,,bronze,,,
,nobody,,,,,
Bad Day,,,,soon-ish,,
"""


@pytest.fixture
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "customers.csv"
    path.write_text(TABLE)
    return path


MAP = ("--map", "Company=name", "--map", "E-Mail Domain=domains", "--map", "Notes=body")


def test_a_table_becomes_records(desk: DeskInFiles, table: Path) -> None:
    done = desk.call("customer", "import", str(table), *MAP)
    assert "2 customers made, 0 already there" in done.stderr
    assert "no field is called like Region: --map 'Region=FIELD'" in done.stderr
    assert "line 5: it has no name" in done.stderr
    assert "line 6: contract_until" in done.stderr
    [acme, harbour] = json.loads(desk.call("customer", "list", "--json").stdout)
    assert acme["contacts"] == ["Novak, Jo <jo@acme.example>", "ann@a.example"]
    assert acme["domains"] == ["acme.example", "a.test"]
    assert (acme["plan"], acme["contract_until"]) == ("gold", "2026-12-31")
    assert acme["body"] == "Anvils.\nBy hand."
    assert (harbour["id"], harbour["plan"], harbour["contacts"]) == ("harbour-inn", "bronze", [])
    assert desk.git("log", "-1", "--format=%s").strip() == "import 2 customers"
    again = desk.call("customer", "import", str(table), *MAP)
    assert "0 customers made, 2 already there" in again.stderr
    desk.call("undo")
    assert desk.call("customer", "list", "--ids").stdout == ""


ADDRESS_BOOK = """\
First Name,Last Name,E-mail Address,Company,Customer,Phone Number,VAT ID,Valid until
Jo,Novak,jo@acme.example,Acme Ltd.,nothing,020 5550 0142,GB1,31.12.2026
Ann,Lee,ann@acme.example,Acme Ltd.,nothing,020 5550 0143,,
Bo,,bo@acme.example,Acme Ltd.,nothing,,GB2,
"""


def test_an_address_book_has_a_row_for_each_contact(desk: DeskInFiles, table: Path) -> None:
    table.write_text(ADDRESS_BOOK)
    done = desk.call("customer", "import", str(table))
    assert "line 4: another one here is called acme-ltd" in done.stderr, "it says otherwise"
    acme = json.loads(desk.call("customer", "show", "acme-ltd", "--json").stdout)
    assert acme["contacts"] == ["Jo Novak <jo@acme.example>", "Ann Lee <ann@acme.example>"]
    assert acme["phones"] == ["020 5550 0142", "020 5550 0143"]
    assert (acme["name"], acme["tax_id"]) == ("Acme Ltd.", "GB1")
    assert acme["contract_until"] == "2026-12-31"
    asked = desk.call("open", "Lamp", "-r", "ann@acme.example").stderr
    assert "customer acme-ltd, by contact ann@acme.example" in asked

    table.write_text("Item;Serial No.;Qty;Min\nPump;S-1;;\nPump;S-2;;\nGasket;;4;2\n")
    done = desk.call("asset", "import", str(table))
    assert "line 3: another one here is called pump" in done.stderr
    assert desk.call("asset", "list", "--columns", "id,serial,stock,minimum").lines == [
        "gasket\t\t4\t2", "pump\tS-1\t\t",
    ]  # fmt: skip


def test_a_cell_that_a_usual_name_does_not_fit_is_left_out_and_told(
    desk: DeskInFiles, table: Path
) -> None:
    table.write_text("Name,Expires\nAcme,2026-12-31\nBeta,unlimited\n")
    done = desk.call("customer", "import", str(table))
    assert "2 customers made" in done.stderr
    assert "line 3: Expires is left out: contract_until" in done.stderr
    table.write_text(
        "Name,Type,Company,User,Serial No.,Domain\nLaptop 4,laptop,Acme,Zoe,S-9,north\n"
    )
    done = desk.call("asset", "import", str(table))
    assert "line 2: User is left out: nobody that this desk knows is called 'Zoe'" in done.stderr
    [laptop] = json.loads(desk.call("asset", "list", "--json").stdout)
    assert (laptop["kind"], laptop["customer"], laptop["serial"]) == ("laptop", "Acme", "S-9")
    table.write_text("Name,Contract until\nGamma,unlimited\n")
    assert "line 2: contract_until" in desk.call("customer", "import", str(table), code=1).stderr


def test_the_better_of_two_usual_names_counts(desk: DeskInFiles, table: Path) -> None:
    table.write_text("Account,Customer,Expiry Date,Valid until\n4711,Eps,soon,2026-12-31\n")
    done = desk.call("customer", "import", str(table))
    assert "no field is called like Account, Expiry Date" in done.stderr
    [eps] = json.loads(desk.call("customer", "list", "--json").stdout)
    assert (eps["name"], eps["contract_until"]) == ("Eps", "2026-12-31")


def test_the_names_in_a_table_of_people_are_those_of_contacts(
    desk: DeskInFiles, table: Path
) -> None:
    table.write_text(
        "Name,First Name,Email,Organization,Phone,City\n"
        "Jo,Jo,jo@acme.example,Acme Ltd.,020 5550 0142,Porto\n"
        "Ann Lee,,ann@acme.example,Acme Ltd.,,\nKim,,kim@example.net,,,\n"
    )
    done = desk.call("customer", "import", str(table))
    assert "line 4: it has no name" in done.stderr, "somebody of no company"
    [acme] = json.loads(desk.call("customer", "list", "--json").stdout)
    assert (acme["name"], acme["phones"]) == ("Acme Ltd.", ["020 5550 0142"])
    assert acme["contacts"] == ["Jo <jo@acme.example>", "Ann Lee <ann@acme.example>"]
    assert acme["address"] is None, "Porto may be where Jo lives"
    table.write_text("Name,Company,Domain names\nBeta,Beta Group,beta.example\n")
    desk.call("customer", "import", str(table))
    beta = json.loads(desk.call("customer", "show", "beta", "--json").stdout)
    assert beta["domains"] == ["beta.example"], "and no mail address, so no person"


def test_notes_of_rows_of_one_name_are_one_text(desk: DeskInFiles, table: Path) -> None:
    table.write_text(
        "Company,E-Mail,Notes\nAcme,jo@a.example,Calls late.\nAcme,ann@a.example,Pays.\n"
        "Acme,bo@a.example,Calls late.\nAcme,eve@a.example,\n"
    )
    desk.call("customer", "import", str(table))
    acme = json.loads(desk.call("customer", "show", "acme", "--json").stdout)
    assert acme["body"] == "Calls late.\n\nPays."
    assert len(acme["contacts"]) == 4


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Company,Business Phone,Mobile Phone", "Acme,020 1,077 2", {"phones": ["020 1", "077 2"]}),
        (
            "First Name,Last Name,Company,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value",
            "Jo,Novak,Acme,jo@acme.example,jo@home.example ::: j@x.example,020 1",
            {"contacts": ["Jo Novak <jo@acme.example>", "jo@home.example", "j@x.example"],
             "phones": ["020 1"]},
        ),
        ("Firma,Straße,PLZ,Ort,USt-IdNr.", "Acme,Allee 1,10115,Berlin,DE1",
         {"address": "Allee 1, 10115 Berlin", "tax_id": "DE1"}),
        ("Company,Address,City,Country", 'Acme,"Allee 1, Berlin",Berlin,DE',
         {"address": "Allee 1, Berlin, DE"}),
        ("Company Name,Company Domain Name,City", "Acme,acme.example,Berlin",
         {"domains": ["acme.example"], "address": "Berlin"}),
        ("Company,Last Name,Business City", "Acme,Novak,Berlin", {"address": None}),
    ],
)  # fmt: skip
def test_what_other_programs_call_the_parts_of_a_customer(
    desk: DeskInFiles, table: Path, header: str, row: str, expected: dict[str, object]
) -> None:
    table.write_text(f"{header}\n{row}\n")
    desk.call("customer", "import", str(table))
    acme = json.loads(desk.call("customer", "show", "acme", "--json").stdout)
    assert {name: acme[name] for name in expected} == expected


def test_a_field_of_the_teams_own_is_no_part_of_an_address(desk: DeskInFiles, table: Path) -> None:
    desk.write("tix.yaml", "fields:\n  city: {type: text}\n")
    table.write_text("Company,Street,city\nAcme,Allee 1,Berlin\n")
    desk.call("customer", "import", str(table))
    acme = json.loads(desk.call("customer", "show", "acme", "--json").stdout)
    assert (acme["address"], acme["fields"]) == ("Allee 1", {"city": "Berlin"})


def test_a_dry_run_and_a_field_of_the_teams_own(desk: DeskInFiles, table: Path) -> None:
    more = (*MAP, "--map", "Region=region", "--new-field")
    done = desk.call("customer", "import", str(table), *more, "--dry-run", "--json")
    assert json.loads(done.stdout) == {"customers": ["acme-ltd", "harbour-inn"], "dry_run": True}
    assert desk.call("customer", "list", "--ids").stdout == ""
    desk.call("customer", "import", str(table), *more)
    [acme, _] = json.loads(desk.call("customer", "list", "--json").stdout)
    assert acme["fields"] == {"region": "north"}


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("Wat,plan\na,b\n", (), 2, "no column is the name of a customer"),
        (TABLE, ("--map", "Compny=name"), 2, "the table has no column 'Compny'"),
        (TABLE, ("--map", "Company=nmae"), 2, "a customer has no field 'nmae'"),
        (TABLE, ("--new-field",), 2, "--map"),
        ("", (), 1, "there is nothing in it"),
        ("name,plan,name\na,b,c\n", (), 1, "two columns are called 'name'"),
        ('name\n"Acme\n', (), 1, "isn't CSV"),
    ],
)
def test_what_is_wrong_with_a_table(
    desk: DeskInFiles, text: str, options: tuple[str, ...], code: int, said: str
) -> None:
    (desk.root.parent / "t.csv").write_text(text)
    done = desk.call("customer", "import", str(desk.root.parent / "t.csv"), *options, code=code)
    assert said in done.stderr
    assert desk.call("customer", "list", "--ids").stdout == ""


def test_other_delimiters_encodings_and_kinds(desk: DeskInFiles) -> None:
    path = desk.root.parent / "t.csv"
    path.write_bytes("name;counted;labels\r\nGasket;14;part, spare\r\n".encode("utf-16"))
    desk.call("asset", "import", str(path))
    [asset] = json.loads(desk.call("asset", "list", "--json").stdout)
    assert (asset["counted"], asset["labels"]) == ("2026-11-22T09:00:00Z · 14", ["part", "spare"])
    path.write_bytes("\ufeffname\tid\n東京電力\ttepco\n".encode())
    desk.call("customer", "import", str(path))
    assert desk.call("customer", "list", "--ids").lines == ["tepco"]
    exported = desk.call("export", "json", "--kind", "customer").stdout
    (desk.root.parent / "c.json").write_text(exported)
    desk.call("customer", "remove", "tepco", "-y")
    desk.call("customer", "import", str(desk.root.parent / "c.json"))
    assert desk.call("customer", "list", "--ids").lines == ["tepco"]


def test_an_asset_names_its_customer_by_a_number_or_contract(
    desk: DeskInFiles, table: Path
) -> None:
    desk.call("customer", "add", "Acme", "--set", "contract=C-77", "--add", "phones=030 5550199")
    table.write_text("Name,Customer\nPump,c-77\nLift,+49 30 5550199\nDock,acme\nRamp,Nobody\n")
    desk.call("asset", "import", str(table))
    assert desk.call("asset", "list", "--columns", "id,customer").rows == [
        ["dock", "acme"], ["lift", "acme"], ["pump", "acme"], ["ramp", "Nobody"],
    ]  # fmt: skip


def test_what_is_given_again_with_more_says_what_to_type(
    desk: DeskInFiles, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = tmp_path_factory.mktemp("in") / "book.csv"
    book.write_text("Company,Email,Plan\nAcme,jo@acme.example,\n")
    desk.call("customer", "import", str(book))
    assert "more of" not in desk.call("customer", "import", str(book)).stderr
    book.write_text(
        "Company,Email,Plan\nAcme,JO@acme.example,\nAcme,Ann O'Hara <ann@acme.example>,gold\n"
    )
    said = desk.call("customer", "import", str(book)).stderr
    assert "0 customers made, 1 already there" in said
    typed = said.partition("more of acme is given: tix ")[2].strip()
    desk.call(*shlex.split(typed))
    assert "more of" not in desk.call("customer", "import", str(book)).stderr
    [acme] = json.loads(desk.call("customer", "list", "--json").stdout)
    assert acme["contacts"] == ["jo@acme.example", "Ann O'Hara <ann@acme.example>"]
    assert acme["plan"] == "gold"


def test_a_cell_of_mail_addresses_has_several_or_none(
    desk: DeskInFiles, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = tmp_path_factory.mktemp("in") / "book.csv"
    book.write_text(
        'Company,Contact Name,Email\nAcme,,"a@a.example, b@a.example"\nBeta,Hans,n/a\n'
        'Gamma,,"Novak, Jo <jo@g.example>"\n'
    )
    said = desk.call("customer", "import", str(book)).stderr
    assert "line 3: Email is left out: 'n/a' is no mail address" in said
    found = json.loads(desk.call("customer", "list", "--json").stdout)
    assert [each["contacts"] for each in found] == [
        ["a@a.example", "b@a.example"], ["Hans"], ["Novak, Jo <jo@g.example>"],
    ]  # fmt: skip
