"""``dispatch.yaml``, in tix's XDG folder: read strictly, and for one's own eyes only (D6)."""

import ipaddress
import os
import re
import shlex
import stat
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from tix.errors import TixError
from tix.frozen import replace
from tix.mail.dispatch import Dispatch, Limits, Mailbox, Receiver, Server, Webhook
from tix.mail.secret import Secret
from tix.model.config.config import YES_OR_NO
from tix.model.config.source import ConfigSource, nearest_hint, shown, values_by_name
from tix.model.event_names import EVENTS
from tix.model.text.yaml_nodes import Node, Scalar
from tix.model.times import parse_time

FORMAT = 1
_TOP = ("format", "desks")
_DESK = (
    "desk", "key", "key_command", "old_keys", "authentication", "smtp", "sendmail", "mailboxes",
    "channels", "webhooks", "receive", "limits",
)  # fmt: skip
_SERVER = (
    "host", "port", "security", "user", "password", "password_command", "token", "token_command",
)  # fmt: skip
_MAILBOX = {
    "imap": ("kind", *_SERVER, "folder", "after", "since"),
    "maildir": ("kind", "path", "after", "since"),
    "mbox": ("kind", "path", "after", "since"),
}
_RECEIVER = ("name", "secret", "secret_command")
_WEBHOOK = ("name", "url", "secret", "secret_command", "events", "private", "internal")
_LIMITS = ("sender_per_hour", "sender_per_day", "all_per_hour")
SECURITY = ("tls", "starttls", "none")
"""How the line to a server may be encrypted."""
_USUAL = {465: "tls", 993: "tls", 25: "starttls", 143: "starttls", 587: "starttls"}
_AFTER = ("seen", "move", "delete")
_PORTS = {
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25,
}  # fmt: skip
_SHORTEST_KEY = 16
_LIMIT = 1024 * 1024

_Given = Mapping[str, Node]


def usual_security(port: int) -> str:
    """How connections to a port are encrypted by custom; "" if there is none."""
    return _USUAL.get(port, "")


