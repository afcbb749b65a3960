"""``serve.yaml``: who may sign in, and what programs may do, beside ``dispatch.yaml`` (0600).

It holds hashes only. A password is hashed by argon2id (``passwords``); a token is 256 random bits,
which nobody can guess from its SHA-256, so that each request costs one hash and no more. Accounts
and tokens are those of one desk, which is named by its folder: another desk that the same user
serves has its own.
"""

import json
import secrets
import stat
from collections.abc import Callable, Collection
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from tix.errors import NotFoundError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.config.source import ConfigSource, nearest_hint
from tix.model.people import Person, parse_person, person_key
from tix.model.text.nearest import did_you_mean
from tix.model.text.yaml_nodes import Node
from tix.model.times import format_time
from tix.quick_typing import Literal
from tix.storage.desk.lock import exclusive
from tix.storage.replacing import replace_file

Right = Literal["read", "write"]
RIGHTS: tuple[Right, ...] = ("read", "write")

_HEAD = "# Made by tix serve user and tix serve token. Hashes only: what was lost is made again.\n"
_PREFIX = "tix_"
"""What tokens begin with, so that scanners for secrets find them where they don't belong."""


class ServeFileError(TixError):
    """``serve.yaml`` can't be used."""

    def __init__(self, path: Path, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{path}: {reason}", hint=hint)


class NameInUseError(TixError):
    """There is a token or an account of that name."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(
            f"there is {what} for {name!r} already", hint="remove it first, and it gets a new one"
        )


class NoSuchAccountError(NotFoundError):
    """No token or account has that name."""

    def __init__(self, what: str, name: str, known: Collection[str]) -> None:
        hint = did_you_mean(name, list(known)) or f"tix serve {what} list"
        super().__init__(f"no {what} is called {name!r}", hint=hint)


class BadTokenNameError(UsageError):
    """Not a name that an author can have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} can't be a token's name: up to 60 characters in one line, without < and >",
            hint="tix serve token add crm --can write",
        )


class NoAddressError(UsageError):
    """Somebody who has no mail address, by which they would sign in."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who!r} has no mail address to sign in with",
            hint="tix serve user add 'Ana Lima <ana@example.org>'",
        )


class ShortPasswordError(UsageError):
    """A password that is guessed too soon."""

    def __init__(self) -> None:
        super().__init__(f"a password needs at least {SHORTEST} characters")


SHORTEST = 8
"""Characters of a password (NIST SP 800-63B)."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a program may do; ``digest`` is the SHA-256 of its token, in hex."""

    name: str
    can: Right
    digest: str
    since: str

    @property
    def person(self) -> Person:
        """The author of what is written with it: neither side's, as every robot (P3)."""
        letters = sha256(self.name.encode()).hexdigest()[:8]
        return Person(self.name, f"token-{letters}@tix.invalid")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; ``password`` is an argon2 hash in PHC format."""

    who: str
    password: str
    since: str

    @property
    def key(self) -> str:
        """The same for every spelling of them."""
        return person_key(self.who)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who may sign in to one desk, and the tokens for it."""

    users: tuple[User, ...] = ()
    tokens: tuple[Token, ...] = ()

    def token(self, text: str) -> Token | None:
        """The token with that text; None: there is none, or it was taken away."""
        digest = digest_of(text)
        found = None
        for token in self.tokens:  # all of them, always: the time tells nothing
            if compare_digest(token.digest, digest):
                found = token
        return found


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


