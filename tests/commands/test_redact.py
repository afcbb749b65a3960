"""``tix redact``: the secret is gone wherever it was, or where it still is gets told."""

import re
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.record.taken_out import TakenOutText
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

SECRET = "hunter2!hunter2"


@pytest.fixture
def ident(desk: DeskInFiles) -> str:
    return desk.open("Nightly build fails", "-t", "incident")


def ticket(desk: DeskInFiles, ident: str) -> Ticket:
    return load(desk.file_of(ident).read_bytes()).record


def holders(desk: DeskInFiles, text: str = SECRET) -> set[str]:
    """Files of the desk and of tix's own folder in which a text stands."""
    state = [path for path in (desk.root / ".git" / "tix").rglob("*") if path.is_file()]
    ours = [p for p in desk.root.rglob("*") if p.is_file() and ".git" not in p.parts]
    return {
        str(p.relative_to(desk.root)) for p in (*state, *ours) if text.encode() in p.read_bytes()
    }


def test_nothing_has_it_afterwards(desk: DeskInFiles, ident: str, tmp_path: Path) -> None:
    (tmp_path / f"{SECRET} build.log").write_text(f"one\npassword {SECRET}\n")
    desk.call("edit", ident, "--set", f"requester={SECRET} <jo@acme.example>")
    desk.call("edit", ident, "--add", f"watchers={SECRET}@acme.example", "--set", f"key={SECRET}")
    desk.call("edit", ident, "--new-field", "--set", f"room={SECRET}")
    desk.call("comment", ident, f"see {SECRET}", "--attach", str(tmp_path / f"{SECRET} build.log"))
    file = desk.file_of(ident)
    file.write_text(file.read_text().replace("title:", f"# {SECRET}: see above\ntitle:"))
    desk.call("list")  # the index has it in its pages, and its words among its terms
    desk.call("comment", ident, "later")
    desk.call("search", "hunter2")
    desk.call("log", ident)
    said = desk.call("redact", ident, "-", stdin=SECRET).stderr
    assert "hunter2" not in said and "earlier commits still have the text" in said
    desk.call("list")
    assert holders(desk) == set()
    assert desk.call("search", "hunter2").stdout == ""
    [name] = ticket(desk, ident).attachments
    assert re.fullmatch("[0-9a-f]{8}-redacted-build.log", name)
    stored = desk.root / "attachments" / ident / name
    assert stored.read_text() == "one\npassword [redacted]\n"
    assert "# [redacted]: see above" in desk.file_of(ident).read_text()
    assert desk.git("status", "--porcelain") == ""
    assert TakenOutText(ticket(desk, ident).redacted).clean(f"<{SECRET}>") == "<[redacted]>"
    assert "redacted" in desk.call("show", ident).stdout


def test_what_it_cant_change_is_named(desk: DeskInFiles, ident: str, tmp_path: Path) -> None:
    (tmp_path / "core").write_bytes(b"\xff\0" + SECRET.encode())
    desk.call("attach", ident, str(tmp_path / "core"))
    name = ticket(desk, ident).attachments[0]
    said = desk.call("redact", ident, SECRET, code=4).stderr
    assert f"still in attachments/{ident}/{name}; nothing was changed" in said
    file = desk.file_of(ident)
    file.write_text(file.read_text().replace("title:", f'"a{SECRET}": x\ntitle:'))
    (desk.root / ".git/tix/drafts").mkdir()
    (desk.root / ".git/tix/drafts/x.md").write_text(SECRET)
    desk.call("comment", ident, SECRET)
    said = desk.call("redact", ident, SECRET, code=4).stderr
    assert all(f in said for f in (name, f"{ident}.md:3", "drafts/x.md", "everywhere else"))
    assert ticket(desk, ident).comments[0].text == "[redacted]"


def test_texts_that_would_change_words_are_refused(desk: DeskInFiles, ident: str) -> None:
    desk.call("comment", ident, "an incident, and an a")
    before = desk.file_of(ident).read_bytes()
    for text in ("ent", "incident", "normal", "redact"):
        assert "that text is a part of" in desk.call("redact", ident, text, code=2).stderr
    for text in ("an", "a"):
        assert "occurs in many words" in desk.call("redact", ident, text, code=2).stderr
    assert desk.file_of(ident).read_bytes() == before
    desk.call("redact", "--yes", ident, "t,")
    assert ticket(desk, ident).comments[0].text == "an inciden[redacted] and an a"
    assert ticket(desk, ident).redacted == ("short",)


def test_undo_doesnt_bring_it_back_in_silence(desk: DeskInFiles, ident: str) -> None:
    desk.call("comment", ident, f"see {SECRET}")
    desk.call("redact", ident, SECRET)
    after = desk.file_of(ident).read_bytes()
    said = desk.call("undo", code=1).stderr
    assert f"would bring back what was taken out of {ident}" in said and "undo --yes" in said
    assert desk.file_of(ident).read_bytes() == after
    desk.call("undo", "--yes")
    assert ticket(desk, ident).comments[0].text == f"see {SECRET}"


def test_nor_does_it_bring_back_a_second_short_text(desk: DeskInFiles, ident: str) -> None:
    desk.call("comment", ident, "pins 1234, 5678")
    desk.call("redact", ident, "1234")
    desk.call("redact", ident, "5678")
    assert ticket(desk, ident).redacted == ("short",)
    desk.call("undo", code=1)
    assert ticket(desk, ident).comments[0].text == "pins [redacted], [redacted]"


def test_nor_does_undoing_something_else(desk: DeskInFiles, ident: str) -> None:
    comment = desk.call("comment", ident, f"see {SECRET}").stdout.strip()
    desk.call("comment", ident, "--remove", comment)
    desk.call("comment", ident, SECRET, code=0)
    with_bob = desk.with_environ(GIT_AUTHOR_EMAIL="bob@example.org", GIT_COMMITTER_EMAIL="b@x.org")
    with_bob.call("redact", ident, SECRET)
    desk.call("undo")
    desk.call("undo")
    assert SECRET not in desk.file_of(ident).read_text()
    assert ticket(desk, ident).redacted
