"""Assets, articles, replies and invoices, by the commands that all kinds of records share."""

import json

import pytest

from tests.conftest import DeskInFiles

KINDS = {
    "asset": ("assets", "name", "serial=VX-1", "serial", "VX-1"),
    "kb": ("kb", "title", "public=true", "public", "yes"),
    "reply": ("replies", "title", "subject=Done", "subject", "Done"),
}


@pytest.mark.parametrize("command", KINDS)
def test_a_kind_has_all_commands(desk: DeskInFiles, command: str) -> None:
    folder, title, setting, field, value = KINDS[command]
    assert desk.call(command, "add", "First Thing", "--set", setting).stdout == "first-thing\n"
    path = desk.root / folder / "first-thing.md"
    assert path.read_text() == f"---\n{title}: First Thing\n{field}: {value}\n---\n"
    desk.call(command, "edit", "first", "--add", "labels=key", "-b", "A text about zebras.")
    shown = json.loads(desk.call(command, "show", "first", "--json").stdout)
    assert (shown["id"], shown[field], shown["labels"]) == ("first-thing", value, ["key"])
    assert desk.call(command, "list", "label:key", "--ids").lines == ["first-thing"]
    assert desk.call("search", "zebra*", "--kind", command).rows[0][0] == "first-thing"
    assert desk.call("search", "first", "--kind", command).lines == ["first-thing\tFirst Thing\t"]
    desk.call(command, "comment", "first", "Seen.")
    assert desk.call(command, "log", "first").rows[-1][2] == "first-thing"
    desk.call(command, "redact", "first", "zebras")
    assert "zebras" not in path.read_text()
    exported = desk.call("export", "json", "--kind", command).stdout
    removed = json.loads(desk.call(command, "remove", "first", "--yes", "--json").stdout)
    assert (removed["id"], removed[field]) == ("first-thing", value)
    assert not path.exists()
    assert f"the {title} is empty" in desk.call(command, "add", " ", "--id", "x", code=2).stderr
    desk.call("import", "json", "-", "--kind", command, stdin=exported)
    assert json.loads(exported)[0]["body"] in path.read_text()
    typed = f"tix {command} show f"
    assert "first-thing" in desk.call("completion", "fish", "--line", typed).stdout
    desk.call("check")


def test_counted_now_and_minimum(desk: DeskInFiles) -> None:
    desk.call("asset", "add", "Gasket 12", "--set", "counted=14", "--set", "minimum=4")
    text = (desk.root / "assets/gasket-12.md").read_text()
    assert "counted: 2026-11-22T09:00:00Z · 14" in text
    for wrong in ("counted=many", "counted=-1", "counted=2026 · 3", "minimum=few", "price=cheap"):
        assert "is not a" in desk.call("asset", "edit", "gasket-12", "--set", wrong, code=2).stderr
    assert desk.call("asset", "list", "minimum:>3", "--ids").lines == ["gasket-12"]


def test_a_count_says_what_was_used_on_its_day_and_what_to_type_if_that_was_before(
    desk: DeskInFiles,
) -> None:
    desk.call("asset", "add", "Gasket 12", "--set", "counted=14")
    desk.call("use", desk.open("Printer"), "gasket-12", "3")
    assert (
        "count as used" not in desk.call("asset", "edit", "gasket-12", "--set", "unit=piece").stderr
    )
    said = desk.call("asset", "edit", "gasket-12", "--set", "counted=20").stderr
    assert "3 used on that day count as used after the count" in said
    typed = said.rpartition("--set ")[2].strip().replace("'", "")
    assert desk.call("asset", "edit", "gasket-12", "--set", typed).stderr.count("\n") == 1
    assert desk.call("asset", "list", "--columns", "stock").stdout == "20\n"


