"""The part of ``dispatch.yaml`` that serves a desk, as ``tix mail setup`` writes it."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass
from tix.mail.dispatch import Dispatch
from tix.mail.dispatch_file import FORMAT, DispatchFileError, parse, same_desk
from tix.model.text.scalars import dump_scalar


class ServedAlreadyError(NeedsPersonError):
    """The file has the desk."""

    def __init__(self, path: Path, desk: str) -> None:
        super().__init__(
            f"{path} has {desk} already, so it was left as it is",
            hint="change it there, and try it: tix mail check",
        )


class NotAppendableError(NeedsPersonError):
    """The file's list of desks isn't at its end, so a person must add to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} can't be added to by a program",
            hint="make desks: its last part, in block style",
        )


class UnwritableDispatchError(TixError):
    """The file can't be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} can't be written: {(error.strerror or str(error)).lower()}")


@dataclass(frozen=True, slots=True)
class Login:
    """A server's user, and a command that prints the password, or a token; or the password."""

    user: str = ""
    password: str = ""
    password_command: str = ""
    token_command: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the user can log in with it."""
        return bool(self.user and (self.password or self.password_command or self.token_command))

    def settings(self) -> dict[str, str]:
        """As settings of a server."""
        if not self.user:
            return {}
        found = {
            "password": self.password, "password_command": self.password_command,
            "token_command": self.token_command,
        }  # fmt: skip
        return {"user": self.user, **{name: text for name, text in found.items() if text}}


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody wants for a desk: servers as ``HOST`` or ``HOST:PORT``, "" for none.

    ``mailbox`` is a pair of a kind (maildir, mbox) and a path. ``authentication`` are hosts.
    """

    desk: str
    smtp: str = ""
    smtp_security: str = ""
    sendmail: str = ""
    imap: str = ""
    imap_security: str = ""
    folder: str = ""
    mailbox: tuple[str, str] = ("", "")
    after: str = ""
    authentication: tuple[str, ...] = ()
    login: Login = Login()


def entry_of(answers: Answers, key: str | None = None) -> str:
    """The lines of a desk's part; ``key`` signs its tags, a new one if it is None."""
    lines = [
        f"- desk: {dump_scalar(answers.desk)}",
        f"  key: {dump_scalar(key or secrets.token_hex(24))}",
    ]
    if answers.authentication:
        hosts = (dump_scalar(host, flow=True) for host in answers.authentication)
        lines.append(f"  authentication: [{', '.join(hosts)}]")
    if answers.sendmail:
        lines.append(f"  sendmail: {dump_scalar(answers.sendmail)}")
    if answers.smtp:
        given = _server(answers.smtp, answers.smtp_security)
        login = {} if answers.smtp_security == "none" else answers.login.settings()
        lines.append(f"  smtp: {_flow(given | login)}")
    if boxes := list(_mailboxes(answers)):
        lines += ["  mailboxes:", *(f"  - {_flow(box)}" for box in boxes)]
    return "".join(f"{line}\n" for line in lines)


def _mailboxes(answers: Answers) -> Iterator[dict[str, str]]:
    after = {"after": answers.after} if answers.after else {}
    if answers.imap:
        folder = {"folder": answers.folder} if answers.folder else {}
        server = _server(answers.imap, answers.imap_security) | answers.login.settings()
        yield {"kind": "imap"} | server | folder | after
    kind, path = answers.mailbox
    if kind:
        yield {"kind": kind, "path": path} | after


def _server(text: str, security: str) -> dict[str, str]:
    host, colon, port = text.rpartition(":")
    given = {"host": host, "port": port} if colon and port.isdigit() else {"host": text}
    return given | ({"security": security} if security else {})


def _flow(given: dict[str, str]) -> str:
    parts = (f"{name}: {dump_scalar(text, flow=True)}" for name, text in given.items())
    return f"{{{', '.join(parts)}}}"


def with_entry(path: Path, entry: str, desk: str) -> tuple[str, Dispatch]:
    """The file's text with a desk's part at its end, and what that part says.

    Raises DispatchFileError, ServedAlreadyError, NotAppendableError.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeError) as error:
        raise DispatchFileError(path, f"it can't be read ({error})") from None
    known = parse(path, text) if text.strip() else ()
    if any(same_desk(each.desk) == same_desk(desk) for each in known):
        raise ServedAlreadyError(path, desk)
    head = text if text.strip() else f"format: {FORMAT}\n"
    head += "" if head.endswith("\n") else "\n"
    new = head + ("" if known else "desks:\n") + entry
    try:
        found = parse(path, new)
    except DispatchFileError:
        parse(path, f"format: {FORMAT}\ndesks:\n{entry}")  # is it what is new?
        raise NotAppendableError(path) from None
    if len(found) != len(known) + 1:
        raise NotAppendableError(path)
    return new, found[-1]


def write_dispatch(path: Path, text: str) -> None:
    """Put the text in the file's place, for one's own eyes. Raises UnwritableDispatchError."""
    from tix.storage.replacing import replace_file

    real = Path(os.path.realpath(path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        replace_file(real, text.encode(), to_disk=True, mode=0o600)
    except OSError as error:
        raise UnwritableDispatchError(path, error) from None
