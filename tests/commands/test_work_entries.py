"""Work, parts, ratings and delivery notes, as people note them."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles, Result
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

LATER = "2026-11-22T10:30:10Z"


def at(desk: DeskInFiles, when: str, *args: str, code: int = 0) -> Result:
    return DeskInFiles(desk.root, {**desk.environ, "TIX_NOW": when}).call(*args, code=code)


def as_bob(desk: DeskInFiles, *args: str, code: int = 0) -> Result:
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
           for part, value in (("NAME", "Bob Reis"), ("EMAIL", "bob@example.org"))}  # fmt: skip
    return DeskInFiles(desk.root, {**desk.environ, **who}).call(*args, code=code)


@pytest.fixture
def ident(desk: DeskInFiles) -> str:
    return desk.call("open", "The door sticks", "-b", "It needs a push.").stdout.strip()


def ticket(desk: DeskInFiles, ident: str) -> Ticket:
    return load(desk.file_of(ident).read_bytes()).record


def test_more_than_a_day_has_is_said(desk: DeskInFiles, ident: str) -> None:
    noted = desk.call("work", ident, "25h")
    assert "tix: 25h is more than a day has\n" in noted.stderr
    assert ticket(desk, ident).worked[0].minutes == 25 * 60
    assert "day" not in desk.call("work", ident, "24h").stderr


def test_work_is_noted_listed_changed_and_removed(desk: DeskInFiles, ident: str) -> None:
    first = desk.call("work", ident, "1h30m", "-m", "the\nlinker").stdout.strip()
    second = desk.call("work", ident, "20m", "--free", "--day", "yesterday").stdout.strip()
    assert desk.call("work", ident).rows == [
        [second, "2026-11-21", "ana@example.org", "20m", "free", ""],
        [first, "2026-11-22", "ana@example.org", "90m", "billable", "the linker"],
    ]
    desk.call("work", ident, "--edit", first, "2h", "-m", "the hinge", "--free")
    desk.call("work", ident, "--remove", second)
    [work] = ticket(desk, ident).worked
    assert (work.minutes, work.text, work.billable) == (120, "the hinge", False)
    listed = json.loads(desk.call("work", ident, "--json").stdout)
    assert [entry["minutes"] for entry in listed] == [120]
    written = json.loads(desk.call("work", ident, "15m", "--json").stdout)
    assert [entry["minutes"] for entry in written["worked"]] == [120, 15]
    assert desk.call("list", "worked:>=2h", "--columns", "id,worked").rows == [[ident, "135"]]
    assert "in all 2h 15m" in desk.tty("show", ident).stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("work", "ID", "1d"), 2, "a day has as many hours as you work on it: 8h"),
        (("work", "ID", "30"), 2, "write 30h or 30m"),
        (("work", "ID", "1h", "the", "door"), 2, "'the door' is one word too many"),
        (("work", "ID", "1h", "--day", "tomorrow"), 2, "2026-11-23 hasn't come yet"),
        (("work", "ID", "1h", "--day", "2026-10"), 2, "'2026-10' is more than a day"),
        (("work", "ID", "1h", "--day", "sometime"), 2, "sometime"),
        (("work", "--day", "2026"), 2, "'2026' is more than a day"),
        (("work", "start", "ID", "--day", "sometime"), 2, "'sometime' is not a date"),
        (("work", "--day", "yesterday"), 2, "hint: tix work ID LENGTH"),
        (("work", "--remove", "w-aaaaaa"), 2, "work without a ticket and --remove"),
        (("work", "ID", "--day", "sometime"), 2, "'sometime' is not a date"),
        (("work", "ID", "--day", "yesterday"), 2, "hint: to note time: tix work"),
        (("use", "ID", "--day", "2026"), 2, "'2026' is more than a day"),
        (("use", "ID", "--day", "yesterday"), 2, "hint: to note a part: tix use"),
        (("work", "ID", "--edit", "w-aaaaaa", "2h"), 3, "has no entry 'w-aaaaaa' in worked"),
        (("work", "zzzzzz", "1h"), 3, "zzzzzz"),
        (("work", "ID", "1h", "--free", "--billable"), 2, "can't be used together"),
        (("work", "start"), 2, "say on which ticket"),
        (("work", "start", "-n"), 2, "hint: tix work stop takes"),
        (("work", "start", "ID", "--day", "today"), 2, "hint: without a timer: tix work ID LENGTH"),
        (("work", "stop"), 3, "no timer is running"),
        (("use", "ID", "gasket"), 3, "there is no asset"),
        (("use", "ID", "drum", "-2"), 2, "tix use ID PART N --back"),
        (("use", "ID", "2", "drum"), 2, "tix use ID gasket-12 2"),
        (("use", "ID", "drum", "many"), 2, "'many' is not a quantity like 2 or 0.5"),
        (("rate", "ID", "6"), 2, "'6' is not a rating from 1 (bad) to 5 (good)"),
        (("sign", "ID"), 2, "say who signs"),
        (("edit", "ID", "--set", "worked=1h"), 2, "worked isn't set by hand"),
    ],
)
def test_what_can_not_be_noted_is_said(
    desk: DeskInFiles, ident: str, words: tuple[str, ...], code: int, message: str
) -> None:
    before = desk.file_of(ident).read_bytes()
    said = desk.call(*(word.replace("ID", ident) for word in words), code=code)
    assert message in said.stderr
    assert desk.file_of(ident).read_bytes() == before


def test_a_timer_notes_the_time_since_it_was_started(desk: DeskInFiles, ident: str) -> None:
    desk.call("work", "start", ident, "-m", "the hinge")
    assert "for 1h 30m now" in at(desk, LATER, "work", "start", ident, code=1).stderr
    shown = json.loads(at(desk, LATER, "work", "--json").stdout)
    assert shown == {
        "ticket": ident, "since": "2026-11-22T09:00:00Z", "minutes": 90, "text": "the hinge",
    }  # fmt: skip
    assert as_bob(desk, "work", "--json").stdout == "null\n"
    assert "work start" not in desk.call("log", ident).stdout
    at(desk, LATER, "work", "stop")
    [work] = ticket(desk, ident).worked
    assert (work.minutes, work.text) == (90, "the hinge")
    assert "no timer" in desk.call("work").stderr

    at(desk, LATER, "work", "start", ident)
    at(desk, "2026-11-25T09:00:00Z", "work", "stop", code=4)
    at(desk, "2026-11-25T09:00:00Z", "work", "stop", "2h")
    assert [work.minutes for work in ticket(desk, ident).worked] == [90, 120]
    desk.call("work", "start", ident)
    assert "a timer runs" in desk.call("init", "--remove", code=4).stderr
    desk.call("work", "stop", "--drop")
    assert len(ticket(desk, ident).worked) == 2


def test_what_is_asked_for_along_is_given_or_refused(desk: DeskInFiles, ident: str) -> None:
    started = json.loads(desk.call("work", "start", ident, "-m", "Hello", "--json").stdout)
    assert (started["ticket"], started["text"]) == (ident, "Hello")
    assert json.loads(desk.call("work", "--json").stdout)["ticket"] == ident
    desk.call("work", "stop", "--drop", "--dry-run", code=2)
    assert desk.call("work", "stop", "--drop", "--json").stdout == "null\n"
    desk.call("work", "start", ident, "--dry-run", code=2)
    assert desk.call("work").stdout == ""
    desk.call("rate", ident, "--token-for", "jo@acme.example", "--json", code=2)
    desk.call("sign", ident, "--preview", "--json", code=2)


def test_a_timer_that_was_noted_by_a_run_that_was_killed_is_noted_once(
    desk: DeskInFiles, ident: str
) -> None:
    desk.call("work", "start", ident)
    timers = next(path for path in desk.root.rglob("timers.json"))
    kept = timers.read_bytes()
    at(desk, LATER, "work", "stop")
    timers.write_bytes(kept)
    at(desk, LATER, "work", "stop")
    assert len(ticket(desk, ident).worked) == 1


def test_parts_are_taken_from_stock_and_brought_back(desk: DeskInFiles, ident: str) -> None:
    other = desk.call("open", "Another door").stdout.strip()
    desk.call("asset", "add", "Gasket 12", "--set", "counted=2026-11-20T08:00:00Z · 5",
              "--set", "minimum=2", "--set", "unit=pcs")  # fmt: skip
    desk.call("use", other, "gasket-12", "9", "--day", "2026-11-19")  # before it was counted
    assert desk.call("use", ident, "gasket", "2").stderr.count("left") == 0
    said = desk.call("use", other, "gasket-12", "2", "-m", "hinge").stderr
    assert "gasket-12: 1 pcs left, and there should be 2" in said
    last = desk.call("use", ident, "gasket-12", "1,5")
    assert "gasket-12: -0.5 pcs left: more was used than was counted" in last.stderr
    assert "left" not in desk.call("use", ident, "gasket-12", "3", "--back").stderr
    desk.call("use", ident, "--edit", last.stdout.strip(), "1")
    assert [f"{use.quantity}" for use in ticket(desk, ident).used] == ["2", "1", "-3"]
    assert set(desk.call("list", "used:gasket-12", "--ids").lines) == {ident, other}


def test_nobody_rates_their_own_work_and_the_last_rating_of_each_counts(
    desk: DeskInFiles, ident: str
) -> None:
    desk.call("work", ident, "5m")
    assert "is your own work" in desk.call("rate", ident, "5", code=4).stderr
    desk.call("assign", ident, "bob@example.org")
    as_bob(desk, "rate", ident, "5", code=4)
    token = desk.call("rate", ident, "--token-for", "jo@acme.example").stdout.strip()
    desk.call("rate", token, "2", "-m", "slow")
    assert desk.call("list", "rating:<3", "--ids").lines == [ident]
    desk.call("rate", token.upper(), "4")
    assert desk.call("list", "rating:<3", "--ids").lines == []
    assert [each.who for each in ticket(desk, ident).ratings] == ["jo@acme.example"] * 2
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert "isn't one of this desk's" in desk.call("rate", wrong, "1", code=2).stderr
    for spoilt in (f"{wrong}x", wrong[:-3], wrong.rpartition(".")[0] + "."):
        assert "isn't one of this desk's" in desk.call("rate", spoilt, "1", code=2).stderr
    refused = desk.call("rate", ident, "--token-for", "ana@example.org", code=4).stderr
    assert f"{ident} is ana@example.org's own work" in refused
    token = desk.call("rate", ident, "--token-for", "cleo@example.org").stdout.strip()
    desk.call("assign", ident, "--add", "cleo@example.org")
    desk.call("rate", token, "5", code=4)
    key = Path(desk.environ["HOME"], ".config/tix/rating.key")
    assert key.stat().st_mode & 0o077 == 0
    key.chmod(0o644)
    assert "chmod 600" in desk.call("rate", token, "1", code=1).stderr


def test_a_team_rates_nothing_and_its_members_not_what_is_assigned_to_it(
    desk: DeskInFiles, ident: str
) -> None:
    desk.write("tix.yaml", "format: 1\nteams: {field: [ana@example.org]}\n")
    desk.commit("a team")
    refused = desk.call("rate", ident, "--token-for", "field", code=2).stderr
    assert "field is a team" in refused
    desk.call("assign", ident, "field")
    assert "is your own work" in desk.call("rate", ident, "5", code=4).stderr
    desk.call("rate", ident, "--token-for", "ana@example.org", code=4)
    as_bob(desk, "rate", ident, "5")


def test_a_delivery_note_is_in_its_customers_language(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Silva", "--set", "language=pt-BR")
    ident = desk.open("Lâmpada", "--set", "customer=silva", "-b", "Pisca.")
    desk.call("work", ident, "90m", "-m", "Trocada", "--free")
    shown = desk.call("sign", ident, "--preview").stdout
    assert shown.startswith("GUIA DE ENTREGA")
    for line in (f"Pedido:     {ident} Lâmpada", "Cliente:    silva", "O que foi pedido"):
        assert f"\n{line}\n" in shown
    assert "Trocada (gratuito)" in shown
    desk.call("sign", ident, "--name", "Zé")
    [entry] = ticket(desk, ident).signatures
    kept = desk.root / "attachments" / ident / entry.attachment
    assert kept.read_text().endswith("\nAceite por Zé.\n")
    desk.call("check")


def test_a_delivery_note_says_what_was_signed_and_check_tells_if_it_was_changed(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    desk.call("work", ident, "1h", "-m", "planed the frame for hunter2secret")
    desk.call("comment", ident, "the customer is slow to pay", "--internal")
    drawing = tmp_path / "drawing.png"
    drawing.write_bytes(b"\x89PNG")
    signature = desk.call("sign", ident, "--name", "Jo Silva", "--image", str(drawing)).stdout
    [entry] = ticket(desk, ident).signatures
    assert entry.id == signature.strip()
    folder = desk.root / "attachments" / ident
    note = folder / entry.attachment
    text = note.read_text()
    for part in ("The door sticks", "It needs a push.", "planed the frame", "Accepted by Jo Silva"):
        assert part in text
    assert "slow to pay" not in text
    assert [path.name for path in folder.glob(f"*signature-{entry.id}.png")]
    desk.call("check")

    desk.call("redact", ident, "hunter2secret", "--yes")
    said = desk.call("check")
    assert "the note was redacted after it was signed" in said.stdout + said.stderr
    [entry] = ticket(desk, ident).signatures
    assert "hunter2secret" not in (folder / entry.attachment).read_text()

    other = desk.call("open", "The lamp", "-r", "jo@silva.example").stdout.strip()
    desk.call("sign", other, "--name", "Jo Silva")
    desk.call("forget", "jo@silva.example", "--yes")
    said = desk.call("check")
    assert "somebody in the note was forgotten after it was signed" in said.stdout + said.stderr

    other = desk.call("open", "The lamp").stdout.strip()
    desk.call("sign", other, "--name", "Jo")
    [entry] = ticket(desk, other).signatures
    changed = desk.root / "attachments" / other / entry.attachment
    changed.write_text(changed.read_text().replace("The lamp", "The lamps"))
    said = desk.call("check", code=4)
    assert "isn't what was signed" in said.stdout + said.stderr


def test_an_asset_that_is_not_there_is_named(desk: DeskInFiles) -> None:
    first = desk.call("open", "Smell", "--asset", "ventilator").stderr
    assert "there is no asset 'ventilator' (tix asset add TITLE makes one)" in first
    desk.call("asset", "add", "Ventilator 3")
    opened = desk.call("open", "Noise", "--asset", "ventilator-2")
    assert "there is no asset 'ventilator-2' (did you mean 'ventilator-3'?)" in opened.stderr
    ident = opened.stdout.strip()
    told = desk.call("edit", ident, "--add", "assets=Pump/../x").stderr
    assert "there is no asset 'Pump/../x' (known: ventilator-3)" in told
    assert "no asset" not in desk.call("edit", ident, "--add", "assets=ventilator-3").stderr
