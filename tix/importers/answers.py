"""The records in what an API answered: ``{"issues": […]}``, GraphQL's ``nodes``, JSON:API's
``data`` with ``attributes``, and whatever else stands around them or is wrapped in them.

https://jsonapi.org/format/ and https://learn.microsoft.com/rest/api/azure/devops/wit/work-items
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tix.importers.foreign_names import PERSON_NAMES, SAY_DONE, names_of, plain_name
from tix.importers.plain_values import objects
from tix.quick_typing import Any

_INSIDE = (
    "issues", "tickets", "tasks", "items", "records", "results", "result", "data", "nodes", "edges",
    "bugs", "entries", "stories", "user_stories", "conversations", "items_page", "value",
    "response", "_embedded",
)  # fmt: skip
"""What the lists of records are called in answers."""

_TITLES = frozenset(("title", "name", "summary", "subject"))
_OF_A_RECORD = _TITLES | frozenset(("id", "identifier", "key", "uid", "uuid"))
"""What a record has and an answer around records hasn't, in the form of ``plain_name``."""

_PEOPLE = ("users", "members", "people", "agents", "contacts", "persons", "customers")
_COMPANIES = ("organizations", "companies", "customers")
"""What lists of people and companies are called that stand beside the records."""

_SAY_HOW_FAR = frozenset((*names_of("status"), *SAY_DONE, "group"))
_OF_A_TICKET = frozenset(
    (
        *_SAY_HOW_FAR,
        *("description", "desc", "body", "text", "details", "content", "notes", "comments"),
        *(name for field in ("priority", "requester", "labels") for name in names_of(field)),
    )
)
"""What a ticket says of itself, and a list of records with a title of its own doesn't."""
_LIST = "list"
"""The field for the title of the list that a record is in."""

_ASSIGNEES = frozenset(names_of("assignees"))
_CUSTOMERS = frozenset(names_of("customer"))

_ABOUT = frozenset(("error", "errors", "meta", "links"))
"""What tells about an answer, and is never a record."""

_OF_PAGES = frozenset(
    (
        *("cursor", "next_cursor", "next", "previous", "prev", "next_page", "next_page_token"),
        *("expand", "object", "kind", "type", "__typename", "etag", "version", "self", "status"),
        *("message", "jsonrpc", "request_id", "node_id", "schema", "meta", "links", "error"),
        *("page_info", "pagination", "paging", "page", "pages", "aggregations", "rate_limit"),
        *("extensions", "response_metadata", "shards", "hits", "errors"),
    )
)
"""What an answer says of itself and its pages, in the form of ``plain_name``."""
_ADDRESS = re.compile(r"https?://")

_WRONG = ("error", "errors", "errorMessages")
_SAYS = ("message", "detail", "title", "description")
"""Where an answer says what went wrong, and in which words."""
_MOST_SAID = 200

_WRAPPED = ("attributes", "fields", "_source", "data")
"""Where JSON:API, Azure DevOps, Phabricator, Elasticsearch and archives keep what a record says."""

_AZURE = re.compile(r"^(?:System|Microsoft\.VSTS\.[A-Za-z]+)\.(?=[A-Za-z]+$)")


def each_inside(records: list[object], notes: list[str] | None = None) -> list[object]:
    """The records, and those in an answer around them, which has no title and no id.

    ``notes`` gets what lists stood beside them there that aren't records. People among these give
    their names to those whom the records know by number (``requester_id``).
    """
    found: list[object] = []
    insides = [*map(_inside, records)]
    for record, inner in zip(records, insides, strict=True):
        if inner is None or not isinstance(record, dict):
            found.append(record)
        elif not inner and is_itself_one(record) and not any(insides):
            found.append(record)  # tickets of which none has such parts
        else:
            people = _people(record)
            told = _list_told(record)
            found += [
                {**told, **each} if isinstance(each := _with_people(inside, people), dict) else each
                for inside in each_inside(inner, notes)
            ]
            if notes is not None:
                notes += _left_out(record, inner)
                notes += _said_of_all(record, inner)
    return found


