"""What tix draws at a terminal, as a page that a browser can show."""

import os
import pty
import re
import subprocess
import termios
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

_STYLES = {
    "1": "font-weight: bold", "2": "opacity: .6", "3": "font-style: italic",
    "4": "text-decoration: underline",
    "31": "color: #ff7b72", "32": "color: #7ee787", "33": "color: #e3b341",
    "34": "color: #79c0ff", "35": "color: #d2a8ff", "36": "color: #76e3ea",
}  # fmt: skip
"""The styles that tix uses, by the numbers of their escape sequences (ECMA-48, SGR)."""
_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #16181d; color: #e6e6e6; }}
pre {{ margin: 0; padding: 18px 22px; width: max-content; font: 15px/1.4 monospace; }}
.typed {{ color: #9aa4b2; }}</style><pre>{text}</pre>"""


def session(
    commands: Sequence[Sequence[str]],
    tix: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    size: tuple[int, int],
) -> str:
    """A page with what each command of tix shows in a terminal of that size (rows, columns)."""
    parts = []
    for words in commands:
        parts.append(f'<span class="typed">$ tix {escape(" ".join(words))}</span>\n')
        parts.append(_html(_typed([*tix, *words], folder, environ, size)))
    return _PAGE.format(text="".join(parts))


def _typed(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], size: tuple[int, int]
) -> str:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, size)
    here = {**environ, "TERM": "xterm-256color", "TIX_PAGER": "cat"}
    with subprocess.Popen(
        command, cwd=folder, env=here, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL
    ):
        os.close(slave)
        shown = b""
        while part := _read(master):
            shown += part
    os.close(master)
    lines = shown.decode().replace("\r\n", "\n").splitlines()[: size[0]]
    return "\n".join(lines) + "\n\n"


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65_536)
    except OSError:  # its other end is closed
        return b""


def _html(text: str) -> str:
    out, is_open = "", False
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        if not part.startswith("\x1b"):
            out += escape(part)
            continue
        out += "</span>" if is_open else ""
        codes = part[2:-1].split(";")
        is_open = codes not in ([""], ["0"])
        if is_open:
            out += f'<span style="{"; ".join(_STYLES[code] for code in codes)}">'
    return out + ("</span>" if is_open else "")
