"""Whether a commit of the desk's branch has said something already, in a trailer of its message."""

from tix.storage.desk.desk import Desk


def was_said(desk: Desk, name: str, value: str) -> bool:
    """Whether some commit has that trailer. It is looked for by git, from the latest on."""
    found = desk.git.line(
        "log", "-1", "--format=%H", "--fixed-strings", f"--grep={name}: {value}",
        "--end-of-options", desk.ref(), codes=(0, 128),
    )  # fmt: skip
    return bool(found)
