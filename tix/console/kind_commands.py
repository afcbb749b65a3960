"""What the commands of a kind of record have in common: their help and what they show."""

from collections.abc import Callable, Sequence

import click

from tix.console.completions import complete_records
from tix.model.record.kind import RecordKind
from tix.model.records.kinds import name_for
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.console.record_text import About

_Function = Callable[..., Any]


class KindCommands:
    """A kind, and what its commands show."""

    def __init__(
        self,
        kind: RecordKind[Any],
        columns: Sequence[str],
        example: str,
        about: "About | None",
        note: str,
        options: str,
    ) -> None:
        self.kind, self.columns, self.example, self.about = kind, columns, example, about
        self.note, self.options = note, options
        self.name = name_for(example)
        self.complete = complete_records(kind)

    def command(
        self, name: str, text: str, *examples: str, cls: type[click.Command] = click.Command
    ) -> Callable[[_Function], click.Command]:
        """Make a command of a function, with its help."""
        typed = f"tix {self.kind.command_name} {name}"
        lines = "\n".join(f"  {typed} {example}".rstrip() for example in examples)
        return click.command(name, cls=cls, help=f"{text}\n\n\b\nExamples:\n{lines}")
