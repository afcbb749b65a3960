"""Everybody whom a desk knows: by its settings, tickets, commits and customers."""

from collections.abc import Iterator
from contextlib import suppress

from tix.errors import TixError
from tix.model.config.directory import Directory
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def desk_directory(workspace: "Workspace") -> Directory:
    """The directory of a desk; nothing is read before somebody is looked for."""
    fields = [field.name for field in workspace.config.fields if field.type == "user"]

    def people() -> Iterator[str]:
        yield from workspace.reader.people()
        for name in fields:
            yield from workspace.reader.words(name, team=True)

    def known_elsewhere() -> frozenset[str]:
        found = workspace.commit_authors
        if workspace.has_customers:
            from tix.actions.customer_names import contacts  # few desks have any

            found |= contacts(workspace)
        with suppress(TixError):
            found |= {str(workspace.user)}
        return found

    return Directory(
        workspace.config,
        people(),
        lambda: workspace.me,
        known_elsewhere,
        lambda part: workspace.reader.people_about(part, fields),
    )
