"""People's data: forgetting somebody, and everything that a desk says of them."""

import json

import pytest

from tests.conftest import DeskInFiles

TICKET = """\
---
id: k7f3qz
title: Jo Novak can't print
status: resolved
since: 2026-11-20T10:00:00Z
type: incident
priority: normal
# Jo Novak is on leave in May
requester: Jo Novak <jo@acme.example>
customer: jo-novak
watchers:
- jo@acme.example
- bob@example.org
opened: 2026-11-20T10:00:00Z
opened_by: Jo <jo@acme.example>
resolved: 2026-11-20T10:00:00Z
attachments:
- {mail}
- {note}
---

Mail me: jo@acme.example. Yours, Jo Novak

## 2026-11-22T00:10:31Z · Jo Novak <jo@acme.example> · c-q8m2ht

Jo called; thanks. Banjo Novak is somebody else.
"""

CONFIG = """\
format: 1
people:
- {name: Jo Novak, mail: jo@acme.example, aliases: [jonny]}
- {name: Bob Reis, mail: bob@example.org}
teams:
  field: [jonny, bob@example.org]
"""


@pytest.fixture
def told(desk: DeskInFiles) -> DeskInFiles:
    mail, note = "aaaaaaaa-mail.eml", "bbbbbbbb-Jo-Novak.txt"
    desk.write("tix.yaml", CONFIG)
    desk.write(f"attachments/k7f3qz/{mail}", "From: Jo <jo@acme.example>\n\nHello\n")
    desk.write(f"attachments/k7f3qz/{note}", "From Jo Novak\n")
    desk.write("archive/2026/11/k7f3qz.md", TICKET.format(mail=mail, note=note))
    desk.write("customers/jo-novak.md", "---\nname: Jo Novak\ncontacts:\n- jo@acme.example\n---\n")
    desk.write("kb/printing.md", "---\ntitle: Printing\n---\n\nAsk Jo Novak.\n")
    desk.write("templates/one.md", "---\nassignees:\n- jo@acme.example\n---\n")
    desk.commit("as it was")
    return desk


