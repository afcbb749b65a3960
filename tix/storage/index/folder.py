"""The folder of a desk's index, and the mark in it that spares most runs from opening the index."""

import os
from pathlib import Path

from tix.storage.desk.desk import Desk

_MISNAMED = "misnamed"


def index_folder(desk: Desk) -> Path:
    """The folder of this working tree's index; a desk in a subfolder has its own."""
    name = ""
    if desk.prefix:
        from binascii import crc32

        name = f"{crc32(os.fsencode(desk.prefix)):08x}"
    return desk.tree_state.index(name)


def mark_misnamed(folder: Path) -> None:
    """Note that some ticket's file has another name than its id. Raises OSError.

    The mark stays as long as the folder does: at worst an index is opened for nothing.
    """
    (folder / _MISNAMED).touch()


def may_be_misnamed(folder: Path) -> bool:
    """Whether an index there has seen a ticket whose file has another name than its id."""
    return os.path.lexists(folder / _MISNAMED)
