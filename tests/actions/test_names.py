"""What people are called whom tickets name by their addresses alone."""

import json

from tests.conftest import NOW, DeskInFiles
from tix.actions.names import KnownNames
from tix.actions.workspace import Workspace
from tix.storage.desk.finding import find

JO = "jo@acme.example"


def test_an_address_in_place_of_a_name_is_no_name(desk: DeskInFiles) -> None:
    ident = desk.call("open", "Printer", "--requester", f"Jo <{JO}>").stdout.strip()
    event = {"id": "1", "type": "ticket.comment", "text": "x", "by": JO, "ticket": ident}
    desk.call("receive", stdin=json.dumps(event))
    assert f"· {JO} <{JO}> ·" in desk.call("show", ident).stdout
    assert KnownNames(Workspace(find(desk.root), NOW)).label(JO) == "Jo"
