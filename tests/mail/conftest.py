"""Fixtures of fetching that other tests of mail need, too."""

from tests.mail.fetching.conftest import maildir

__all__ = ["maildir"]
