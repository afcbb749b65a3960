"""What Jira's table writes in its own way: texts in its markup, and people by their accounts.

Who wrote a comment is an account there, whose name stands beside it only where the account has
another part in some issue: ``Assignee`` and ``Assignee Id``.
"""

from collections.abc import Iterable, Iterator, Mapping

from tix.frozen import replace
from tix.importers.incoming import Incoming
from tix.importers.jira_wiki import as_markdown
from tix.model.people import Person, parse_person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket


def told_as_jira_does(items: Iterable[Incoming]) -> Iterator[Incoming]:
    """The rows with texts in Markdown, and accounts by their names."""
    rows = [*items]
    people = {account: who for item in rows for account, who in _accounts(item.ticket)}
    names = {account: who.name for account, who in people.items()}
    for item in rows:
        ticket = item.ticket
        said = tuple(_told(comment, people, names) for comment in ticket.comments)
        body = as_markdown(ticket.body, names)
        yield replace(item, ticket=replace(ticket, body=body, comments=said))


def _told(comment: Comment, people: Mapping[str, Person], names: Mapping[str, str]) -> Comment:
    by = comment.author if comment.author.mail else people.get(comment.author.name, comment.author)
    return replace(comment, author=by, text=as_markdown(comment.text, names))


def _accounts(ticket: Ticket) -> Iterator[tuple[str, Person]]:
    """The accounts of a row, each with its person."""
    accounts = {field.name: field.value for field in ticket.team_fields}
    assignee = ticket.assignees[0] if len(ticket.assignees) == 1 else None
    for role, who in (
        ("assignee", assignee), ("reporter", ticket.requester), ("creator", ticket.opened_by),
    ):  # fmt: skip
        account = accounts.get(f"{role}_id")
        if isinstance(account, str) and who:
            yield account, parse_person(who)
