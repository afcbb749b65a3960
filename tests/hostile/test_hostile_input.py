"""What else a hostile clone can bring: programs beside the user, files to import, remotes to name;
and a look from below at what processes do."""

import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.hostile.canaries import SECRET, Outside
from tests.hostile.clones import Case
from tests.hostile.clones_in_files import FILES
from tests.hostile.commands import GOOD
from tests.scale import scaled

_BY_NAME = {case.name: case for case in FILES}
_SCRIPT = Path(sys.executable).with_name("tix")


@pytest.mark.skipif(not _SCRIPT.exists(), reason="tix isn't installed as a program")
@pytest.mark.parametrize("command", [["list"], ["comment", GOOD, "x"]])
def test_programs_in_the_folder_where_tix_is_run(
    victim: DeskInFiles, outside: Outside, command: list[str]
) -> None:
    """(``python -m tix`` has that folder on Python's path: that is Python's doing.)"""
    _BY_NAME["programs"].make(victim, outside)
    before = outside.state()
    done = subprocess.run(
        [_SCRIPT, *command], cwd=victim.root, env=dict(victim.environ), capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert outside.state() == before


_NAMES = (
    "../../../outside/x", "/tmp/x", "..", ".", "", "a\0b", "..\\..\\x", "-rf", "a\nb", "\x1b[31mx",
    "con", "x" * 300, "a/b", ".git", "\u202ecod.exe",
)  # fmt: skip


@pytest.mark.parametrize("name", _NAMES)
def test_imported_attachments_stay_in_the_folder_of_their_ticket(
    victim: DeskInFiles, outside: Outside, name: str, tmp_path: Path
) -> None:
    before = outside.state()
    content = b64encode(b"imported").decode()
    attached = [{"name": name, "content": content, "path": name}]
    _import(victim, tmp_path, {"id": "secret", "title": "Evil", "attachments": attached})
    assert outside.state() == before
    written = [path for path in victim.root.rglob("*") if path.is_file() and _is(path, b"imported")]
    folder = victim.root / "attachments" / "secret"
    assert all(path.parent == folder for path in written if ".git" not in path.parts), written
    exported = victim.call("export", "json", "--with-attachments").stdout
    assert SECRET not in exported


@pytest.mark.parametrize("ident", _NAMES)
def test_imported_ids_name_no_other_file(
    victim: DeskInFiles, outside: Outside, ident: str, tmp_path: Path
) -> None:
    before = outside.state()
    _import(victim, tmp_path, {"id": ident, "title": "Evil", "path": f"../{ident}"})
    assert outside.state() == before
    names = [path.name for path in victim.root.glob("tickets/*/*/*")]
    assert all(re.fullmatch(r"[a-z][0-9a-z]{5}\.md", name) for name in names), names


def _is(path: Path, content: bytes) -> bool:
    return path.stat().st_size == len(content) and path.read_bytes() == content


def _import(desk: DeskInFiles, folder: Path, record: dict[str, object]) -> None:
    file = folder / "evil.json"
    file.write_text(json.dumps([{"status": "open", **record}]))
    result = desk.call("import", "json", str(file), code=None)
    assert result.code in (0, 1, 4) and "something went wrong" not in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    "remote",
    [
        "-x",
        "--upload-pack=COMMAND",
        "ext::sh -c COMMAND",
        "ssh://-oProxyCommand=COMMAND/x",
        "",
        ".",
    ],
)
def test_remotes_that_are_options_or_commands(
    victim: DeskInFiles, outside: Outside, remote: str
) -> None:
    victim.git("remote", "add", "origin", str(outside.folder / "none"))
    before = outside.state()
    named = remote.replace("COMMAND", outside.command)
    result = victim.call("sync", "--", named, code=None)
    assert result.code in (1, 2, 4) and "something went wrong" not in result.stderr
    assert outside.state() == before


# -- from below -------------------------------------------------------------------------------

_TRACED = [case for case in FILES if case.name.split("-")[0] in (
    "ticket", "month", "tickets", "attachments", "attachment", "settings", "attributes",
    "template", "templates", "programs", "attached", "shipped", "submodule", "git",
)]  # fmt: skip
_FEW_TRACED = _TRACED[:: -(-len(_TRACED) // scaled(len(_TRACED), least=5))]
_OWN_PROGRAMS = re.compile(r"(?:.*/)?(?:git(?:-[a-z-]+)?|python[0-9.]*)")


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
@pytest.mark.parametrize("case", _FEW_TRACED, ids=[case.name for case in _FEW_TRACED])
def test_processes_open_and_run_nothing_outside(
    victim: DeskInFiles, outside: Outside, case: Case, tmp_path: Path
) -> None:
    place = case.make(victim, outside) or victim
    environ = {**place.environ, "PYTHONPATH": str(_PACKAGE), "PYTHONSAFEPATH": "1"}
    for command in (["list", "--all"], ["comment", GOOD, "x"], ["check"]):
        log = tmp_path / "trace"
        subprocess.run(
            ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=execve,open,openat,rename,unlink",
             sys.executable, "-m", "tix", *command],
            cwd=place.root, env=environ, capture_output=True, timeout=80,
        )  # fmt: skip
        calls = log.read_text(errors="replace")
        assert "execve(" in calls
        assert [path for path in _opened(calls) if str(outside.folder) in path] == []
        assert [path for path in _run(calls) if not _OWN_PROGRAMS.fullmatch(path)] == []


def _opened(calls: str) -> Iterator[str]:
    """Paths that a file was opened by; git may look what kind of thing a ``.git`` file names."""
    for path in re.findall(r'open(?:at)?\([^"]*"([^"]*)"[^=]*= \d', calls):
        if "evil.git" not in path:
            yield path


def _run(calls: str) -> list[str]:
    return re.findall(r'execve\("([^"]*)"[^=]*= 0', calls)
