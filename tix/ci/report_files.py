"""The files that a person names as reports: files, patterns, and folders with all below them."""

import os
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass

STANDARD_INPUT = "-"

_LEFT_OUT = frozenset({".git", ".tix", "node_modules", "__pycache__", ".venv"})
"""Folders in which no report of one's own is."""


class NoReportError(TixError):
    """There is no report where one was expected."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name}: {why}", hint="let the tests write one before, or name where it is"
        )


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to be read. ``must_be_one``: it was named, and not just found in a folder."""

    name: str
    must_be_one: bool = True


def report_files(names: Sequence[str], folder: Path, ending: str) -> list[ReportFile]:
    """The files that these names mean, each once. Raises NoReportError."""
    found: dict[str, ReportFile] = {}
    for name in names:
        for file in _files(name, folder, ending):
            place = (
                file.name if file.name == STANDARD_INPUT else os.path.realpath(folder / file.name)
            )
            found.setdefault(place, file)
    return list(found.values())


def _files(name: str, folder: Path, ending: str) -> list[ReportFile]:
    place = folder / name
    if name == STANDARD_INPUT:
        return [ReportFile(name)]
    if place.is_dir():
        below = _matched(name, folder, ending)
        if not below:
            raise NoReportError(name, f"there is no {ending} file in this folder or below it")
        return below
    if place.exists() or not has_magic(name):
        return [ReportFile(name)]
    matches = sorted(glob(name, root_dir=folder, recursive=True))  # noqa: PTH207 (also absolute)
    files = [file for match in matches for file in _matched(match, folder, ending)]
    if not files:
        raise NoReportError(name, "nothing matches this pattern")
    return files


def _matched(name: str, folder: Path, ending: str) -> list[ReportFile]:
    if (folder / name).is_dir():
        return [ReportFile(path, False) for path in _below(name, folder, ending)]
    return [ReportFile(name)]


def _below(name: str, folder: Path, ending: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder / name):
        folders[:] = sorted(each for each in folders if each not in _LEFT_OUT)
        for file in sorted(files):
            if file.casefold().endswith(ending):
                yield os.path.relpath(os.path.join(parent, file), folder)  # noqa: PTH118 (names)
