"""``dispatch.yaml``: which desk is served, what is written in it, and what is refused (D6)."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.storage.conftest import make_code
from tix.mail.dispatch import Dispatch, Limits, Mailbox, Receiver, Server, Webhook
from tix.mail.dispatch_file import DispatchFileError, parse, read_dispatch
from tix.mail.secret import Secret, SecretError

WHOLE = """\
format: 1
desks:
- desk: https://git.example/desk.git
  key: 0123456789abcdef            # signs tags
  old_keys: [fedcba9876543210]
  authentication: [MX.example.org]
  smtp: {host: mail.example.org, port: 2525, user: desk, password_command: pass mail}
  mailboxes:
  - {kind: imap, host: mail.example.org, user: support, password: hush, after: move Done}
  - {kind: imap, host: 127.0.0.1, security: none, port: 1143, user: a, token_command: token}
  - {kind: maildir, path: /var/mail/desk, after: delete}
  - {kind: mbox, path: /var/mail/support}
  channels: {ana-phone: "ntfy://host/topic", bob: {command: pass bob}}
  webhooks:
  - {name: crm, url: "https://crm.example.org/in", secret: whsec_x, events: [done], private: yes}
  receive:
  - {name: github, secret: a long text}
  - {name: shop, secret_command: pass shop}
  limits: {sender_per_day: 3}
- desk: /srv/other
  sendmail: /usr/bin/msmtp -a desk
