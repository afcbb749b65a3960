"""Opening a ticket, or finding the one that has a given key."""

from collections.abc import Callable, Sequence
from functools import cache

from tix.actions.changing import Setting, asset_doubts, commit_changes
from tix.actions.keyed import KeyedTickets, new_occurrence, seen_again
from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.changes.editing import FieldEditor
from tix.model.changes.typed_text import title
from tix.model.config.config import Config, Group
from tix.model.ids import derived_id, key_source, new_id
from tix.model.layout import ARTICLES
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.left_out import has_folder

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment
    from tix.actions.customer_match import Matched
    from tix.actions.workspace import Workspace
    from tix.model.records.article import Article
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction


class NoTitleError(UsageError):
    """A ticket needs a title."""

    def __init__(self) -> None:
        super().__init__(
            "say what the ticket is about", hint="tix open 'Login fails with error 500'"
        )


class KeyTakenError(NeedsPersonError):
    """A ticket was written in the editor, but another one has its key."""

    def __init__(self, ident: str, key: str) -> None:
        super().__init__(
            f"{ident} has the key {key!r}; nothing was changed",
            hint=f"tix edit {ident}, or leave -e out to add an occurrence",
        )


class NoTemplateError(TixError):
    """The desk has no template of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = f"there are: {', '.join(known)}" if known else "put one in templates/NAME.md"
        super().__init__(f"the desk has no template {name!r}", hint=hint)


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket that is about to be opened.

    ``ticket`` has an id only if somebody has seen it already, and a key if a script knows the
    problem by one. ``settings`` are what its fields were set from; a name ending in ``+`` adds to
    a list. ``trailers`` are the commit's, beside its ticket's. ``once`` is the key of a form: sent
    again, that makes no second ticket.
    """

    ticket: Ticket
    settings: Sequence[Setting] = ()
    text: str | None = None
    files: "Sequence[NewAttachment]" = ()
    where: str = ""
    commit: str = ""
    url: str = ""
    trailers: Sequence[tuple[str, str]] = ()
    once: str = ""


@dataclass(frozen=True, slots=True)
class OpenResult:
    """The result of opening a ticket.

    ``what`` describes it. ``is_new``: no ticket had that key. ``kept`` names what was given but
    differs in the ticket that has the key. ``alike`` is a ticket that the new one most likely
    duplicates. ``customer`` says which customer was found, and by what; ``article`` may help;
    ``doubts`` says what the user may not have meant.
    """

    ticket: Ticket
    outcome: "Outcome"
    what: str
    is_new: bool = True
    kept: tuple[str, ...] = ()
    alike: Ticket | None = None
    customer: str | None = None
    article: "Article | None" = None
    doubts: tuple[str, ...] = ()


def template(workspace: "Workspace", name: str) -> Ticket:
    """A template of the desk, as a ticket; its id, if it has one, doesn't matter.

    Raises NoTemplateError.
    """
    from tix.storage.store import templates

    found = templates.template(workspace.desk, name)
    if found is None:
        raise NoTemplateError(name, templates.template_names(workspace.desk))
    return found


def filled(
    ticket: Ticket, words: str, text: str | None, settings: Sequence[Setting], editor: FieldEditor
) -> Ticket:
    """A draft with title, text and fields filled in, and the desk's defaults for the rest."""
    if words:
        ticket = replace(ticket, title=title(words))
    if text is not None:
        ticket = replace(ticket, body=text)
    config, before = editor.config, ticket
    ticket, usual = _set(ticket, settings, editor), config.default_priority
    if config.matrix:
        from tix.model.changes.priority import settled_priority  # few desks have one

        is_given = any(name.casefold() == "priority" for name, _ in settings)
        ticket, usual = settled_priority(before, ticket, config, is_given=is_given), ""
    return replace(
        ticket,
        status=ticket.status or config.first_status(Group.ACTIVE),
        type=ticket.type or config.default_type,
        priority=ticket.priority or usual or None,
    )


def _set(ticket: Ticket, settings: Sequence[Setting], editor: FieldEditor) -> Ticket:
    for name, value in settings:
        if name.endswith("+"):
            ticket = editor.add(ticket, name[:-1], value)
        else:
            ticket = editor.set(ticket, name, value)
    return ticket


PLACEHOLDER = "What it is about"
"""The title of a draft that has none yet."""

_STAMPS = ("since", "opened", "opened_by", "occurrences")
"""Fields that a new ticket gets by itself."""


