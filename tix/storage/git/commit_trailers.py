"""Trailers of commits, as git reads them: ``Rule: route printers`` at the end of a message."""

from collections.abc import Mapping, Sequence

from tix.storage.git.process import Git

_AT_ONCE = 500


def trailers_among(
    git: Git, commits: Sequence[str], keys: Sequence[str]
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The trailers of these names, each with its value, for those of the commits that have any."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    asked = ",".join(f"key={key}" for key in keys)
    for at in range(0, len(commits), _AT_ONCE):
        output = git.run(
            "log", "--no-walk=unsorted", "-z", f"--format=%H%n%(trailers:{asked},unfold)",
            "--end-of-options", *commits[at : at + _AT_ONCE], "--",
        )  # fmt: skip
        for record in output.decode(errors="surrogateescape").split("\0"):
            name, *lines = record.split("\n")
            pairs = (line.partition(":") for line in lines if line.strip())
            if said := tuple((key.strip(), value.strip()) for key, _, value in pairs):
                found[name] = said
    return found


def trailers_of(git: Git, commits: Sequence[str], key: str) -> Mapping[str, tuple[str, ...]]:
    """The values of the trailers of that name, for those of the commits that have any."""
    found: dict[str, tuple[str, ...]] = {}
    for at in range(0, len(commits), _AT_ONCE):
        output = git.run(
            "log", "--no-walk=unsorted", "-z",
            f"--format=%H%n%(trailers:key={key},valueonly,unfold)",
            "--end-of-options", *commits[at : at + _AT_ONCE], "--",
        )  # fmt: skip
        for record in output.decode(errors="surrogateescape").split("\0"):
            name, *values = record.split("\n")
            if said := tuple(value for value in values if value.strip()):
                found[name] = said
    return found
