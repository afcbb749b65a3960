"""Mailing a link: by the mail server of ``dispatch.yaml``, or as a file below ``--mail-dir``."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Thread

from tix.console.dispatching import names_of_desk
from tix.errors import TixError
from tix.mail.dispatch_file import read_dispatch
from tix.mail.outgoing.mime import Draft, written
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.people import Person
from tix.outbox.mail_letters import mail_transport
from tix.quick_typing import TYPE_CHECKING
from tix.storage.replacing import replace_file

if TYPE_CHECKING:
    from tix.web.portal.pages import PortalView


def prepared(portal: "PortalView", mail: str, address: str) -> Callable[[], None]:
    """A function that sends the address of a link; nobody waits for the mail server.

    All that takes time is done here, so that it takes the same whether or not it is called. What
    fails is in the log.
    """
    view = portal.view
    settings, log = view.service.settings, view.service.log
    try:
        letter = _letter(portal, mail, address)
        names = names_of_desk(portal.workspace.desk)
    except TixError as error:
        said = f"a link can't be mailed: {error}"
        return lambda: log(said)
    if settings.mail_dir is not None:
        folder = settings.mail_dir
        return lambda: _write(folder, letter, log)
    path = settings.accounts_path and settings.accounts_path.with_name("dispatch.yaml")
    return Thread(target=_hand_over, args=(path, names, letter, log), daemon=True).start


def _letter(portal: "PortalView", mail: str, address: str) -> Letter:
    _ = portal.words.gettext
    config = portal.workspace.config
    settings = config.mail
    desk = (settings.name if settings else "") or config.name or _("Support")
    own = (settings.address if settings else "") or "no-reply@tix.invalid"
    subject = _("Your link to sign in")
    text = "\n\n".join((
        _("Somebody, most likely you, wants to sign in with this address. Open this page and press"
          " the button there:"),
        address,
        _("It is good once, for 15 minutes. If that wasn't you, there is nothing to do."),
        desk,
    ))  # fmt: skip
    draft = Draft(
        Person(desk, own), Person("", mail), subject, f"{text}\n", datetime.now(UTC),
        f"<portal.{token_hex(16)}@{own.rpartition('@')[2]}>",
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )  # fmt: skip
    return Letter(written(draft), subject, own, (mail,))


def _write(folder: Path, letter: Letter, log: Callable[[str], None]) -> None:
    """Put the mail into the folder, as a file of its own; their names are in their order."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{token_hex(4)}.eml"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(folder / name, letter.data)
    except OSError as error:
        log(f"a link can't be written to {folder}: {error}")


def _hand_over(
    path: Path | None, names: Collection[str], letter: Letter, log: Callable[[str], None]
) -> None:
    """Hand it to the mail server. In a thread of its own, which touches nothing of the desk."""
    try:
        dispatch = read_dispatch(path, names) if path else None
        found = mail_transport(dispatch) if dispatch else None
        if found is None:
            log("a link can't be mailed: dispatch.yaml has no smtp for this desk (--mail-dir?)")
            return
        transport, end = found
        now = datetime.now(UTC)
        # it is none of the outbox's; a transport asks for one, and looks at the letter alone
        message = Message("", "", (), (), "mail", letter.recipients[0], "notice", (), now, now)
        try:
            transport.send(message, letter)
        finally:
            end()
    except (TixError, OSError) as error:
        log(f"a link can't be mailed: {error}")
