"""Options of other tools in the lists of records."""

import pytest

from tests.conftest import DeskInFiles
from tix.console.record_habits import term_for_option


@pytest.mark.parametrize(
    ("group", "option", "term"),
    [
        ("invoice", "--status", "status:VALUE"),
        ("invoice", "--overdue", "is:overdue"),
        ("invoice", "--due-before", "'due:<DATE'"),
        ("invoice", "--issued", "issued:DATE"),
        ("customer", "--sort", "sort:FIELD"),
        ("customer", "--reverse", "sort:-FIELD"),
        ("customer", "--contract-until-after", "'contract_until:>DATE'"),
        ("asset", "--labels", "label:VALUE"),
        ("kb", "--label", "label:VALUE"),
    ],
)
def test_an_option_that_is_a_field_is_answered_with_a_term(
    desk: DeskInFiles, group: str, option: str, term: str
) -> None:
    refused = desk.call(group, "list", option, "x", code=2).stderr
    assert f"hint: in the query: {term}\n" in refused
    field = "name" if group == "customer" else "label"
    typed = term.strip("'").replace("DATE", "2026-12-01").replace("FIELD", field)
    desk.call(group, "list", typed)


@pytest.mark.parametrize(
    ("group", "option"),
    [("invoice", "--status-before"), ("customer", "--overdue"), ("customer", "--assigned"),
     ("invoice", "--is"), ("customer", "-s"), ("nothing", "--label")],
)  # fmt: skip
def test_what_a_kind_doesnt_have_is_no_term_of_its_list(group: str, option: str) -> None:
    assert term_for_option(group, option) is None
