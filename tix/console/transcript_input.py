"""Reading a chat's transcript that somebody named, and saying what was understood of it."""

from tix.actions.transcripts import TranscriptDraft, from_transcript
from tix.console.session import Session
from tix.console.text_input import text_from


def read_draft(session: Session, file: str, requester: str | None) -> TranscriptDraft:
    """The draft of a ticket from a file (``-`` is standard input), and who asks, if that was said.

    Raises NoTranscriptError.
    """
    text = text_from(session, None, file) or ""
    where = "the transcript" if file == "-" else file
    draft = from_transcript(session, text, where, requester)
    if draft.known is None:
        _tell(session, draft)
    return draft


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
