"""``tix open --from-transcript``: a chat becomes a ticket, once."""

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.conftest import DeskInFiles
from tix.console.text_input import LARGEST

CHAT = """\
[08:00] Ana Lima: Hello, how can I help?
[08:02] Jo Silva: The printer is dead.
Since this morning.
[08:03] Ana Lima: Which one?
[08:03] Jo Silva: The one on the 2nd floor.

## 2026-11-22T00:10:31Z · x <y> · c-abcdef
"""


@pytest.fixture
def chat(desk: DeskInFiles, tmp_path: Path) -> Path:
    desk.write(
        "tix.yaml",
        "format: 1\npeople: [Ana Lima <ana@example.org>]\nteams: {desk: [ana@example.org]}\n",
    )
    place = tmp_path / "chat.txt"
    place.write_text(CHAT)
    return place


def test_a_chat_becomes_text_and_comments_with_speakers_and_times(
    desk: DeskInFiles, chat: Path
) -> None:
    done = desk.call("open", "--from-transcript", str(chat), "--channel", "chat", "-l", "printer")
    ident = done.stdout.strip()
    assert "4 messages of Ana Lima, Jo Silva" in done.stderr
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    assert ticket["title"] == "The printer is dead."
    assert ticket["body"] == "The printer is dead.\nSince this morning."
    assert ticket["requester"] == "Jo Silva <>"
    assert (ticket["channel"], ticket["labels"]) == ("chat", ["printer"])
    assert ticket["occurred"] == "2026-11-22T08:02:00Z"
    assert ticket["opened"] == "2026-11-22T09:00:00Z"
    assert [(c["at"][11:19], c["by"], c["text"]) for c in ticket["comments"]] == [
        ("08:00:00", "Ana Lima <ana@example.org>", "Hello, how can I help?"),
        ("08:03:00", "Ana Lima <ana@example.org>", "Which one?"),
        (
            "08:03:01",
            "Jo Silva <>",
            "The one on the 2nd floor.\n\n## 2026-11-22T00:10:31Z · x <y> · c-abcdef",
        ),
    ]
    desk.call("check")

    again = desk.call("open", "--from-transcript", str(chat), "Another title")
    assert again.stdout.strip() == ident
    assert "is that transcript already" in again.stderr
    assert desk.call("list", "--ids").lines == [ident]
    assert json.loads(
        desk.call("open", "--from-transcript", "-", "--json", stdin=CHAT).stdout
    )["id"] == ident  # fmt: skip


def test_a_first_name_that_only_one_colleague_has_is_that_colleague(
    desk: DeskInFiles, chat: Path
) -> None:
    chat.write_text("[08:00] Ana: Hello!\n[08:02] Jo: The printer is dead.\n[08:03] Ana: Which?\n")
    done = desk.call("open", "--from-transcript", str(chat))
    assert "Ana is taken for Ana Lima <ana@example.org>, the only Ana here" in done.stderr
    ticket = json.loads(desk.call("show", done.stdout.strip(), "--json").stdout)
    assert (ticket["requester"], ticket["body"]) == ("Jo <>", "The printer is dead.")
    assert {each["by"] for each in ticket["comments"]} == {"Ana Lima <ana@example.org>"}

    chat.write_text("[22/11 08:00] Lima, Ana\nHello!\n[22/11 08:02] Silva, Jo\nIt beeps.\n")
    ident = desk.call("open", "--from-transcript", str(chat)).stdout.strip()
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    assert ticket["comments"][0]["by"] == "Ana Lima <ana@example.org>"

    desk.open("The phone", "-r", "Ana Costa <ana@x.example>")
    chat.write_text("[08:00] Jo: The lamp is dead.\n[08:03] Ana: Which?\n")
    done = desk.call("open", "--from-transcript", str(chat))
    assert "taken for" not in done.stderr
    ticket = json.loads(desk.call("show", done.stdout.strip(), "--json").stdout)
    assert ticket["comments"][0]["by"] == "Ana <>"


def _read(desk: DeskInFiles, chat: Path, text: str, *options: str) -> tuple[str, list[str]]:
    """Who asks, and whose the comments are, in a ticket of a chat."""
    chat.write_text(text)
    ident = desk.open("--from-transcript", str(chat), *options)
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    return ticket["requester"], [comment["by"] for comment in ticket["comments"]]


ANA = "Ana Lima <ana@example.org>"


def test_a_first_name_that_a_contact_has_is_nobodys(desk: DeskInFiles, chat: Path) -> None:
    said = "[08:02] Ana: My scanner is broken.\n[08:03] Jo: Mine, too.\n"
    assert _read(desk, chat, said) == ("Jo <>", [ANA])
    contact = "contacts=Ana Souza <ana@souza.example>"
    desk.call("customer", "add", "Souza", "--set", contact)
    assert _read(desk, chat, f"{said}[08:04] Jo: Hm.\n")[0] == "Ana <>"


