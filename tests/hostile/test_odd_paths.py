"""One pushed path stops nobody: every command, in a clone into which a sync has brought odd ones.

The paths are made in the remote itself, with ``git fast-import``: no file system has to take them.
Random ones are put together from parts that have been trouble somewhere.
"""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.hostile.commands import COMMANDS, GOOD
from tests.scale import scaled
from tests.sync.clones import git

TICKET = "---\nid: {}\ntitle: Odd\nstatus: open\n---\n"
CALLS = [
    *(call for calls in COMMANDS for call in calls if call != ["delete", "--yes", GOOD]),
    ["list", "odd"], ["export", "csv"], ["export", "json"], ["report", "throughput"],
    ["report", "resolution"], ["log", GOOD], ["inbox", "--all"],
    ["similar", GOOD], ["watch", GOOD], ["status", "--json"], ["assign", GOOD, "--me"],
    ["inbox", "--json"], ["sync", "--json"],
]  # fmt: skip

FOLDERS = (
    b"tickets", b"tickets/2026/11", b"archive", b"archive/2026/11", b"attachments",
    b"attachments/" + GOOD.encode(), b"templates", b"", b"elsewhere",
)  # fmt: skip
PARTS = (
    b"\xff\xfe", b"caf\xe9", "café".encode(), "cafe\u0301".encode(), b"a\nb", b"a\tb", b"a\rb",
    b"\x1b[31m", b"\x01", b"\x7f", b'"', b"'", b"$(touch ran)", b"`", b"*", b"[a", b"?", b":(top)",
    b":", b"-rf", b"--output=x", b" ", b"x ", b"~", b"a~b", b"^", b"@{u}", b"..x", b"x..", b"...",
    b"\\", b"..\\x", b"con", b"nul.txt", b"x.", "\u202ex".encode(), "\u2028".encode(),
    "\U0001f600".encode(), b"\xed\xa0\x80", b"tix.yaml", b".gitattributes", b".gitignore",
    b".hidden", b"K7F3QZ", b"k7f3qz", b"2026", b"11", b"a" * 251, b"%2e%2e", b"#k7f", b"{", b"<a>",
    b"&amp;", b"id=", b"x;y", b"a,b", b"refs/heads/tix",
)  # fmt: skip

NESTED = b"/".join([b"d"] * 1000)
DEEP = (
    b"tickets/%s/secret.md" % NESTED,
    b"archive/%s/secret.md" % NESTED,
    b"attachments/%s/a.txt" % NESTED,
    b"templates/%s/a.md" % NESTED,
    b"elsewhere/%s/a" % NESTED,
)
NOT_UTF_8 = (
    b"tickets/2026/11/\xff\xfe.md", b"archive/2026/11/\xff\xfe.md", b"tickets/caf\xe9/m3k9vd.md",
    b"attachments/%s/\xff.txt" % GOOD.encode(), b"attachments/\xff/a.txt", b"templates/\xff.md",
    b"\xff", b"elsewhere/\xff\xfe",
)  # fmt: skip
TOO_LONG = (
    b"tickets/2026/11/%s.md" % (b"a" * 300), b"archive/2026/11/%s.md" % (b"a" * 300),
    b"attachments/%s/%s" % (GOOD.encode(), b"a" * 300), b"elsewhere/" + b"a" * 300,
    b"b" * 256, b"..\\x.md", b"tickets/2026/11/..\\x.md", b"archive/\\/x.md",
    b"tickets/" + b"/".join([b"longer"] * 800) + b"/secret.md",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _cleared(victim: DeskInFiles) -> Iterator[None]:
    """Python's own ways to take folders away can't take away the deepest."""
    yield
    subprocess.run(["rm", "-rf", victim.root], check=True)


def random_paths(seed: int, count: int) -> list[bytes]:
    rng = Random(seed)
    found = set()
    for _ in range(count):
        parts = [rng.choice(FOLDERS), *rng.choices(PARTS, k=rng.randint(1, 3))]
        found.add(b"/".join(part for part in parts if part) + rng.choice([b"", b".md", b".txt"]))
    return sorted(found)


def push(hub: Path, paths: Sequence[bytes], text: str, message: bytes = b"Odd") -> None:
    """Commit files with these paths on top of the remote's branch."""
    quoted = (
        path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") for path in paths
    )
    who = b"Mallory <mallory@example.org> 1795337999 +0000"
    stream = [
        b"commit refs/heads/main\nauthor %s\ncommitter %s\n" % (who, who),
        b"data %d\n%s\nfrom refs/heads/main^0\n" % (len(message), message),
    ]
    for number, path in enumerate(quoted):
        data = text.format(f"odd{number:03}").encode()
        stream.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (path, len(data), data))
    command = ["git", "fast-import", "--quiet", "--force"]
    subprocess.run(command, cwd=hub, input=b"".join(stream), check=True, capture_output=True)


def stand_all(victim: DeskInFiles, paths: Sequence[bytes], calls: list[list[str]]) -> None:
    """Let a sync bring the paths into a clone with a change of its own, then run the commands."""
    hub = victim.root.with_name("hub.git")
    victim.git("clone", "--quiet", "--bare", ".", str(hub))
    victim.git("remote", "add", "origin", str(hub))
    victim.call("sync")
    victim.call("comment", GOOD, "Here")
    push(hub, paths, TICKET)
    run(victim, ["sync"])
    push(hub, [b"tickets/2026/11/n3w3st.md"], TICKET.replace("{}", "n3w3st"))
    said = run(victim, ["sync"])
    assert git(hub, "rev-parse", "main") == victim.git("rev-parse", "HEAD"), said
    assert "Odd" in victim.call("show", "n3w3st").stdout
    assert "Here" in victim.call("show", GOOD).stdout
    for call in calls:
        run(victim, call)


def run(victim: DeskInFiles, call: list[str]) -> str:
    result = victim.call(*call, code=None)
    said = f"tix {' '.join(call)}: {result.code}\n{result.stdout[-500:]}{result.stderr[-2000:]}"
    assert result.code in (0, 1, 3, 4), said
    assert "something went wrong" not in result.stderr, said
    assert "\x1b" not in result.stderr, said
    return said


@pytest.mark.long
def test_a_thousand_folders(victim: DeskInFiles) -> None:
    stand_all(victim, DEEP[::2], [["open", "New"], ["check"]])


@pytest.mark.long
def test_a_thousand_folders_and_every_command(victim: DeskInFiles) -> None:
    signal.alarm(600)
    stand_all(victim, (*DEEP, *TOO_LONG), CALLS[:: -(-len(CALLS) // scaled(len(CALLS), least=3))])


@pytest.mark.slow
def test_names_that_are_not_utf_8(victim: DeskInFiles) -> None:
    stand_all(victim, NOT_UTF_8, CALLS)


@pytest.mark.long
def test_names_that_no_file_can_have(victim: DeskInFiles) -> None:
    stand_all(victim, TOO_LONG[:-1], CALLS[::4])


@pytest.mark.slow
def test_random_paths(victim: DeskInFiles) -> None:
    stand_all(victim, random_paths(0, 60), CALLS[::4])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 1 + scaled(60)))
def test_many_random_paths(victim: DeskInFiles, seed: int) -> None:
    stand_all(victim, random_paths(seed, 40), CALLS)
