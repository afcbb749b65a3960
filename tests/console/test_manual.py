"""The manual pages: made of the help, taken by groff and mandoc without a warning, installed."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tix import __version__
from tix.cli import cli
from tix.commands import ENTRIES, SECTIONS
from tix.console.manual import Edition, manual_pages

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("man") / "man1"
    folder.mkdir()
    sections = [(title, [(e.name, e.help) for e in part]) for title, part in SECTIONS]
    for name, text in manual_pages(cli, sections, Edition(__version__, date(2026, 11, 28))).items():
        (folder / name).write_text(text)
    return folder


def test_every_command_has_a_page(pages: Path) -> None:
    named = {path.name for path in pages.iterdir()}
    assert named == {"tix.1", "git-tix.1", *(f"tix-{name}.1" for name in ENTRIES)}


@pytest.mark.slow
@pytest.mark.parametrize("program", ["groff", "mandoc"])
def test_they_are_set_without_a_warning(pages: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here")
    command = {
        "groff": ["groff", "-man", "-ww", "-Tutf8", "-z", "-I", str(pages.parent)],
        "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
    }[program]
    for path in sorted(pages.iterdir()):
        done = subprocess.run(
            [*command, str(path)], capture_output=True, text=True, cwd=pages.parent, check=False
        )
        assert (done.stdout, done.stderr) == ("", ""), path.name


def test_what_is_shown_can_be_copied(pages: Path) -> None:
    if shutil.which("groff") is None:
        pytest.skip("there is no groff here")
    shown = subprocess.run(
        ["groff", "-man", "-Tutf8", "-P-cbou", str(pages / "tix-list.1")],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "tix list --ids label:ci | tix status - closed" in shown
    assert "tix list --format '{id} {title:40} {assignees}'" in shown
    assert "tix list assignee:me -label:wontfix" in shown
    assert "--columns A,B,C" in shown


@pytest.mark.long
def test_pip_installs_them_where_man_finds_them(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(
        _ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "build", ".*_cache", "tests")
    )
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([venv / "bin/pip", "install", "--quiet", source], check=True)
    assert (venv / "share/man/man1/tix-open.1").is_file()
    if shutil.which("man"):
        shown = subprocess.run(
            ["git", "tix", "--help"], capture_output=True, text=True, check=True,
            env={**os.environ, "PATH": f"{venv}/bin:{os.environ['PATH']}", "MANPAGER": "cat",
                 "MANPATH": f"{venv}/share/man"},
        ).stdout  # fmt: skip
        assert "tickets as Markdown files in git" in shown