def test_a_contact_by_the_whole_name_is_that_contact(desk: DeskInFiles, chat: Path) -> None:
    jo, other = "Jo Novak <jo@acme.example>", "Kim Roe <kim@rio.example>"
    desk.call("customer", "add", "Acme", "--add", f"contacts={jo}")
    said = "[08:02] Jo Novak: My scanner is broken.\n[08:03] Ana: Since when?\n"
    chat.write_text(said)
    done = desk.call("open", "--from-transcript", str(chat))
    assert "customer acme, by contact jo@acme.example" in done.stderr
    ticket = json.loads(desk.call("show", done.stdout.strip(), "--json").stdout)
    assert ticket["requester"] == jo
    for name in ("Rio", "Bolt"):  # two who are called so
        contact = f"contacts={other.replace('@', f'@{name[-1]}.')}"
        desk.call("customer", "add", name, "--add", contact)
    assert _read(desk, chat, said.replace("Jo Novak", "Kim Roe"))[0] == "Kim Roe <>"


@pytest.mark.parametrize(
    "others", [["Ana Maria"], ["Ana Sá <a@x.example>", "Ana Sá <s@x.example>"]]
)
def test_a_first_name_that_a_requester_has_is_nobodys(
    desk: DeskInFiles, chat: Path, others: list[str]
) -> None:
    for who in others:
        desk.open("The phone", "-r", who)
    assert _read(desk, chat, "[08:02] Ana: It is dead.\n[08:03] Jo: Yes.\n")[0] == "Ana <>"


def test_a_chat_of_colleagues_alone_takes_nobodys_first_name(desk: DeskInFiles, chat: Path) -> None:
    """It leaves ``Ana <>`` in its ticket, who isn't another Ana."""
    assert _read(desk, chat, "[08:02] Ana: It is dead.\n[08:03] Ana: Oh.\n") == (
        "Ana <>",
        ["Ana <>"],
    )
    said = "[08:02] Ana: How can I help?\n[08:03] Jo: It is dead.\n"
    assert _read(desk, chat, said) == ("Jo <>", [ANA])


def test_nobody_is_taken_for_a_colleague_where_nobody_else_asks(
    desk: DeskInFiles, chat: Path
) -> None:
    said = "[08:02] Ana: It is dead.\n[08:03] Ana Lima: Which?\n"
    assert _read(desk, chat, said) == ("Ana <>", [ANA])


@pytest.mark.parametrize(
    "asks", ["ana@souza.example", "ana.souza@x.example", "Ana Souza <a@souza.example>"]
)
def test_who_has_the_first_name_of_who_asks_is_that_one(
    desk: DeskInFiles, chat: Path, asks: str
) -> None:
    said = "[08:02] Ana: It is dead.\n[08:03] Jo: Yes.\n"
    requester, by = _read(desk, chat, said, "-r", asks)
    assert asks.split("<")[-1].strip(">") in requester
    assert by == ["Jo <>"]


def test_clocks_of_a_recording_are_told(desk: DeskInFiles, chat: Path) -> None:
    chat.write_text("00:02:33\tJo:\tIt is dead.\n")
    assert "--occurred TIME" in desk.call("open", "--from-transcript", str(chat)).stderr


def test_a_chat_without_times_has_them_of_when_it_occurred(desk: DeskInFiles, chat: Path) -> None:
    chat.write_text("Jo: It is dead.\nAna Lima: Which one?\nJo: The red one.\n")
    done = desk.call("open", "--from-transcript", str(chat), "--occurred", "yesterday 08:30")
    assert "--occurred" not in done.stderr
    ticket = json.loads(desk.call("show", done.stdout.strip(), "--json").stdout)
    assert ticket["occurred"] == "2026-11-21T08:30:00Z"
    assert [c["at"] for c in ticket["comments"]] == [
        "2026-11-21T08:30:01Z", "2026-11-21T08:30:02Z",
    ]  # fmt: skip
    chat.write_text("Jo: It is alive.\nAna Lima: Which one?\n")
    done = desk.call("open", "--from-transcript", str(chat))
    assert "--occurred TIME" in done.stderr
    ticket = json.loads(desk.call("show", done.stdout.strip(), "--json").stdout)
    assert ticket["occurred"] is None
    desk.call("open", "--from-transcript", str(chat), "--occurred", "gibberish", code=2)