class ServeFile:
    """The file, as far as it is about one desk. It is read again whenever it has changed."""

    def __init__(self, path: Path, desk: Path) -> None:
        self.path, self._desk = path, str(desk.resolve())
        self._stamp: tuple[int, ...] | None = None
        self._known = Accounts()

    @property
    def accounts(self) -> Accounts:
        """What it says now. Raises ServeFileError: then nobody gets in."""
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._stamp = None
            return Accounts()
        except OSError as error:
            raise ServeFileError(self.path, f"it can't be read ({error.strerror})") from None
        if stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise ServeFileError(self.path, "others may read it", f"chmod 600 {self.path}")
        stamp = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if stamp != self._stamp:
            self._known = self._read().get(self._desk, Accounts())
            self._stamp = stamp
        return self._known

    def add_token(self, name: str, can: Right, now: datetime) -> str:
        """Make a token and return its text, which isn't kept. Raises NameInUseError."""
        name = " ".join(name.split())
        if not name or len(name) > 60 or not name.isprintable() or {*"<>"} & {*name}:
            raise BadTokenNameError(name)
        text = _PREFIX + secrets.token_urlsafe(32)

        def add(known: Accounts) -> Accounts:
            if name.casefold() in (token.name.casefold() for token in known.tokens):
                raise NameInUseError("a token", name)
            token = Token(name, can, digest_of(text), format_time(now))
            return replace(known, tokens=(*known.tokens, token))

        self._change(add)
        return text

    def remove_token(self, name: str) -> None:
        """Take a token away. Raises NoSuchAccountError."""

        def remove(known: Accounts) -> Accounts:
            left = tuple(t for t in known.tokens if t.name.casefold() != name.casefold())
            if len(left) == len(known.tokens):
                raise NoSuchAccountError("token", name, [token.name for token in known.tokens])
            return replace(known, tokens=left)

        self._change(remove)

    def add_user(self, who: str, password: str, now: datetime) -> None:
        """Let somebody sign in. Raises NoAddressError, ShortPasswordError, NameInUseError."""
        from tix.web.passwords import hashed

        if not parse_person(who).mail:
            raise NoAddressError(who)
        if len(password) < SHORTEST:
            raise ShortPasswordError
        user = User(who, hashed(password), format_time(now))

        def add(known: Accounts) -> Accounts:
            if user.key in (other.key for other in known.users):
                raise NameInUseError("an account", who)
            return replace(known, users=(*known.users, user))

        self._change(add)

    def remove_user(self, who: str) -> None:
        """Let somebody no longer sign in. Raises NoSuchAccountError."""

        def remove(known: Accounts) -> Accounts:
            left = tuple(user for user in known.users if user.key != person_key(who))
            if len(left) == len(known.users):
                raise NoSuchAccountError("user", who, [user.key for user in known.users])
            return replace(known, users=left)

        self._change(remove)

    def signed_in(self, mail: str, password: str) -> User | None:
        """The account that has this address and password; both wrong takes as long as one."""
        from tix.web.passwords import is_right

        key = person_key(mail.strip())
        user = next((user for user in self.accounts.users if user.key == key), None)
        return user if is_right(user.password if user else None, password) and user else None

    # -- the file ---------------------------------------------------------------------------

    def _change(self, change: Callable[[Accounts], Accounts]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ServeFileError(self.path, f"can't be written ({error.strerror})") from None
        with exclusive(self.path.with_name(f"{self.path.name}.lock")):
            _ = self.accounts  # raises if others may read it
            every = self._read()
            every[self._desk] = change(every.get(self._desk, Accounts()))
            self._write(_text(every))

    def _write(self, text: str) -> None:
        try:
            replace_file(self.path, text.encode(), to_disk=True, mode=0o600)
        except OSError as error:
            raise ServeFileError(self.path, f"can't be written ({error.strerror})") from None

    def _read(self) -> dict[str, Accounts]:
        try:
            text = self.path.read_bytes().decode()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeError) as error:
            raise ServeFileError(self.path, f"it can't be read ({error})") from None
        return _Source(text, self.path).desks()


class _Source(ConfigSource):
    """The text of the file."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        super().__init__(text)

    def failure(self, line: int, reason: str, hint: str | None = None) -> TixError:
        """What is wrong there."""
        return ServeFileError(self._path, f"line {line}: {reason}", hint)

    def desks(self) -> dict[str, Accounts]:
        """The accounts of each desk, by its folder."""
        self.check_names(self.root.entries, ("format", "desks"), "setting")
        if "format" in self.given and self.text(self.given["format"], "format") != "1":
            raise self.error(self.given["format"], "this is of a newer tix", "update tix")
        node = self.given.get("desks")
        found = {}
        for item in self.items(node, "desks") if node else ():
            given = self._entry(item, ("desk",), ("users", "tokens"))
            users = (self._user(each) for each in self._list(given, "users"))
            tokens = (self._token(each) for each in self._list(given, "tokens"))
            folder = self.text(given["desk"], "desk")
            found[folder] = Accounts(tuple(users), tuple(tokens))
        return found

    def _list(self, given: dict[str, Node], name: str) -> tuple[Node, ...]:
        return self.items(given[name], name) if name in given else ()

    def _entry(
        self, node: Node, needed: Collection[str], others: Collection[str] = ()
    ) -> dict[str, Node]:
        entries = self.entries(node, "each of these")
        self.check_names(entries, (*needed, *others), "setting")
        given = {key.value: value for key, value in entries}
        if missing := [name for name in needed if name not in given]:
            raise self.error(node, f"{missing[0]} is missing")
        return given

    def _texts(self, node: Node, names: Collection[str]) -> dict[str, str]:
        given = self._entry(node, names)
        return {name: self.text(given[name], name) for name in names}

    def _user(self, node: Node) -> User:
        return User(**self._texts(node, ("who", "password", "since")))

    def _token(self, node: Node) -> Token:
        texts = self._texts(node, ("name", "can", "sha256", "since"))
        for right in RIGHTS:
            if texts["can"] == right:
                return Token(texts["name"], right, texts["sha256"], texts["since"])
        raise self.error(node, f"{texts['can']!r} is no right", nearest_hint(texts["can"], RIGHTS))


def _text(every: dict[str, Accounts]) -> str:
    lines = [f"{_HEAD}format: 1", "desks:"]
    for folder, known in every.items():
        lines.append(f"- desk: {_quoted(folder)}")
        users = [{"who": u.who, "password": u.password, "since": u.since} for u in known.users]
        tokens = [
            {"name": t.name, "can": t.can, "sha256": t.digest, "since": t.since}
            for t in known.tokens
        ]
        for name, items in (("users", users), ("tokens", tokens)):
            lines += [f"  {name}:"] if items else []
            for item in items:
                parts = (f"{key}: {_quoted(value)}" for key, value in item.items())
                lines.append("  - " + "\n    ".join(parts))
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text in double quotes, as JSON and YAML write it alike."""
    return json.dumps(text, ensure_ascii=False)
