"""The ``.gitattributes`` in the desk's folders: files are kept as they stand, and merged by tix."""

from tix.model.layout import ARCHIVE, ATTACHMENTS, LIVE

_AS_THEY_STAND = (
    b"# Written by tix: files are kept as they stand.\n"
    b"* -text -filter -ident -working-tree-encoding\n"
)
_MERGED_BY_TIX = b"*.md merge=tix\n"

ATTRIBUTES = {
    LIVE: _AS_THEY_STAND + _MERGED_BY_TIX,
    ARCHIVE: _AS_THEY_STAND + _MERGED_BY_TIX,
    ATTACHMENTS: _AS_THEY_STAND,
}
"""The folders of a desk that have a ``.gitattributes``, and what is in it."""

RECORD_ATTRIBUTES = _AS_THEY_STAND + _MERGED_BY_TIX
"""What is in that of a folder of records, which has one from its first record on."""
