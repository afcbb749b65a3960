"""Handing letters to a program with sendmail's arguments, as every mail server brings one."""

import subprocess
from collections.abc import Sequence

from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError

_PATIENCE = 50.0
"""Seconds that it may take: a sending has 60."""

_NO_USER, _NO_HOST, _USAGE, _DATA = 67, 68, 64, 65
"""What sysexits.h says of addresses and letters that will never do."""


class SendmailTransport:
    """A program, with its own arguments; addresses follow behind ``--``."""

    def __init__(self, program: Sequence[str], patience: float = _PATIENCE) -> None:
        self._program, self._patience = program, patience

    def send(self, message: Message, letter: Letter) -> None:
        """Send it. Raises TemporaryFailureError, FinalFailureError."""
        command = [*self._program, "-oi", "-f", letter.sender, "--", *letter.recipients]
        name = self._program[0]
        try:
            ran = subprocess.run(
                command, input=letter.data, capture_output=True, timeout=self._patience,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            reason = f"{name} took more than {self._patience:.0f} seconds"
            raise TemporaryFailureError(reason) from None
        except OSError as error:
            raise TemporaryFailureError(f"{name} can't be run: {error.strerror}") from None
        if ran.returncode == 0:
            return
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        text = f"{name} exited with {ran.returncode}" + (f": {said[-1][:300]}" if said else "")
        if ran.returncode in (_NO_USER, _NO_HOST, _USAGE, _DATA):
            raise FinalFailureError(text, is_address_dead=ran.returncode == _NO_USER)
        raise TemporaryFailureError(text)
