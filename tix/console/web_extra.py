"""The extra ``tix[web]``: what the pages are made with, and passwords hashed."""

from tix.errors import TixError

_EXTRA = ("starlette", "uvicorn", "h11", "markdown_it", "nh3", "multipart", "argon2", "watchdog")


class NoWebError(TixError):
    """What the pages are made with isn't installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"tix serve needs {name}", hint="pip install 'tix[web]'")


def refuse_without_web() -> None:
    """Raises NoWebError where a package of the extra isn't installed."""
    from importlib.util import find_spec

    for name in _EXTRA:
        if find_spec(name) is None:
            raise NoWebError(name)
