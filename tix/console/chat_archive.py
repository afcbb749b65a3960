"""The chat in an archive: a ``_chat.txt`` beside its files, as WhatsApp exports one on iOS, or a
channel's day beside ``users.json``, as Slack does."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from tix.console.session import Session
from tix.console.text_input import LARGEST, TextFileError, text_of
from tix.errors import TixError

_BEGINS = b"PK\x03\x04"
_CHATS = (".txt", ".json", ".html", ".csv", ".vtt", ".srt")
PEOPLE = "users.json"
"""Who has which id, in what Slack exports."""
_LISTS = frozenset((
    PEOPLE, "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json",
    "canvases.json", "lists.json", "file_conversations.json", "huddle_transcripts.json",
))  # fmt: skip
"""What stands beside the channels in it, and is no chat."""


class NotOneChatError(TixError):
    """An archive has no text that may be a chat, or several."""

    def __init__(self, where: str, found: list[str]) -> None:
        said = f"{len(found)} texts" if found else "no text"
        super().__init__(
            f"{where}: this archive has {said}, and one is read",
            hint=f"unpack it, and name the chat's text ({', '.join(sorted(found)[:3])})"
            if found
            else "export the chat as text, with or without its files",
        )


def is_archive(file: str) -> bool:
    """Whether a file is an archive; never of a pipe, which is read once."""
    place = Path(file)
    try:
        if not place.is_file():
            return False
        with place.open("rb") as opened:
            return opened.read(len(_BEGINS)) == _BEGINS
    except (OSError, ValueError):  # whoever reads it says so
        return False


def texts_in_archive(session: Session, file: str) -> tuple[str, str]:
    """The text of the one chat in an archive, and that of Slack's file of people or ""; standard
    error counts what else is in it. Raises NotOneChatError, TextFileError."""
    try:
        with ZipFile(file) as archive:
            inside = [
                each for each in archive.infolist()
                if not each.is_dir() and not each.filename.startswith("__MACOSX/")
            ]  # fmt: skip
            texts = [each for each in inside if each.filename.casefold().endswith(_CHATS)]
            lists = [each for each in texts if Path(each.filename).name in _LISTS]
            people = next((each for each in lists if Path(each.filename).name == PEOPLE), None)
            if people is not None:
                texts = [each for each in texts if each not in lists]
            chats = [each for each in texts if Path(each.filename).name == "_chat.txt"] or texts
            if len(chats) != 1:
                raise NotOneChatError(file, [each.filename for each in chats])
            data = [
                archive.open(each).read(LARGEST + 1) if each else b"" for each in (chats[0], people)
            ]
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib_error):
        raise TextFileError(file, "this archive is broken, or needs a password") from None
    if others := len(inside) - 1 - (len(lists) if people else 0):
        files = f"{others} other file{'' if others == 1 else 's'}"
        session.say(f"{files} in {file} left out; unpacked: tix attach ID FILE")
    return text_of(data[0], f"{file}:{chats[0].filename}"), text_of(data[1], f"{file}:{PEOPLE}")
