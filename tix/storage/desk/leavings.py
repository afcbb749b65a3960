"""What editors and file managers leave about in a working tree."""

import re

_LEAVINGS = r"\.(?!gitattributes$).*|.*~|#.*#|.*\.sw[a-p]|4913|.*\.md\.\w+|Thumbs\.db|desktop\.ini"
"""Names of the files that they leave: backups, locks, caches."""


def is_leaving(path: str) -> bool:
    """Whether a file that isn't committed is only what an editor or a file manager left."""
    return re.fullmatch(_LEAVINGS, path.rpartition("/")[2]) is not None
