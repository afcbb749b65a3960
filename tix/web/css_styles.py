"""What things look like on a page: the names of classes, where a terminal has colours."""

from tix.terminal.style import Look, Styles


class CssStyles(Styles):
    """Each method gives the class of CSS for what it is about, whatever the text."""

    def ident(self, text: str) -> str:
        return "ident"

    def status(self, text: str, look: Look) -> str:
        return f"status is-{look}"

    def priority(self, text: str, level: float) -> str:
        if level >= 0.9:
            return "is-urgent"
        return "is-high" if level >= 0.6 else ""

    def error(self, text: str) -> str:
        return "is-late"

    def warning(self, text: str) -> str:
        return "is-near"

    def success(self, text: str) -> str:
        return "is-good"