def everything(desk: DeskInFiles) -> str:
    files = (path for path in desk.root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return "\n".join(f"{path.relative_to(desk.root)}\n{path.read_text()}" for path in files)


def test_a_person_is_forgotten_in_every_file(told: DeskInFiles) -> None:
    told.call("edit", "k7f", "--title", "Printing")
    told.call("undo")
    told.call("edit", "k7f", "-r", "bob@example.org")
    told.call("edit", "k7f", "-r", "jo@acme.example")
    assert "nothing was changed" in told.call("forget", "jo@acme.example", code=1).stderr
    for command in (["export", "person"], ["forget"]):
        refused = told.call(*command, "nobody", code=1).stderr
        assert "is called 'nobody'\nhint: write a whole mail address\n" in refused
    dry = told.call("forget", "jo@acme.example", "--dry-run")
    assert "would change: archive/2026/11/k7f3qz.md" in dry.stderr
    assert told.git("status", "--porcelain") == ""
    done = told.call("forget", "jo@acme.example", "--yes", "--json")
    result = json.loads(done.stdout)
    name, mail = result["pseudonym"].removesuffix(">").split(" <")
    slug = name.casefold().replace(" ", "-")
    text = everything(told)
    for gone in ("jo@acme.example", "Jo Novak can", "jo-novak", "Jo-Novak", "jonny", "mail.eml"):
        assert gone not in text, gone
    assert "Banjo Novak is somebody else." in text
    assert "Jo called; thanks." in text, "a name of one word could be anybody's"
    assert f"# {name} is on leave in May" in text
    assert f"customer: {slug}" in text
    assert (told.root / f"customers/{slug}.md").exists()
    assert f"- {{name: {name}, mail: {mail}" in text
    assert result["still"] == []
    assert result["partly"] == ["archive/2026/11/k7f3qz.md"]
    assert "a part of their name, which may mean them, stands in archive/" in dry.stderr
    assert told.git("status", "--porcelain") == ""
    assert told.git("log", "-1", "--format=%s").strip() == "forget a person"
    told.call("check")
    assert told.call("list", "--all", f"requester:{mail}", "--ids").lines == ["k7f3qz"]
    assert "nothing of yours to take back" in told.call("undo", code=None).stderr
    assert "git filter-repo --replace-text TEXTS --replace-message TEXTS --mailmap" in done.stderr
    assert f"{name} <{mail}> <jo@acme.example>" in done.stderr
    assert (
        "no file of this desk names" in told.call("forget", "jo@acme.example", "-y", code=3).stderr
    )


def test_all_their_addresses_and_spellings_go_and_nothing_kept_has_them(
    desk: DeskInFiles,
) -> None:
    desk.write(
        "tix.yaml",
        """\
format: 1
people:
- {name: Zoë Müller, mail: zoe@new.example, aliases: [zm@old.example, zoe]}
teams:
  field: [zoe, zm@old.example]
""",
    )
    desk.write("rules.yaml", """\
- name: hers
  on: opened
  when: is:unassigned
  then: {assign: zm@old.example}
""")  # fmt: skip
    apart = "Zoe\u0308 Mu\u0308ller"
    ident = desk.open("Keys", "-r", "jo@acme.example", "-b",
                      f"Zoe Muller and Zoë Mueller? zm@old.example, {apart},"
                      " https://x.example/?to=zoe%40new.example")  # fmt: skip
    hers = desk.with_environ(GIT_AUTHOR_NAME="Zoë Müller", GIT_AUTHOR_EMAIL="zoe@new.example")
    hers.call("inbox")
    hers.call("work", "start", ident)
    told = json.loads(desk.call("export", "person", "zm@old.example").stdout)
    assert told["addresses"] == ["zm@old.example", "zoe@new.example"]
    assert [each["as"] for each in told["tickets"]] == [["assignees", "body"]]
    assert json.loads(desk.call("export", "person", "Zoë Müller").stdout) == told
    assert (
        json.loads(desk.call("export", "person", "zoe muller").stdout)["tickets"] == told["tickets"]
    )
    done = desk.call("forget", "zoe@new.example", "--yes")
    text = everything(desk)
    kept = [path for path in (desk.root / ".git/tix").rglob("*") if path.is_file()]
    text += "".join(path.read_bytes().decode(errors="replace") for path in kept)
    for gone in ("old.example", "new.example", "Zoë", "Zoe", "Müller", "Mueller", "Muller", apart):
        assert gone not in text, gone
    assert "regex:(?i)zm(?:@|%40)old\\.example==>forgotten-" in done.stderr
    assert "Zoe Muller==>Forgotten" in done.stderr
    assert desk.call("check").code == 0


def test_what_cant_be_changed_is_named(told: DeskInFiles) -> None:
    path = told.root / "attachments/k7f3qz/cccccccc-scan.bin"
    path.write_bytes(b"\0\xff jo@acme.example \0")
    told.commit("binary")
    done = told.call("forget", "jo@acme.example", "--yes", code=4)
    assert "they are still named in attachments/k7f3qz/cccccccc-scan.bin" in done.stderr
    assert path.read_bytes() == b"\0\xff jo@acme.example \0"


def test_a_large_attachment_is_renamed(told: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.actions.people_data.LIMIT", 2000)
    texts = {"Jo-Novak-cv.txt": "page\n" * 500, "Jo-Novak.log": "page\n" * 500 + "Jo Novak\n"}
    for name, text in texts.items():
        (told.root.parent / name).write_text(text)
        told.call("attach", "k7f", str(told.root.parent / name))
    result = json.loads(told.call("forget", "jo@acme.example", "-y", "--json", code=4).stdout)
    listed = json.loads(told.call("show", "k7f", "--json").stdout)["attachments"]
    found = {path.name: path.read_text() for path in told.root.glob("attachments/k7f3qz/*")}
    assert {*found} <= {each["name"] for each in listed}
    [renamed] = (name for name, text in found.items() if text == texts["Jo-Novak-cv.txt"])
    [named] = (name for name, text in found.items() if text == texts["Jo-Novak.log"])
    assert result["still"] == [f"attachments/k7f3qz/{named}"], (
        "what it says is a person's to change"
    )
    assert renamed.endswith("-cv.txt") and named.endswith(".log")
    assert "Novak" not in str([*found, *listed])


def test_attachments_of_no_ticket_are_renamed(told: DeskInFiles) -> None:
    told.write("attachments/m3k9vd/cccccccc-Jo-Novak.txt", "A page\n")
    told.commit("left over")
    told.call("forget", "jo@acme.example", "--yes")
    assert "Novak" not in told.git("ls-files")


def test_nobody_forgets_themselves(desk: DeskInFiles) -> None:
    desk.open("One")
    assert "that is you" in desk.call("forget", "ana@example.org", "--yes", code=4).stderr


def test_everything_of_a_person_is_exported(told: DeskInFiles) -> None:
    found = json.loads(told.call("export", "person", "jo@acme.example").stdout)
    assert found["addresses"] == ["jo@acme.example"]
    assert {*found["names"]} == {"Jo", "Jo Novak"}
    [ticket] = found["tickets"]
    assert ticket["ticket"]["id"] == "k7f3qz"
    assert {*ticket["as"]} >= {"title", "requester", "watchers", "body", "comment c-q8m2ht"}
    assert {(r["kind"], r["record"]["id"]) for r in found["records"]} == {
        ("customer", "jo-novak"), ("article", "printing"),
    }  # fmt: skip
    paths = {file["path"]: file["lines"] for file in found["files"]}
    assert paths["tix.yaml"] == ["- {name: Jo Novak, mail: jo@acme.example, aliases: [jonny]}"]
    assert "attachments/k7f3qz/aaaaaaaa-mail.eml" in paths
    assert found["commits"] == 0
    told.write("tickets/2026/11/m3k9vd.md", "---\nid: [m3k9vd\n---\n\nJo Novak called.\n")
    more = json.loads(told.call("export", "person", "jo@acme.example").stdout)
    [broken] = [each for each in more["files"] if each not in found["files"]]
    assert broken == {"path": "tickets/2026/11/m3k9vd.md", "lines": ["Jo Novak called."]}
    (told.root / "tickets/2026/11/m3k9vd.md").unlink()
    file = told.root.parent / "jo.json"
    told.call("export", "person", "Jo Novak", "-o", str(file))
    assert json.loads(file.read_text()) == found
    told.call("export", "person", code=2)
    assert "Ivana" in told.call("export", "person", "Ivana", code=None).stderr


def test_somebody_else_of_that_name_stays(told: DeskInFiles) -> None:
    other = told.open(
        "Other", "-r", "Jo Novak <jo@other.example>", "-b", "Ask Jo Novak <jo@other.example>."
    )
    told.call("forget", "jo@acme.example", "--yes")
    ticket = json.loads(told.call("show", other, "--json").stdout)
    assert ticket["requester"] == "Jo Novak <jo@other.example>"
    assert ticket["body"] == "Ask Jo Novak <jo@other.example>."
    assert "Novak" not in told.call("show", "k7f3qz", "--json").stdout.replace("Banjo Novak", "")


def test_the_drawing_of_a_signature_is_named(desk: DeskInFiles) -> None:
    (desk.root.parent / "drawing.png").write_bytes(b"\x89PNG")
    ident = desk.open("Door")
    for name in ("Jo Novak", "Kim Old"):
        desk.call("sign", ident, "--name", name, "--image", str(desk.root.parent / "drawing.png"))
    shown = json.loads(desk.call("show", ident, "--json").stdout)
    drawn = {
        each["name"]: path
        for each in shown["signatures"]
        for path in shown["attachments"]
        if f"signature-{each['id']}" in str(path)
    }
    said = desk.call("forget", "Jo Novak", "--yes", code=4).stderr
    assert f"attachments/{ident}/" in said
    kim = json.dumps(drawn["Kim Old"])
    assert json.dumps(drawn["Jo Novak"]).rpartition("signature-")[2][:8] in said
    assert kim.rpartition("signature-")[2][:8] not in said


ANSWERED = """\
format: 1
people: [{name: Bob Reis, mail: bob@example.org}]
teams: {support: [bob@example.org]}
promises: [{name: usual, calendar: always, first_response: 4h}]
"""


def test_what_somebody_answered_counts_after_they_are_forgotten_as_before(
    desk: DeskInFiles,
) -> None:
    desk.write("tix.yaml", ANSWERED)
    desk.commit("promises")
    done = desk.call("open", "Printer jams", "-r", "jo@acme.example", "--json")
    said = "\n## 2026-11-22T09:00:00Z · Bob Reis <bob@example.org> · c-q8m2ht\n\nDone.\n"
    file = desk.root / json.loads(done.stdout)["path"]
    file.write_text(file.read_text() + said)
    desk.commit("answered")

    def figures() -> dict[str, list[dict[str, object]]]:
        reports = json.loads(desk.call("report", "--all", "--json").stdout)
        named = {report["name"]: report["sections"][0]["rows"] for report in reports}
        return {name: named[name] for name in ("resolution", "promises", "response")}

    before = figures()
    assert before["promises"][0]["kept"] == 1
    assert before["resolution"][0]["answered"] == 1
    desk.call("forget", "bob@example.org", "--yes")
    assert figures() == before
    assert desk.call("list", "is:unanswered", "--ids").stdout == ""


def test_whoever_spoke_for_a_customer_does_after_they_are_forgotten(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", ANSWERED.replace("teams: {support: [bob@example.org]}\n", ""))
    desk.call("customer", "add", "Acme", "--set", "domains=acme.example")
    done = desk.call("open", "Printer jams", "-r", "jo@acme.example", "--json")
    ticket = json.loads(done.stdout)
    said = "\n## 2026-11-22T09:00:00Z · Kim Roe <kim@acme.example> · c-q8m2ht\n\nMine, too.\n"
    file = desk.root / ticket["path"]
    file.write_text(file.read_text() + said)
    desk.commit("a colleague")
    assert desk.call("list", "is:unanswered", "--ids").lines == [ticket["id"]]
    told = json.loads(desk.call("forget", "kim@acme.example", "--yes", "--json").stdout)
    assert told["changed"] == ["customers/acme.md", ticket["path"]]
    assert desk.call("list", "is:unanswered", "--ids").lines == [ticket["id"]]
    assert json.loads(desk.call("customer", "show", "acme", "--json").stdout)["contacts"] == [
        told["pseudonym"]
    ]
    desk.call("forget", "jo@acme.example", "--yes")
    assert desk.call("list", "is:unanswered", "--ids").lines == [ticket["id"]]


def test_a_customer_whose_domain_somebody_has_whom_no_ticket_names_stays(desk: DeskInFiles) -> None:
    desk.write("kb/one.md", "---\ntitle: One\n---\n\nAsk kim@acme.example.\n")
    desk.commit("article")
    desk.call("customer", "add", "Acme", "--set", "domains=acme.example")
    told = json.loads(desk.call("forget", "kim@acme.example", "--yes", "--json").stdout)
    assert told["changed"] == ["kb/one.md"]
