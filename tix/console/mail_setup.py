"""``tix mail setup`` and ``check``: their steps, and how tests are told at a terminal."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tix.console.dispatching import dispatch_of, dispatch_path
from tix.console.mail_questions import (
    asked,
    asked_address,
    asked_again,
    asked_name,
    confirmed,
    with_provider,
)
from tix.errors import NeedsPersonError, TixError
from tix.frozen import replace
from tix.mail.setup.entry import Answers, Login, entry_of, with_entry, write_dispatch
from tix.mail.setup.others import try_others
from tix.mail.setup.trial import (
    Finding,
    RoundTrip,
    Trial,
    try_mailbox,
    try_sending,
)
from tix.model.config.mail import MailSettings
from tix.model.text.scalars import dump_scalar
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.mail.dispatch import Dispatch
    from tix.model.notices.sending import Transport


_NOBODY = "nobody works here by tix.yaml, so nobody is told of anything, or can answer by mail"


# -- setting up -----------------------------------------------------------------------------------


class NotWorkingError(TixError):
    """Something of mail doesn't work."""

    def __init__(self, hint: str) -> None:
        super().__init__("mail doesn't work yet, see above", hint=hint)


class NoDispatchFolderError(NeedsPersonError):
    """Nobody knows where the user's settings are."""

    def __init__(self) -> None:
        super().__init__("there is no folder for your settings", hint="set HOME")


def set_up(session: "Session", given: Mapping[str, Any]) -> None:
    """Ask, try, and write. Raises MissingAnswerError, NotWorkingError, ServedAlreadyError."""
    path = dispatch_path()
    if path is None:
        raise NoDispatchFolderError
    known = session.config.mail or MailSettings()
    address = asked_address(given["address"], known.address)
    name = asked_name(session, given["name"], address)
    answers = asked(_answers(session, given, address), address, given["provider"])
    text, dispatch = with_entry(path, entry_of(answers), answers.desk)
    plus: bool | None = None
    while not given["untested"]:
        try:
            trip = _tried(session, dispatch, address, given["patience"])
            plus, answers = trip.plus, _believing(session, answers, trip.vouches)
            text, _ = with_entry(path, entry_of(answers), answers.desk)
            break
        except NotWorkingError:
            if not sys.stdin.isatty() or not confirmed("Try again with other answers?"):
                raise
            answers = asked_again(answers, address)
            text, dispatch = with_entry(path, entry_of(answers), answers.desk)
    _write_settings(session, known, address, name, plus)
    write_dispatch(path, text)
    session.say(f"written: {path}, for {answers.desk}")
    _begin_ledger(session, dispatch)
    session.say("from now on: tix tick --every 60s, or from cron; tix mail check tries all again")
    if not (session.config.people or session.config.teams):
        you = session.user
        name = dump_scalar(you.name or you.mail, flow=True)
        session.say(f"{_NOBODY}. Add them to it, like:")
        session.say(f"people: [{{name: {name}, mail: {you.mail}}}]")


def _answers(session: "Session", given: Mapping[str, Any], address: str) -> Answers:
    login = Login(
        given["user"] or (address if given["password_command"] or given["token_command"] else ""),
        password_command=given["password_command"] or "",
        token_command=given["token_command"] or "",
    )
    boxes = [(kind, given[kind]) for kind in ("maildir", "mbox") if given[kind]]
    answers = Answers(
        _name_of_desk(session), given["smtp"] or "", given["smtp_security"] or "",
        given["sendmail"] or "", given["imap"] or "", given["imap_security"] or "",
        given["folder"] or "", _whole(boxes[0]) if boxes else ("", ""), given["after"] or "",
        tuple(given["hosts"]), login,
    )  # fmt: skip
    return with_provider(answers, given["provider"])


def _whole(box: tuple[str, str]) -> tuple[str, str]:
    return box[0], str(Path(box[1]).expanduser().resolve())


def _name_of_desk(session: "Session") -> str:
    """What dispatch.yaml calls the desk: its remote, else its path; a remote's relative path means
    something in this clone only."""
    from tix.storage.sync.remote_choice import choose

    try:
        url = choose(session.desk).url
    except TixError:
        url = ""
    return url if url.startswith(("/", "~")) or ":" in url else str(session.desk.root)


def _tried(session: "Session", dispatch: "Dispatch", address: str, patience: float) -> RoundTrip:
    """Try all; what came of the letter. Raises NotWorkingError, and nothing is written."""
    transport, close = _transport_of(dispatch)
    try:
        found = [try_sending(transport, dispatch)]
        found += (try_mailbox(session, mailbox) for mailbox in dispatch.mailboxes)
        _refuse_bad(session, found)
        trip = Trial(session, dispatch, transport, address).run(patience)
    finally:
        close()
    tell(session, trip.finding)
    if not trip.finding.is_good:
        raise NotWorkingError("nothing was written; --no-test writes it all the same")
    return trip


