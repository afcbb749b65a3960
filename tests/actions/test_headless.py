"""A desk is worked on without click, a terminal or an environment."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tix.actions import duplicates
from tix.actions.assign import assign, watch
from tix.actions.attach import NewAttachment, attach
from tix.actions.comment import add_comment, edit_comment
from tix.actions.delete import delete
from tix.actions.duplicates import likely_duplicate
from tix.actions.edit import Edits, edit_fields
from tix.actions.link import link
from tix.actions.merge import MergeCall, merge_for_git
from tix.actions.open import Draft, OpenResult, filled, open_ticket
from tix.actions.selection import select
from tix.actions.status import set_status
from tix.actions.workspace import Workspace
from tix.model.people import Person
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.git.identity import Ident

JO = Person("Jo Novak", "jo@acme.example")


def at(desk: DeskInFiles, minutes: int = 0, who: Person | None = None) -> Workspace:
    now = NOW + timedelta(minutes=minutes)
    author = Ident(who, f"{int(now.timestamp())} +0000") if who else None
    return Workspace(find(desk.root), now, author=author)


def opened(workspace: Workspace, title: str, key: str | None = None) -> OpenResult:
    editor = workspace.field_editor(())
    ticket = filled(Ticket("", "", key=key), title, None, (), editor)
    return open_ticket(workspace, Draft(ticket), editor)


def test_a_ticket_lives_from_opening_to_closing(desk: DeskInFiles) -> None:
    ident = opened(at(desk, who=JO), "Printer prints blank pages").ticket.id
    other = opened(at(desk, 1), "Order toner").ticket.id

    assign(at(desk, 2), [ident], ["bob@example.org"])
    watch(at(desk, 3), [ident], "jo@acme.example")
    said = add_comment(at(desk, 4, JO), ident, "Still blank.").comment
    edit_comment(at(desk, 5, JO), ident, said.id, "Still blank today.")
    edit_fields(at(desk, 6), [ident], Edits([("priority", "high")], [("labels", "printer")]))
    link(at(desk, 7), [ident], "depends-on", [other])
    attach(at(desk, 8), ident, [NewAttachment("page.txt", b" ")])
    done = set_status(at(desk, 9), [ident], "resolved", comment="New toner.", resolution="toner")
    assert [ticket.status for ticket in done.before] == ["open"]

    [filed] = select(at(desk, 10), "label:printer priority:high text:blank").wholes()
    ticket = filed.ticket
    assert ticket.opened_by == str(JO)
    assert [(c.author, c.text) for c in ticket.comments] == [
        (JO, "Still blank today."),
        (Person("Ana Lima", "ana@example.org"), "New toner."),
    ]
    assert (ticket.status, ticket.resolution, len(ticket.attachments)) == ("resolved", "toner", 1)
    delete(at(desk, 11), [other])
    assert select(at(desk, 12), "").ids == [ident]
    assert desk.git("log", "--format=%an").splitlines().count("Jo Novak") == 3
    assert desk.git("status", "--porcelain") == ""


def test_a_key_opens_one_ticket(desk: DeskInFiles) -> None:
    first = opened(at(desk), "Disk full", key="disk-db1")
    again = opened(at(desk, 1), "Disk is full", key="disk-db1")
    assert (first.is_new, again.is_new, again.kept) == (True, False, ("title",))
    assert first.ticket.id == again.ticket.id


@pytest.mark.parametrize("name", ["click", "tix.terminal", "tix.commands"])
def test_actions_are_free_of_the_terminal(name: str) -> None:
    """All of them, with all that they import at once."""
    import tix.actions

    modules = sorted(
        f"tix.actions.{path.stem}" for path in Path(tix.actions.__path__[0]).glob("[!_]*.py")
    )
    code = "import importlib, sys\n" + "".join(f"importlib.import_module({m!r})\n" for m in modules)
    code += f"print({name!r} in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


def test_three_files_are_merged_for_git(tmp_path: Path) -> None:
    files = {}
    for name, priority, labels in (
        ("base", "normal", ""),
        ("ours", "high", ""),
        ("theirs", "normal", "labels:\n- ci\n"),
    ):
        files[name] = tmp_path / name
        files[name].write_text(
            f"---\nid: k7f2mq\ntitle: A\nstatus: open\npriority: {priority}\n{labels}---\n"
        )
    answer = merge_for_git(MergeCall(files["base"], files["ours"], files["theirs"], "k7f2mq.md"))
    assert not answer.is_conflict
    merged = files["ours"].read_text()
    assert "priority: high" in merged
    assert "- ci" in merged


def test_a_duplicate_is_looked_for_while_git_writes(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is there by then, and its commit isn't."""
    first = opened(at(desk), "The linker fails on arm64")
    seen = []

    def look(where: Workspace, ticket: Ticket) -> Ticket | None:
        seen.append((len([*desk.root.glob("tickets/*/*/*.md")]), desk.git("log", "--format=%s")))
        return likely_duplicate(where, ticket)

    monkeypatch.setattr(duplicates, "likely_duplicate", look)
    second = opened(at(desk, 1), "Linker fails on arm64")
    [(files, commits)] = seen
    assert (files, second.ticket.id in commits) == (2, False)
    assert second.alike is not None and second.alike.id == first.ticket.id


@pytest.mark.parametrize("key", [None, "form-1"])
def test_a_form_that_is_sent_again_leaves_other_files_alone(
    desk: DeskInFiles, key: str | None
) -> None:
    ident = opened(at(desk), "Printer prints blank pages").ticket.id
    attach(at(desk, 1), ident, [NewAttachment("old.txt", b"old")])
    files = [NewAttachment("page.txt", b"page")]
    add_comment(at(desk, 2, JO), ident, "Still blank.", files=files, key=key, is_form=True)
    (old,) = desk.root.glob(f"attachments/{ident}/*-old.txt")
    old.unlink()
    again = add_comment(at(desk, 3, JO), ident, "Still blank.", files=files, key=key, is_form=True)
    assert again.outcome.commit is None
    assert desk.git("status", "--porcelain").split() == ["D", f"attachments/{ident}/{old.name}"]