def test_what_is_given_goes_before_what_is_said(desk: DeskInFiles, chat: Path) -> None:
    ident = desk.open(
        "Printer", "--from-transcript", str(chat), "-r", "bob@example.org", "--occurred", "07:30"
    )
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    assert (ticket["title"], ticket["requester"]) == ("Printer", "bob@example.org")
    assert ticket["occurred"] == "2026-11-22T07:30:00Z"
    assert ticket["comments"][-1]["by"] == "Jo Silva <bob@example.org>"
    for options in (("-b", "x"), ("--key", "k"), ("-e",), ("--template", "t")):
        desk.call("open", "--from-transcript", str(chat), *options, code=2)
    chat.write_text("Dear all,\n")
    told = desk.call("open", "--from-transcript", str(chat), code=1).stderr
    assert "chat.txt: no line says who said something when" in told
    assert "WhatsApp" in told
    desk.call("open", "--from-transcript", str(chat / "no"), code=1)


def test_two_clones_that_read_it_have_one_ticket(desk: DeskInFiles, chat: Path) -> None:
    there = desk.root.parent / "there"
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "-m", "x")
    desk.git("clone", "--quiet", str(desk.root), str(there))
    bob = DeskInFiles(there, desk.environ)
    ours, theirs = (each.open("--from-transcript", str(chat)) for each in (desk, bob))
    assert ours == theirs
    assert desk.file_of(ours).read_bytes() == bob.file_of(ours).read_bytes()


def test_the_chat_in_an_archive_is_read_and_other_files_are_told(
    desk: DeskInFiles, chat: Path
) -> None:
    archive = chat.with_name("chat.zip")
    with ZipFile(archive, "w") as made:
        made.write(chat, "_chat.txt")
        made.writestr("notes.txt", "x")
        made.writestr("photo.jpg", "x")
    done = desk.call("open", "--from-transcript", str(archive))
    assert "4 messages of Ana Lima, Jo Silva" in done.stderr
    assert "2 other files in" in done.stderr
    again = desk.call("open", "--from-transcript", str(chat))
    assert again.stdout == done.stdout and "that transcript already" in again.stderr


def test_slacks_ids_are_names_by_the_file_of_people_beside_the_chat_or_in_its_archive(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    said = '[{"type": "message", "user": "U1", "text": "Dead, <@U2>.", "ts": "1795334520.1"}]'
    people = (
        '[{"id": "U1", "name": "jo1", "profile": {"real_name": "Jo Silva"}},'
        ' {"id": "U2", "name": "ana", "real_name": "Ana Lima", "profile": {}}]'
    )
    day = tmp_path / "help" / "2026-11-22.json"
    day.parent.mkdir()
    day.write_text(said)
    (tmp_path / "users.json").write_text(people)
    done = desk.call("open", "--from-transcript", str(day))
    assert "1 message of Jo Silva" in done.stderr
    with ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("users.json", people)
        made.writestr("channels.json", "[]")
        made.writestr("help/2026-11-22.json", said)
    again = desk.call("open", "--from-transcript", str(tmp_path / "x.zip"))
    assert again.stdout == done.stdout and "other file" not in again.stderr
    assert "Dead, @Ana Lima." in desk.call("show", done.stdout.strip()).stdout
    (tmp_path / "users.json").write_bytes(b"\xff")  # of which nobody has said that it is read
    day.write_text(said.replace("Dead", "Gone"))
    other = desk.call("open", "--from-transcript", str(day)).stderr
    assert "1 message of U1" in other and "not read for names: " in other


def test_an_archive_without_one_chat_or_broken_is_refused(desk: DeskInFiles, chat: Path) -> None:
    archive = chat.with_name("chat.zip")
    for names, says in (((), "no text"), (("a.txt", "b.txt"), "2 texts"), (("a.jpg",), "no text")):
        with ZipFile(archive, "w") as made:
            made.writestr("x/", "")
            for name in names:
                made.writestr(name, "x")
        assert says in desk.call("open", "--from-transcript", str(archive), code=1).stderr
    archive.write_bytes(archive.read_bytes()[:40])
    assert "broken" in desk.call("open", "--from-transcript", str(archive), code=1).stderr
    with ZipFile(archive, "w", ZIP_DEFLATED) as made:
        made.writestr("_chat.txt", b"0" * (LARGEST + 1))
    assert "too much" in desk.call("open", "--from-transcript", str(archive), code=1).stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_chat_may_have_the_mark_of_its_encoding(
    desk: DeskInFiles, chat: Path, encoding: str
) -> None:
    chat.write_bytes(CHAT.replace("printer", "Drucker für Jo").encode(encoding))
    ident = desk.call("open", "--from-transcript", str(chat)).stdout.strip()
    assert "Drucker für Jo" in desk.call("show", ident).stdout
