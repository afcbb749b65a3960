"""The desk as a commit has it, as far as recipients depend on it."""

from datetime import datetime
from functools import cached_property

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.notices.derive import Deriving
from tix.model.notices.mentions import Mentions
from tix.model.notices.message import Message
from tix.model.notices.preferences import choosing
from tix.model.notices.recipients import Recipients
from tix.model.records.customer import CUSTOMER
from tix.model.records.customers import Customers
from tix.outbox.forgotten import Forgotten
from tix.outbox.invoices_sent import commits_of_invoices, invoices_sent
from tix.outbox.news import Told, commits_between, commits_since, news, nobody_at, not_before
from tix.outbox.services import Services
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.process import Git
from tix.storage.outbox.ledger import Ledger
from tix.storage.sync.desk_in_commit import DeskInCommit

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class News:
    """What commits say: events with their tickets, and addresses at which there is nobody, with
    the keys of the messages that came back, and invoices that go to their customers."""

    told: tuple[Told, ...] = ()
    nobody: tuple[tuple[str, str], ...] = ()
    invoices: tuple[Message, ...] = ()


class DeskAt:
    """What the desk says in a commit; ``looked`` is when it was looked at before."""

    def __init__(
        self,
        workspace: "Workspace",
        tip: str,
        services: Services,
        looked: datetime | None = None,
    ) -> None:
        self._workspace, self._tip, self._services = workspace, tip, services
        self._looked = looked
        desk = workspace.desk
        self._desk = DeskInCommit(Git(desk.top), tip, desk.prefix)

    @cached_property
    def config(self) -> Config:
        """``tix.yaml``."""
        return self._desk.config()

    @cached_property
    def recipients(self) -> Recipients:
        """Who is told."""
        return Recipients(
            self.config, self._customers.of,
            choose=choosing(self.config, self._looked), listeners=self._services.listeners,
        )  # fmt: skip

    @cached_property
    def deriving(self) -> Deriving:
        """What happened, by what the desk says of people."""
        return Deriving(self.config, self.recipients.is_asking, Mentions(self.config))

    @cached_property
    def _customers(self) -> Customers:
        return Customers(document.record for document in self._desk.records(CUSTOMER))

    def news(self, ledger: Ledger) -> "News":
        """What the commits say that a ledger doesn't know."""
        desk, tip = self._workspace.desk, self._tip
        deriving = self.deriving
        cursor, start = self._known(ledger), ledger.start
        if cursor:
            commits = commits_between(desk, cursor, tip)
            told = list(news(desk, commits, deriving))
            sent = invoices_sent(self._desk, commits_of_invoices(desk, cursor, tip), desk)
        else:
            at = start.at if start else self._workspace.now
            commits = commits_since(desk, tip, at)
            told = list(filter(not_before(at), news(desk, commits, deriving)))
            later = [c for c in commits_of_invoices(desk, "", tip) if c.authored >= at]
            sent = invoices_sent(self._desk, later, desk)
        return News(tuple(told), tuple(nobody_at(desk, commits)), tuple(sent))

    def forgotten(self, ledger: Ledger) -> Forgotten:
        """Whom the commits that a ledger doesn't know have forgotten."""
        desk, cursor = self._workspace.desk, self._known(ledger)
        return Forgotten(desk, cursor, self._tip)

    def _known(self, ledger: Ledger) -> str:
        """The ledger's cursor, if it is an ancestor; "" if not."""
        cursor, git = ledger.cursor, self._workspace.desk.git
        is_known = cursor and git.succeeds("merge-base", "--is-ancestor", cursor, self._tip)
        return cursor if cursor and is_known else ""
