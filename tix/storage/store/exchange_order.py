"""The order in which files are exchanged."""

from collections.abc import Collection, Mapping

from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.storage.store.checkout_files import Change


def in_order(changes: "Mapping[str, Change]", moved: Collection[str]) -> list[str]:
    """The paths: what goes first, for it may be in the way of what comes.

    But what is only filed elsewhere, under one of the names that have ``moved``, leaves its place
    and comes to the other before the next one does: so readers miss one at a time, not all.
    """
    coming = {path for path, change in changes.items() if change.new is not None}
    above = set[str]()
    if moved:
        from tix.model.merge.path_clashes import folders  # few commands move anything

        for folder in {path.rpartition("/")[0] for path in coming}:
            above |= {folder, *folders(folder)}

    def turn(path: str) -> tuple[int, str, bool]:
        name, comes = path.rpartition("/")[2], path in coming
        if name in moved and path not in above:
            return 1, name, comes
        return 2 * comes, "", comes

    return sorted(changes, key=turn)
