"""Checking what a desk's tickets say about each other: ``tix check`` without the files."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from tix.frozen import dataclass
from tix.model.changes.check import Problem
from tix.model.changes.circles import WAYS, Edge, as_circle, circles
from tix.model.config.config import Config
from tix.model.layout import attachment_folder, attachment_path
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Outline:
    """The part of a ticket that checks between tickets need; desks are large, so it is small.

    ``done``: as the configuration has it. ``key``: only while it isn't done. ``needs_children``:
    by the workflow all of its parts should be done.
    """

    id: str
    done: bool
    key: str | None
    links: tuple[Link, ...]
    attachments: tuple[str, ...]
    needs_children: bool = False


def outline(ticket: Ticket, config: Config) -> Outline:
    """The outline of a ticket."""
    done = config.is_done(ticket)
    key = None if done else ticket.key
    needs_children = False
    if config.workflow:
        from tix.model.changes.check_workflow import needs_children_done  # few desks have one

        needs_children = needs_children_done(ticket, config)
    return Outline(ticket.id, done, key, ticket.links, ticket.attachments, needs_children)


LineOf: TypeAlias = Callable[[str, str, int | None], int]
"""The line of a field, and of an item (from 0) of its list, in the ticket at a path."""


def check_desk(
    outlines: Sequence[tuple[str, Outline]],
    ids: Collection[str],
    attachments: Collection[str],
    line_of: LineOf,
) -> tuple[Problem, ...]:
    """The problems between tickets, in the order of paths and lines.

    ``outlines``: path and outline of every ticket that loads. ``ids``: of all tickets, broken
    ones too. ``attachments``: the paths of all files below ``attachments/``. ``line_of`` is asked
    for what is wrong only.
    """
    known, files = frozenset(ids), frozenset(attachments)
    found = [
        *_same_ids(outlines, line_of),
        *_same_keys(outlines, line_of),
        *_dangling_links(outlines, known, line_of),
        *_circles(outlines, line_of),
        *_undone_children(outlines, line_of),
        *_missing_attachments(outlines, files, line_of),
        *_stray_attachments(outlines, known, files),
    ]
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line)))


def _same_ids(outlines: Sequence[tuple[str, Outline]], line_of: LineOf) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path, ticket in outlines:
        ident = ticket.id
        other = first.setdefault(ident, path)
        if other != path:
            line = line_of(path, "id", None)
            yield Problem(path, line, "error", f"{other} has the id {ident} as well")


def _same_keys(outlines: Sequence[tuple[str, Outline]], line_of: LineOf) -> Iterator[Problem]:
    """Unfinished tickets with the same key. (``tix open --key`` uses the one opened last.)"""
    first: dict[str, str] = {}
    for path, ticket in outlines:
        if ticket.key and (other := first.setdefault(ticket.key, ticket.id)) != ticket.id:
            text = f"{other}, which isn't done either, has the key {ticket.key!r} as well"
            yield Problem(path, line_of(path, "key", None), "warning", text)


def _dangling_links(
    outlines: Sequence[tuple[str, Outline]], ids: frozenset[str], line_of: LineOf
) -> Iterator[Problem]:
    for path, ticket in outlines:
        for number, link in enumerate(ticket.links):
            if link.id not in ids:
                line = line_of(path, "links", number)
                yield Problem(path, line, "error", f"{link}: there is no ticket {link.id}")


def _circles(outlines: Sequence[tuple[str, Outline]], line_of: LineOf) -> Iterator[Problem]:
    """Tickets that wait for themselves, or are their own parent or duplicate, by way of others."""
    for way in WAYS:
        places: dict[Edge, tuple[str, int, str]] = {}
        for path, ticket in outlines:
            for number, link in enumerate(ticket.links):
                edge = way(ticket.id, link)
                if edge and edge[0] != edge[1]:  # a link to itself is reported with the ticket
                    places.setdefault(edge, (path, number, link.kind))
        for circle in circles(places):
            edges = [*pairwise(circle), (circle[-1], circle[0])]
            path, number, _ = places[edges[0]]
            kinds = sorted({places[edge][2] for edge in edges}, reverse=True)
            goes = f"{kinds[0]} goes" if len(kinds) == 1 else f"{' and '.join(kinds)} go"
            text = f"{goes} round in a circle: {as_circle(circle)}"
            yield Problem(path, line_of(path, "links", number), "error", text)


def _undone_children(outlines: Sequence[tuple[str, Outline]], line_of: LineOf) -> Iterator[Problem]:
    """Tickets of which a part isn't done, though by the workflow all should be."""
    wanting = {ticket.id: path for path, ticket in outlines if ticket.needs_children}
    if not wanting:
        return
    for _, ticket in outlines:
        for link in ticket.links:
            if link.kind == "parent" and link.id in wanting and not ticket.done:
                path = wanting[link.id]
                text = f"its part {ticket.id} isn't done, as the workflow wants it"
                yield Problem(path, line_of(path, "status", None), "warning", text)


def _missing_attachments(
    outlines: Sequence[tuple[str, Outline]], files: frozenset[str], line_of: LineOf
) -> Iterator[Problem]:
    for path, ticket in outlines:
        for number, name in enumerate(ticket.attachments):
            if attachment_path(ticket.id, name) not in files:
                line = line_of(path, "attachments", number)
                yield Problem(path, line, "error", f"{attachment_path(ticket.id, name)} is missing")


def _stray_attachments(
    outlines: Sequence[tuple[str, Outline]], ids: frozenset[str], files: frozenset[str]
) -> Iterator[Problem]:
    """Attachments that no ticket names; one problem for all files of a missing ticket."""
    named = {
        attachment_path(ticket.id, name) for _, ticket in outlines for name in ticket.attachments
    }
    readable = {ticket.id for _, ticket in outlines}
    orphans = set()
    for file in sorted(files - named):
        owner = file.split("/")[1]
        if owner in readable or file.count("/") < 2:
            yield Problem(file, 1, "error", "no ticket names this file")
        elif owner not in ids and owner not in orphans:
            orphans.add(owner)
            yield Problem(attachment_folder(owner), 1, "error", f"there is no ticket {owner!r}")