def _believing(session: "Session", answers: Answers, host: str) -> Answers:
    """The answers, with whose word about senders counts, if that is so."""
    if not host or host in answers.authentication:
        return answers
    if sys.stdin.isatty() and confirmed(
        f"{host} says who sends you mail. Is that your own server, to be believed?"
    ):
        return replace(answers, authentication=(*answers.authentication, host))
    session.say(
        f"{host} says who sends you mail. If that is your own server, believe it:"
        f" authentication: [{host}]"
    )
    return answers


def _transport_of(dispatch: "Dispatch") -> "tuple[Transport, Callable[[], None]]":
    from tix.outbox.mail_letters import mail_transport

    found = mail_transport(dispatch)
    assert found is not None, "it was asked for"
    return found


def _refuse_bad(session: "Session", found: list[Finding]) -> None:
    for each in found:
        tell(session, each)
    if not all(each.is_good for each in found):
        raise NotWorkingError("nothing was written")


def _write_settings(
    session: "Session", known: MailSettings, address: str, name: str | None, plus: bool | None
) -> None:
    from tix.actions.config import set_desk_setting

    wanted = {"address": address if address != known.address else ""}
    wanted["name"] = name if name and name != known.name else ""
    wanted["plus"] = "" if plus is None or plus == known.plus else ("yes" if plus else "no")
    for setting, value in wanted.items():
        if value:
            done = set_desk_setting(session, f"mail.{setting}", value)
            session.done(done, f"mail.{setting} is {value} now")


def _begin_ledger(session: "Session", dispatch: "Dispatch") -> None:
    from tix.actions.sync import sync
    from tix.outbox.beginning import begin
    from tix.outbox.offers import services_of
    from tix.outbox.tick import remote_of

    remote = remote_of(session)
    try:
        if remote is not None:
            sync(session)
        session.reread(settings=True)
        is_new = begin(session, remote, services_of(dispatch))
    except TixError as error:
        session.warn(f"the ledger isn't set up yet: {error} (tix sync && tix outbox init)")
        return
    session.say("the ledger begins now" if is_new else "there is a ledger, which goes on")


# -- checking -------------------------------------------------------------------------------------


def check_mail(session: "Session", *, send: bool, patience: float) -> list[Finding]:
    """What works and what doesn't."""
    path, settings = dispatch_path(), session.config.mail or MailSettings()
    address = settings.address
    found = [_said("tix.yaml", address, f"mail comes from {address}", "no mail.address")]
    try:
        dispatch = dispatch_of(session)
    except TixError as error:
        return [*found, Finding("dispatch.yaml", False, str(error), error.hint)]
    if dispatch is None:
        said = f"{path} doesn't serve this desk"
        return [*found, Finding("dispatch.yaml", False, said, "tix mail setup")]
    found.append(Finding("dispatch.yaml", True, f"{path} serves {dispatch.desk}"))
    found.append(_said("key", dispatch.key, "signs tags", "nothing signs tags: key: …"))
    hosts = ", ".join(dispatch.authentication)
    nobody = "nobody is believed, so people of the desk can't answer by mail"
    found.append(Finding("authentication", True, f"{hosts} is believed" if hosts else nobody))
    works = bool(session.config.people or session.config.teams)
    found.append(Finding("people", True, "tix.yaml says who works here" if works else _NOBODY))
    found.append(_html())
    found += try_others(dispatch, session.config)
    found += (try_mailbox(session, mailbox) for mailbox in dispatch.mailboxes)
    found.append(_ledger(session))
    if dispatch.smtp is None and not dispatch.sendmail:
        return [*found, Finding("sending", False, "neither smtp nor sendmail is set")]
    transport, close = _transport_of(dispatch)
    try:
        found.append(try_sending(transport, dispatch))
        if send and address:
            found.append(Trial(session, dispatch, transport, address).run(patience).finding)
    finally:
        close()
    return found


def _ledger(session: "Session") -> Finding:
    from tix.outbox.tick import remote_of
    from tix.storage.outbox.book import Book

    try:
        Book(session.desk, remote_of(session)).refresh()
    except TixError as error:
        return Finding("ledger", False, str(error), error.hint)
    return Finding("ledger", True, "says what was sent")


def _said(what: str, value: object, good: str, bad: str) -> Finding:
    return Finding(what, True, good) if value else Finding(what, False, bad)


def _html() -> Finding:
    from tix.mail.outgoing.html import html_of

    if html_of("") is None:
        return Finding("letters", False, "go out without HTML", "pip install 'tix[mail]'")
    return Finding("letters", True, "go out as text and HTML")


def tell(session: "Session", found: "Finding") -> None:
    """Say what was found, in a line; what doesn't work is a warning."""
    text = f"{found.what}: {found.said}"
    if found.is_good:
        session.say(text)
    else:
        session.warn(f"{text} ({found.hint})" if found.hint else text)
