"""Colours and weights, by what a piece of text is rather than by how it should look.

Only the sixteen colours that every terminal theme sets are used, and of those not the ones that
vanish on a light or on a dark ground (yellow, white, the bright ones). Bold goes with red and
magenta alone: many terminals show a bold colour as the bright one.
"""

from typing import Literal

from tix.frozen import dataclass

Group = Literal["active", "waiting", "done"]

_RESET = "\x1b[0m"
_GROUPS: dict[Group, str] = {"active": "32", "waiting": "35", "done": "2"}


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
        return self._paint("36", text)

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
        return self._paint("36", text)

    def status(self, text: str, group: Group) -> str:
        return self._paint(_GROUPS[group], text)

    def priority(self, text: str, level: float) -> str:
        """``level`` runs from 0, which can wait, to 1, the most urgent."""
        if level >= 0.9:
            return self._paint("1;31", text)
        if level >= 0.6:
            return self._paint("31", text)
        return text if level >= 0.3 else self._paint("2", text)

    def _paint(self, code: str, text: str) -> str:
        if not self.enabled or not text:
            return text
        start = f"\x1b[{code}m"
        if _RESET in text:  # a styled part within: this style goes on after it
            text = text.replace(_RESET, _RESET + start)
        return f"{start}{text}{_RESET}"
