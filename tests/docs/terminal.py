"""A terminal in which the commands of a page are typed, and what the page shows compared."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import tix
from tests.conftest import NOW

_ID = r"\b(?=[a-z]*[0-9])[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5}\b"
_ENTRY_ID = r"\b[coprsw]-[0-9a-z]{6,12}\b"
_HASH = r"\b(?=[a-f]*[0-9])[0-9a-f]{7,40}\b"
_ELISION, _ANY = "…", "(?:.*\n)*?"


class Terminal:
    """80 columns, without colours; standard output and error as they come, in one folder after
    the other, each a minute later. ``home`` is called ``/home/ana`` in what is shown."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        programs = home.parent / "programs"
        programs.mkdir()
        package = Path(tix.__file__).parent.parent
        text = f'#!/bin/sh\nPYTHONPATH="{package}" exec "{sys.executable}" -m tix "$@"\n'
        for name in ("tix", "git-tix"):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        self._home, self._folder = home, home
        self._environ = {
            **environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "TERM": "dumb",
            "COLUMNS": "80",
            "TIX_PAGER": "cat",
            "GIT_PAGER": "cat",
        }
        self._now = NOW
        self._ids: dict[str, str] = {}

    def type(self, command: str) -> list[str]:
        """Type a command; the lines that it prints."""
        for shown, real in self._ids.items():
            command = re.sub(rf"\b{shown}\b", real, command)
        self._now += timedelta(minutes=1)
        place = self._home.parent / "folder"
        line = f'cd "{self._folder}" && {command}\nset -- $?; pwd >"{place}"; exit $1\n'
        master, slave = pty.openpty()
        with subprocess.Popen(
            ["sh", "-c", line],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**self._environ, "TIX_NOW": self._now.isoformat()},
            start_new_session=True,
        ):
            os.close(slave)
            output = b""
            while part := _read(master):
                output += part
        os.close(master)
        self._folder = Path(place.read_text().strip())
        text = output.decode().replace("\r\n", "\n").replace(str(self._home), "/home/ana")
        text = re.sub(r"[^\n]*\r", "", text)  # how far it is, on a slow machine
        return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip() else []

    def is_as_shown(self, shown: list[str], real: list[str]) -> bool:
        """Whether that is what the page shows: ids may differ (and are remembered), and a line
        ``…`` stands for any."""
        known = {*self._ids}
        lines = (_ANY if line == _ELISION else self._pattern(line, known) for line in shown)
        match = re.fullmatch("".join(lines), "".join(f"{line}\n" for line in real))
        if match is None:
            return False
        self._ids |= {name: value for name, value in match.groupdict().items() if value}
        return True

    def as_the_page_says(self, real: list[str]) -> list[str]:
        """The lines with the page's ids in place of the real ones."""
        shown = {value: name for name, value in self._ids.items()}
        pattern = "|".join(rf"\b{value}\b" for value in shown) or "(?!)"
        return [re.sub(pattern, lambda match: shown[match[0]], line) for line in real]

    def _pattern(self, line: str, known: set[str]) -> str:
        """A line's pattern; ``known`` are the ids that stand for one by now."""
        out, end = "", 0
        for token in re.finditer(rf"{_ENTRY_ID}|{_ID}|{_HASH}", line):
            out += re.escape(line[end : token.start()])
            end, word = token.end(), token[0]
            if word in self._ids:
                out += self._ids[word]
            elif word in known:
                out += f"(?P={word})"
            elif re.fullmatch(_ID, word):
                out += f"(?P<{word}>[0-9a-z]{{6}})"
                known.add(word)
            else:
                out += f"{word[:2]}[0-9a-z]{{6,12}}" if word[1] == "-" else "[0-9a-f]+"
        return f"{out}{re.escape(line[end:])}\n"


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says EIO when the last process is gone
        return b""


_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sessions_of(text: str) -> list[list[tuple[str, list[str]]]]:
    """The ``console`` blocks of a page: the commands, and what the page shows of each."""
    return [_session(block) for block in _SESSION.findall(text)]


def _session(block: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in block.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line.rstrip())
    return [(command, _without_end(lines)) for command, lines in found]


def _without_end(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def with_sessions(text: str, sessions: list[list[tuple[str, list[str]]]]) -> str:
    """The page with these in place of its ``console`` blocks."""
    written = iter(sessions)

    def block(_: re.Match[str]) -> str:
        groups = ["\n".join((f"$ {command}", *shown)) for command, shown in next(written)]
        out = groups[0]
        for before, group in pairwise(groups):
            out += ("\n\n" if "\n" in before else "\n") + group
        return f"```console\n{out}\n```"

    return _SESSION.sub(block, text)
