"""Opening an address in the user's browser, without telling anybody else on the machine.

Arguments of a process can be read by everybody; a file of mode 0600 can't.
"""

import os
import tempfile
import webbrowser
from html import escape
from pathlib import Path

_PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={}">'


def open_in_browser(address: str) -> bool:
    """Open a page that leads there; False if there is no browser. The page is left to who cleans up
    temporary files: browsers read it whenever they like."""
    descriptor, name = tempfile.mkstemp(prefix="tix-", suffix=".html")
    with os.fdopen(descriptor, "w") as file:
        file.write(_PAGE.format(escape(address)))
    return webbrowser.open(Path(name).as_uri())
