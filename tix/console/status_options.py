"""The options that commands which change a status share: ``--resolution-code`` and ``--force``."""

import click

from tix.console.completions import complete_values
from tix.console.given import option_once

resolution_code_option = option_once(
    "--resolution-code",
    metavar="CODE",
    help="How it was resolved, in a word.",
    shell_complete=complete_values("resolution_code"),
)

force_option = click.option("--force", is_flag=True, help="Also against the workflow.")
