"""A command with commands below it: ``tix mail``, ``tix customer`` and the like."""

import click

_WHOLE = 1000
"""More than any sentence has: click cuts one that is longer than a line."""


class CommandGroup(click.Group):
    """A group whose ``--help`` has the whole first sentence of each of its commands."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        names = self.list_commands(ctx)
        commands = [(name, command) for name in names if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, command.get_short_help_str(_WHOLE)) for name, command in commands]
            )
