"""Files that are handed out: piece by piece from the disk, so that none takes up memory while a
slow client reads it."""

import os
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.responses import StreamingResponse

from tix.quick_typing import BinaryIO

_PIECE = 65_536


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def file_answer(
    file: BinaryIO, name: str, kind: str, *, is_shown: bool, policy: str, caching: str
) -> StreamingResponse:
    """An open file, which is closed once it was sent: shown by the browser, or only saved under
    that name."""
    size = size_of(file)
    how = "inline" if is_shown else "attachment"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
        "content-length": str(size),
        "content-security-policy": policy,
        "cache-control": caching,
    }
    return StreamingResponse(_pieces(file, size), 200, headers, kind)


async def _pieces(file: BinaryIO, left: int) -> AsyncIterator[bytes]:
    with file:
        while left and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
