"""``dispatch.yaml``: what this machine may do for which desk, in tix's XDG folder (D6).

So far it is asked for one thing: whose ``Authentication-Results`` count. It may hold passwords, so
others must not be able to read it.
"""

import stat
from collections.abc import Collection
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.config.source import ConfigSource
from tix.model.text.yaml_nodes import Mapping


class DispatchFileError(TixError):
    """``dispatch.yaml`` can't be used."""

    def __init__(self, path: Path, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{path}: {reason}", hint=hint)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What the file says of one desk; ``authentication`` are the hosts that are believed."""

    authentication: tuple[str, ...] = ()


class _Source(ConfigSource):
    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        super().__init__(text)

    def failure(self, line: int, reason: str, hint: str | None = None) -> TixError:
        return DispatchFileError(self._path, f"line {line}: {reason}", hint)


def read_dispatch(path: Path | None, desks: Collection[str]) -> Dispatch:
    """What the file says of the desk that has these addresses and paths; nothing if there is none.

    Raises DispatchFileError.
    """
    if path is None:
        return Dispatch()
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise DispatchFileError(path, "others may read it", f"chmod 600 {path}")
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return Dispatch()
    except (OSError, UnicodeError) as error:
        raise DispatchFileError(path, f"it can't be read ({error})") from None
    source = _Source(text, path)
    node = source.given.get("desks")
    for item in source.items(node, "desks") if node else ():
        given = {key.value: value for key, value in source.entries(item, "each desk")}
        if "desk" not in given or isinstance(given["desk"], Mapping):
            raise source.error(item, "which desk is this about?", "desk: its remote or its path")
        if source.text(given["desk"], "desk").removesuffix("/") not in desks:
            continue
        hosts = given.get("authentication")
        few = source.items(hosts, "authentication") if hosts else ()
        return Dispatch(tuple(source.text(host, "a host").casefold() for host in few))
    return Dispatch()
