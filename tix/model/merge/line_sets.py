"""Three versions of a file whose lines are a set, merged: what either side added is there, what
either removed is gone, and all is sorted."""


def merge_line_sets(base: bytes | None, ours: bytes, theirs: bytes) -> bytes:
    """The merged file, the same whichever side is ours."""
    old, here, there = (_lines(data) for data in (base or b"", ours, theirs))
    kept = (here & there) | (here - old) | (there - old)
    return b"".join(line + b"\n" for line in sorted(kept))


def _lines(data: bytes) -> frozenset[bytes]:
    return frozenset(line.rstrip() for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")) - {
        b""
    }
