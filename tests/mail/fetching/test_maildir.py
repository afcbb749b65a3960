"""Fetching from a Maildir: what is taken, how it is marked, what goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.mail.fetching.conftest import Maildir, backdate, comments, dispatch, fetch, letter


def test_what_waits_is_taken_once(mail_desk: DeskInFiles, maildir: Maildir) -> None:
    dispatch(mail_desk, f"{{kind: maildir, path: {maildir.path}}}")
    maildir.deliver(letter("one"))
    maildir.deliver(letter("two", more="In-Reply-To: <one@acme.example>\n"))
    opened, replied = fetch(mail_desk)
    assert (opened["result"], replied["result"]) == ("opened", "replied")
    assert opened["ticket"] == replied["ticket"] and replied["by"] == "message_id"
    assert maildir.files == ["cur:2,S", "cur:2,S"]
    assert fetch(mail_desk) == []
    assert "no mail waits" in mail_desk.call("mail", "fetch").stderr
    assert len(comments(mail_desk.root)) == 2


@pytest.mark.slow
def test_what_was_there_before_stays(mail_desk: DeskInFiles, maildir: Maildir) -> None:
    name = maildir.deliver(letter("old"))
    backdate(maildir.path / "new" / name, 60)
    maildir.deliver(letter("new"))
    path = dispatch(mail_desk, f"{{kind: maildir, path: {maildir.path}}}")
    said = mail_desk.call("mail", "fetch")
    assert f"maildir {maildir.path}: starts with what came after 20" in said.stderr
    assert [line.split()[2] for line in comments(mail_desk.root)] == ["<new@acme.example>"]

    # a later change of the file starts nothing anew; since does
    path.touch()
    maildir.deliver(letter("more"))
    backdate(path, -60)
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<more@acme.example>"]
    dispatch(mail_desk, f"{{kind: maildir, path: {maildir.path}, since: 2020-01-01}}")
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<old@acme.example>"]


@pytest.mark.parametrize("after, left", [("delete", []), ("move Done", [])])
def test_after(mail_desk: DeskInFiles, maildir: Maildir, after: str, left: list[str]) -> None:
    dispatch(mail_desk, f"{{kind: maildir, path: {maildir.path}, after: {after}}}")
    maildir.deliver(letter("one"))
    assert len(fetch(mail_desk)) == 1
    assert maildir.files == left
    done = list(maildir.path.glob(".Done/cur/*:2,S"))
    assert len(done) == (after == "move Done")
    assert not done or b"<one@acme.example>" in done[0].read_bytes()


def test_a_mailbox_that_is_missing_stops_no_other(mail_desk: DeskInFiles, maildir: Maildir) -> None:
    missing = maildir.path.with_name("missing")
    dispatch(
        mail_desk, f"{{kind: maildir, path: {missing}}}", f"{{kind: maildir, path: {maildir.path}}}"
    )
    maildir.deliver(letter("one"))
    result = mail_desk.call("mail", "fetch", "--json", code=1)
    assert '"opened"' in result.stdout
    assert f"maildir {missing}: there is no such Maildir" in result.stderr


def test_a_desk_that_nothing_serves(mail_desk: DeskInFiles, maildir: Maildir) -> None:
    assert "no mailbox of this desk is known here" in mail_desk.call("mail", "fetch", code=1).stderr
    dispatch(mail_desk, f"{{kind: maildir, path: {maildir.path}}}", name="/some/other/desk")
    maildir.deliver(letter("one"))
    assert "no mailbox of this desk is known here" in mail_desk.call("mail", "fetch", code=1).stderr
    assert maildir.files == ["new"]


@pytest.mark.slow
def test_nothing_is_marked_before_the_remote_has_it(
    clones: Callable[[str], DeskInFiles], maildir: Maildir
) -> None:
    ana = clones("ana")
    bare = ana.root.parent / "remote.git"
    dispatch(ana, f"{{kind: maildir, path: {maildir.path}}}", name=str(bare))
    maildir.deliver(letter("one"))
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho closed for today; exit 1\n")
    hook.chmod(0o755)
    before = ana.git("rev-parse", "HEAD")
    refused = ana.call("mail", "fetch", code=4)
    assert "doesn't take the commits" in refused.stderr
    assert maildir.files == ["new"] and comments(ana.root) == []
    assert ana.git("rev-parse", "HEAD") == before and ana.git("status", "--porcelain") == ""

    hook.unlink()
    bare.rename(bare.with_suffix(".away"))
    assert "can't be reached" in ana.call("mail", "fetch", code=1).stderr
    assert maildir.files == ["new"] and comments(ana.root) == []
    bare.with_suffix(".away").rename(bare)
    assert [each["result"] for each in fetch(ana)] == ["opened"]
    assert maildir.files == ["cur:2,S"]
    assert ana.git("rev-parse", "HEAD") == ana.git("rev-parse", "origin/main")


@pytest.mark.slow
def test_a_lost_race_is_decided_anew(
    clones: Callable[[str], DeskInFiles], maildir: Maildir, tmp_path: Path
) -> None:
    """Somebody pushes the ticket that a message answers while it is being taken in."""
    ana, bob = clones("ana"), clones("bob")
    bare = ana.root.parent / "remote.git"
    dispatch(ana, f"{{kind: maildir, path: {maildir.path}}}", name=str(bare))
    bob.call("mail", "receive", stdin=letter("one"))
    maildir.deliver(letter("two", more="In-Reply-To: <one@acme.example>\n"))
    # before the first push arrives, bob's does
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!/bin/sh\n[ -e {tmp_path}/raced ] && exit 0\n: > {tmp_path}/raced\n"
        f"unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_DIR\n"
        f"cd {bob.root} && git push -q origin HEAD:main\n"
    )
    hook.chmod(0o755)
    (told,) = fetch(ana)
    assert (tmp_path / "raced").exists()
    assert (told["result"], told["by"]) == ("replied", "message_id")
    assert len(comments(ana.root)) == 2
    assert len({line.split()[0] for line in comments(ana.root)}) == 1
    assert ana.git("status", "--porcelain") == ""
