"""Forgetting a person in git's history: what ``git filter-repo`` needs to rewrite it."""

from collections.abc import Iterable

from tix.actions.forget import ForgetResult
from tix.model.changes.person_forms import mail_pattern


def replacements(result: ForgetResult) -> Iterable[str]:
    """Lines for ``git filter-repo --replace-text``: what history says, and what it should say."""
    for text in result.forms.written:
        if " " in text:
            yield f"{text}==>{result.pseudonym.name}"
    for mail in result.forms.mails:
        yield f"regex:(?i){mail_pattern(mail)}==>{result.pseudonym.mail}"


def mailmap(result: ForgetResult) -> Iterable[str]:
    """Lines for ``git filter-repo --mailmap``: who made the commits."""
    for mail in result.forms.mails:
        yield f"{result.pseudonym} <{mail}>"
