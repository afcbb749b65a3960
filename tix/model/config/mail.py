"""``mail`` in ``tix.yaml``: under which addresses the desk gets mail, and what it does with it."""

import re

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.config.source import ConfigSource, shown, values_by_name
from tix.model.text.yaml_nodes import Node

_NAMES = (
    "address", "name", "aliases", "plus", "keep", "max_size", "acknowledge", "reply_to_of",
)  # fmt: skip
_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "KIB": 1024, "MIB": 1024**2}
_MOST = 100 * 1000**2


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``address`` and ``aliases`` are the desk's own. ``keep``: every whole message is an
    attachment. ``max_size`` is in bytes. Of mail from ``reply_to_of``, Reply-To says who asks."""

    address: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    plus: bool = False
    keep: bool = True
    max_size: int = 25 * 1000**2
    acknowledge: bool = True
    reply_to_of: tuple[str, ...] = ()

    @property
    def name_of_address(self) -> str:
        """Whom letters come from where the desk has no name, the same on every machine: "acme.org
        support"."""
        local, _, host = self.address.rpartition("@")
        return f"{host} {re.sub('[._+-]+', ' ', local)}".strip()

    @property
    def own(self) -> frozenset[str]:
        """The desk's addresses, without case."""
        return frozenset(text.casefold() for text in (self.address, *self.aliases) if text)


class NoMailAddressError(UsageError):
    """What was typed as a mail address isn't one; ``example`` is how it is given."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(f"{text!r} is no mail address", hint=example)


def is_mail_address(text: str) -> bool:
    """Whether it is one bare address, as ``mail.address`` has it."""
    return re.fullmatch(r"[^\s<>,;@]+@[^\s<>,;@]+", text) is not None


def read_mail_settings(source: ConfigSource) -> MailSettings:
    """The settings. Raises ConfigError."""
    entries = source.setting("mail")
    source.check_names(entries, _NAMES, "setting of mail")
    given = values_by_name(entries)
    default = MailSettings()

    def address(node: Node) -> str:
        text = source.text(node, "an address")
        if not is_mail_address(text):
            raise source.error(node, f"{shown(text)} is no mail address")
        return text

    def addresses(name: str) -> tuple[str, ...]:
        return tuple(map(address, source.items(given[name], name))) if name in given else ()

    return MailSettings(
        address=address(given["address"]) if "address" in given else "",
        name=source.text(given["name"], "name") if "name" in given else "",
        aliases=addresses("aliases"),
        plus=_is_yes(source, given.get("plus"), default.plus),
        keep=_is_yes(source, given.get("keep"), default.keep),
        max_size=_size(source, given["max_size"]) if "max_size" in given else default.max_size,
        acknowledge=_is_yes(source, given.get("acknowledge"), default.acknowledge),
        reply_to_of=addresses("reply_to_of"),
    )


def _is_yes(source: ConfigSource, node: Node | None, usual: bool) -> bool:
    from tix.model.config.config import YES_OR_NO

    if node is None:
        return usual
    word = source.text(node, "this")
    if word not in YES_OR_NO:
        raise source.error(node, f"this must be yes or no, not {shown(word)}")
    return YES_OR_NO[word]


def _size(source: ConfigSource, node: Node) -> int:
    text = source.text(node, "max_size")
    match = re.fullmatch(r"(\d{1,9})\s*([A-Za-z]*)", text.strip())
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None or not 0 < int(match[1]) * unit <= _MOST:
        raise source.error(node, f"{shown(text)} is no size", "like 25 MB, and at most 100 MB")
    return int(match[1]) * unit
