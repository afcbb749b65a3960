"""The program's entry: ``tix``, ``git-tix`` and ``python -m tix``.

What takes its time beside Python's own work is begun here, before the rest is imported.
"""

import _thread
import atexit
import gc
import os
import sys

from tix import __version__

_INTERRUPTED = 130

_YOUNG = 50_000
"""New objects after which Python looks for garbage. Nearly all of what tix makes is gone without
that; the usual 700 would have it walk through all tickets again and again."""


def main() -> None:
    """Run tix and exit with its code."""
    try:
        _run(sys.argv[1:])
    except KeyboardInterrupt:  # while things are imported: later ``cli`` minds it
        try:  # noqa: SIM105 (one import less)
            os.write(2, b"aborted\n")
        except OSError:
            pass
        os._exit(_INTERRUPTED)


def _run(arguments: list[str]) -> None:
    if arguments == ["--version"] and _prints(f"tix {__version__}\n"):
        return
    if "tick" in arguments:
        from tix.startup import idle_tick  # so few modules that no quicker finder pays for itself

        if idle_tick.is_done(arguments):
            _leave(0)
            return
    from tix.startup import early_status, own_modules
    from tix.startup.lazy_stdlib import StandIns

    own_modules.begin()
    early_status.begin(arguments)
    gc.disable()  # while thousands of things are made that all stay
    with StandIns():
        from tix import cli
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
    try:
        cli.main(arguments)
    except SystemExit as end:
        _leave(end.code)
        raise


def _leave(code: object) -> None:
    """End the process here if all has been said: Python needs as long to take itself apart as to
    import a part of click. Whatever else is going on, it returns."""
    if not isinstance(code, int) or _thread._count():  # other threads
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return
    atexit._run_exitfuncs()
    os._exit(code)


def _prints(text: str) -> bool:
    """Whether that could be printed; what to say if it couldn't, ``cli`` knows."""
    if sys.stdout is None:
        return False
    data = text.encode()
    try:
        return os.write(1, data) == len(data)
    except OSError:
        return False


if __name__ == "__main__":
    main()
