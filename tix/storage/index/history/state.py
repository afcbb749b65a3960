"""The state that a history depends on: HEAD, grafts, replacements and the like."""

import contextlib
import os
from pathlib import Path

from tix.storage.desk.desk import Desk


def head_of(desk: Desk) -> str:
    """HEAD's commit; "" if there is none yet."""
    return desk.git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}", codes=(0, 1))


def shape_of(desk: Desk) -> str:
    """A text that is another one where the same commit has another history; "" nearly everywhere.

    Shallow clones, grafts and replaced objects change what a commit is made from; of a clone that
    got the contents of its files meanwhile, more can be read.
    """
    parts = [b"partial"] if is_partial(desk) else []
    for name in ("shallow", "info/grafts"):
        with contextlib.suppress(OSError):
            parts.append(name.encode() + b"\0" + (desk.common_dir / name).read_bytes())
    if _may_replace(desk.common_dir) and (refs := desk.git.run("for-each-ref", "refs/replace")):
        parts.append(refs)
    if not parts:
        return ""
    from hashlib import sha256

    return sha256(b"\0\0".join(parts)).hexdigest()


def is_partial(desk: Desk) -> bool:
    """Whether the clone was made without all contents: they would be fetched one by one."""
    with contextlib.suppress(OSError), os.scandir(desk.common_dir / "objects/pack") as packs:
        return any(entry.name.endswith(".promisor") for entry in packs)
    return False


def _may_replace(common_dir: Path) -> bool:
    """Whether there may be refs that replace objects; without a process in nearly all clones."""
    if (common_dir / "reftable").exists():
        return True
    with contextlib.suppress(OSError):
        if any(os.scandir(common_dir / "refs/replace")):
            return True
    with contextlib.suppress(OSError):
        return b" refs/replace/" in (common_dir / "packed-refs").read_bytes()
    return False
