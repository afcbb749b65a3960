"""``tix forget``: replace a person's name and addresses by a pseudonym."""

import sys
from collections.abc import Iterator

import click

from tix.console.completions import complete_people
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import NeedsPersonError, TixError
from tix.frozen import replace
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.forget import ForgetResult
    from tix.model.changes.person_forms import PersonForms
    from tix.model.people import Person

_FEW = 10


class NotConfirmedError(TixError):
    """The person didn't say yes."""

    def __init__(self, who: str) -> None:
        super().__init__("nothing was changed", hint=f"tix forget --yes {who!r}")


class StillNamedError(NeedsPersonError):
    """Places that tix doesn't change name the person still."""

    def __init__(self, places: tuple[str, ...]) -> None:
        shown = ", ".join(places[:_FEW]) + (" …" if len(places) > _FEW else "")
        super().__init__(f"they are still named in {shown}", hint="change or remove that by hand")


@click.command("forget")
@click.argument("who", metavar="PERSON", shell_complete=complete_people)
@click.option("-y", "--yes", is_flag=True, help="Don't ask.")
@click.option("-n", "--dry-run", is_flag=True, help="Say which files would change.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@quiet_option
@pass_session
def command(session: Session, who: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Replace a person's name and addresses by a pseudonym in every file of the desk.

    In tickets, archived ones too, comments, records, attachments, templates and tix.yaml; mails of
    theirs (mail.eml, and those in quarantine) are deleted, and what tix serve keeps of them here.
    tix undo doesn't take it back. What tix can't change is named, with exit code 4. git's history
    still has the name: this says how to rewrite that.

    \b
    Examples:
      tix forget jo@acme.example --dry-run
      tix forget jo@acme.example --yes
    """
    from tix.actions.forget import NotNamedError, forget  # for this alone

    if not (yes or dry_run):
        from tix.actions.people_data import forms_of_person

        forms_of_person(session, who)  # who isn't known is told before anything is asked
        if not _confirmed(who):
            raise NotConfirmedError(who)
    try:
        done = forget(session, who, dry_run=dry_run)
    except NotNamedError:
        if not _only_in_service(session, who, dry_run=dry_run):
            raise
        return
    done = replace(done, still=(*done.still, *_in_accounts(session, done.forms)))
    if count := _forget_in_service(session, done.forms, done.pseudonym, dry_run=dry_run):
        session.say(_told_of_service(count, dry_run=dry_run))
    if as_json:
        _print_json(session, done)
    _tell(session, done, dry_run=dry_run)
    if done.still:
        raise StillNamedError(done.still)


def _only_in_service(session: Session, who: str, *, dry_run: bool) -> bool:
    """Whether it was the service alone that knew them, which it no longer does."""
    from tix.actions.people_data import forms_of_person
    from tix.model.people import pseudonym

    forms = forms_of_person(session, who)
    still = tuple(_in_accounts(session, forms))
    count = _forget_in_service(session, forms, pseudonym("000000"), dry_run=dry_run)
    if count:
        session.say(_told_of_service(count, dry_run=dry_run))
    if still:
        raise StillNamedError(still)
    return bool(count)


def _forget_in_service(
    session: Session, forms: "PersonForms", by: "Person", *, dry_run: bool
) -> int:
    """What this user's ``tix serve`` keeps of them goes, too; how much that was."""
    from tix.commands.serve import NoStateError, state_path
    from tix.web.forgetting import forget_in_state

    try:
        path = state_path(session.desk.root)
    except NoStateError:
        return 0
    return forget_in_state(path, forms, by, dry_run=dry_run)


def _told_of_service(count: int, *, dry_run: bool) -> str:
    entries = "1 entry" if count == 1 else f"{count} entries"
    return f"tix serve {'would forget' if dry_run else 'has forgotten'} {entries} about them"


def _in_accounts(session: Session, forms: "PersonForms") -> Iterator[str]:
    """Accounts of theirs for the page, which somebody has to remove."""
    from tix.commands.serve_accounts import serve_file

    if session.user_config.path is None:
        return
    for user in serve_file(session).accounts.users:
        if forms.is_in(user.who):
            yield f"serve.yaml (tix serve user remove {user.key})"


def _confirmed(who: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"replace {who} in every file, for good?", default=False, err=True)


def _print_json(session: Session, done: "ForgetResult") -> None:
    from tix.model.record.json import json_text

    told = {
        "pseudonym": str(done.pseudonym), "changed": list(done.changed),
        "deleted": list(done.deleted), "still": list(done.still), "commits": done.commits,
        "partly": list(done.partly),
    }  # fmt: skip
    session.print(json_text(told))


def _tell(session: Session, done: "ForgetResult", *, dry_run: bool) -> None:
    from tix.actions.forget_history import mailmap, replacements

    counted = f"{len(done.changed)} file{'s' * (len(done.changed) != 1)} changed"
    if done.deleted:
        counted += f", {len(done.deleted)} deleted"
    if dry_run:
        for path in (*done.changed, *done.deleted):
            session.say(f"would change: {path}")
        session.say(f"would be: {counted}")
        _tell_partly(session, done)
        return
    if done.outcome is not None:
        session.done(done.outcome, f"{done.pseudonym} now: {counted}")
    by = f"; {done.commits} are by them" if done.commits else ""
    session.warn(f"earlier commits still name them, here and in every clone{by}")
    session.say(
        "to rewrite those: git filter-repo --replace-text TEXTS --replace-message TEXTS "
        "--mailmap MAP, with TEXTS"
    )
    for line in replacements(done):
        session.say(f"  {line}")
    session.say("and MAP")
    for line in mailmap(done):
        session.say(f"  {line}")
    session.say("then git push --force before any tix sync; sync tells everybody how to follow")
    _tell_partly(session, done)


def _tell_partly(session: Session, done: "ForgetResult") -> None:
    if done.partly:
        shown = ", ".join(done.partly[:10]) + (", …" if len(done.partly) > 10 else "")
        session.warn(f"a part of their name, which may mean them, stands in {shown}: have a look")