def _people(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The people and companies of each list that an answer has of such, by their id."""
    lists = {
        name: {str(each["id"]): each for each in objects(answer.get(name)) if "id" in each}
        for name in {*_PEOPLE, *_COMPANIES}
    }
    return {name: by_id for name, by_id in lists.items() if by_id}


def _with_people(record: object, lists: Mapping[str, Mapping[str, Any]]) -> object:
    """The record with those whom it knows by number; of others the number stays."""
    if not lists or not isinstance(record, dict):
        return record
    named: dict[str, Any] = {}
    known: set[str] = set()
    for key, value in record.items():
        role = re.sub("_ids?$", "", plain_name(key))
        if role == "comments":  # theirs are known by number as well
            named[key] = [_with_people(each, lists) for each in objects(value)] or value
        if role in record or role == key:
            continue
        idents = value if isinstance(value, list) else [value]
        found = [_one_of(lists, _ROLES.get(role, role), str(ident)) for ident in idents]
        if found and all(found):
            named[role] = found if isinstance(value, list) else found[0]
            known.add(key)
    return {**{key: value for key, value in record.items() if key not in known}, **named}


_ROLES = {"follower": "followers", "collaborator": "cc", "email_cc": "cc", "subscriber": "cc"}
"""People in a role, of whom a record has a list of numbers, as names of fields."""


def _one_of(lists: Mapping[str, Mapping[str, Any]], role: str, ident: str) -> object:
    """Who or what has a role by its id: of companies a customer, of people anybody else, and of
    agents an assignee first. None if nobody has it, or two who aren't the same."""
    if role in _ASSIGNEES and ident in lists.get("agents", ()):
        return lists["agents"][ident]
    names = _COMPANIES if role in _CUSTOMERS else _PEOPLE if role in PERSON_NAMES else ()
    found = [lists[name][ident] for name in names if ident in lists.get(name, ())]
    return found[0] if found and all(each == found[0] for each in found) else None


def _left_out(answer: Mapping[str, Any], taken: list[object]) -> Iterator[str]:
    """Lists of objects beside the records. Those of people say who is who, and no more."""
    for name, value in answer.items():
        found = [] if name in (*_PEOPLE, *_COMPANIES) else objects(value)
        if found and all(each is not found[0] for each in taken):
            yield f"left out: {len(found):,} in {name!r}"


def _said_of_all(answer: Mapping[str, Any], taken: list[object]) -> Iterator[str]:
    """What a list or an answer says besides its title, in words or objects: no record has it."""
    names = [
        name
        for name, value in answer.items()
        if plain_name(name) not in _OF_A_RECORD | _OF_PAGES and _says_something(value, taken)
    ]
    if names:
        yield f"left out, what is said of all: {', '.join(names)}"


def _says_something(value: object, taken: list[object]) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and not _ADDRESS.match(value)
    return isinstance(value, dict) and bool(value) and all(each is not value for each in taken)


def _inside(record: object) -> list[object] | None:
    if isinstance(record, dict) and isinstance(record.get("node"), dict):
        return [record["node"]]
    if not isinstance(record, dict) or (is_itself_one(record) and not _is_a_list(record)):
        return None
    known = _under_known_names(record)
    return _under_any_name(record) if known is None else known


def _under_known_names(record: Mapping[str, Any]) -> list[object] | None:
    found: list[object] = []
    is_there = False
    for name in _INSIDE:
        value = record.get(name)
        if name == "edges" and found and "nodes" in record:  # the same ones
            continue
        if isinstance(value, dict):
            found.append(value)
        elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
            is_there = True
            found += value
    return found if found or is_there else None


def _under_any_name(record: Mapping[str, Any]) -> list[object] | None:
    """The only list of records, else the only record (``{"issue": {…}}``), or all by their ids."""
    record = {name: value for name, value in record.items() if plain_name(name) not in _ABOUT}
    lists = [value for value in record.values() if isinstance(value, list) and _are_records(value)]
    if len(lists) == 1:
        return lists[0]
    pages = [value for value in record.values() if isinstance(value, list) and _are_pages(value)]
    if len(pages) == 1 and not lists:
        return pages[0]
    inner = [value for value in record.values() if isinstance(value, dict)]
    if len(inner) == 1 and not lists and _inside(inner[0]) is not None:
        return [*inner]
    is_by_id = len(inner) == len(record)
    if lists or not _are_records(inner) or not (is_by_id or len(inner) == 1):
        return None
    return [*inner]


def _is_a_list(record: Mapping[str, Any]) -> bool:
    """Whether a record with a title is a list, a board or a project with records in it: these have
    a title and say how far they are, or there are none, and it says nothing that tickets say.

    A ticket has no pages, as Monday's boards have.
    """
    said = _SAY_HOW_FAR if "items_page" in record else _OF_A_TICKET
    if said.intersection(plain_name(key) for key, value in record.items() if value):
        return False
    inner = _under_known_names(record)
    return inner is not None and all(
        _inside(each) is not None or _says_how_far(each) for each in inner
    )


def _says_how_far(record: object) -> bool:
    names = {*map(plain_name, record)} if isinstance(record, dict) else set()
    return bool(names & _TITLES and names & _SAY_HOW_FAR)


def _list_told(record: Mapping[str, Any]) -> dict[str, str]:
    """The title of a list for those in it; an answer has none."""
    titles = (value for key, value in record.items() if plain_name(key) in _TITLES)
    title = next((text for text in titles if isinstance(text, str) and text.strip()), "")
    return {_LIST: title} if title else {}


def _are_pages(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(v, dict) and _under_known_names(v) for v in values)


def _are_records(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(v, dict) and is_itself_one(v) for v in values)


def is_itself_one(record: Mapping[str, Any]) -> bool:
    """Whether an object has a title or an id, and so is no answer around records."""
    return "title" in record or any(
        plain_name(key) in _OF_A_RECORD and value not in (None, "", [], {})
        for key, value in record.items()
    )


def unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with what it says in ``attributes``, ``fields`` or the like beside its id.

    Azure DevOps' names are without what stands before them: ``System.Title``. Its tags are a list.
    """
    return _unwrapped(record, _WRAPPED)


def _unwrapped(record: Mapping[str, Any], wrapped: Sequence[str]) -> Mapping[str, Any]:
    if any(plain_name(name) in _TITLES for name in record):
        return record
    for name in wrapped:
        inner = record.get(name)
        if not isinstance(inner, dict):
            continue
        if name == "data":  # an archive's, around a record of any tool
            inner = _unwrapped(inner, _WRAPPED[:2])
        said = {_AZURE.sub("", key): _listed(key, value) for key, value in inner.items()}
        if any(plain_name(key) in _TITLES for key in said):
            ident = {"id": record["id"]} if "id" in record else {}
            beside = {k: v for k, v in record.items() if k not in (name, "type")}
            return {**beside, **said, **ident}
    return record


def _listed(name: str, value: object) -> object:
    """A value; tags of Azure DevOps, ``web; ui``, as a list."""
    if name != "System.Tags" or not isinstance(value, str):
        return value
    return [tag for part in value.split(";") if (tag := part.strip())]


def error_in(records: list[object]) -> str | None:
    """What went wrong, in the words of an answer with nothing else in it; None for any other."""
    told = [record.get(name) for record in records if isinstance(record, dict) for name in _WRONG]
    said = " · ".join(dict.fromkeys(filter(None, map(_words, told))))
    if not said or any(map(_has_title, each_inside(records))):
        return None
    return said[:_MOST_SAID]


def _has_title(record: object) -> bool:
    return isinstance(record, dict) and any(
        plain_name(name) in _TITLES for name in unwrapped(record)
    )


def _words(value: object) -> str:
    """What a text says, an object, or each item of a list."""
    if isinstance(value, list):
        return " · ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        said = [value[name] for name in _SAYS if isinstance(value.get(name), str)]
        return next((" ".join(text.split()) for text in said if text.strip()), "")
    return " ".join(value.split()) if isinstance(value, str) else ""
