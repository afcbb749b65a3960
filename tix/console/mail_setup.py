"""What ``tix mail setup`` asks, and how its tests are told at a terminal."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tix.console.dispatching import dispatch_of, dispatch_path
from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.mail.dispatch_file import usual_security
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

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.mail.dispatch import Dispatch
    from tix.model.notices.sending import Transport


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail service that many have: its servers, and who writes its ``Authentication-Results``."""

    smtp: str
    imap: str
    authentication: tuple[str, ...]


PROVIDERS = {
    "gmail": Provider("smtp.gmail.com:587", "imap.gmail.com:993", ("mx.google.com",)),
    "microsoft365": Provider(
        "smtp.office365.com:587", "outlook.office365.com:993", ("microsoft365",)
    ),
}
_DOMAINS = {
    "gmail.com": "gmail", "googlemail.com": "gmail",
    "outlook.com": "microsoft365", "hotmail.com": "microsoft365",
}  # fmt: skip
"""Of whom a mail address tells the service."""


class MissingAnswerError(UsageError):
    """An option is missing, and nobody can be asked."""

    def __init__(self, option: str, example: str) -> None:
        super().__init__(f"{option} is missing", hint=f"{option} {example}")


def with_provider(answers: Answers, name: str | None) -> Answers:
    """The answers, with the servers of a provider where none are given."""
    if name is None:
        return answers
    known = PROVIDERS[name]
    return replace(
        answers,
        smtp=answers.smtp or ("" if answers.sendmail else known.smtp),
        imap=answers.imap or ("" if answers.mailbox[0] else known.imap),
        authentication=answers.authentication or known.authentication,
    )


def ask(text: str, default: str = "", *, hidden: bool = False) -> str:
    """What somebody types; ``default`` where they type nothing."""
    import click

    return str(
        click.prompt(text, default=default, show_default=bool(default), err=True, hide_input=hidden)
    ).strip()


def asked_address(given: str | None, known: str) -> str:
    """The desk's address. Raises MissingAnswerError."""
    if given or (known and not sys.stdin.isatty()):
        return given or known
    if not sys.stdin.isatty():
        raise MissingAnswerError("--address", "support@example.org")
    return ask("The desk's mail address", known)


def asked_name(session: "Session", given: str | None, address: str) -> str:
    """Whom letters come from; "" leaves it as it is. The desk's name often is its folder's, so it
    is only proposed."""
    known = session.config.mail or MailSettings()
    if given or known.name or not sys.stdin.isatty():
        return given or ""
    proposed = session.config.name or MailSettings(address).name_of_address
    name = ask("Letters come from (a name)", proposed)
    return name if name != proposed else ""


def asked(answers: Answers, address: str, provider: str | None = None) -> Answers:
    """The answers, with what is missing asked for at a terminal. Raises MissingAnswerError."""
    if not sys.stdin.isatty():
        if not answers.smtp and not answers.sendmail:
            raise MissingAnswerError("--smtp", "mail.example.org, or --sendmail /usr/sbin/sendmail")
        if (answers.login.user or answers.imap) and not answers.login.is_whole:
            raise MissingAnswerError("--password-command", "'pass mail', or --token-command")
        return answers
    domain = address.rpartition("@")[2].casefold()
    if not answers.smtp and not answers.sendmail:
        usual = _DOMAINS.get(domain, f"mail.{domain}")
        said = ask("Mail goes out by (HOST, HOST:PORT, gmail or microsoft365)", usual)
        provider = said if said in PROVIDERS else None
        answers = with_provider(answers, provider) if provider else replace(answers, smtp=said)
    if not answers.imap and not answers.mailbox[0]:
        usual = answers.smtp.partition(":")[0]
        said = ask("Mail is fetched from (IMAP HOST, or none)", usual or "none")
        answers = replace(answers, imap="" if said == "none" else said)
    needs_login = answers.imap or (answers.smtp and answers.smtp_security != "none")
    user = answers.login.user
    if user and not answers.login.is_whole:
        return replace(answers, login=_with_secret(user, provider))
    if needs_login and not user:
        answers = replace(answers, login=_login(address, provider))
    return answers


def asked_again(answers: Answers, address: str) -> Answers:
    """Other answers, after those didn't work: each of before is proposed."""
    if answers.smtp:
        said = ask("Mail goes out by (HOST or HOST:PORT)", answers.smtp)
        security = _security(said, answers.smtp_security, "starttls")
        answers = replace(answers, smtp=said, smtp_security=security)
    if answers.imap:
        said = ask("Mail is fetched from (IMAP HOST)", answers.imap)
        security = _security(said, answers.imap_security, "tls")
        answers = replace(answers, imap=said, imap_security=security)
    needs_login = answers.imap or (answers.smtp and answers.smtp_security != "none")
    if not needs_login or answers.login.token_command:
        return answers
    if answers.login.user and not _confirmed("Another user or password?"):
        return answers
    return replace(answers, login=_login(answers.login.user or address, None))


def _security(server: str, given: str, usual: str) -> str:
    port = server.rpartition(":")[2]
    usual = usual_security(int(port)) or usual if port.isdigit() else usual
    return ask("How it is encrypted (tls, starttls, or none on this machine)", given or usual)


def _login(address: str, provider: str | None) -> Login:
    return _with_secret(ask("User", address), provider)


def _with_secret(user: str, provider: str | None) -> Login:
    if provider == "microsoft365":  # it takes no passwords
        return Login(user, token_command=ask("A command that prints an OAuth2 token"))
    which = "an app password" if provider == "gmail" else "the password"
    command = ask(f"A command that prints {which} (none: it is asked for)", "none")
    if command != "none":
        return Login(user, password_command=command)
    return Login(user, password=ask("Password", hidden=True))


def _confirmed(question: str) -> bool:
    import click

    return click.confirm(question, default=False, err=True)


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
            if not sys.stdin.isatty() or not _confirmed("Try again with other answers?"):
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
    if sys.stdin.isatty() and _confirmed(
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
