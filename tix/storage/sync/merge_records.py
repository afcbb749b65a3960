"""Records beside tickets that both sides changed, each merged by itself."""

from collections.abc import Callable, Collection, Mapping, Sequence

from tix.frozen import dataclass, replace
from tix.model.merge.desks import Decision, conflicted
from tix.model.merge.files import (
    MergeConflictError,
    MergedFile,
    TwoRecordsError,
    merge_record_files,
)
from tix.model.record.kind import RecordKind
from tix.model.record.notes import When
from tix.model.records.kinds import named, record_at
from tix.quick_typing import Any
from tix.storage.git.commit import Content
from tix.storage.git.entry import Entry
from tix.storage.git.objects import contents
from tix.storage.git.process import Git
from tix.storage.sync.deleted_versions import Versions, deleted_records


@dataclass(frozen=True, slots=True)
class MergedRecords:
    """New contents by path, and what was decided."""

    files: Mapping[str, Content]
    decisions: Sequence[Decision]


def merge_records(
    git: Git,
    prefix: str,
    sides: Versions,
    commits: Sequence[str],
    when: When,
    is_plain: Callable[[Entry | None], bool],
) -> MergedRecords:
    """Merge the records among these paths; ``prefix`` leads to the desk, ``when`` dates notes.

    Deleted on one side and changed on the other: the change stays, merged with the last versions
    before the deletions, or as it is, if it can't be merged. ``commits`` are ours and theirs;
    ``is_plain`` tells whether an entry is none, or that of a file which can be merged.
    """
    files: dict[str, Content] = {}
    decisions: list[Decision] = []
    base, here, there = sides
    both = {
        path: record
        for path in base
        if (record := record_at(path.removeprefix(prefix)))
        and here[path] != there[path]
        and base[path] not in (here[path], there[path])
    }
    found = {path: both[path] for path in both if all(is_plain(side[path]) for side in sides)}
    for path in both.keys() - found.keys():
        if here[path] is None or there[path] is None:
            files[path] = here[path] or there[path]
            decisions.append(Decision(named(*both[path]), undeleted=True))
    last = _last_texts(git, found, sides, commits)
    blobs = contents(git, (e.name for side in sides for p in found if (e := side[p])))
    for path, record in found.items():
        texts = [blobs[entry.name] if (entry := side[path]) else None for side in sides]
        undeleted = here[path] is None or there[path] is None
        if undeleted:
            files[path] = here[path] or there[path]
        if (merged := _merged(*record, texts, last.get(path, ()), when)) is not None:
            decision, files[path] = merged
            decisions.append(replace(decision, undeleted=undeleted))
        elif undeleted:
            decisions.append(Decision(named(*record), undeleted=True))
    return MergedRecords(files, decisions)


def _last_texts(
    git: Git, paths: Collection[str], sides: Versions, commits: Sequence[str]
) -> dict[str, list[bytes]]:
    """The last versions of those that one side has deleted, in the order of their contents."""
    found: dict[str, list[Entry]] = {}
    for side, (commit, other) in zip(sides[1:], (commits, commits[::-1]), strict=True):
        gone = [path for path in paths if side[path] is None]
        found |= deleted_records(git, gone, commit, other)
    blobs = contents(git, (entry.name for each in found.values() for entry in each))
    return {path: sorted(blobs[entry.name] for entry in each) for path, each in found.items()}


def _merged(
    kind: RecordKind[Any],
    name: str,
    versions: Sequence[bytes | None],
    deleted: Sequence[bytes],
    when: When,
) -> tuple[Decision, bytes] | None:
    """A record of all its versions; None where they can't be read as one: git's affair."""
    base, *sides = versions
    first, *others = (*deleted, *(side for side in sides if side is not None))
    merged = MergedFile(first)
    for text in others:
        try:
            new = merge_record_files(kind, name, base, merged.data, text, when=when)
        except TwoRecordsError as error:
            return Decision(named(kind, name), conflict=str(error)), conflicted(merged.data, text)
        except MergeConflictError:
            return None
        merged = replace(new, asides=(*merged.asides, *new.asides))
    return Decision(named(kind, name), merged.asides), merged.data
