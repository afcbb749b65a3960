"""What ``tix mail setup`` asks at a terminal."""

import sys
from collections.abc import Callable

from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.mail.dispatch_file import SECURITY, usual_security
from tix.mail.setup.entry import Answers, Login
from tix.model.config.mail import MailSettings, NoMailAddressError, is_mail_address
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.console.session import Session


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


def ask(
    text: str,
    default: str = "",
    *,
    hidden: bool = False,
    refused: Callable[[str], str] = lambda _: "",
) -> str:
    """What somebody types; ``default`` where they type nothing. ``refused`` says why an answer is
    none, and it is asked again; "" where it is one."""
    import click

    def taken(said: str) -> str:
        if why := refused(said.strip()):
            raise click.UsageError(why)
        return said.strip()

    shown = bool(default)
    return str(
        click.prompt(
            text, default=default, show_default=shown, err=True, hide_input=hidden, value_proc=taken
        )
    )


def asked_address(given: str | None, known: str) -> str:
    """The desk's address. Raises MissingAnswerError, NoMailAddressError."""
    if given and not is_mail_address(given):
        raise NoMailAddressError(given, "--address support@example.org")
    if given or (known and not sys.stdin.isatty()):
        return given or known
    if not sys.stdin.isatty():
        raise MissingAnswerError("--address", "support@example.org")
    return ask("The desk's mail address", known, refused=_no_address)


def _no_address(said: str) -> str:
    return "" if is_mail_address(said) else f"{said!r} is no mail address"


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
    if answers.login.user and not confirmed("Another user or password?"):
        return answers
    return replace(answers, login=_login(answers.login.user or address, None))


def _security(server: str, given: str, usual: str) -> str:
    port = server.rpartition(":")[2]
    usual = usual_security(int(port)) or usual if port.isdigit() else usual
    question = "How it is encrypted (tls, starttls, or none on this machine)"
    return ask(question, given or usual, refused=_no_security)


def _no_security(said: str) -> str:
    return "" if said in SECURITY else f"{said!r} is none of {', '.join(SECURITY)}"


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


def confirmed(question: str) -> bool:
    import click

    return click.confirm(question, default=False, err=True)
