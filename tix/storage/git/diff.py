"""What two commits have at each path where they differ, as ``git diff-tree`` tells it."""

from tix.storage.git.commit import Entry
from tix.storage.git.process import Git


def changed_entries(git: Git, old: str, new: str) -> dict[str, tuple[Entry | None, Entry | None]]:
    """What two commits have at each path where they differ."""
    output = git.run(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev",
        "--end-of-options", old, new,
    )  # fmt: skip
    fields = output.decode(errors="surrogateescape").split("\0")[:-1]
    found = {}
    for meta, path in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, old_name, new_name, _ = meta.removeprefix(":").split(" ", 4)
        found[path] = (_entry(old_mode, old_name), _entry(new_mode, new_name))
    return found


def _entry(mode: str, name: str) -> Entry | None:
    return Entry(mode, name) if name.strip("0") else None
