"""Reading a chat's transcript that somebody named, and saying what was understood of it."""

from pathlib import Path

from tix.actions.transcripts import TranscriptDraft, from_transcript
from tix.console.session import Session
from tix.console.text_input import TextFileError, text_from
from tix.model.times import parse_time


def read_draft(
    session: Session, file: str, requester: str | None, occurred: str | None
) -> TranscriptDraft:
    """The draft of a ticket from a file (``-`` is standard input); who asks, and when it was, if
    that was said. Raises NoTranscriptError, BadValueError.
    """
    began = None
    if occurred:
        began = parse_time(session.field_editor([]).exact("occurred", occurred))
    text, people = _texts(session, file)
    where = "the transcript" if file == "-" else file
    draft = from_transcript(session, text, where, requester, began, people)
    if draft.known is None:
        _tell(session, draft)
    return draft


def _texts(session: Session, file: str) -> tuple[str, str]:
    """The chat's text, and that of Slack's file of people in the same archive, or beside it or its
    folder; "" for none."""
    from tix.console.chat_archive import PEOPLE, is_archive, texts_in_archive  # few commands do

    if file != "-" and is_archive(file):
        return texts_in_archive(session, file)
    text = text_from(session, None, file) or ""
    if file != "-" and text.lstrip()[:1] == "[":
        folder = Path(file).absolute().parent
        for place in (folder / PEOPLE, folder.parent / PEOPLE):
            if place.is_file():
                return text, _people_in(session, str(place))
    return text, ""


def _people_in(session: Session, place: str) -> str:
    """The text of a file of people that nobody named; without one that can be read ids stay."""
    try:
        return text_from(session, None, place) or ""
    except TextFileError as error:
        session.say(f"not read for names: {error}")
        return ""


def _tell(session: Session, draft: TranscriptDraft) -> None:
    chat = draft.transcript
    count = len(chat.messages)
    said = f"{count} message{'' if count == 1 else 's'} of {', '.join(chat.speakers[:5])}"
    if chat.own:
        said += f"; {chat.own} line{'' if chat.own == 1 else 's'} of the chat's own left out"
    session.say(said)
    for who, person in draft.taken_for.items():
        session.say(f"{who} is taken for {person}, the only {who} here")
    if chat.read_as:
        session.say(f"dates were read as {chat.read_as}")
    if chat.may_count:
        session.say(
            "times were read as after midnight; if they count from the beginning of a recording:"
            " --occurred TIME"
        )
    if chat.is_timeless:
        session.say(
            "the chat doesn't say when it was; it is taken to have ended just now. When it began:"
            " --occurred TIME"
        )
