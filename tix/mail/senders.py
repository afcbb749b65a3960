"""Who wrote a message, and what they are to the desk and to a ticket (M3)."""

from functools import cached_property

from tix.frozen import dataclass
from tix.mail.authentication import verified
from tix.mail.message import Mail
from tix.model.config.staff import staff_keys
from tix.model.people import Person
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from tix.actions.workspace import Workspace
    from tix.model.config.mail import MailSettings


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a message, as the desk writes them.

    ``claimed`` is who it says it is. ``is_staff``: somebody of the desk, vouched for. ``is_claim``:
    it says it is somebody of the desk, and nobody vouches for that. ``verified`` is what our own
    server says of it; None: nothing.
    """

    person: Person
    claimed: Person
    is_staff: bool
    is_claim: bool
    verified: bool | None


class Senders:
    """Tells who wrote a message. ``hosts`` are those whose word about senders counts."""

    def __init__(
        self, workspace: "Workspace", settings: "MailSettings", hosts: "Collection[str]"
    ) -> None:
        self._workspace, self._config = workspace, workspace.config
        self._settings, self._hosts = settings, hosts

    def of(self, mail: Mail) -> Sender | None:
        """Who wrote it; None if it doesn't say."""
        if not mail.senders:
            return None
        claimed, checked = mail.senders[0], verified(mail, self._hosts)
        forms = {address.casefold() for address in self._settings.reply_to_of}
        if claimed.mail.casefold() in forms and mail.reply_to:
            claimed, checked = mail.reply_to[0], None  # a form on a page, filled in by them
        key = self._config.canonical_person(claimed.mail)
        if key not in self._staff:
            return Sender(claimed, claimed, False, False, checked)
        if checked is True:
            known = [m.person for m in self._config.people if m.person.key == key]
            return Sender(known[0] if known else claimed, claimed, True, False, True)
        person = Person(f"{claimed.mail}, not verified", "")
        return Sender(person, claimed, False, True, checked)

    def takes_part(self, sender: Sender, ticket: Ticket) -> bool:
        """Whether the sender has to do with a ticket: its requester, of its customer's side, its
        assignee or watcher; or somebody of the desk who was vouched for."""
        if sender.is_staff:
            return True
        canonical = self._config.canonical_person
        people = (ticket.requester, *ticket.assignees, *ticket.watchers)
        if canonical(sender.claimed.mail) in {canonical(who) for who in people if who}:
            return True
        if sender.is_claim or ticket.customer is None or not self._workspace.has_customers:
            return False
        from tix.model.records.customers import speaks_for

        customer = self._workspace.customers.of(ticket.customer)
        return customer is not None and speaks_for(customer, sender.claimed.mail)

    @cached_property
    def _staff(self) -> frozenset[str]:
        return staff_keys(self._config)
