"""The one writer: everything that changes a desk goes through a ``Transaction``.

A transaction holds the clone's lock, reads fresh, collects changes, and writes them all or none:
first the files (made beside, then renamed), then one commit on the desk's branch. A run that is
killed in between leaves the new text in the working tree, where it shows at once and goes into
the next commit of that ticket.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import EllipsisType

from tix.errors import TixError
from tix.model.layout import attachment_folder, attachment_path
from tix.model.rules.trailers import rules_in
from tix.model.ticket.document import Document, dump, load
from tix.model.ticket.paths import is_archived, live_path, looks_done, new_path
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk import undo_journal
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import walk
from tix.storage.git.commit import (
    BranchMovedError,
    Content,
    Packing,
    Proposal,
    commit,
    tip_of,
)
from tix.storage.git.commit_message import edited_by_hand, message
from tix.storage.git.identity import Ident, Who
from tix.storage.git.locks import unlocked
from tix.storage.git.process import Git, GitError
from tix.storage.store.checkout_files import Change
from tix.storage.store.committed import PlannedFiles
from tix.storage.store.file_exchange import Replacement, replacement_in
from tix.storage.store.file_reader import FileReader
from tix.storage.store.git_index import IndexRefresh
from tix.storage.store.outcome import Outcome
from tix.storage.store.status_edits import StatusEdits
from tix.storage.store.transaction_state import TransactionState
from tix.storage.store.write_errors import (
    InterruptedWriteError,
    NotCommittedError,
    TakenPlaceError,
    checked,
)

if TYPE_CHECKING:
    from tix.storage.store.pending_edits import PendingEdits

RunRules = Callable[["Transaction"], Sequence[tuple[str, str]]]
"""Makes further changes before a commit, and gives the trailers that tell of them."""

_PATIENCE = 30.0
"""Seconds to go on trying while somebody without tix moves the branch again and again."""


class Transaction(TransactionState):
    """Changes to a desk that are made together. Made by ``Store.transaction``."""

    def __init__(
        self,
        desk: Desk,
        who: Callable[[], Who],
        reader: FileReader | None = None,
        *,
        is_dry: bool = False,
        rules: RunRules | None = None,
        edits: StatusEdits | None = None,
    ) -> None:
        """``who`` says who writes; git may be still looking for that. ``is_dry``: ``commit`` only
        finds out whether there is something to write. ``rules`` are the desk's own; ``edits`` tells
        of statuses that were edited by hand."""
        super().__init__(desk, reader or FileReader(desk), edits)
        self.is_committed = False
        self.meanwhile: Callable[[], object] | None = None
        """Called by ``commit`` while git writes its index."""
        self.is_dry, self._rules, self._ask = is_dry, rules, who
        self._touched: dict[str, None] = {}
        self._united: set[str] = set()

    @cached_property
    def _who(self) -> Who:
        return self._ask()

    @property
    def author(self) -> Ident:
        """The author of the changes. Raises NoIdentityError."""
        return self._who.author

    # -- what is to be ----------------------------------------------------------------------

    def put(self, ticket: Ticket) -> None:
        """Change a ticket that was read with ``get``. A reopened one leaves the archive."""
        path, document = self._paths[ticket.id], self._documents[ticket.id]
        self._tickets[ticket.id] = ticket
        self._read.setdefault(path, document.data)
        if ticket == document.record and ticket.id not in self._united:
            for place in (path, live_path(path)):
                self._files.pop(place, None)
            self._unchanged[path] = ticket.id
            return
        self._unchanged.pop(path, None)
        self._files[path] = checked(ticket.id, lambda: document.save(ticket))
        self._touch(ticket.id)
        if is_archived(path) and not looks_done(ticket):
            self.move(ticket.id, live_path(path))

    def put_last(self, ticket: Ticket) -> None:
        """``put``, for one of very many: of this ticket only its file is kept from here on. Rules
        don't see the change."""
        self.put(ticket)
        del self._tickets[ticket.id], self._documents[ticket.id]

    def move(self, ident: str, path: str) -> None:
        """File a ticket at another path."""
        old = self._path_of(ident)
        if path != old and path not in self._files and self.found(path) is not None:
            raise TakenPlaceError(ident, path)
        if old not in self._read:
            self._read[old] = self.found(old)
        self._files[path] = self._files.get(old) or self._read[old]
        self.put_file(old, None, ident)

    def unite(self, ident: str, paths: Sequence[str]) -> None:
        """Merge several files of one ticket into one. Raises MergeConflictError.

        They are as two clones made it without knowing of each other.
        """
        from tix.model.merge.files import merge_files  # hardly ever needed
        from tix.model.ticket.paths import filed

        first, *others = sorted(paths)
        found = {path: self.found(path) for path in paths}
        data = found[first] or b""
        for path in others:
            data = merge_files(None, data, found[path] or b"").data
        document = load(data)
        place = filed(document.record, paths, looks_done)
        for path in paths:
            self.put_file(path, None, ident, seen=found[path])
        self.put_file(place, data, ident, seen=found.get(place, self.found(place)))
        self._paths[ident], self._documents[ident] = place, document
        self._tickets[ident] = document.record
        self._united.add(ident)

    def put_document(self, ident: str, data: bytes) -> None:
        """Replace a ticket's whole file."""
        self.get(ident)
        path = self._path_of(ident)
        self._read.setdefault(path, self._documents[ident].data)
        self._documents[ident] = load(data)
        self._tickets[ident] = self._documents[ident].record
        self.put_file(path, data, ident)

    def put_edited(self, path: str, document: Document, ticket: Ticket) -> None:
        """A ticket's file that somebody edited, as it was found, with what follows from the edit:
        rules see the edit."""
        ident = ticket.id
        self._paths[ident], self._documents[ident], self._tickets[ident] = path, document, ticket
        self.put_file(path, document.save(ticket), ident, seen=document.data)

    def add(self, ticket: Ticket) -> str:
        """A new ticket; its path."""
        path = new_path(ticket)
        self._tickets[ticket.id] = ticket
        self._touch(ticket.id)
        self._files[path] = checked(ticket.id, lambda: dump(ticket))
        return path

    def attach(self, ident: str, name: str, content: bytes) -> str:
        """Store an attachment; returns its name for the ticket's list of attachments."""
        from tix.model.ticket.file_names import attachment_name  # few changes bring files

        stored = attachment_name(name, content)
        self._files[attachment_path(ident, stored)] = content
        return stored

    def remove(self, ident: str) -> None:
        """Delete a ticket and its attachments."""
        self.get(ident)
        self._gone.add(ident)
        self.put_file(self._path_of(ident), None, ident)
        for attachment, plain in walk(self._desk.root, attachment_folder(ident)):
            if plain:
                self.put_file(attachment, None)
        for attachment in self.reader.left_out(attachment_folder(ident)):
            self.put_file(attachment, None)

    def put_file(
        self,
        path: str,
        data: bytes | None,
        ident: str | None = None,
        seen: bytes | EllipsisType | None = ...,
    ) -> None:
        """Write any file of the desk (None: take it away), for the ticket with that id.

        ``seen`` is the file from which the caller made the new one (None: there was none).
        """
        if not isinstance(seen, EllipsisType):
            self._read.setdefault(path, seen)
        self._files[path] = data
        if ident:
            self._touch(ident)

    def keep(self, path: str, ident: str, data: bytes) -> None:
        """Leave a file of that content as it is; an edit by hand in it goes along."""
        self._read.setdefault(path, data)
        self._files.pop(path, None)
        self._unchanged[path] = ident

    def take_in(
        self, path: str, ident: str | None = None, seen: bytes | EllipsisType | None = ...
    ) -> None:
        """Commit a file as it was ``seen`` (None: it isn't there), or else as it stands, if that
        isn't committed yet."""
        if not isinstance(seen, EllipsisType):
            self._read.setdefault(path, seen)
        self._taken_in[path] = ident

    def _touch(self, ident: str) -> None:
        self._touched[ident] = None

    # -- making it so -----------------------------------------------------------------------

    def commit(
        self,
        subject: str,
        *,
        trailers: Sequence[tuple[str, str]] = (),
        undoable: bool = True,
        edits_apart: bool = True,
        with_rules: bool = True,
    ) -> Outcome:
        """Write everything and commit it. The subject is one line; trailers name the tickets.

        The desk's rules run first, ``with_rules``: not where nothing happens that is news.
        What somebody had edited by hand in these tickets is committed before, by itself, unless
        it is not to be seen (``edits_apart``). What is saved just then counts, too.
        Raises WriteFailedError, SavedMeanwhileError or NotCommittedError with the files as they
        were before.
        """
        who = self._who
        ruled = self._rules(self) if with_rules and self._rules else ()
        trailers, ran = (*trailers, *ruled), rules_in(ruled)
        if (plan := self._planned()) is None:
            return Outcome()
        if self.is_dry:
            return Outcome(is_dry=True, rules=ran, planned=self.planned())
        ref = self._desk.ref()
        packing, replacement = self._replaced(plan)
        refresh = IndexRefresh(self._desk)
        try:
            packing.finish()
            refresh.begin(plan.files)
            if self.meanwhile:
                self.meanwhile()
            plan.look_again()
            if not plan.files:
                refresh.settle()
                return Outcome()
            for ident in plan.as_found.values():
                if ident:
                    self._touch(ident)
            edits = self._edits(ref, plan)
            first = None
            if edits and edits_apart and plan.written:
                said = message(edited_by_hand(edits.tickets), edits.tickets)
                first = self._proposal(who, edits.files, said)
                if attached := edits.files.keys() - plan.files.keys():
                    refresh.finish()
                    refresh.begin(attached)
            told = edits.tickets if edits and not first else ()
            said = message(subject, self._touched, told, trailers)
            tip = plan.committed.tip
            content = {path: packing.content(data, tip) for path, data in plan.files.items()}
            proposal = self._proposal(who, content, said, first)
            refresh.finish()
            name = self._committed(ref, tip, proposal)
        except Exception as error:
            refresh.take_back(plan.files)  # first: who is killed in between leaves nothing staged
            replacement.undo()
            if isinstance(error, TixError):
                raise NotCommittedError(error) from None
            raise
        except BaseException as error:
            replacement.finish()  # the new text stays in the working tree
            refresh.let_go()
            if isinstance(error, KeyboardInterrupt):
                raise InterruptedWriteError from error
            raise
        replacement.finish()
        refresh.forget()
        self.is_committed = True
        if undoable:
            undo_journal.remember(self._desk, self.author.person, name)
        return Outcome(name, edits.tickets if edits else (), ref == "HEAD", rules=ran)

    def _planned(self) -> PlannedFiles | None:
        """What is to be written and committed; None: nothing."""
        as_found = self._unchanged | self._taken_in
        found = self._as_read((*self._files, *as_found))
        written = {path: data for path, data in self._files.items() if data != found[path]}
        if not (written or as_found):
            return None
        plan = PlannedFiles(found, written, as_found, self.look_up())
        if self._unchanged:  # a hand edit of them goes along
            plan.look_again()
        return plan if plan.files else None

    def _replaced(self, plan: PlannedFiles) -> tuple[Packing, Replacement]:
        """Write the files; git packs them meanwhile. Afterwards the plan has them as they were
        found in that moment, and what was put into their places."""
        replacement = replacement_in(self._desk.root, self._desk.git_dir)
        packing = Packing(self._desk.git, [data for data in plan.written.values() if data])
        changes = {path: Change(plan.found[path], data) for path, data in plan.written.items()}
        try:
            takeovers = replacement.apply(changes)
        except BaseException:
            packing.finish()
            raise
        for taken in takeovers:
            plan.written[taken.path] = taken.put
            if taken.found is not None or not self.reader.is_left_out(taken.path):
                plan.found[taken.path] = taken.found
        return packing, replacement

    def note(self, subject: str, about: Iterable[str], trailers: Sequence[tuple[str, str]]) -> None:
        """A commit that changes no file, for the sake of its trailers; ``about`` are tickets."""
        ref = self._desk.ref()
        said = message(subject, about, extra=trailers)
        tip = tip_of(Git(self._desk.top), ref)
        self._committed(ref, tip, Proposal({}, said, self._who.author, self._who.committer))
        self.is_committed = True

    def _edits(self, ref: str, plan: PlannedFiles) -> "PendingEdits | None":
        """The hand edits in these files; None if there are none."""
        committed = {path: plan.committed.blobs[path] for path in (*plan.written, *self._unchanged)}
        files = {path: data for path in committed if (data := plan.found[path])}
        if not any(self._differs(path, data, committed[path]) for path, data in files.items()):
            return None
        from tix.storage.store.pending_edits import pending_edits  # mostly there are none

        return pending_edits(self._desk, ref, plan.found, committed)

    def _proposal(
        self, who: Who, files: Mapping[str, Content], said: str, first: Proposal | None = None
    ) -> Proposal:
        inside = {self._desk.prefix + path: content for path, content in files.items()}
        return Proposal(inside, said, who.author, who.committer, first=first)

    def _as_read(self, paths: Iterable[str]) -> dict[str, bytes | None]:
        """The files as this transaction has read them, or else as they stand."""
        known = {data: data for data in self._files.values()}  # what only moves is there twice
        found = {}
        for path in paths:
            data = self._read[path] if path in self._read else self.found(path)
            found[path] = known.get(data, data)
        return found

    def _committed(self, ref: str, tip: str, proposal: Proposal) -> str:
        git = Git(self._desk.top)
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return commit(git, ref, tip, proposal, sign=self._who.signs)
            except BranchMovedError:
                if time.monotonic() > until:
                    raise
                tip = tip_of(git, ref)
            except GitError as error:
                if not unlocked(error):
                    raise
