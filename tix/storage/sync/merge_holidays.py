"""Merging the desk's files of holidays in a sync: their lines are a set."""

from collections.abc import Callable, Mapping

from tix.model.merge.line_sets import merge_line_sets
from tix.model.promises.holidays import looks_like_holidays, region_at
from tix.storage.git.entry import Entry
from tix.storage.git.objects import contents
from tix.storage.git.process import Git


def merge_holidays(
    git: Git,
    prefix: str,
    base: Mapping[str, Entry | None],
    here: Mapping[str, Entry | None],
    there: Mapping[str, Entry | None],
    is_plain: Callable[[Entry | None], bool],
) -> dict[str, bytes]:
    """Those among these paths that both sides changed, merged; ``prefix`` leads to the desk.

    ``is_plain`` tells whether an entry is none, or that of a file which can be merged.
    """
    found = {}
    for path in base:
        versions = base[path], here[path], there[path]
        if region_at(path.removeprefix(prefix)) is None or versions[1] in (
            versions[0],
            versions[2],
        ):
            continue
        ours, theirs = versions[1:]
        if ours is None or theirs is None or theirs == versions[0]:
            continue
        if not all(map(is_plain, versions)):
            continue
        blobs = contents(git, [entry.name for entry in versions if entry])
        sides = blobs[ours.name], blobs[theirs.name]
        if all(map(looks_like_holidays, sides)):
            old = blobs[versions[0].name] if versions[0] else None
            found[path] = merge_line_sets(old, *sides)
    return found
