"""A fetch that is killed, wherever that is, and clones that fetch at once: each message in one
comment, in the desk that all have."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from tests.conftest import _PACKAGE, BOB, DeskInFiles
from tests.killing import killed_at
from tests.mail.fetching.conftest import Maildir, comments, dispatch, letter
from tests.scale import scaled

PLACES = [
    ("tix.storage.sync.provisional", "ProvisionalCommits", "begin", 1, "after"),
    ("tix.storage.sync.provisional", "ProvisionalCommits", "add", 2, "before"),
    ("tix.storage.sync.provisional", "ProvisionalCommits", "add", 2, "after"),
    ("tix.storage.store.transaction", "Transaction", "commit", 2, "before"),
    ("tix.storage.store.transaction", "Transaction", "commit", 2, "after"),
    ("tix.storage.sync.remotes", "", "push", 1, "before"),
    ("tix.storage.sync.remotes", "", "push", 1, "after"),
    ("tix.storage.sync.provisional", "ProvisionalCommits", "forget", 1, "before"),
    ("tix.mail.fetching.maildir", "Maildir", "mark", 1, "before"),
    ("tix.mail.fetching.maildir", "Maildir", "_mark", 2, "before"),
    ("tix.mail.fetching.maildir", "Maildir", "_mark", 2, "after"),
]
OFTEN = {4, 6}
"""The places that every run of the tests looks at."""


def deliver(maildir: Maildir, count: int) -> None:
    """Requests, each followed by an answer to it."""
    for number in range(count):
        is_answer = number % 2
        more = f"In-Reply-To: <n{number - 1}@acme.example>\n" if is_answer else ""
        maildir.deliver(letter(f"n{number}", f"Text {number}.", more))


def check(desk: DeskInFiles, count: int) -> None:
    """The remote's desk has each message once, each answer where its request is."""
    desk.call("sync")
    found = [line.split() for line in comments(desk.root)]
    times = Counter(message for _, _, message in found)
    assert times == {f"<n{number}@acme.example>": 1 for number in range(count)}
    where = {message: ticket for ticket, _, message in found}
    for number in range(0, count - 1, 2):
        assert where[f"<n{number}@acme.example>"] == where[f"<n{number + 1}@acme.example>"]
    said = desk.git("log", "--format=%(trailers:key=Mail,valueonly,separator=%x2C)").split()
    assert len(said) == len(set(said)) == count, "a commit for each message, and no second one"
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("rev-parse", "HEAD") == desk.git("rev-parse", "origin/main")
    assert desk.call("check").code == 0


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=() if number in OFTEN else pytest.mark.long)
     for number, place in enumerate(PLACES)],
    ids=lambda place: f"{place[2]}-{place[3]}-{place[4]}",
)  # fmt: skip
def test_a_fetch_that_is_killed(
    clones: Callable[[str], DeskInFiles], maildir: Maildir, place: tuple[object, ...]
) -> None:
    """Meanwhile another clone takes the messages in, on top of what it had not heard of."""
    ana, bob = clones("ana"), clones("bob").as_(BOB)
    bare = ana.root.parent / "remote.git"
    for each in (ana, bob):
        dispatch(each, f"{{kind: maildir, path: {maildir.path}}}", name=str(bare))
    deliver(maildir, 3)
    assert killed_at(ana, *place, "mail", "fetch") == -9
    bob.call("mail", "fetch")
    ana.call("mail", "fetch")
    for each in (ana, bob):
        check(each, 3)
    assert maildir.files == ["cur:2,S"] * 3


@pytest.mark.slow
def test_what_was_taken_back_leaves_work_of_others(
    clones: Callable[[str], DeskInFiles], maildir: Maildir
) -> None:
    """A person commented on a ticket of a killed fetch: then both stay."""
    ana = clones("ana")
    bare = ana.root.parent / "remote.git"
    dispatch(ana, f"{{kind: maildir, path: {maildir.path}}}", name=str(bare))
    deliver(maildir, 1)
    assert killed_at(ana, *PLACES[5], "mail", "fetch") == -9
    ident = comments(ana.root)[0].split()[0]
    ana.call("comment", ident, "-m", "On it.")
    ana.call("mail", "fetch")
    check(ana, 1)
    assert "On it." in ana.file_of(ident).read_text()


@pytest.mark.long
def test_two_clones_are_killed_again_and_again(
    clones: Callable[[str], DeskInFiles], maildir: Maildir
) -> None:
    few = [clones("ana"), clones("bob").as_(BOB)]
    bare = few[0].root.parent / "remote.git"
    for each in few:
        dispatch(each, f"{{kind: maildir, path: {maildir.path}}}", name=str(bare))
    rng, count, kills = Random(1), 0, 0
    for _ in range(scaled(40, least=3)):
        for number in range(count, count + 4):
            more = f"In-Reply-To: <n{number - 1}@acme.example>\n" if number % 2 else ""
            maildir.deliver(letter(f"n{number}", f"Text {number}.", more))
        count += 4
        running = [_start(each) for each in few]
        for process in running:
            time.sleep(rng.uniform(0.1, 1.5))
            if rng.random() < 0.7:
                process.kill()
                kills += 1
        for process in running:
            process.wait(120)
    for each in few:
        each.call("mail", "fetch")
    for each in few:
        check(each, count)
    assert kills and maildir.files == ["cur:2,S"] * count


def _start(desk: DeskInFiles) -> "subprocess.Popen[bytes]":
    environ = {**desk.environ, "PYTHONPATH": str(_PACKAGE)}
    return subprocess.Popen(
        [sys.executable, "-m", "tix", "mail", "fetch"], cwd=desk.root, env=environ,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