def test_what_is_computed_is_looked_for(desk: DeskInFiles) -> None:
    for name, minimum in (("Gasket 12", "13"), ("Gasket 14", "12"), ("Washer", "0")):
        desk.call("asset", "add", name, "--set", "counted=14", "--set", f"minimum={minimum}")
    desk.call("asset", "add", "Printer")
    ident = desk.open("Leak")
    for part, number in (("gasket-12", "2"), ("gasket-14", "2"), ("washer", "15")):
        desk.call("use", ident, part, number)
    for words, expected in (
        (("is:low",), ["gasket-12", "washer"]),
        (("-is:low", "has:stock"), ["gasket-14"]),
        (("stock:12..",), ["gasket-12", "gasket-14"]),
        (("stock:<0",), ["washer"]),
        (("no:stock",), ["printer"]),
    ):
        assert desk.call("asset", "list", "--ids", *words).lines == expected, words
    assert desk.call("search", "--kind", "asset", "gasket", "is:low").rows[0][0] == "gasket-12"
    assert desk.call("asset", "list", "washer", "--columns", "low").lines == ["yes"]
    refused = desk.call("asset", "list", "is:lo", code=2).stderr
    assert "no asset can be 'lo'" in refused and "did you mean 'low'?" in refused
    for line, offered in (("asset list is:", "is:low"), ("search --kind asset sto", "stock:")):
        assert offered in desk.call("completion", "fish", "--line", f"tix {line}").stdout
    desk.call("customer", "add", "Acme")
    desk.open("Noise", "-c", "acme")
    assert desk.call("customer", "list", "open:>=1", "--ids").lines == ["acme"]
    assert not desk.call("customer", "list", "open:>1", "--ids").lines


def test_what_the_team_calls_stock_is_its_own(desk: DeskInFiles) -> None:
    desk.write("assets/lamp.md", "---\nname: Lamp\nstock: third shelf\n---\n")
    desk.call("asset", "add", "Gasket 12", "--set", "counted=14", "--set", "minimum=20")
    assert desk.call("asset", "list", "stock:third*", "--ids").lines == ["lamp"]
    assert desk.call("asset", "list", "is:low", "--ids").lines == ["gasket-12"]


def test_what_the_team_calls_low_is_its_own(desk: DeskInFiles) -> None:
    for name, low in (("lamp", "shelf-3"), ("desk", "yes")):
        desk.write(f"assets/{name}.md", f"---\nname: {name}\nlow: {low}\n---\n")
    desk.call("asset", "edit", "lamp", "--set", "counted=14", "--set", "minimum=20")
    for words, expected in (
        (("low:shelf-3",), ["lamp"]),
        (("low:yes",), ["desk"]),
        (("low:false",), []),
        (("is:low",), ["lamp"]),
        (("is:low", "low:shelf-3"), ["lamp"]),
        (("is:low", "low:yes"), []),
    ):
        assert desk.call("asset", "list", "--ids", *words).lines == expected, words


def test_stock_is_computed_and_shown(desk: DeskInFiles) -> None:
    desk.call("asset", "add", "Gasket 12", "--set", "counted=14", "--set", "minimum=13",
              "--set", "unit=piece")  # fmt: skip
    desk.call("asset", "add", "Printer")
    ident = desk.open("Leak", "--asset", "printer", "-b", "It needs a gasket-12.")
    desk.call("use", ident, "gasket-12", "2")
    assert desk.call("asset", "list", "--columns", "id,stock").rows == [
        ["gasket-12", "12"],
        ["printer", ""],
    ]
    [gasket, printer] = json.loads(desk.call("asset", "list", "--json").stdout)
    assert [*gasket][-2:] == ["stock", "low"]
    assert [(each["stock"], each["low"]) for each in (gasket, printer)] == [
        (12, True),
        (None, None),
    ]
    page = desk.call("asset", "show", "gasket-12").stdout
    assert "in stock: 12 piece, fewer than 13" in page
    assert f"1 ticket names it:\n  {ident}" in page
    assert "gasket-12: 12 piece, fewer than 13" in desk.call("show", ident).stdout
    typed = desk.call("completion", "fish", "--line", "tix open x --asset ga").stdout
    assert "gasket-12" in typed
    typed = desk.call("completion", "fish", "--line", "tix list asset:ga").stdout
    assert "asset:gasket-12" in typed
    other = desk.open("Mentions gasket-12.")
    assert "gasket-12: 12 piece" in desk.call("show", other).stdout
    assert "stock" not in desk.call("show", desk.open("Nothing")).stdout


