"""The workspace of an action: a desk, the user, the time, and a reader and a writer of the desk.

It knows no terminal, no environment and no standard input. Everything is made on first use.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime, tzinfo
from functools import cached_property

from tix.errors import EmptyIdError, NotFoundError, OneTicketError, TixError
from tix.model.config.config import Config
from tix.model.ids import as_prefix
from tix.model.layout import CUSTOMERS
from tix.model.people import Person
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.git import status

if TYPE_CHECKING:
    from tix.actions.names import KnownNames
    from tix.model.changes.editing import FieldEditor
    from tix.model.config.directory import Directory
    from tix.model.record.kind import R, Record, RecordKind
    from tix.model.records.customers import Customers
    from tix.query.promises import Promises
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary
    from tix.storage.desk.desk import Desk
    from tix.storage.desk.user_config import UserConfig
    from tix.storage.git.identity import Ident, IdentityQuery
    from tix.storage.index.reader import IndexReader
    from tix.storage.index.records import IndexedRecords
    from tix.storage.store.file_reader import FileReader
    from tix.storage.store.store import Store
    from tix.storage.store.transaction import Transaction
    from tix.storage.store.worktree_status import WorkTreeQuery
    from tix.storage.sync.remotes import Progress as GitProgress

Advance = Callable[[int, int], None]
"""Called with the number done and the total."""


class Workspace:
    """A desk, and the user who works in it.

    ``now`` replaces the clock. ``user_config`` has the user's settings. ``author`` is who they are;
    without it, git is asked. ``committer`` is who commits for them, if somebody else does.
    """

    def __init__(
        self,
        desk: "Desk | None" = None,
        now: datetime | None = None,
        *,
        user_config: "UserConfig | None" = None,
        author: "Ident | None" = None,
        committer: "Ident | None" = None,
    ) -> None:
        self._records: dict[str, IndexedRecords[Any]] = {}
        self._given = desk, now, user_config
        self.author, self._committer = author, committer
        self.is_synced = False
        """Whether this run has already talked to a remote."""
        self._asking: IdentityQuery | None = None
        self.afterwards: list[Callable[[], None]] = []
        """What rules want done once their change is committed."""

    # -- where and when ---------------------------------------------------------------------

    @cached_property
    def desk(self) -> "Desk":
        """The desk."""
        desk = self._given[0]
        assert desk is not None, "a workspace without a desk must find one"
        return desk

    @cached_property
    def fixed_now(self) -> datetime | None:
        """The time that replaces the clock, if any."""
        return self._given[1]

    @cached_property
    def now(self) -> datetime:
        """The time in UTC, whole seconds."""
        return self.fixed_now or datetime.now(UTC).replace(microsecond=0)

    @cached_property
    def choice(self) -> Callable[[Sequence[str]], str]:
        """Picks a random letter for a new id."""
        from tix.storage.random_choice import random_choice  # for what is new

        return random_choice

    @cached_property
    def zone(self) -> tzinfo:
        """Where who acts is; else where the desk is."""
        return self.user_config.timezone or self.config.timezone

    def local_time(self, when: datetime) -> str:
        """A time where who acts is, to the minute."""
        try:
            return when.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        except OverflowError:  # at the ends of the calendar
            return when.strftime("%Y-%m-%d %H:%M")

    # -- the desk's content -----------------------------------------------------------------

    @cached_property
    def config(self) -> Config:
        """The desk's configuration. Raises ConfigError."""
        from tix.storage.desk.config import desk_config

        return desk_config(self.desk)

    @cached_property
    def user_config(self) -> "UserConfig":
        """The user's settings. Raises ConfigError."""
        from tix.storage.desk.user_config import UserConfig

        return self._given[2] or UserConfig()

    @cached_property
    def reader(self) -> "IndexReader":
        """Answers questions about the desk's tickets, from the index."""
        from tix.storage.index.open import open_live_first

        look = self.look
        with suppress(TixError):
            self.config  # noqa: B018 (while git looks)
        with self.progress("reading the tickets") as advance:
            return open_live_first(self.desk, look, advance, self._whole_reader)

    def _whole_reader(self) -> "IndexReader":
        """The same of all tickets, for who needs the archive before it has been indexed."""
        from tix.storage.index.open import open_index
        from tix.storage.store.worktree_status import WorkTreeQuery

        with self.progress("reading the archive") as advance:
            return open_index(self.desk, WorkTreeQuery(self.desk), advance)

    @cached_property
    def promises(self) -> "Promises | None":
        """What the desk has promised; None: nothing. Raises PolicyError."""
        if not self.config.promises:
            return None
        from tix.actions.desk_promises import desk_promises  # few desks have any

        return desk_promises(self)

    def progress(self, what: str, then: str = "") -> AbstractContextManager[Advance]:
        """A function to report the progress of a long task to; ``then`` names a second phase, which
        counts from the beginning again."""
        return nullcontext(lambda done, total: None)  # noqa: ARG005 (nobody looks)

    def expect_history(self) -> None:
        """Called before anything is read that depends on the history being complete."""

    def git_progress(self) -> "AbstractContextManager[GitProgress | None]":
        """A function to report git's progress to; None if nobody would see it."""
        return nullcontext()

    @cached_property
    def look(self) -> "WorkTreeQuery":
        """How the desk's files differ from its last commit; git is started on first use."""
        from tix.storage.store.worktree_status import WorkTreeQuery

        return WorkTreeQuery(self.desk)

    @cached_property
    def files(self) -> "FileReader":
        """Reads tickets by their whole ids, directly from their files."""
        from tix.storage.store.file_reader import FileReader

        return FileReader(self.desk)

    def records(self, kind: "RecordKind[R]") -> "IndexedRecords[R]":
        """The records of a kind, as their files stand now."""
        from tix.storage.index.records import IndexedRecords

        return self._records.setdefault(kind.name, IndexedRecords(self.desk, kind))

    @property
    def has_customers(self) -> bool:
        """Whether the desk may have records of customers."""
        return self.has_folder(CUSTOMERS)

    def has_folder(self, folder: str) -> bool:
        """Whether the desk has such a folder of records, also one that isn't checked out."""
        from tix.storage.desk import left_out  # few commands ask

        return left_out.has_folder(self.desk, folder)

    @cached_property
    def customers_mark(self) -> str | None:
        """Another one where a customer's file has changed; None where that can't be told."""
        from tix.storage.index.file_stamps import records_mark  # without their kind

        return records_mark(self.desk, CUSTOMERS)

    @cached_property
    def customers(self) -> "Customers":
        """The desk's customers, without their texts and comments."""
        from tix.actions.customer_names import desk_customers  # few desks have any

        return desk_customers(self)

    @cached_property
    def store(self) -> "Store":
        """The writer."""
        from tix.actions.changing import settled_edits
        from tix.actions.rule_hook import rule_runner
        from tix.storage.store.store import Store

        config, seen = (lambda: self.config), (lambda: self.files.seen)
        return Store(
            self.desk, self.fixed_now, rule_runner(self), config, settled_edits(self), seen
        )

    def rules_left_out(self, error: TixError) -> None:
        """Called with the reason why rules don't run; the change is made without them."""

    def say(self, text: str) -> None:
        """Called with what was done beside what was asked for: an invoice that a rule made."""

    @contextmanager
    def transaction(self, *, is_dry: bool = False) -> "Iterator[Transaction]":
        """Changes that are made together, by the user. ``is_dry``: nothing will be written."""
        with self.store.transaction(self.author, self._committer, is_dry=is_dry) as work:
            yield work
        self._forget_records()
        afterwards, self.afterwards = self.afterwards, []
        for act in afterwards if work.is_committed else ():
            act()

    @property
    def has_written(self) -> bool:
        """Whether this run has committed anything."""
        return "store" in vars(self) and self.store.has_written

    def reread(self, *, settings: bool = False) -> None:
        """Forget what was read, since the desk has changed; ``settings``: ``tix.yaml``, too."""
        derived = ("config", "zone", "me", "directory", "names", "vocabulary") if settings else ()
        for name in ("reader", "look", "files", "commit_authors", *derived):
            vars(self).pop(name, None)
        self._forget_records()
        status.forget()

    def _forget_records(self) -> None:
        self._records.clear()
        for name in ("customers", "customers_mark", "promises"):
            vars(self).pop(name, None)

    # -- tickets ----------------------------------------------------------------------------

    def ids(self, words: Iterable[str]) -> list[str]:
        """The ids that words name, without repeats; a word may have several, with blanks or commas.

        Raises NoSuchTicketError, AmbiguousIdError, EmptyIdError, SeveralIdsError.
        """
        named: list[str] = []
        for word in words:
            found = word.replace(",", " ").split()
            if not found:
                raise EmptyIdError
            named += found
        return list(dict.fromkeys(self._known(named)))

    def _known(self, words: Sequence[str]) -> list[str]:
        """The ids that these words are. Raises what ``id_of`` does, about all of them."""
        found, errors = [], []
        known = self._known_paths()
        for word in words:
            try:
                found.append(self._id_of(word, known))
            except NotFoundError as error:
                errors.append(error)
        if len(errors) > 1:
            from tix.storage.store.file_reader import SeveralIdsError

            raise SeveralIdsError(errors)
        if errors:
            raise errors[0]
        return found

    def id_of(self, word: str) -> str:
        """The id that a word names or abbreviates, or that the file of that name has.

        Raises NoSuchTicketError, AmbiguousIdError, SharedIdError.
        """
        return self._id_of(word, self._known_paths())

    def _id_of(self, word: str, known: Callable[[str], list[str]]) -> str:
        own = self.files.own_id_if_named(as_prefix(word), known)
        return own or self.files.own_id(self.reader.resolve(word), known)

    def _known_paths(self) -> Callable[[str], list[str]]:
        """Gives the paths of an id in the index; in its last known state, unless it is in use."""
        from tix.storage.index.last_known import known_paths

        last = known_paths(self.desk)
        return lambda ident: (self.reader.paths_with if "reader" in vars(self) else last)(ident)

    def one_id(self, word: str) -> str:
        """The one id that a word names, as ``ids``. Raises OneTicketError, too."""
        found = self.ids([word])
        if len(found) != 1:
            raise OneTicketError(len(found))
        return found[0]

    # -- people -----------------------------------------------------------------------------

    @cached_property
    def user(self) -> Person:
        """The user. Raises NoIdentityError."""
        if self.author is not None:
            return self.author.person
        asking, self._asking = self._asking or self._ask_git(), None
        return asking.who.author.person

    def expect_me(self) -> None:
        """Start asking git who the user is, for an action that will need it."""
        with suppress(TixError):
            if not (self.author or self.user_config.me or self._asking):
                self._asking = self._ask_git()

    def _ask_git(self) -> "IdentityQuery":
        from tix.storage.git.identity import IdentityQuery

        return IdentityQuery(self.desk.git)

    @cached_property
    def me(self) -> str | None:
        """The user's key: from their settings, else their address; None if neither is known."""
        try:
            mine = self.user_config.me or self.user.mail
            return self.config.canonical_person(mine)
        except TixError:
            return None

    @cached_property
    def directory(self) -> "Directory":
        """Everybody the desk knows."""
        from tix.actions.directory import desk_directory

        return desk_directory(self)

    @cached_property
    def names(self) -> "KnownNames":
        """What readers know people by."""
        from tix.actions.names import KnownNames

        return KnownNames(self)

    @cached_property
    def commit_authors(self) -> frozenset[str]:
        """Everybody who has made commits in the desk, each as ``Name <mail>``."""
        from tix.storage.history.authors import authors

        commit = self.reader.commit
        return authors(self.desk, commit) if commit else frozenset()

    # -- queries and fields -----------------------------------------------------------------

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        """Everything that a query can name."""
        from tix.actions.selection import vocabulary

        return vocabulary(self)

    def query(self, words: Sequence[str] | str) -> "Query":
        """Read a query: one text, or the words of a command line. Raises QueryError."""
        from tix.query.parser import parse

        return parse(words, self.vocabulary)

    def field_editor(
        self,
        records: "Iterable[Record]",
        *,
        allow_new: bool = False,
        kind: "RecordKind[Any] | None" = None,
    ) -> "FieldEditor":
        """Sets fields of these records: tickets, or of the kind that is named."""
        from tix.model.changes.editing import FieldEditor
        from tix.model.ticket.fields import TICKET

        names = frozenset(f.name for record in records for f in record.team_fields)
        return FieldEditor(
            self.config, lambda: self.directory, self.now, self.id_of, names, allow_new,
            lambda: self.zone, kind or TICKET,
        )  # fmt: skip
