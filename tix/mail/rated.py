"""A message that rates a ticket: ``5 [rate TOKEN]`` in its subject, as the link in a letter has it.

The token shows that who sends it was asked to (``tix.model.work.rating_token``).
"""

import re

from tix.mail.message import Mail
from tix.mail.tags import Tagger
from tix.model.work.rating_token import BadTokenError, Invitation, invitation_of

_RATING = re.compile(r"^\D{0,80}([1-5])(?!\d).{0,80}?\[rate ([0-9a-z.]{20,200})\]", re.IGNORECASE)


def rating_in(mail: Mail, tagger: Tagger) -> tuple[Invitation, int] | None:
    """Who rates what, and how; None: the message is none that rates."""
    found = _RATING.search(mail.subject)
    for key in tagger.keys if found else ():
        try:
            assert found is not None
            return invitation_of(key, found[2]), int(found[1])
        except BadTokenError:
            continue
    return None
