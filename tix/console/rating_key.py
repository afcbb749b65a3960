"""The key that signs invitations to rate: in the user's folder of settings, never in a desk."""

import os
from contextlib import suppress
from pathlib import Path

from tix.errors import NotFoundError, TixError


class NoRatingKeyError(NotFoundError):
    """There is no key here that a token could have been signed with."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no key in {path}", hint="copy it from where the invitation was made"
        )


class OpenRatingKeyError(TixError):
    """Others can read the key."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"others can read {path}", hint=f"chmod 600 {path}")


def rating_key(*, make: bool) -> bytes:
    """The key; with ``make``, a new one if there is none.

    Raises NoRatingKeyError, OpenRatingKeyError.
    """
    from tix.storage.desk.user_config import config_path

    settings = config_path(os.environ)
    if settings is None:
        raise NoRatingKeyError(Path("~/.config/tix/rating.key"))
    path = settings.with_name("rating.key")
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(f"{os.urandom(32).hex()}\n")
    try:
        if path.stat().st_mode & 0o077:
            raise OpenRatingKeyError(path)
        return path.read_text().strip().encode()
    except FileNotFoundError:
        raise NoRatingKeyError(path) from None
