"""Records beside tickets that both sides changed, each merged by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from tix.frozen import dataclass, replace
from tix.model.merge.desks import Decision, conflicted
from tix.model.merge.files import MergeConflictError, TwoRecordsError, merge_record_files
from tix.model.record.kind import RecordKind
from tix.model.record.notes import When
from tix.model.records.kinds import named, record_at
from tix.storage.git.commit import Content
from tix.storage.git.entry import Entry
from tix.storage.git.objects import contents
from tix.storage.git.process import Git
from tix.storage.sync.deleted_versions import Versions, deleted_versions


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
) -> MergedRecords:
    """Merge the records among these paths; ``prefix`` leads to the desk, ``when`` dates notes.

    Deleted on one side and changed on the other: the change stays, merged with the last version
    before the deletion. ``commits`` are ours and theirs.
    """
    files: dict[str, Content] = {}
    decisions: list[Decision] = []
    base, here, there = sides
    for path in base:
        versions: Sequence[Entry | None] = base[path], here[path], there[path]
        record = record_at(path.removeprefix(prefix))
        if record is None or here[path] == there[path] or base[path] in versions[1:]:
            continue
        if not all(entry is None or entry.is_plain for entry in versions):
            continue
        undeleted = here[path] is None or there[path] is None
        if undeleted:
            files[path] = here[path] or there[path]
            versions = _with_deleted(git, path, versions, commits)
        if (merged := _merged(git, *record, versions, when)) is not None:
            decision, files[path] = merged
            decisions.append(replace(decision, undeleted=undeleted))
        elif undeleted:
            decisions.append(Decision(named(*record), undeleted=True))
    return MergedRecords(files, decisions)


def _with_deleted(
    git: Git, path: str, versions: Sequence[Entry | None], commits: Sequence[str]
) -> Sequence[Entry | None]:
    """The versions with the last one before the deletion for the side that has none."""
    base, ours, theirs = versions
    side, other = commits if ours is None else commits[::-1]
    last = deleted_versions(git, side, other, path).get(path, ours or theirs)
    return base, ours or last, theirs or last


def _merged(
    git: Git, kind: RecordKind[Any], name: str, versions: Sequence[Entry | None], when: When
) -> tuple[Decision, bytes] | None:
    """A record of two versions; None where neither can be read as one: git's affair."""
    blobs = contents(git, [entry.name for entry in versions if entry])
    base, ours, theirs = (blobs[entry.name] if entry else None for entry in versions)
    assert ours is not None
    assert theirs is not None
    try:
        merged = merge_record_files(kind, name, base, ours, theirs, when=when)
    except TwoRecordsError as error:
        return Decision(named(kind, name), conflict=str(error)), conflicted(ours, theirs)
    except MergeConflictError:
        return None
    return Decision(named(kind, name), merged.asides), merged.data
