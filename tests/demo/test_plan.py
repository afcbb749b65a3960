"""The demonstration's past: the same every time, without contradictions, never in the future."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tests.scale import usual
from tix.actions.open import Draft, add_ticket
from tix.actions.workspace import Workspace
from tix.demo.people import TEMPLATES, TIX_YAML
from tix.demo.plan import FIRST_DAY, moment, plan
from tix.demo.rehearsal import Commit, Rehearsal
from tix.demo.stories import STORIES, When
from tix.model.config.reader import load_config
from tix.model.people import Person
from tix.model.ticket.document import load
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.git.identity import Ident

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CONFIG = load_config(TIX_YAML)

times = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda when: when.replace(microsecond=0)
)


def tickets(commits: list[Commit]) -> dict[str, Ticket]:
    """Each ticket as the last commit leaves it."""
    files = {path: data for commit in commits for path, data in commit.files.items()}
    found = [load(data).record for path, data in files.items() if path.startswith("tickets/")]
    return {ticket.id: ticket for ticket in found}


def test_the_same_time_gives_the_same_bytes() -> None:
    assert plan(NOW) == plan(NOW)


@settings(deadline=None, max_examples=usual(25))
@given(times)
def test_commits_follow_each_other_and_end_before_now(now: datetime) -> None:
    stamps = [commit.at for commit in plan(now)]
    assert all(before <= after for before, after in pairwise(stamps))
    assert now - timedelta(days=FIRST_DAY + 1) < stamps[0]
    assert stamps[-1] < now


@settings(deadline=None, max_examples=usual(25))
@given(times)
def test_each_ticket_is_consistent_at_any_time(now: datetime) -> None:
    found = tickets(plan(now))
    assert found.keys() == {story.id for story in STORIES}
    for ticket in found.values():
        assert CONFIG.group(ticket.status) is not None
        assert CONFIG.is_done(ticket) == (ticket.resolved is not None)
        assert ticket.opened is not None and ticket.since is not None
        assert ticket.opened <= ticket.since < now
        times_of_comments = [comment.at for comment in ticket.comments]
        assert times_of_comments == sorted(times_of_comments)
        assert all(ticket.opened <= at < now for at in times_of_comments)
        assert len({comment.id for comment in ticket.comments}) == len(ticket.comments)
        assert all(link.id in found for link in ticket.links)


def test_there_is_something_of_everything() -> None:
    commits = plan(NOW)
    found = tickets(commits).values()
    comments = [comment for ticket in found for comment in ticket.comments]
    assert {comment.internal for comment in comments} == {True, False}
    assert {ticket.type for ticket in found} == set(CONFIG.types)
    assert {ticket.priority for ticket in found} == set(CONFIG.priorities)
    assert {ticket.status for ticket in found} == {status.name for status in CONFIG.statuses}
    assert {team_field.name for ticket in found for team_field in ticket.team_fields} == {
        declared.name for declared in CONFIG.fields
    }
    today = NOW.date()
    undone = [ticket for ticket in found if not CONFIG.is_done(ticket)]
    assert any(ticket.due and ticket.due < today for ticket in undone)
    assert any(ticket.due and ticket.due > today for ticket in undone)
    assert any(not ticket.assignees for ticket in undone)
    assert any(ticket.occurrences for ticket in found)
    assert any(ticket.resolution for ticket in found)
    attached = {f"attachments/{t.id}/{name}" for t in found for name in t.attachments}
    written = {path for commit in commits for path in commit.files if path.startswith("att")}
    assert attached == written != set()
    assert len({commit.by for commit in commits}) >= 7


def test_a_ticket_was_reopened() -> None:
    ticket = tickets(plan(NOW))["c9k3ze"]
    versions = [
        load(data).record
        for commit in plan(NOW)
        for path, data in commit.files.items()
        if path.endswith("c9k3ze.md")
    ]
    statuses = [version.status for version in versions]
    assert statuses.index("resolved") < len(statuses) - 1 - statuses[::-1].index("open")
    assert ticket.status == "resolved"


def test_templates_can_be_used() -> None:
    for text in TEMPLATES.values():
        template = load(text.encode(), complete=False).record
        assert template.type in CONFIG.types
        assert template.body


def test_a_rehearsal_writes_what_a_desk_would(desk: DeskInFiles) -> None:
    story = next(story for story in STORIES if story.id == "f2w9hk")
    (desk.root / "tix.yaml").write_text(TIX_YAML)
    rehearsal = Rehearsal(CONFIG)

    def workspaces(when: When, by: Person) -> tuple[Workspace, Workspace]:
        at = moment(when, NOW)
        real = Workspace(find(desk.root), at, author=Ident(by, f"{int(at.timestamp())} +0000"))
        real.choice = rehearsal.chance(story.id).choice
        return rehearsal.at(at, by, story.id), real

    for workspace in workspaces(story.opened, story.by):
        add_ticket(workspace, Draft(Ticket(story.id, story.title, status="open")))
    for step in story.steps:
        for workspace in workspaces(step.when, step.by):
            step.deed.do(workspace, story.id)
    path = new_path(rehearsal.reader.ticket(story.id))
    assert rehearsal.commits[-1].files[path] == (desk.root / path).read_bytes()
    said = desk.git("log", "--reverse", "--format=%B%x00", "--", path).split("\0")
    assert [text.strip() for text in said if text.strip()] == [
        commit.message.strip() for commit in rehearsal.commits
    ]