def test_an_article_names_tickets_that_it_is_from(desk: DeskInFiles) -> None:
    ident = desk.open("Door")
    desk.call("kb", "add", "Doors", "--add", f"from={ident}", "--set", "reviewed=today")
    assert desk.call("kb", "list", f"from:{ident}", "--ids").lines == ["doors"]
    [article] = json.loads(desk.call("kb", "list", "--json").stdout)
    assert (article["from"], article["reviewed"]) == ([ident], "2026-11-22")
    assert "is not an id" in desk.call("kb", "edit", "doors", "--add", "from=x", code=2).stderr
    desk.call("kb", "edit", "doors", "--remove", f"from={ident}")
    desk.call("undo")
    assert f"from:\n- {ident}\n" in (desk.root / "kb/doors.md").read_text()


def test_a_reply_can_have_a_language(desk: DeskInFiles) -> None:
    desk.call("reply", "add", "Resolved")
    desk.call("reply", "add", "Resolvido", "--id", "resolved.pt")
    desk.call("customer", "add", "X", "--id", "x.pt", code=2)
    assert desk.call("reply", "list", "--ids").lines == ["resolved", "resolved.pt"]
    assert "title: Resolvido" in desk.call("reply", "show", "resolved.pt", "--raw").stdout
    desk.call("check")


def test_an_invoice_is_read_checked_and_merged_like_any_record(desk: DeskInFiles) -> None:
    desk.write("invoices/2026-0001.md", "---\nnumber: 2026-0001\nstatus: lost\n---\n")
    assert "invoices/2026-0001.md:3: " in desk.call("check", code=4).stdout
    desk.write("invoices/2026-0001.md", "---\nnumber: 2026-0001\nstatus: sent\n---\n")
    desk.call("check")
    desk.write("invoices/2026-1.md", "---\nnumber: 2026-0002\n---\n")
    assert "its number is 2026-0002" in desk.call("check", code=4).stdout
    (desk.root / "invoices/2026-1.md").unlink()
    [invoice] = json.loads(desk.call("export", "json", "--kind", "invoice").stdout)
    assert (invoice["id"], invoice["number"], invoice["status"]) == (
        "2026-0001", "2026-0001", "sent",
    )  # fmt: skip


def test_among_code_only_files_directly_there_that_say_so_are_records(desk: DeskInFiles) -> None:
    desk.write("assets/logo.svg", "<svg/>")
    desk.write("assets/README.md", "# Assets of the site\n")
    desk.write("assets/notes.md", "---\nlayout: page\n---\n\nNo record.\n")
    desk.write("assets/fonts/inter.md", "---\nname: Inter\n---\n")
    desk.commit("code")
    desk.write("assets/notes.md", "---\nlayout: other\n---\n")
    desk.write("assets/fonts/inter.md", "---\nname: Inter 4\n---\n")
    desk.write("assets/new.css", "a {}")
    assert desk.call("asset", "list", "--ids").stdout == ""
    desk.call("asset", "add", "Printer")
    desk.call("sync", code=None)
    assert desk.git("status", "--porcelain").split("\n")[:3] == [
        " M assets/fonts/inter.md", " M assets/notes.md", "?? assets/new.css",
    ]  # fmt: skip
    assert desk.call("asset", "list", "--ids").lines == ["printer"]
    said = desk.call("check").stdout
    assert "assets/notes.md:1: warning: this is no asset" in said
    assert "assets/fonts/inter.md:1: warning: this is no asset" in said
    assert desk.call("search", "Inter", "--kind", "asset").stdout == ""


def test_help_names_the_fields(desk: DeskInFiles) -> None:
    said = " ".join(desk.call("asset", "add", "--help").stdout.split())
    assert "Set a field: name, kind, serial, " in said and "Add to a list: labels." in said