def draft_to_edit(workspace: "Workspace", draft: Ticket) -> Ticket:
    """A draft as the editor shows it: with an id, and a placeholder if it has no title.

    Raises KeyTakenError.
    """
    if draft.key:
        with workspace.transaction() as work:
            taken = KeyedTickets(workspace, work).get(draft.key)
        if taken:
            raise KeyTakenError(taken.id, draft.key)
    ident = new_id(workspace.choice, lambda _: False)
    if draft.key:
        ident = derived_id(key_source(draft.key), lambda _: False)
    return replace(draft, id=ident, title=draft.title or PLACEHOLDER)


def checked_draft(workspace: "Workspace", shown: Ticket, data: bytes) -> Ticket:
    """The ticket that somebody made of a draft in the editor. Raises DocumentError."""
    from tix.actions.problems import refuse_problems  # only needed after an editor

    config, document = workspace.config, load(data)
    edited = document.record
    if edited.title == PLACEHOLDER:
        raise DocumentError(document.line_of("title"), "say in the title what it is about")
    if edited.id != shown.id:
        raise DocumentError(document.line_of("id"), f"the id must stay {shown.id}")
    for field in map(BY_NAME.__getitem__, _STAMPS):
        if field.of(edited) != field.of(shown):
            raise DocumentError(document.line_of(field.name), f"tix sets {field.name} itself")
    refuse_problems(document, config)
    if edited.status == shown.status:
        return edited
    unmoved = replace(edited, status=shown.status)
    return changes.set_status(unmoved, edited.status or "", config, workspace.now)


def open_ticket(
    workspace: "Workspace", draft: Draft, editor: FieldEditor, *, must_be_new: bool = False
) -> OpenResult:
    """Open a ticket; if one has its key already, add an occurrence to that one, or reopen it.

    ``must_be_new``: raise KeyTakenError instead. Raises NoTitleError.
    """
    ticket = draft.ticket
    if not ticket.title.strip():
        raise NoTitleError
    look = None if ticket.key else _duplicate_in(workspace, ticket)
    article = None if ticket.key else _offered(workspace, ticket)
    with workspace.transaction() as work:
        # The lock is held: of many processes that open it at once, the first makes the ticket.
        known = KeyedTickets(workspace, work).get(ticket.key) if ticket.key else None
        if known is None:
            return replace(added(workspace, work, draft, look), article=article)
        if must_be_new:
            raise KeyTakenError(known.id, str(ticket.key))
        seen = _seen_again(workspace, work, known, draft.where, draft.commit, draft.url)
    return replace(seen, kept=_left_out(known, draft, editor))


def add_ticket(workspace: "Workspace", draft: Draft) -> OpenResult:
    """Open a ticket without checking whether another has its key or is similar."""
    with workspace.transaction() as work:
        return added(workspace, work, draft)


def see_again(workspace: "Workspace", ident: str, where: str, commit: str = "") -> OpenResult:
    """Add an occurrence to a ticket; one that is done is reopened."""
    with workspace.transaction() as work:
        return _seen_again(workspace, work, work.get(ident), where, commit, "")


def _duplicate_in(workspace: "Workspace", ticket: Ticket) -> Callable[[], Ticket | None]:
    """A function that looks once for what the ticket most likely duplicates.

    The index is brought up to date here, before anything is locked or written.
    """
    _ = workspace.reader

    @cache
    def look() -> Ticket | None:
        from tix.actions.duplicates import likely_duplicate  # while git writes

        return likely_duplicate(workspace, ticket)

    return look


