"""Desks that are ready for a trade: settings, rules, replies, articles and templates.

Each is a folder here with the files of a new desk, as people would write them. ``@NAME@``,
``@ME@``, ``@MAIL@`` and ``@NOW@`` in them are filled in: what the desk is called, whoever makes it
(as ``Name <mail>``, and the address alone), and the time from which time rules count.
"""

from collections.abc import Iterator, Mapping

from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

READY = {
    "dev": "software: bugs, features, releases",
    "helpdesk": "customers who ask: contracts, returns, complaints",
    "facilities": "buildings and equipment: faults, inspections, parts",
    "events": "events: bookings, tasks with days, incidents on site",
}
"""The desks, and what each is for."""


def files_of(name: str, values: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a ready desk by their paths from its root, with the values filled in."""
    from importlib.resources import files  # only who makes one needs it

    found = {}
    for path, text in _texts(files(__name__) / name, ""):
        for placeholder, value in values.items():
            text = text.replace(f"@{placeholder}@", value)
        found[path] = text.encode()
    return dict(sorted(found.items()))


def _texts(folder: "Traversable", above: str) -> Iterator[tuple[str, str]]:
    for place in folder.iterdir():
        if place.is_dir():
            yield from _texts(place, f"{above}{place.name}/")
        elif place.name.endswith((".md", ".yaml")):
            yield f"{above}{place.name}", place.read_text(encoding="utf-8")
