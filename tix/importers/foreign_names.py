"""What other tools call the fields of a ticket, and the kinds of links."""

import re

from tix.model.record.fields import PERSON
from tix.model.ticket.fields import BY_NAME

OTHER_NAMES = {
    "id": "gid key number task_id ticket_id issue_id bug_id uid uuid",
    "title": "name summary subject short_desc short_description headline",
    "status": "state bug_status current_status current_state workflow_state "
    "ticket_status section_column list_name column",
    "type": "kind issue_type issuetype ticket_type task_type work_item_type story_type tracker",
    "priority": "prio importance severity bug_severity",
    "requester": "reporter requested_by reported_by raised_by caller caller_id contact_name "
    "associated_contact",
    "customer": "client company organisation organization account_name company_name "
    "customer_name client_name "
    "associated_company",
    "assignees": "assigned_to assigned assign agent agent_assigned handler owner "
    "owners owned_by responsible assignee_username",
    "watchers": "cc subscribers subscriber followers follower collaborators collaborator",
    "labels": "tags tag",
    "due": "due_date duedate deadline due_on due_at target_date",
    "opened": "created created_date created_at created_on created_time date date_created "
    "creation_date creation_time creation_ts submitted submitted_at date_submitted "
    "reported_at reported_on opendate sys_created_on published opened_at opened_on opened_date "
    "date_opened date_time_opened opening_date open_date create_date create_time published_at "
    "timestamp",
    "opened_by": "author creator created_by submitter submitted_by user author_username",
    "milestone": "target_version fixed_version fix_version fix_versions target_milestone "
    "project_milestone",
    "resolution": "close_reason closed_reason resolution_note close_notes",
    "resolved": "completed done completed_date completed_at completed_on date_completed "
    "resolved_at resolved_date resolved_on date_resolved solved_at solved_on "
    "done_at done_date done_on date_done "
    "finished finished_at finished_date finished_on date_finished accepted_at resolved_time "
    "resolution_date resolutiondate cf_last_resolved date_fix_released completed_time "
    "completion_date completion_time solution_date",
    "closed": "closed_at closed_time closed_date closed_on date_closed canceled canceled_at "
    "cancelled cancelled_at canceled_date cancelled_date ticket_closed_time date_time_closed "
    "close_date closing_date",
}
"""Other tools' names for the built-in fields, in the form of ``plain_name``."""

UPDATED = (
    "updated updated_date updated_at updated_on last_updated modified last_modified changeddate "
    "changed_date changed_at last_change_time last_update last_update_time updated_time "
    "modified_at date_modified date_updated sys_updated_on modified_date modification_date "
    "modified_time"
)

SAY_DONE = (
    "done", "completed", "finished", "closed", "resolved", "is_done", "is_completed", "is_closed",
    "is_resolved", "passes",
)  # fmt: skip
"""Names under which a yes or no says whether it is done, in the form of ``plain_name``."""

STATUS_CATEGORIES = ("status_category", "state_category", "status_type", "state_type")
"""Names under which a tool says what a team's own word for a status means to it."""

LINK_NAMES = {
    "parent": "parent",
    "parent_id": "parent",
    "parent_task": "parent",
    "parent_task_id": "parent",
    "epic": "parent",
    "parent_issue": "parent",
    "parent_item": "parent",
    "deps": "depends-on",
    "dependencies": "depends-on",
    "dependency": "depends-on",
    "depends": "depends-on",
    "depends_on": "depends-on",
    "requires": "depends-on",
    "blocked_by": "depends-on",
    "blocked_by_dependencies": "depends-on",
    "blocks": "blocks",
    "blocking": "blocks",
    "blocking_dependencies": "blocks",
    "duplicates": "duplicates",
    "duplicate_of": "duplicates",
    "dupe_of": "duplicates",
    "superseded_by": "relates-to",
    "relates": "relates-to",
    "related": "relates-to",
    "related_to": "relates-to",
    "relates_to": "relates-to",
    "see_also": "relates-to",
    "links": "relates-to",
    "relations": "relates-to",
}
"""Keys whose values are ids of other tickets, and the kind of link that they mean."""

CHILDREN = (
    "children",
    "child_tasks",
    "subtasks",
    "sub_tasks",
    "sub_issues",
    "subissues",
    "sub_item",
)

MEANT_BY_TYPE = {
    **LINK_NAMES,
    "parent_child": "parent",
    "child_of": "parent",
    "blockers": "depends-on",
    "needs": "depends-on",
    "unblocks": "blocks",
    "discovered_from": "relates-to",
    "duplicate": "duplicates",
    "relation": "relates-to",
    "finishtostart": "depends-on",
    "finishtofinish": "depends-on",
    "starttostart": "depends-on",
    "starttofinish": "depends-on",
}
"""What the ``type`` of a link says that is written as a mapping."""

_DATED = ("due", "opened", "resolved", "closed")
DATE_NAMES = frozenset(
    (*_DATED, *UPDATED.split(), *" ".join(OTHER_NAMES[name] for name in _DATED).split())
)
"""What fields with a day or a time are called, in the form of ``plain_name``."""

PERSON_NAMES = frozenset(
    called
    for field in BY_NAME.values() if field.kind is PERSON
    for called in (field.name, *field.other_names, *OTHER_NAMES.get(field.name, "").split())
)  # fmt: skip
"""What fields with people are called, in the form of ``plain_name``."""

FOREIGN_NAMES = frozenset(
    (
        *" ".join((*OTHER_NAMES.values(), UPDATED)).split(),
        *(name for field in BY_NAME.values() for name in field.other_names),
        *LINK_NAMES,
    )
) - {*BY_NAME, "updated"}
"""What fields are called elsewhere and never in tix's own JSON, in the form of ``plain_name``."""

RELATIONS = ("type", "kind", "relation", "reltype")
TARGETS = (
    "target", "related_issue", "depends_on", "id", "gid", "issue", "ticket", "task", "to", "uid",
    "key", "title", "name",
)  # fmt: skip


def names_of(name: str) -> tuple[str, ...]:
    """All that a built-in field is called, here and elsewhere, in the form of ``plain_name``."""
    return (name, *BY_NAME[name].other_names, *OTHER_NAMES.get(name, "").split())


def plain_name(key: str) -> str:
    """``createdDate``, ``Created Date`` and ``created-date`` as ``created_date``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return "_".join(re.findall(r"[^\W_]+", spaced.casefold()))
