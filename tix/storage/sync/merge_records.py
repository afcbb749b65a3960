"""Records beside tickets that both sides changed, each merged by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from tix.frozen import dataclass
from tix.model.merge.desks import Decision, conflicted
from tix.model.merge.files import MergeConflictError, TwoRecordsError, merge_record_files
from tix.model.record.kind import RecordKind
from tix.model.record.notes import When
from tix.model.records.kinds import named, record_at
from tix.storage.git.commit import Content
from tix.storage.git.entry import Entry
from tix.storage.git.objects import contents
from tix.storage.git.process import Git


@dataclass(frozen=True, slots=True)
class MergedRecords:
    """New contents by path, and what was decided."""

    files: Mapping[str, Content]
    decisions: Sequence[Decision]


def merge_records(
    git: Git,
    prefix: str,
    base: Mapping[str, Entry | None],
    here: Mapping[str, Entry | None],
    there: Mapping[str, Entry | None],
    when: When,
) -> MergedRecords:
    """Merge the records among these paths; ``prefix`` leads to the desk, ``when`` dates notes.

    Deleted on one side and changed on the other: the change stays.
    """
    files: dict[str, Content] = {}
    decisions: list[Decision] = []
    for path in base:
        versions = base[path], here[path], there[path]
        record = record_at(path.removeprefix(prefix))
        if record is None or here[path] == there[path] or base[path] in versions[1:]:
            continue
        if not all(entry is None or entry.is_plain for entry in versions):
            continue
        if here[path] is None or there[path] is None:
            decisions.append(Decision(named(*record), undeleted=True))
            files[path] = here[path] or there[path]
        elif (merged := _merged(git, *record, versions, when)) is not None:
            decision, files[path] = merged
            decisions.append(decision)
    return MergedRecords(files, decisions)


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
