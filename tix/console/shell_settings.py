"""Putting completion into a shell's settings, and taking it out without a trace."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.storage.replacing import permissions, replace_file

_BEGIN, _END = "# >>> tix completion >>>", "# <<< tix completion <<<"
_BLOCK = re.compile(rf"\n?{re.escape(_BEGIN)}\n.*?{re.escape(_END)}\n", re.DOTALL)
_READ = {
    "bash": "[ ! -r {file} ] || . {file}",
    "zsh": "(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}\n"
    "[[ ! -r {file} ]] || source {file}",
}


class NoHomeError(TixError):
    """Nobody knows where the shell's settings are."""

    def __init__(self) -> None:
        super().__init__("there is no folder for your shell's settings", hint="set HOME")


class UnwritableSettingsError(TixError):
    """The settings can't be changed."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} can't be written: {reason}")


@dataclass(frozen=True, slots=True)
class ShellSettings:
    """Where completion goes: the ``script``, and the file that reads it (None: the shell looks for
    scripts in that folder itself)."""

    shell: str
    script: Path
    settings: Path | None

    def install(self, text: str) -> None:
        """Write the script, and have the shell read it. Raises UnwritableSettingsError."""
        try:
            self.script.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.script, text.encode())
            if self.settings is not None:
                before = _text(self.settings)
                quoted = "'" + str(self.script).replace("'", "'\\''") + "'"
                lines = _READ[self.shell].format(file=quoted)
                rest = _BLOCK.sub("", before)
                _replace(self.settings, f"{rest}\n{_BEGIN}\n{lines}\n{_END}\n")
        except OSError as error:
            raise UnwritableSettingsError(*_reason(error, self.script)) from None

    def remove(self) -> bool:
        """Take both away; whether there was anything. Raises UnwritableSettingsError."""
        try:
            was_there = self.script.exists()
            self.script.unlink(missing_ok=True)
            if self.settings is not None and _BLOCK.search(before := _text(self.settings)):
                was_there = True
                if rest := _BLOCK.sub("", before):
                    _replace(self.settings, rest)
                else:
                    self.settings.unlink()
        except OSError as error:
            raise UnwritableSettingsError(*_reason(error, self.script)) from None
        return was_there


def settings_of(shell: str, environ: Mapping[str, str]) -> ShellSettings:
    """Where a shell has its settings. Raises NoHomeError."""
    home = environ.get("HOME")
    if not home:
        raise NoHomeError
    if shell == "fish":
        folder = _folder(environ, "XDG_CONFIG_HOME", home, ".config")
        return ShellSettings(shell, folder / "fish/completions/tix.fish", None)
    script = _folder(environ, "XDG_DATA_HOME", home, ".local/share") / f"tix/completion.{shell}"
    if shell == "bash":
        return ShellSettings(shell, script, Path(home, ".bashrc"))
    return ShellSettings(shell, script, Path(environ.get("ZDOTDIR") or home, ".zshrc"))


def _folder(environ: Mapping[str, str], name: str, home: str, usual: str) -> Path:
    given = Path(environ.get(name, ""))
    return given if given.is_absolute() else Path(home, usual)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    """Write a file of the user's anew, where a link leads to, with the mode that it has."""
    real = path.resolve()
    replace_file(real, text.encode("utf-8", "surrogateescape"), mode=permissions(real))


def _reason(error: OSError, path: Path) -> tuple[str, str]:
    return os.fsdecode(error.filename or path), (error.strerror or "it failed").lower()
