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
    """Hands on the paths of what changes; of one folder alone, if one is named.

    ``is_there`` is made False for those of its paths that are deleted or moved.
    """

    def __init__(
        self, news: "queue.SimpleQueue[str]", is_there: dict[str | bytes, bool], only: str = ""
    ) -> None:
        self._news, self._is_there, self._only = news, is_there, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _LOOKS:
            return
        if event.event_type in ("deleted", "moved") and event.src_path in self._is_there:
            self._is_there[event.src_path] = False
        for path in (event.src_path, event.dest_path):
            if path and (not self._only or path == self._only):
                self._news.put(path if isinstance(path, str) else path.decode(errors="replace"))


class _Watched:
    """The folders that are watched: each as it is now, though it was put there anew."""

    def __init__(self, root: Path, heads: Path, news: "queue.SimpleQueue[str]") -> None:
        self._root, self._heads = root, heads
        self._is_there: dict[str | bytes, bool] = {}
        self._observer, self._heard = Observer(), _Heard(news, self._is_there)
        self._known: dict[Path, tuple[int, ObservedWatch]] = {}
        self._observer.schedule(_Heard(news, self._is_there, str(root)), str(root.parent))
        self.look()
        self._observer.start()

    def look(self) -> bool:
        """Watch what there is now; whether the desk or its branches aren't those of before."""
        others = self._follow(self._root, recursive=False)
        others |= self._follow(self._heads)
        with suppress(OSError):
            for place in self._root.iterdir():
                if _FOLDERS.fullmatch(place.name):
                    self._follow(place)
        return others

    def _follow(self, place: Path, *, recursive: bool = True) -> bool:
        """Watch a folder; whether it is another one than before. It may go away meanwhile."""
        known, watch = self._known.get(place, (None, None))
        with suppress(OSError):
            now = place.stat().st_ino  # which a new folder may have of one that is gone
            if (now == known and self._is_there[str(place)]) or not place.is_dir():
                return False
            self._is_there[str(place)] = True
            if watch is not None:
                with suppress(KeyError, OSError):
                    self._observer.unschedule(watch)
            again = self._observer.schedule(self._heard, str(place), recursive=recursive)
            self._known[place] = now, again
            return watch is not None
        return False


def watch(root: Path, heads: Path, telling: Sequence[socket.socket]) -> None:
    """Tell all of these sockets of changes of the desk, for ever.

    ``heads`` is the folder of the repository's branches, in which a commit shows.
    """
    news: queue.SimpleQueue[str] = queue.SimpleQueue()
    watched = _Watched(root, heads, news)
    for paths in _batches(news.get):
        change = change_of(root, heads, paths)
        if (
            any(Path(path) == root or Path(path).parent == root for path in paths)
            and watched.look()
        ):
            change = Change((), ("tickets", "commits"))  # the desk was deleted and cloned anew
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
