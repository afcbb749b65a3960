"""The program's entry: ``tix``, ``git-tix`` and ``python -m tix``.

What takes its time beside Python's own work is begun here, before the rest is imported.
"""

import sys

from tix import __version__
from tix.standins import StandIns


def main() -> None:
    """Run tix and exit with its code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"] and _prints(f"tix {__version__}\n"):
        return
    from tix.storage import early_git

    early_git.begin(arguments)
    with StandIns():
        from tix import cli
    cli.main(arguments)


def _prints(text: str) -> bool:
    """Whether that could be printed; what to say if it couldn't, ``cli`` knows."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (AttributeError, OSError):  # AttributeError: there is no standard output
        return False
    return True


if __name__ == "__main__":
    main()