"""


def of(text: str) -> Dispatch:
    return parse(Path("dispatch.yaml"), text)[0]


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "dispatch.yaml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_all_that_may_be_in_it() -> None:
    found, other = parse(Path("dispatch.yaml"), WHOLE)
    support = Server("mail.example.org", 993, "tls", "support", Secret("password", "hush"), None)
    assert found == Dispatch(
        desk="https://git.example/desk.git",
        key=Secret("key", "0123456789abcdef"),
        old_keys=(Secret("key", "fedcba9876543210"),),
        authentication=("mx.example.org",),
        smtp=Server(
            "mail.example.org", 2525, "starttls", "desk", Secret("password", command="pass mail")
        ),
        mailboxes=(
            Mailbox("imap", support, after="move", target="Done"),
            Mailbox("imap", Server("127.0.0.1", 1143, "none", "a", None,
                                   Secret("token", command="token"))),
            Mailbox("maildir", path="/var/mail/desk", after="delete"),
            Mailbox("mbox", path="/var/mail/support"),
        ),
        channels={"ana-phone": Secret("address", "ntfy://host/topic"),
                  "bob": Secret("address", command="pass bob")},
        receive=(
            Receiver("github", Secret("secret", "a long text")),
            Receiver("shop", Secret("secret", command="pass shop")),
        ),
        webhooks=(Webhook("crm", "https://crm.example.org/in", Secret("secret", "whsec_x"),
                          ("done",), private=True),),
        limits=Limits(sender_per_day=3),
    )  # fmt: skip
    assert other.sendmail == ("/usr/bin/msmtp", "-a", "desk")
    assert found.mailboxes[0].shown == "imap support@mail.example.org:993/INBOX"
    assert "hush" not in repr(found) and "0123456789abcdef" not in repr(found)


@pytest.mark.parametrize(
    "asked, is_served",
    [
        ("https://git.example/desk.git", True),
        ("https://git.example/desk", True),
        ("https://ana:token@git.example/desk.git/", True),
        ("https://git.example/desk2.git", False),
        ("https://git.example@evil.example/desk.git", False),
        ("https://evil.example/https://git.example/desk.git", False),
        ("git.example/desk.git", False),
    ],
)
def test_only_the_desk_that_is_named_is_served(tmp_path: Path, asked: str, is_served: bool) -> None:
    path = write(tmp_path, WHOLE)
    assert (read_dispatch(path, {asked}) is not None) is is_served


def test_a_path_is_one_path_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "desk")
    path = write(tmp_path, f"desks:\n- desk: {tmp_path}/link/\n")
    assert read_dispatch(path, {str(tmp_path / "desk")})
    assert read_dispatch(path, {f"file://{tmp_path}/desk"})
    assert read_dispatch(path, {str(tmp_path)}) is None


def test_no_file_serves_nothing(tmp_path: Path) -> None:
    assert read_dispatch(tmp_path / "dispatch.yaml", {"/a"}) is None
    assert read_dispatch(tmp_path / "no" / "dispatch.yaml", {"/a"}) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path, WHOLE, mode)
    with pytest.raises(DispatchFileError) as caught:
        read_dispatch(path, {"/a"})
    assert str(caught.value) == f"{path}: others may read it"
    assert caught.value.hint == f"chmod 600 {path}"


IN_A_DESK = [
    ("mailboxs: []", "'mailboxs' is no setting of a desk", "mailboxes"),
    ("key: short", "this can't be a key", "at least 16"),
    ("smtp: {host: a.example, securty: tls}", "'securty' is no setting of smtp", "security"),
    ("smtp: {host: a.example, security: none}", "none is for this machine, not for a.ex", "tls"),
    ("smtp: {host: a.example, security: ssl}", "security can't be 'ssl'", "tls"),
    ("smtp: {port: 25}", "smtp has no host", "host:"),
    ("smtp: {host: a.example, port: 99999}", "port must be a number from 1 to 65535", None),
    ("smtp: {host: a.example, user: x}", "smtp has no password", "password_command"),
    ("smtp: {host: 'https://a.example'}", "can't be a host", None),
    ("smtp: {host: a.example, user: x, password: hush, password_command: y}", "not both", None),
    ("sendmail: sendmail", "sendmail must be a whole path", "/usr/sbin"),
    ("mailboxes: {kind: imap}", "mailboxes must be a list", None),
    ("mailboxes: [{host: a}]", "a mailbox has no kind", None),
    ("mailboxes: [{kind: imp}]", "kind can't be 'imp'", "imap"),
    ("mailboxes: [{kind: maildir, path: mail}]", "'mail' must be a whole path", None),
    ("mailboxes: [{kind: mbox, path: /a, folder: x}]", "'folder' is no setting of mbox", None),
    ("mailboxes: [{kind: mbox, path: /a, after: mov X}]", "after can't be 'mov X'", "move"),
    ("mailboxes: [{kind: mbox, path: /a, after: move}]", "after can't be 'move'", "move and a"),
    ("mailboxes: [{kind: mbox, path: /a}, {kind: mbox, path: /a}]", "stands here twice", None),
    ("mailboxes: [{kind: imap, host: a.example}]", "imap has no user", None),
    ("channels: {mail: 'ntfy://a'}", "no channel can be called mail", None),
    ("webhooks: [{name: a, url: 'ftp://a', secret: x}]", "this url is none of https", None),
    ("receive: [{name: a}]", "has a name and a secret", None),
    ("receive: [{secret: x}]", "has a name and a secret", None),
    ("receive: [{name: a, secret: x, url: y}]", "'url'", None),
    ("webhooks: [{name: a, url: 'https://a'}]", "a webhook has no secret", None),
    ("webhooks: [{name: a, url: 'https://a', secret: x, events: [don]}]", "'don'", "done"),
    ("limits: {sender_per_day: 0}", "sender_per_day must be a number from 1", None),
    ("desk: /a", "stands here twice", None),
]


@pytest.mark.parametrize("setting, reason, hint", IN_A_DESK)
def test_what_is_wrong_is_named_with_its_line(setting: str, reason: str, hint: str | None) -> None:
    with pytest.raises(DispatchFileError) as caught:
        of(f"format: 1\ndesks:\n- desk: /srv/desk\n  {setting}\n")
    assert "dispatch.yaml: line 4: " in str(caught.value)
    assert reason in str(caught.value)
    assert hint is None or hint in (caught.value.hint or "")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("desk: []", "line 1: 'desk' is no setting"),
        ("format: 2", "line 1: format must be 1"),
        ("desks: [{key: 0123456789abcdef}]", "line 1: which desk is this about?"),
        ("desks: [{desk: support}]", "'support' can't be a desk"),
        ("desks:\n- {desk: /a}\n- {desk: /a/}\n", "line 3: '/a' stands here twice"),
        ("desks: [", "line 1: "),
    ],
)
def test_what_is_wrong_at_the_top(text: str, reason: str) -> None:
    with pytest.raises(DispatchFileError) as caught:
        parse(Path("dispatch.yaml"), text)
    assert reason in str(caught.value)


def test_a_command_gives_the_secret() -> None:
    assert Secret("password", command="printf 'one\\ntwo\\n'").value() == "one"
    for command, reason in (
        ("echo hush; echo locked >&2; exit 3", "its command exited with 3 (locked)"),
        ("true", "its command printed nothing"),
        ("/no/such/program", "its command exited with 127"),
    ):
        with pytest.raises(SecretError) as caught:
            Secret("password", command=command).value()
        assert f"no password: {reason}" in str(caught.value) and "hush" not in str(caught.value)


def test_a_hostile_clone_is_not_served(desk: DeskInFiles) -> None:
    """A second remote of a trusted name makes no other desk of a clone."""
    place = Path(desk.environ["HOME"], ".config", "tix")
    place.mkdir(parents=True, exist_ok=True)
    write(place, "desks:\n- {desk: 'https://git.example/desk.git', authentication: [mx.example]}\n")
    mail = (
        "Authentication-Results: mx.example; dmarc=pass header.from=acme.example\n"
        "From: jo@acme.example\nSubject: s\nMessage-ID: <{}@a>\n\nx\n"
    )
    desk.git("remote", "add", "origin", "https://evil.example/desk.git")
    desk.git("remote", "add", "other", "https://git.example/desk.git")
    said = desk.call("mail", "receive", "--json", stdin=mail.format(1)).stdout
    assert '"verified": null' in said
    desk.git("remote", "set-url", "origin", "https://git.example/desk.git")
    said = desk.call("mail", "receive", "--json", stdin=mail.format(2)).stdout
    assert '"verified": true' in said


def test_a_desk_beside_code_is_called_by_the_repository(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    code = make_code(tmp_path / "code", environ)
    code.call("init")
    place = Path(environ["XDG_CONFIG_HOME"], "tix")
    place.mkdir(parents=True, exist_ok=True)
    write(place, f"desks:\n- {{desk: {code.root}, authentication: [mx.example]}}\n")
    mail = (
        "Authentication-Results: mx.example; dmarc=pass header.from=acme.example\n"
        "From: jo@acme.example\nSubject: s\nMessage-ID: <1@a>\n\nx\n"
    )
    assert '"verified": true' in code.call("mail", "receive", "--json", stdin=mail).stdout
