"""The demonstration's history as commits, for a given time. The same time gives the same commits,
byte for byte."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from tix.actions.open import Draft, add_ticket
from tix.demo.people import CUSTOMERS, TEMPLATES, TIX_YAML, YOU
from tix.demo.records import RECORDS, RULES
from tix.demo.rehearsal import Commit, Rehearsal
from tix.demo.stories import STORIES, Story, When
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.config.config import Config, Group
from tix.model.config.reader import load_config
from tix.model.record.document import dump, load
from tix.model.record.kind import R, RecordKind
from tix.model.records.article import ARTICLE
from tix.model.records.asset import ASSET
from tix.model.records.customer import CUSTOMER
from tix.model.records.invoice import INVOICE
from tix.model.records.kinds import named, path_of
from tix.model.records.reply import REPLY
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.model.work.bill import Agreement, Period, bill
from tix.model.work.billing import next_number
from tix.model.work.invoices import new_invoice
from tix.storage.desk.attributes import RECORD_ATTRIBUTES

FIRST_DAY = 37
"""The desk was made so many days ago."""

BILLED, INVOICED = "nordkap-tours", ((14, "09:10"), (14, "09:20"), (3, "10:05"))
"""Who has got an invoice, and when it was made, sent and paid."""


def moment(when: When, now: datetime) -> datetime:
    """The time in UTC, relative to ``now``."""
    hours, minutes = map(int, when.clock.split(":"))
    if when.days == 0:
        return now - timedelta(hours=hours, minutes=minutes)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=when.days) + timedelta(hours=hours, minutes=minutes)


def plan(now: datetime) -> list[Commit]:
    """The commits, oldest first: the desk's settings, then what people did. ``now`` is in UTC."""
    made = moment(When(FIRST_DAY, "15:00"), now)
    settings = _settings(made, now)
    first = Commit(made, YOU, "Agree on words, people, templates and rules\n", settings)
    rehearsal = Rehearsal(load_config(TIX_YAML))
    for story in STORIES:
        _play(story, rehearsal, now)
    tickets = rehearsal.reader.all_tickets()
    commits = [*rehearsal.commits, *_billing(settings, tickets, rehearsal.config, now)]
    return [first, *sorted(commits, key=lambda commit: commit.at)]


def _settings(made: datetime, now: datetime) -> dict[str, bytes]:
    """The files of the first commit."""
    stamps = {
        "@NOW@": format_time(now),
        "@TODAY@": made.date().isoformat(),
        "@COUNTED@": format_time(made),
    }
    texts = {"tix.yaml": TIX_YAML, "rules.yaml": RULES, **CUSTOMERS, **TEMPLATES, **RECORDS}
    for stamp, value in stamps.items():
        texts = {path: text.replace(stamp, value) for path, text in texts.items()}
    files = {path: text.encode() for path, text in texts.items()}
    for kind in (CUSTOMER, ASSET, ARTICLE, REPLY, INVOICE):
        files[f"{kind.folder}/.gitattributes"] = RECORD_ATTRIBUTES
    return files


def _billing(
    files: Mapping[str, bytes], tickets: Iterable[Ticket], config: Config, now: datetime
) -> Iterator[Commit]:
    """An invoice for what was done up to two weeks ago: made, sent and paid."""
    assert config.billing is not None
    customer = _record(files, CUSTOMER, BILLED)
    assets = {name: _record(files, ASSET, name) for name in ("roll-80", "security-key")}
    made, sent, paid = (moment(When(*when), now) for when in INVOICED)
    work = bill(
        customer,
        tickets,
        (),
        Agreement(config.billing, config.plans, assets),
        Period(until=made.date()),
    )
    number = next_number(config.billing.number, made.year, frozenset())
    invoice = new_invoice(number, customer, work, config.billing, made.date())
    for at, subject, version in (
        (made, f"bill {customer.id}", invoice),
        (sent, "sent", replace(invoice, status="sent")),
        (paid, "paid", replace(invoice, status="paid", paid=paid.date())),
    ):
        content = {path_of(INVOICE, invoice.id): dump(INVOICE, version)}
        yield Commit(at, YOU, f"{named(INVOICE, invoice.id)}: {subject}\n", content)


def _record(files: Mapping[str, bytes], kind: RecordKind[R], name: str) -> R:
    return load(kind, files[path_of(kind, name)], name=name).record


def _play(story: Story, rehearsal: Rehearsal, now: datetime) -> None:
    """Open the story's ticket, and do what people did to it since."""
    workspace = rehearsal.at(moment(story.opened, now), story.by, story.id)
    where = ("ci" if "ci" in story.labels else "staging") if story.key else ""
    add_ticket(workspace, Draft(_draft(story, rehearsal.config, now), where=where))
    for step in story.steps:
        workspace = rehearsal.at(moment(step.when, now), step.by, story.id)
        step.deed.do(workspace, story.id)
        if step.deed.subject:
            rehearsal.resay(f"{story.id}: {step.deed.subject}")


def _draft(story: Story, config: Config, now: datetime) -> Ticket:
    ticket = Ticket(
        id=story.id,
        title=story.title,
        status=config.first_status(Group.ACTIVE),
        type=story.type,
        priority=story.priority,
        requester=str(story.requester) if story.requester else None,
        customer=story.customer,
        labels=story.labels,
        milestone=story.milestone,
        due=None if story.due is None else now.date() + timedelta(days=story.due),
        key=story.key,
        body=story.body,
    )
    for name, value in (("severity", story.severity), ("version", story.version)):
        if value:
            ticket = changes.set_team_field(ticket, name, value)
    return ticket
