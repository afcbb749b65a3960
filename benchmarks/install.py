"""A tix to measure: a regular install (an editable one adds its own cost to every start), by the
newest pip (the script that older ones make imports ``re`` at every start)."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Tix:
    """How tix is started, and the Python that it runs with."""

    command: tuple[str, ...]
    python: str

    def words(self, words: tuple[str, ...]) -> list[str]:
        """A command whose first word may be ``python`` or ``tix``."""
        if words[0] == "python":
            return [self.python, *words[1:]]
        return [*self.command, *words[1:]] if words[0] == "tix" else list(words)


def installed(cache: Path, commit: str | None = None) -> Tix:
    """tix in a virtual environment in the cache: the working tree's, or a commit's."""
    venv = cache / "venv"
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--upgrade-deps", venv], check=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        if commit:
            archive = ["git", "archive", f"--output={folder}/tix.tar", commit]
            subprocess.run(archive, cwd=ROOT, check=True)
            shutil.unpack_archive(source / "tix.tar", source)
        else:
            for name in ("pyproject.toml", "README.md", "LICENSE"):
                shutil.copy(ROOT / name, source)
            shutil.copytree(ROOT / "tix", source / "tix")
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), *pip, str(source)], check=True)
    return Tix((str(venv / "bin" / "tix"),), str(python))


def described(commit: str | None) -> str:
    """Which tix it is, for the record."""
    words = ["git", "rev-parse", "--short"] if commit else ["git", "describe", "--always"]
    words += [commit] if commit else ["--dirty", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip()
