"""Whose word about a sender counts, in the words of servers that many have."""

import pytest

from tix.mail.authentication import verified, vouching_host
from tix.mail.message import read_mail

GMAIL = (
    "mx.google.com;\n dkim=pass header.i=@acme.example header.s=s1 header.b=AbC;\n"
    " spf=pass (google.com: domain of jo@acme.example designates 192.0.2.1 as permitted sender)"
    " smtp.mailfrom=jo@acme.example;\n dmarc=pass (p=REJECT sp=REJECT dis=NONE)"
    " header.from=acme.example"
)
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=acme.example; desk.example; dkim=pass"
    " (signature was\n verified) header.d=acme.example;desk.example; dmarc=pass action=none\n"
    " header.from=acme.example;compauth=pass reason=100"
)
FORGED = MICROSOFT.replace("spf=pass", "spf=fail").replace("dkim=pass", "dkim=none").replace(
    "header.d=acme", "header.d=evil").replace("dmarc=pass", "dmarc=fail")  # fmt: skip
CLAIMED = MICROSOFT.replace("spf=pass", "microsoft365; spf=pass")


@pytest.mark.parametrize(
    ("results", "hosts", "says", "host"),
    [
        (GMAIL, ["mx.google.com"], True, "mx.google.com"),
        (GMAIL, ["microsoft365"], None, "mx.google.com"),
        (MICROSOFT, ["microsoft365"], True, "microsoft365"),
        (MICROSOFT, ["mx.google.com"], None, "microsoft365"),
        (FORGED, ["microsoft365"], False, "microsoft365"),
        (CLAIMED, ["microsoft365"], None, "microsoft365"),
    ],
)
def test_a_server_vouches(results: str, hosts: list[str], says: bool | None, host: str) -> None:
    mail = read_mail(
        f"Authentication-Results: {results}\nFrom: Jo <jo@acme.example>\n\nHelp.\n".encode()
    )
    assert verified(mail, hosts) is says
    assert vouching_host(mail) == host