class DispatchFileError(TixError):
    """``dispatch.yaml`` can't be used."""

    def __init__(self, path: Path, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{path}: {reason}", hint=hint)


def read_dispatch(path: Path, desks: Collection[str]) -> Dispatch | None:
    """What the file says of the desk that has these paths and addresses of remotes; None: nothing,
    so that it isn't served.

    The whole file must be right, whichever desk is asked for. Raises DispatchFileError.
    """
    found = _own_text(path)
    if found is None:
        return None
    text, written = found
    served = {same_desk(desk) for desk in desks}
    few = (each for each in parse(path, text) if same_desk(each.desk) in served)
    return next((replace(each, written=written) for each in few), None)


def parse(path: Path, text: str) -> tuple[Dispatch, ...]:
    """The desks in a text, which stands in the file or is to. Raises DispatchFileError."""
    return _Reader(path, text.removeprefix("\ufeff")).desks()


def same_desk(text: str) -> str:
    """A desk's address or path, in one form for all its spellings: without a user of http, ``.git``
    and a last ``/``; a path without links."""
    text = text.strip().removeprefix("file://")
    if text[:1] in "/~":
        return str(Path(os.path.realpath(Path(text).expanduser())))
    text = re.sub(r"^(https?://)[^/@]*@", r"\1", text, flags=re.IGNORECASE)
    return text.rstrip("/").removesuffix(".git")


def _own_text(path: Path) -> tuple[str, datetime] | None:
    """The file's text, and when it was written; None if there is none.

    Raises DispatchFileError, also where others may read it.
    """
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise DispatchFileError(path, "others may read it", f"chmod 600 {path}")
            if about.st_uid not in (os.geteuid(), 0):
                raise DispatchFileError(path, "it belongs to another user", "write one of your own")
            data = file.read(_LIMIT + 1)
        return data.decode(), datetime.fromtimestamp(int(about.st_mtime), UTC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DispatchFileError(path, f"it can't be read ({reason})") from None


class _Reader(ConfigSource):
    """Checks each value where it stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        super().__init__(text)

    def failure(self, line: int, reason: str, hint: str | None = None) -> TixError:
        """What is wrong there."""
        return DispatchFileError(self._path, f"line {line}: {reason}", hint)

    def desks(self) -> tuple[Dispatch, ...]:
        """All that the file serves."""
        self.check_names(self.root.entries, _TOP, "setting")
        if "format" in self.given:
            node = self.given["format"]
            if self.text(node, "format") != str(FORMAT):
                hint = "update tix (git pull, pip install .), if a newer version wrote this"
                raise self.error(node, f"format must be {FORMAT}", hint)
        if "desks" not in self.given:
            return ()
        items = self.items(self.given["desks"], "desks")
        found = [self._desk(item) for item in items]
        self.check_twice(
            (same_desk(each.desk), item) for each, item in zip(found, items, strict=True)
        )
        return tuple(found)

    def _desk(self, item: Node) -> Dispatch:
        given = self._named(item, _DESK, "each desk", "setting of a desk")
        if "desk" not in given:
            raise self.error(item, "which desk is this about?", "desk: its remote or its path")
        name = self.text(given["desk"], "desk").strip()
        if name[:1] not in ("/", "~") and ":" not in name:
            hint = "the whole path, or the remote's address"
            raise self.error(given["desk"], f"{shown(name)} can't be a desk", hint)
        if "smtp" in given and "sendmail" in given:
            raise self.error(given["sendmail"], "either smtp or sendmail, not both")
        return Dispatch(
            desk=name,
            key=self._secret(item, given, "key", shortest=_SHORTEST_KEY),
            old_keys=tuple(
                Secret("key", self._filled(node, "an old key"))
                for node in self._list(given, "old_keys")
            ),
            authentication=tuple(
                self._filled(node, "a host").casefold()
                for node in self._list(given, "authentication")
            ),
            smtp=self._smtp(given["smtp"]) if "smtp" in given else None,
            sendmail=self._program(given["sendmail"]) if "sendmail" in given else (),
            mailboxes=self._mailboxes(given),
            channels=self._channels(given),
            webhooks=self._webhooks(given),
            receive=self._receivers(given),
            limits=self._limits(given["limits"]) if "limits" in given else Limits(),
        )

    # -- what many have -------------------------------------------------------------------------

    def _named(self, node: Node, known: Collection[str], what: str, kind: str) -> _Given:
        entries = self.entries(node, what)
        self.check_names(entries, known, kind)
        self.check_twice((key.value, key) for key, _ in entries)
        return values_by_name(entries)

    def _list(self, given: _Given, name: str) -> tuple[Node, ...]:
        return self.items(given[name], name) if name in given else ()

    def _filled(self, node: Node, what: str) -> str:
        text = self.text(node, what).strip()
        if not text or not text.isprintable():
            raise self.error(node, f"{what} must be a text on one line")
        return text

    def _one_of(self, node: Node, what: str, known: Collection[str]) -> str:
        word = self.text(node, what)
        if word not in known:
            hint = nearest_hint(word, known) or f"one of {', '.join(known)}"
            raise self.error(node, f"{what} can't be {shown(word)}", hint)
        return word

    def _yes(self, given: _Given, name: str) -> bool:
        return YES_OR_NO[self._one_of(given[name], name, YES_OR_NO)] if name in given else False

    def _secret(self, item: Node, given: _Given, name: str, *, shortest: int = 1) -> Secret | None:
        """``name``, or ``name_command``; None where neither stands there. No message shows it."""
        command = given.get(f"{name}_command")
        if command is not None:
            if name in given:
                raise self.error(command, f"either {name} or {name}_command, not both")
            return Secret(name, command=self._filled(command, f"{name}_command"))
        if name not in given:
            return None
        text = self.text(given[name], name)
        if len(text) < shortest or not text.isprintable():
            hint = f"at least {shortest} characters, on one line" if shortest > 1 else None
            raise self.error(given[name], f"this can't be a {name}", hint)
        return Secret(name, text)

    # -- servers --------------------------------------------------------------------------------

    def _smtp(self, node: Node) -> Server:
        return self._server(node, self._named(node, _SERVER, "smtp", "setting of smtp"), "smtp")

    def _server(self, item: Node, given: _Given, kind: str) -> Server:
        if "host" not in given:
            raise self.error(item, f"{kind} has no host", "host: mail.example.org")
        host = self._filled(given["host"], "host")
        if re.search(r"[\s/@:\[\]]", host) and not _is_address(host):
            raise self.error(given["host"], f"{shown(host)} can't be a host", "mail.example.org")
        port = self._number(given["port"], "port", 65535) if "port" in given else None
        security = usual_security(port or 0) or ("tls" if kind == "imap" else "starttls")
        if "security" in given:
            security = self._one_of(given["security"], "security", SECURITY)
        if security == "none" and not _is_loopback(host):
            hint = "security: tls, or starttls"
            raise self.error(given["security"], f"none is for this machine, not for {host}", hint)
        user = self._filled(given["user"], "user") if "user" in given else ""
        password = self._secret(item, given, "password")
        token = self._secret(item, given, "token")
        if password and token:
            raise self.error(item, "either a password or a token, not both")
        if bool(user) != bool(password or token):
            hint = "password_command: pass mail" if user else f"user: who has the {kind} account"
            missing = "password" if user else "user"
            raise self.error(item, f"{kind} has no {missing}", hint)
        if kind == "imap" and not user:
            raise self.error(item, "imap has no user", "user: support@example.org")
        return Server(host, port or _PORTS[kind, security], security, user, password, token)

    def _number(self, node: Node, what: str, most: int) -> int:
        text = self.text(node, what)
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise self.error(node, f"{what} must be a number from 1 to {most}, not {shown(text)}")
        return int(text)

    def _program(self, node: Node) -> tuple[str, ...]:
        text = self._filled(node, "sendmail")
        try:
            words = tuple(shlex.split(text))
        except ValueError as error:
            raise self.error(node, f"sendmail can't be split into words ({error})") from None
        if not words or not words[0].startswith("/"):
            raise self.error(node, "sendmail must be a whole path", "sendmail: /usr/sbin/sendmail")
        return words

    # -- mailboxes ------------------------------------------------------------------------------

    def _mailboxes(self, given: _Given) -> tuple[Mailbox, ...]:
        items = self._list(given, "mailboxes")
        found = [self._mailbox(item) for item in items]
        self.check_twice((each.shown, item) for each, item in zip(found, items, strict=True))
        return tuple(found)

    def _mailbox(self, item: Node) -> Mailbox:
        first = values_by_name(self.entries(item, "each mailbox"))
        if "kind" not in first:
            raise self.error(item, "a mailbox has no kind", "kind: imap, maildir or mbox")
        kind = self._one_of(first["kind"], "kind", _MAILBOX)
        given = self._named(item, _MAILBOX[kind], "each mailbox", f"setting of {kind}")
        after, target = self._after(given.get("after"))
        since = self._time(given["since"], "since") if "since" in given else None
        if kind == "imap":
            server = self._server(item, given, "imap")
            folder = self._filled(given["folder"], "folder") if "folder" in given else "INBOX"
            if after == "move" and target == folder:
                raise self.error(item, f"mail can't be moved from {folder} to {folder}")
            return Mailbox(kind, server, folder, after=after, target=target, since=since)
        if "path" not in given:
            raise self.error(item, f"{kind} has no path", "path: /var/mail/support")
        path = self._filled(given["path"], "path")
        if path[0] not in "/~":
            raise self.error(given["path"], f"{shown(path)} must be a whole path")
        path = str(Path(path).expanduser())
        return Mailbox(kind, path=path, after=after, target=target, since=since)

    def _time(self, node: Node, what: str) -> datetime:
        text = self.text(node, what)
        try:
            return parse_time(text)
        except ValueError:
            hint = "2026-11-21, or 2026-11-21T23:50:02Z"
            raise self.error(node, f"{what}: {shown(text)} is no time", hint) from None

    def _after(self, node: Node | None) -> tuple[str, str]:
        if node is None:
            return "seen", ""
        word, _, target = self._filled(node, "after").partition(" ")
        if word not in _AFTER or (word == "move") != bool(target.strip()):
            hint = nearest_hint(word, _AFTER) if word not in _AFTER else None
            hint = hint or "seen, delete, or move and a folder's name"
            raise self.error(node, f"after can't be {shown(self.text(node, 'after'))}", hint)
        return word, target.strip()

    # -- chats, webhooks, limits ----------------------------------------------------------------

    def _channels(self, given: _Given) -> Mapping[str, Secret]:
        """Each an address, or ``{command: …}`` that prints it."""
        if "channels" not in given:
            return {}
        entries = self.entries(given["channels"], "channels")
        self.check_twice((key.value, key) for key, _ in entries)
        found = {}
        for key, node in entries:
            name = self.word(key, "channel")
            if name in ("mail", "none"):
                raise self.error(key, f"no channel can be called {name}: that has a meaning")
            if isinstance(node, Scalar):
                found[name] = Secret("address", self._filled(node, f"the address of {name}"))
                continue
            inner = self._named(node, ("command",), f"channel {name}", "setting of a channel")
            if "command" not in inner:
                raise self.error(node, f"the channel {name} has no address")
            found[name] = Secret("address", command=self._filled(inner["command"], "command"))
        return found

    def _webhooks(self, given: _Given) -> tuple[Webhook, ...]:
        items = self._list(given, "webhooks")
        found = [self._webhook(item) for item in items]
        self.check_twice((each.name, item) for each, item in zip(found, items, strict=True))
        return tuple(found)

    def _receivers(self, given: _Given) -> tuple[Receiver, ...]:
        items = self._list(given, "receive")
        found = []
        for item in items:
            each = self._named(item, _RECEIVER, "each of receive", "setting of receive")
            secret = self._secret(item, each, "secret")
            if "name" not in each or secret is None:
                raise self.error(item, "who tells of events has a name and a secret")
            found.append(Receiver(self.word(each["name"], "name"), secret))
        self.check_twice((each.name, item) for each, item in zip(found, items, strict=True))
        return tuple(found)

    def _webhook(self, item: Node) -> Webhook:
        given = self._named(item, _WEBHOOK, "each webhook", "setting of a webhook")
        for needed in ("name", "url"):
            if needed not in given:
                raise self.error(item, f"a webhook has no {needed}")
        url = self._filled(given["url"], "url")
        try:
            parts = urlsplit(url)
            is_right = parts.scheme in ("https", "http") and bool(parts.hostname)
        except ValueError:
            is_right = False
        if not is_right:  # the address may hold a token, so it isn't shown
            raise self.error(given["url"], "this url is none of https", "https://crm.example.org/…")
        secret = self._secret(item, given, "secret")
        if secret is None:
            raise self.error(item, "a webhook has no secret", "secret: whsec_…, or secret_command")
        events = tuple(
            self._one_of(node, "an event", EVENTS) for node in self._list(given, "events")
        )
        return Webhook(
            self.word(given["name"], "webhook"), url, secret, events,
            self._yes(given, "private"), self._yes(given, "internal"),
        )  # fmt: skip

    def _limits(self, node: Node) -> Limits:
        given = self._named(node, _LIMITS, "limits", "limit")
        numbers = {name: self._number(value, name, 100_000) for name, value in given.items()}
        return Limits(**numbers)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback
