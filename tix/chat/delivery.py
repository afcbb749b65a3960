"""Sending to a chat service by the package apprise, which knows a hundred of them.

Where to is an address of the service's (``ntfy://…``), from the dispatcher's ``dispatch.yaml``: no
error tells it, since it holds tokens. apprise says whether a message was taken, and why not in its
log alone.
"""

import logging
import re
from threading import Thread

from tix.errors import TixError
from tix.mail.secret import Secret
from tix.mail.silence import Silence
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter, TemporaryFailureError
from tix.quick_typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from apprise import Apprise

_NO_CONNECTION = "no connection"

PATIENCE = 45.0
"""Seconds that one message may take; a lease needs it below 60."""


class ChatTransport:
    """A chat that letters are handed to, under the name that ``channels`` gives it."""

    def __init__(self, name: str, address: Secret, *, patience: float = PATIENCE) -> None:
        self._name, self._address, self._patience = name, address, patience
        self._silence = Silence()

    def check(self) -> None:
        """Whether its address is one of a service's; nothing is sent. Raises
        TemporaryFailureError."""
        try:
            self._service(self._address.value())
        except TixError as error:
            raise TemporaryFailureError(self._told(str(error)), hint=error.hint) from None

    def send(self, message: Message, letter: Letter) -> None:
        """Send a text. Raises TemporaryFailureError."""
        self._silence.check()
        try:
            service = self._service(self._address.value())
        except TixError as error:
            raise TemporaryFailureError(self._told(str(error)), hint=error.hint) from None
        taken: list[bool] = []
        with _Heard() as heard:
            sending = Thread(
                target=lambda: taken.append(_sent(service, letter)), daemon=True, name="chat"
            )
            sending.start()
            sending.join(self._patience)
        if sending.is_alive():
            raise self._silence.note(TemporaryFailureError(self._told("it took too long")))
        if taken != [True]:
            told = TemporaryFailureError(self._told(heard.reason))
            raise self._silence.note(told) if heard.reason == _NO_CONNECTION else told

    def _told(self, reason: str) -> str:
        return f"chat {self._name}: {reason}"

    def _service(self, address: str) -> "Apprise":
        """The service that an address names. Raises TemporaryFailureError."""
        try:
            from apprise import Apprise, AppriseAsset  # takes longer to import than all of tix
        except ImportError:
            hint = "pip install 'tix[chat]'"
            raise TemporaryFailureError("chats need the package apprise", hint=hint) from None
        asset = AppriseAsset(
            app_id="tix", app_desc="tix", async_mode=False, secure_logging=True,
            image_url_mask="", image_url_logo="",  # else each message shows apprise's own icon
        )  # fmt: skip
        service = Apprise(asset=asset)
        with _Heard():
            is_known = service.add(address)
        if not is_known or len(service) != 1:
            hint = "like ntfy://… or slack://…: https://appriseit.com/services/"
            raise TemporaryFailureError("its address is none that apprise knows", hint=hint)
        return service


def _sent(service: "Apprise", letter: Letter) -> bool:
    try:
        body = letter.data.decode(errors="replace")
        return bool(service.notify(body=body, title=letter.summary, body_format="text"))
    except Exception:  # of whichever service: it wasn't taken
        return False


class _Heard(logging.Handler):
    """What apprise's log says meanwhile, of which nothing is shown but a status."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._log = logging.getLogger("apprise")
        self._log.propagate = False  # for good: what still runs later isn't heard by anybody
        if not self._log.handlers:
            self._log.addHandler(logging.NullHandler())

    def emit(self, record: logging.LogRecord) -> None:
        """Listen to a line."""
        self._said.append(record.getMessage())

    def __enter__(self) -> Self:
        self._log.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)

    @property
    def reason(self) -> str:
        """Why a message wasn't taken."""
        for line in self._said:
            if found := re.search(r"\berror=([0-9]{3})\b", line):
                return f"it answers with {found[1]}"
        if any("onnect" in line for line in self._said):
            return _NO_CONNECTION
        return "it wasn't taken"
