"""Options of other tools in the lists of records, ``tix invoice list``, as terms of a query."""

from tix.model.records.kinds import BY_NAME
from tix.query.fields import QueryField, Reading, built_in_of, plain_name
from tix.query.habits import for_shell

_SORTED = ("sort", "sort_by", "order", "order_by", "orderby", "asc")
_SORTED_BACK = ("reverse", "desc", "descending")
_DAYS = (("_before", ":<DATE"), ("_after", ":>DATE"))


def term_for_option(group: str, option: str) -> str | None:
    """What to write in the query of ``tix GROUP list`` instead of an option that it doesn't have;
    None if nobody knows."""
    kind = BY_NAME.get(group)
    if kind is None or not option.startswith("--"):
        return None
    name = plain_name(option[2:])
    if name in kind.states:
        return f"in the query: is:{name}"
    if name in _SORTED:
        return "in the query: sort:FIELD"
    if name in _SORTED_BACK:
        return "in the query: sort:-FIELD"
    fields = {plain_name(each): field for field in built_in_of(kind) for each in field.names}
    term = _term(name, fields)
    return f"in the query: {for_shell(term)}" if term else None


def _term(name: str, fields: dict[str, QueryField]) -> str | None:
    for ending, behind in _DAYS:
        day = fields.get(name.removesuffix(ending))
        if name.endswith(ending) and day and day.reading is Reading.DATE:
            return f"{day.name}{behind}"
    field = fields.get(name)
    if field is None or field.reading in (Reading.IS, Reading.HAS):
        return None
    return f"{field.name}:{'DATE' if field.reading is Reading.DATE else 'VALUE'}"
