"""Colours and weights, by what a piece of text is rather than by how it should look.

Only the sixteen colours that every terminal theme sets are used. What has to be read is in the
terminal's own colour, bold or not: over the themes of xterm, GNOME, Windows, macOS, the Linux
console and Solarized, each on its own ground, that alone never falls below a contrast of 4. Red,
magenta and green stay above 2.4 (green falls to 2.2 on xterm's white) and stand only for words that
say the same in letters. Cyan, yellow, blue and white vanish on one ground or another, the bright
colours are greys in Solarized, and faint text has a contrast of 2 there: it is for what frames a
page. Bold goes with red and magenta alone: many terminals show a bold colour as the bright one.
"""

from tix.frozen import dataclass
from tix.quick_typing import Literal

Look = Literal["active", "working", "waiting", "done"]

_RESET = "\x1b[0m"
_STATUSES: dict[Look, str | None] = {
    "active": None, "working": "1", "waiting": "35", "done": "32",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Styles:
    """Each method takes harmless text and returns it for the terminal; unchanged if not enabled."""

    enabled: bool

    def bold(self, text: str) -> str:
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        return self._paint("2", text)

    def emphasis(self, text: str) -> str:
        return self._paint("3", text)

    def heading(self, text: str) -> str:
        return self._paint("1;4", text)

    def code(self, text: str) -> str:
        return self._paint("35", text)

    def link(self, text: str) -> str:
        return self._paint("4", text)

    def error(self, text: str) -> str:
        return self._paint("1;31", text)

    def warning(self, text: str) -> str:
        return self._paint("1;35", text)

    def success(self, text: str) -> str:
        return self._paint("32", text)

    def match(self, text: str) -> str:
        return self._paint("1;31", text)

    def ident(self, text: str) -> str:
        return self._paint("1", text)

    def status(self, text: str, look: Look) -> str:
        code = _STATUSES[look]
        return self._paint(code, text) if code else text

    def priority(self, text: str, level: float) -> str:
        """``level`` runs from 0, which can wait, to 1, the most urgent."""
        if level >= 0.9:
            return self._paint("1;31", text)
        return self._paint("31", text) if level >= 0.6 else text

    def _paint(self, code: str, text: str) -> str:
        if not self.enabled or not text:
            return text
        start = f"\x1b[{code}m"
        if _RESET in text:  # a styled part within: this style goes on after it
            text = text.replace(_RESET, _RESET + start)
        return f"{start}{text}{_RESET}"
