"""The desk's configuration, read from its ``tix.yaml``."""

from tix.errors import NeedsPersonError
from tix.model.config import Config
from tix.model.config_file import load_config
from tix.storage.config_cache import reading
from tix.storage.desk import CONFIG_FILE, Desk
from tix.storage.files import read


class UnreadableConfigError(NeedsPersonError):
    """``tix.yaml`` isn't UTF-8 text, or can't be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{CONFIG_FILE} can't be read: {reason}")


def desk_config(desk: Desk) -> Config:
    """What the desk agreed on. Raises ConfigError with the line, or UnreadableConfigError."""
    try:
        text = read(desk.root, CONFIG_FILE).decode()
    except UnicodeDecodeError:
        raise UnreadableConfigError("it isn't UTF-8 text") from None
    except OSError as error:
        raise UnreadableConfigError((error.strerror or "").lower()) from None
    return load_config(text, reading(desk.state_dir))


def committed_config(desk: Desk) -> Config:
    """What the desk agreed on as of its last commit. Raises as ``desk_config``, or GitError."""
    data = desk.git.run("cat-file", "blob", f"HEAD:{desk.prefix}{CONFIG_FILE}")
    try:
        return load_config(data.decode())
    except UnicodeDecodeError:
        raise UnreadableConfigError("it isn't UTF-8 text") from None
