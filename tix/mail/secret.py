"""Passwords, tokens and keys: written in ``dispatch.yaml``, or printed by a command of the user's.

The command is run by the shell each time that the secret is needed, as msmtp and mbsync do it; the
first line that it prints is the secret. No text here shows a secret: not an error, not ``repr``.
"""

from tix.errors import TixError
from tix.frozen import dataclass, field

_PATIENCE = 60.0
"""Seconds that a command may take."""


class SecretError(TixError):
    """A command gave no secret."""

    def __init__(self, what: str, command: str, reason: str) -> None:
        super().__init__(f"no {what}: {reason}", hint=f"try it by itself: {command}")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret; ``what`` is how messages call it (password). Either it is ``text``, or ``command``
    prints it."""

    what: str
    text: str = field(default="", repr=False)
    command: str = ""

    def value(self) -> str:
        """The secret itself. Raises SecretError."""
        if not self.command:
            return self.text
        import subprocess  # for who fetches or sends, and has such a command

        try:
            ran = subprocess.run(
                ("sh", "-c", self.command), stdin=subprocess.DEVNULL, capture_output=True,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            reason = f"its command took more than {_PATIENCE:.0f} seconds"
            raise SecretError(self.what, self.command, reason) from None
        except OSError as error:
            raise SecretError(self.what, self.command, str(error)) from None
        if ran.returncode:
            said = ran.stderr.decode(errors="replace").strip().splitlines()
            reason = f"its command exited with {ran.returncode}"
            reason += f" ({said[-1][:200]})" if said else ""
            raise SecretError(self.what, self.command, reason)
        lines = ran.stdout.decode(errors="surrogateescape").splitlines()
        if not lines or not lines[0]:
            raise SecretError(self.what, self.command, "its command printed nothing")
        return lines[0]
