"""``tix search --kind``: records by their text, the best first."""

from collections.abc import Sequence

from tix.actions.find_records import find_records
from tix.console.json_options import JsonOptions
from tix.console.session import Session
from tix.model.record.kind import RecordKind
from tix.model.ticket.ticket import Ticket
from tix.query.ranking import passage, score
from tix.quick_typing import Any, cast
from tix.terminal import safe


def search_records(
    session: Session, kind: RecordKind[Any], words: Sequence[str], limit: int, json: JsonOptions
) -> None:
    """Print the records that a query finds: name, title and passage."""
    found, query = find_records(session, kind, words)
    for warning in query.warnings:
        session.warn(warning)
    terms = query.text_terms
    # what is looked at are columns of text, which records of every kind have
    hits = [(score(cast(Ticket, filed.record), terms), filed.record) for filed in found]
    hits.sort(key=lambda hit: (-hit[0], hit[1].id))
    if json:
        json.print_objects(session, (
            {kind.name: r.id, "title": kind.title_of(r), "score": value,
             "passage": _passage(r, terms) or None}
            for value, r in hits[:limit]
        ))  # fmt: skip
        return
    if not hits:
        session.say("nothing found")
        return
    rows = [[r.id, kind.title_of(r), _passage(r, terms)] for _, r in hits[:limit]]
    if session.screen.for_people:
        styles = session.screen.styles
        lines = [f"{styles.ident(name)}  {safe.line(title)}  {safe.line(text)}".rstrip()
                 for name, title, text in rows]  # fmt: skip
        session.page("\n".join(lines))
    else:
        from tix.terminal.tsv import tsv

        session.page(tsv(rows))
    if len(hits) > limit:
        session.say(f"the {limit} best of {len(hits)}; -n {len(hits)} shows all")


def _passage(record: Any, terms: Sequence[Any]) -> str:
    found = passage(cast(Ticket, record), terms)
    return found.line if found else ""
