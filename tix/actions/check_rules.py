"""Checking ``rules.yaml`` and ``rules.fired``."""

from collections.abc import Iterator
from contextlib import suppress

from tix.actions.rules import RuleQueries, rules_in
from tix.actions.workspace import Workspace
from tix.errors import TixError
from tix.model.changes.check import Problem
from tix.model.layout import FIRED_FILE, RULES_FILE
from tix.model.rules.fired_file import bad_lines
from tix.model.rules.rule import AtRule, OnRule
from tix.model.rules.source import RulesError
from tix.storage.desk.rules import UnreadableRulesError, fired_file, rules_text


def rule_problems(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with the desk's rules, and which of them wait for a ``from``."""
    for line, text in bad_lines(fired_file(workspace.desk)):
        yield Problem(FIRED_FILE, line, "error", f"{text[:60]!r} is no id of a ticket")
    with suppress(TixError):  # tix.yaml is complained about elsewhere
        _ = workspace.config
        yield from _in_rules(workspace)


def _in_rules(workspace: Workspace) -> Iterator[Problem]:
    try:
        text = rules_text(workspace.desk)
        rules = rules_in(workspace, text or "")
    except UnreadableRulesError as error:
        yield Problem(RULES_FILE, error.line, "error", str(error))
        return
    except RulesError as error:
        yield _problem(error)
        return
    queries = RuleQueries(workspace, workspace.now)
    for rule in rules.rules:
        if isinstance(rule, OnRule | AtRule):
            try:
                queries.of(rule)
            except RulesError as error:
                yield _problem(error)
    for waiting in rules.without_start:
        text = f"the rule {waiting.name!r} has no 'from', so it doesn't fire (tix rules writes it)"
        yield Problem(RULES_FILE, waiting.line, "warning", text)


def _problem(error: RulesError) -> Problem:
    hint = f" ({error.hint})" if error.hint else ""
    return Problem(RULES_FILE, error.line, "error", error.reason + hint)
