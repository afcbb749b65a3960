"""What happens to the desk, to git and to the disk under a running service: a clear page, and no
word is lost. Real processes, a client without JavaScript."""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.file_systems import file_system
from tests.web.conftest import Serve, Served, processes_of
from tests.web.test_syncing import signed_in, within

pytest.importorskip("starlette")

WORDS = "these are the words"


def forms(ident: str) -> list[tuple[str, dict[str, str]]]:
    """Forms of staff and customers, each with words in it."""
    return [
        (f"/t/{ident}/comment", {"comment": f"{WORDS}\nof a comment", "internal": "yes"}),
        ("/new", {"title": "A title", "description": WORDS}),
        (f"/t/{ident}", {"was.title": "First", "title": f"First {WORDS}"}),
        ("/portal/new", {"email": "jo@acme.example", "subject": "Help", "description": WORDS}),
    ]


def refuse_all(served: Served, staff: httpx.Client, ident: str, said: str) -> None:
    """Every form is answered by 503, a sentence, and what was typed."""
    for path, form in forms(ident):
        answer = staff.post(path, data=form)
        assert answer.status_code == 503, (path, answer.text)
        assert WORDS in answer.text, path
        if not path.startswith("/portal"):
            assert said in answer.text, (path, answer.text)
    assert "Traceback" not in served.log.read_text()


def take_all(desk: DeskInFiles, staff: httpx.Client, ident: str) -> None:
    """Every form is taken, and the desk is in order."""
    for path, form in forms(ident):
        assert staff.post(path, data=form).status_code == 303, path
    assert WORDS in desk.call("show", ident).stdout
    desk.call("check")


