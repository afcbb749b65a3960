"""The watcher: one process that the system tells what changes in the desk's files.

Nothing is read again and again: where nothing happens, it sleeps. It says which tickets' files have
changed, however that came about: a command, an editor, a sync, a checkout.
"""

import queue
import re
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from tix.model.ids import is_id
from tix.web.feed import Change

_QUIET = 0.1
"""Seconds without news after which what came is told."""

_LONGEST = 0.5
"""Seconds after which it is told in any case."""

_FOLDERS = re.compile(
    r"tickets|archive|attachments|customers|assets|kb|replies|invoices|calendars|templates"
)
_FILES = ("tix.yaml", "rules.yaml")
_LOOKS = frozenset({"opened", "closed_no_write"})
"""Events of who only reads."""


class _Heard(FileSystemEventHandler):
    def __init__(self, news: "queue.SimpleQueue[str]") -> None:
        self._news = news

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _LOOKS:
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._news.put(path if isinstance(path, str) else path.decode(errors="replace"))


def watch(root: Path, heads: Path, telling: Sequence[socket.socket]) -> None:
    """Tell all of these sockets of changes of the desk, for ever.

    ``heads`` is the folder of the repository's branches, in which a commit shows.
    """
    news: queue.SimpleQueue[str] = queue.SimpleQueue()
    observer = Observer()
    heard = _Heard(news)
    observer.schedule(heard, str(root))
    if heads.is_dir():
        observer.schedule(heard, str(heads), recursive=True)
    watched: dict[Path, tuple[int, ObservedWatch]] = {}

    def watch_folders() -> None:
        for place in root.iterdir() if root.is_dir() else ():
            if not (_FOLDERS.fullmatch(place.name) and place.is_dir()):
                continue
            number, watch = watched.get(place, (0, None))
            if number == place.stat().st_ino:
                continue
            if watch is not None:  # another branch was checked out meanwhile: this is a new folder
                with suppress(KeyError, OSError):
                    observer.unschedule(watch)
            again = observer.schedule(heard, str(place), recursive=True)
            watched[place] = place.stat().st_ino, again

    watch_folders()
    observer.start()
    for paths in _batches(news.get):
        if any(Path(path).parent == root for path in paths):
            watch_folders()
        change = change_of(root, heads, paths)
        if change.tickets or change.others:
            _tell(telling, change.packed())


def _batches(get: Callable[..., str]) -> Iterable[set[str]]:
    """Paths that changed, those together that changed at about the same time."""
    while True:
        paths = {get()}
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end:
            try:
                paths.add(get(timeout=_QUIET))
            except queue.Empty:
                break
        yield paths


def _tell(telling: Sequence[socket.socket], data: bytes) -> None:
    for each in telling:
        try:
            each.send(data)
        except OSError:  # that worker is far behind, or just being started anew
            continue


def change_of(root: Path, heads: Path, paths: Iterable[str]) -> Change:
    """What changed files mean: tickets by their ids, others by the first part of their path, and
    ``commits`` for a branch."""
    tickets, others = dict[str, None](), dict[str, None]()
    for path in paths:
        if path.startswith(f"{heads}/"):
            others["commits"] = None
            continue
        try:
            first, *rest = Path(path).relative_to(root).parts or ("",)
        except ValueError:
            continue
        if first in ("tickets", "archive"):
            name = rest[-1] if rest else ""
            if name.endswith(".md") and is_id(name.removesuffix(".md")):
                tickets[name.removesuffix(".md")] = None
        elif first in _FILES or (rest and _FOLDERS.fullmatch(first)):
            others[first] = None
    return Change(tuple(tickets), tuple(others))
