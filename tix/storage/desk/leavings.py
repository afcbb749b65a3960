"""Files that editors and file managers leave behind in a working tree."""

import re

_LEAVINGS = r"\.(?!gitattributes$).*|.*~|#.*#|.*\.sw[a-p]|4913|.*\.md\.\w+|Thumbs\.db|desktop\.ini"
"""Names of the files that they leave: backups, locks, caches."""


def is_leaving(path: str) -> bool:
    """Whether an uncommitted file was only left behind by an editor or file manager."""
    name = path.rpartition("/")[2]
    if name.endswith(".md") and name[:-3].isalnum():  # as all tickets are
        return False
    return re.fullmatch(_LEAVINGS, name) is not None