def change(name: str, desk: DeskInFiles) -> Callable[[], object]:
    """Do something to the desk; what puts it right again."""
    root, away = desk.root, desk.root.with_name("away")
    if name == "another branch":
        desk.git("switch", "-q", "-c", "other")
        return lambda: desk.git("switch", "-q", "main")
    if name == "a branch without a desk":
        desk.git("switch", "-q", "--orphan", "empty")
        return lambda: desk.git("switch", "-q", "main")
    if name == "no branch":
        desk.git("switch", "-q", "--detach")
        return lambda: desk.git("switch", "-q", "main")
    if name == "moved away":
        root.rename(away)
        return lambda: away.rename(root)
    if name == "a rebase":
        desk.git("-c", "sequence.editor=sed -i 1s/pick/edit/", "rebase", "-q", "-i", "HEAD~1")
        return lambda: desk.git("rebase", "--abort")
    (root / ".git").rename(away)
    return lambda: away.rename(root / ".git")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("another branch", "the desk is on branch other, no longer on main"),
        ("a branch without a desk", "The desk isn&#39;t there just now"),
        ("no branch", "the desk is on no branch"),
        ("moved away", "The desk isn&#39;t there just now"),
        ("a rebase", "rebase"),
        ("the repository moved away", "The desk isn&#39;t there just now"),
    ],
)
def test_a_desk_that_is_changed_under_the_service_takes_nothing_until_it_is_back(
    desk: DeskInFiles, serve: Serve, name: str, said: str
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    desk.open("Second")
    served = serve(desk, "--portal")
    with signed_in(served) as staff:
        back = change(name, desk)
        refuse_all(served, staff, ident, said)
        back()
        take_all(desk, staff, ident)


@pytest.mark.slow
def test_what_was_refused_is_sent_again_from_the_page_that_says_so(
    desk: DeskInFiles, serve: Serve
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    away = desk.root.with_name("away")
    with signed_in(serve(desk)) as staff:
        desk.root.rename(away)
        form = {"comment": f"{WORDS}\n<b>&amp;", "internal": "yes"}
        page = staff.post(f"/t/{ident}/comment", data=form).text
        away.rename(desk.root)
        (action,) = re.findall(r'method="post" action="(/t/[^"]*)"', page)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        (text,) = re.findall(
            r'<textarea name="comment" rows="6">\n(.*?)</textarea>', page, re.DOTALL
        )
        assert text == f"{WORDS}\n&lt;b&gt;&amp;amp;"
        again = {**hidden, "comment": f"{WORDS}\n<b>&amp;"}
        assert staff.post(action, data=again).status_code == 303
    shown = desk.call("show", ident, "--raw").stdout
    assert "internal" in shown
    assert f"{WORDS}\n<b>&amp;" in shown


@pytest.mark.slow
def test_a_lock_that_git_holds_for_a_while_is_waited_for(desk: DeskInFiles, serve: Serve) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    lock = desk.root / ".git/index.lock"
    with signed_in(serve(desk, "--portal")) as staff:
        lock.write_text("")
        threading.Timer(1, lock.unlink, kwargs={"missing_ok": True}).start()
        take_all(desk, staff, ident)


@pytest.mark.long
@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_that_a_dead_git_has_left_is_got_over_or_told(
    desk: DeskInFiles, serve: Serve, name: str
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    lock = desk.root / ".git" / name
    with signed_in(serve(desk)) as staff:
        lock.write_text("")
        answer = staff.post(f"/t/{ident}/comment", data={"comment": WORDS})
        assert answer.status_code in (303, 503)
        assert answer.status_code == 303 or WORDS in answer.text
        lock.unlink(missing_ok=True)
        desk.call("check")


@pytest.mark.long
def test_another_writer_is_waited_for_no_longer_than_a_server_in_front_would(
    desk: DeskInFiles, serve: Serve
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    with signed_in(serve(desk)) as staff, (desk.root / ".git/tix/lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        began = time.monotonic()
        answer = staff.post(f"/t/{ident}/comment", data={"comment": WORDS}, timeout=60)
        assert time.monotonic() - began < 40
        assert answer.status_code == 503
        assert "another tix has been writing" in answer.text.lower()
        assert WORDS in answer.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with file_system(tmp_path / "small", "size=8m") as folder:
        yield folder


@pytest.mark.slow
@pytest.mark.parametrize("what", ["desk", "state"])
def test_a_full_disk_is_told_with_what_was_typed(
    desk: DeskInFiles, serve: Serve, small_disk: Path, what: str
) -> None:
    ident = desk.open("First")
    if what == "desk":
        shutil.move(desk.root, small_disk / "desk")
        desk = DeskInFiles(small_disk / "desk", desk.environ).with_environ()
    else:
        desk = desk.with_environ(XDG_STATE_HOME=str(small_disk))
    served = serve(desk, "--portal")
    with signed_in(served) as staff:
        ballast = small_disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        text = f"{WORDS} {'and more ' * 3000}"
        if what == "desk":
            answer = staff.post(f"/t/{ident}/comment", data={"comment": text})
        else:
            sent = {"email": "jo@acme.example", "subject": "Help", "description": text}
            answer = staff.post("/portal/new", data=sent)
        if what == "desk":
            assert "the disk is full; nothing was changed" in answer.text
        assert answer.status_code in ((503,) if what == "desk" else (503, 303))
        assert answer.status_code == 303 or WORDS in answer.text
        assert "Traceback" not in served.log.read_text()
        assert staff.get(f"/t/{ident}").status_code == 200
        ballast.unlink()
        take_all(desk, staff, ident)


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["a worker", "the watcher", "the one that was started"])
def test_no_word_is_lost_when_processes_are_killed(
    desk: DeskInFiles, serve: Serve, whom: str
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    served = serve(desk)
    children = processes_of(served.process.pid)
    taken = []
    with signed_in(served) as staff:
        for number in range(4):
            if number == 2:
                target = {"a worker": children[0], "the watcher": children[-1]}
                os.kill(target.get(whom, served.process.pid), signal.SIGKILL)
            with contextlib.suppress(httpx.HTTPError):
                answer = staff.post(f"/t/{ident}/comment", data={"comment": f"Said {number}."})
                assert answer.status_code == 303
                taken.append(number)
    if whom == "the one that was started":
        served.process.wait(10)
        assert within(10, lambda: not any(Path(f"/proc/{each}/cwd").exists() for each in children))
    shown = desk.call("show", ident, "--raw").stdout
    assert [shown.count(f"Said {number}.\n") for number in taken] == [1] * len(taken)
    desk.call("check")


@pytest.mark.slow
@pytest.mark.parametrize("how", ["another branch", "cloned anew"])
def test_pages_hear_of_tickets_though_the_desk_was_gone_for_a_while(
    desk: DeskInFiles, serve: Serve, how: str
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    other = desk.root.with_name("other")
    with signed_in(serve(desk)) as staff:
        if how == "another branch":
            for where in (["--orphan", "empty"], ["main"]):
                desk.git("switch", "-q", *where)
                time.sleep(0.7)
        else:
            desk.git("clone", "-q", "--bare", ".", str(other))
            shutil.rmtree(desk.root)
            answer = staff.post(f"/t/{ident}/comment", data={"comment": WORDS})
            assert answer.status_code == 503 and WORDS in answer.text
            time.sleep(0.7)
            DeskInFiles(other, desk.environ).git("clone", "-q", ".", str(desk.root))
            time.sleep(0.7)
            assert staff.post(f"/t/{ident}/comment", data={"comment": WORDS}).status_code == 303
        with staff.stream("GET", "/events", timeout=20) as stream:
            lines = stream.iter_lines()
            next(lines)
            desk.call("comment", ident, "-m", "Back again")
            assert any(ident in line for line in lines)
