"""What in a working tree is the desk's, and what editors leave about in it."""

import re

from tix.storage.desk.desk import CONFIG_FILE, FOLDERS

OWN_PATHS = (CONFIG_FILE, *FOLDERS, "attachments", "templates")
"""All that is the desk's, from its root."""

_LEAVINGS = r"\.(?!gitattributes$).*|.*~|#.*#|.*\.sw[a-p]|4913|.*\.md\.\w+|Thumbs\.db|desktop\.ini"
"""Names of the files that editors and file managers leave about: backups, locks, caches."""


def is_leaving(path: str) -> bool:
    """Whether a file that isn't committed is only what an editor or a file manager left."""
    return re.fullmatch(_LEAVINGS, path.rpartition("/")[2]) is not None
