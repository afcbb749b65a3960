"""``tix rules``: the desk's rules, and what they would have done."""

from collections.abc import Sequence

import click

from tix.actions.rule_list import ListedRule, list_rules, rule_object, write_starts
from tix.console.command_group import CommandGroup
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.model.rules.rule import AtRule, EveryRule


@click.group("rules", cls=CommandGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@quiet_option
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List the rules of rules.yaml: when each runs, for which tickets, and what it does.

    A rule at a time or every so often fires for what is due from its 'from' on; where that is
    missing, it is written now. tix tick runs those; rules on events run within each change.

    \b
    Examples:
      tix rules
      tix rules --json
      tix rules test --last 30d
    """
    if context.invoked_subcommand is None:
        _list(context.ensure_object(Session), as_json)


def _list(session: Session, as_json: bool) -> None:
    names, outcome = write_starts(session)
    if outcome is not None:
        session.done(outcome, f"from now on: {', '.join(names)}")
    listed = list_rules(session)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text([rule_object(each) for each in listed]))
    elif not listed:
        session.say("the desk has no rules (docs/rules.md: they stand in rules.yaml)")
    elif session.screen.for_people:
        session.page(_table(session, listed))
    else:
        from tix.terminal.tsv import tsv

        session.print(tsv([_row(each) for each in listed]))


def _row(listed: ListedRule) -> Sequence[str]:
    """Name, time, query, what it does, and from when on."""
    from tix.model.times import format_time

    rule = listed.rule
    if isinstance(rule, EveryRule):
        since = rule.since
        return rule.name, rule.timing, "", listed.does, format_time(since) if since else ""
    start = rule.since if isinstance(rule, AtRule) else None
    return rule.name, rule.timing, rule.when, listed.does, format_time(start) if start else ""


def _table(session: Session, listed: Sequence[ListedRule]) -> str:
    from tix.terminal.table import Cell, Column, render

    columns = (
        Column("rule", flexible=True, minimum=12),
        Column("runs", flexible=True, minimum=10),
        Column("for", flexible=True, minimum=8),
        Column("does", flexible=True, minimum=16),
        Column("next", minimum=10),
    )
    rows = []
    for each in listed:
        name, timing, when, does, _ = _row(each)
        following = session.local_time(each.next) if each.next else ""
        rows.append([Cell(name), Cell(timing), Cell(when), Cell(does), Cell(following)])
    return render(columns, rows, session.screen.width, session.screen.styles)


@command.command("test")
@click.argument("words", metavar="[ID...]", nargs=-1, shell_complete=complete_ids)
@click.option("--last", metavar="TIME", help="What happened within that time; 30d without ids.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_session
def test_command(session: Session, words: tuple[str, ...], last: str | None, as_json: bool) -> None:
    """Say what the rules would have done, and change nothing.

    With ids: to these tickets, in all their history; else to all in the last 30 days. Each change
    is looked at as it was, without what rules would have changed before. Commits that no rule had a
    part in, because git made them or the rule is younger, are told, too.

    \b
    Examples:
      tix rules test --last 30d
      tix rules test k7f
      tix rules test --last 7d --json
    """
    from tix.actions.rule_test import WouldHave, test_object, would_have
    from tix.model.times import format_time

    idents = session.ids(words) if words else None
    found = would_have(session, idents, last)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text([test_object(each) for each in found]))
        return

    def row(each: WouldHave) -> Sequence[str]:
        did = "yes" if each.did else "no"
        return format_time(each.at), each.rule, each.ticket, each.why, did, each.does

    if not found:
        session.say("the rules would have done nothing")
    elif session.screen.for_people:
        from tix.terminal.table import Cell, Column, render

        columns = (
            Column("when"),
            Column("rule", flexible=True, minimum=12),
            Column("ticket"),
            Column("why", flexible=True, minimum=10),
            Column("done"),
            Column("what", flexible=True, minimum=16),
        )
        rows = [[Cell(session.local_time(each.at)), *map(Cell, row(each)[1:])] for each in found]
        session.page(render(columns, rows, session.screen.width, session.screen.styles))
    else:
        from tix.terminal.tsv import tsv

        session.print(tsv([row(each) for each in found]))