def added(
    workspace: "Workspace",
    work: "Transaction",
    draft: Draft,
    look: Callable[[], Ticket | None] | None = None,
) -> OpenResult:
    """The draft as a new ticket of a transaction, which is committed.

    ``look`` finds a duplicate: while git is at work, since nobody waits for it then.
    """
    ident = draft.ticket.id  # somebody has seen it in the editor
    if draft.once:
        ident = _id_of_form(work, draft)
        if before := _sent_before(work, draft, ident):
            from tix.actions.attach import put_as_it_is, stored_name  # few are sent again

            put_as_it_is(work, before, map(stored_name, draft.files))
            outcome = work.commit(f"{ident}: {before.title}", trailers=draft.trailers)
            return OpenResult(before, outcome, "opened", is_new=False)
    if not ident or work.reader.is_taken(ident):
        key = draft.ticket.key
        ident = work.id_after(key_source(key)) if key else work.new_id()
    ticket = replace(draft.ticket, id=ident)
    matched = _matched(workspace, ticket)
    ticket = replace(
        matched.ticket if matched else ticket,
        since=workspace.now,
        opened=workspace.now,
        opened_by=str(work.author.person),
    )
    if ticket.key:
        first = new_occurrence(workspace, (), draft.where, draft.commit, draft.url)
        ticket = replace(ticket, occurrences=(first,))
    if len(ticket.links) > 1:  # nothing links to it yet: a circle takes two links
        from tix.actions.links import refuse_circles

        refuse_circles(workspace, (), [ticket], unborn=ident)
    if workspace.config.workflow:
        from tix.actions.workflow import allow  # few desks have one

        allow(workspace, [None], [ticket], work.author.person)
    if draft.files:
        from tix.actions.attach import with_files  # few tickets begin with files

        ticket = with_files(work, ticket, draft.files)
    work.add(ticket)
    work.meanwhile = look
    outcome = work.commit(f"{ident}: {ticket.title}", trailers=draft.trailers)
    done = OpenResult(work.get(ident), outcome, "opened", alike=look() if look else None)
    strange = asset_doubts(ticket.assets, workspace)
    if matched is None:
        return replace(done, doubts=strange) if strange else done
    doubts = (matched.doubt, _no_requester(workspace.config, done.ticket), *strange)
    return replace(done, customer=matched.said, doubts=tuple(filter(None, doubts)))


def _id_of_form(work: "Transaction", draft: Draft) -> str:
    """The id of the ticket that a form of that person makes."""
    return derived_id(f"form {draft.once} of {work.author.person}", lambda _: False)


def _sent_before(work: "Transaction", draft: Draft, ident: str) -> Ticket | None:
    """The ticket of that id, if it is the same form's: no answer came, and it was sent again."""
    if not work.reader.is_taken(ident):
        return None
    known = work.get(ident)

    def said(ticket: Ticket) -> tuple[str, str]:
        return ticket.title.strip(), ticket.body.strip()

    same = known.opened_by == str(work.author.person) and said(known) == said(draft.ticket)
    return known if same else None


def _no_requester(config: Config, ticket: Ticket) -> str | None:
    """That an agent who opens a ticket for a customer, and says no more, asks by P3."""
    if not (config.promises and ticket.customer and ticket.opened_by) or ticket.requester:
        return None
    from tix.model.config.staff import staff_keys  # few desks promise anything

    if config.canonical_person(ticket.opened_by) not in staff_keys(config):
        return None
    return (
        "nobody is named who asked, so what you say counts as asked, not as an answer"
        f" (tix edit {ticket.id} --set requester=WHO)"
    )


def _offered(workspace: "Workspace", ticket: Ticket) -> "Article | None":
    """The article that may help."""
    if not has_folder(workspace.desk, ARTICLES):
        return None
    from tix.actions.articles import offered_article  # most desks have none

    return offered_article(workspace, ticket)


def _matched(workspace: "Workspace", ticket: Ticket) -> "Matched | None":
    """The ticket with its customer; None where nothing tells one, or the desk has no records of
    customers."""
    telling = (ticket.customer, ticket.requester, ticket.contract, ticket.ip)
    if all(told is None for told in telling) or not workspace.has_customers:
        return None
    from tix.actions.customer_match import matched  # most desks have none

    return matched(workspace, ticket)


def _seen_again(
    workspace: "Workspace",
    work: "Transaction",
    known: Ticket,
    where: str,
    commit: str,
    url: str,
) -> OpenResult:
    was_done = workspace.config.is_done(known)
    occurrence = new_occurrence(workspace, known.occurrences, where, commit, url)
    ticket = seen_again(known, occurrence, workspace.config, workspace.now)
    work.put(ticket)
    what = "reopen, seen again" if was_done else "seen again"
    changed = commit_changes(work, [known], what)
    return OpenResult(ticket, changed.outcome, what, is_new=False)


def _left_out(known: Ticket, draft: Draft, editor: FieldEditor) -> tuple[str, ...]:
    """The names of what was given but differs in the ticket that has the key."""
    left = ["title"] if draft.ticket.title != known.title else []
    if draft.text is not None and draft.text != known.body:
        left.append("text")
    left += [
        name.removesuffix("+")
        for name, value in draft.settings
        if _set(known, [(name, value)], editor) != known
    ]
    if draft.files:
        from tix.actions.attach import stored_name

        if not {stored_name(file) for file in draft.files} <= set(known.attachments):
            left.append("attachments")
    return tuple(dict.fromkeys(left))
