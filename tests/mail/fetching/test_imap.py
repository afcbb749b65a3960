"""Fetching from a real IMAP server: logging in, TLS, marking, and lines that break off."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme

from tests.conftest import DeskInFiles
from tests.dovecot import PASSWORD, USER, Dovecot, Interruptions, needs_dovecot, token
from tests.mail.fetching.conftest import comments, dispatch, fetch, letter


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The file of an authority; a certificate for this machine, and its key."""
    needs_dovecot()
    folder = tmp_path_factory.mktemp("tls")
    own = trustme.CA()
    own.cert_pem.write_to_path(folder / "ca.pem")
    issued = own.issue_cert("localhost", "127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(folder / "chain.pem")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    return folder / "ca.pem", folder / "chain.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def running(authority: tuple[Path, Path, Path]) -> Iterator[Dovecot]:
    """An IMAP server."""
    with Dovecot((authority[1], authority[2])) as found:
        yield found


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """An IMAP server with an empty mailbox."""
    running.empty()
    return running


def box(port: int, more: str = "", security: str = "none") -> str:
    """The entry of a mailbox."""
    login = f"user: {USER}, password: {PASSWORD}"
    if "token_command" in more:
        login = f"user: {USER}"
    return f"{{kind: imap, host: 127.0.0.1, port: {port}, security: {security}, {login}{more}}}"


@pytest.mark.slow
def test_what_waits_is_taken_once(mail_desk: DeskInFiles, server: Dovecot) -> None:
    dispatch(mail_desk, box(server.port))
    assert fetch(mail_desk) == []
    server.deliver(letter("one"), letter("two", more="In-Reply-To: <one@acme.example>\n"))
    opened, replied = fetch(mail_desk)
    assert (opened["result"], replied["result"]) == ("opened", "replied")
    assert server.flags() == ["\\Seen", "\\Seen"]
    assert fetch(mail_desk) == []
    text = mail_desk.file_of(opened["ticket"]).read_text()
    assert "<one@acme.example>" in text and PASSWORD not in text

    # somebody looks at a message before it is fetched
    server.deliver(letter("three"), flags="\\Seen")
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<three@acme.example>"]
    assert fetch(mail_desk) == []


def test_a_command_gives_the_password(mail_desk: DeskInFiles, server: Dovecot) -> None:
    entry = box(server.port).replace(f"password: {PASSWORD}", f"password_command: echo {PASSWORD}")
    dispatch(mail_desk, entry)
    server.deliver(letter("one"))
    assert len(fetch(mail_desk)) == 1
    dispatch(mail_desk, entry.replace("echo", "false"))
    said = mail_desk.call("mail", "fetch", code=1).stderr
    assert "no password: its command exited with 1" in said


@pytest.mark.slow
def test_a_token_logs_in(mail_desk: DeskInFiles, server: Dovecot) -> None:
    dispatch(mail_desk, box(server.port, f", token_command: echo {token()}"))
    server.deliver(letter("one"))
    assert len(fetch(mail_desk)) == 1
    dispatch(mail_desk, box(server.port, f", token_command: echo {token()}x"))
    said = mail_desk.call("mail", "fetch", code=1).stderr
    assert "it refuses the login" in said and "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls(
    mail_desk: DeskInFiles,
    server: Dovecot,
    authority: tuple[Path, Path, Path],
    security: str,
) -> None:
    port = server.tls_port if security == "tls" else server.port
    dispatch(mail_desk, box(port, security=security))
    server.deliver(letter("one"))
    said = mail_desk.call("mail", "fetch", code=1).stderr
    assert "its certificate isn't trusted" in said
    trusting = {**mail_desk.environ, "SSL_CERT_FILE": str(authority[0])}
    assert len(fetch(DeskInFiles(mail_desk.root, trusting))) == 1


@pytest.mark.slow
def test_after(mail_desk: DeskInFiles, server: Dovecot) -> None:
    for number, (after, folder) in enumerate((("move Døne & more", "D&APg-ne &- more"),
                                              ("delete", ""))):  # fmt: skip
        dispatch(mail_desk, box(server.port, f", after: {after}"))
        server.deliver(letter(f"n{number}"))
        assert len(fetch(mail_desk)) == 1
        assert server.flags() == []
        assert not folder or server.flags(folder) == [""]


@pytest.mark.slow
def test_another_folder(mail_desk: DeskInFiles, server: Dovecot) -> None:
    dispatch(mail_desk, box(server.port, ", folder: Help"))
    assert "it has no folder Help to open" in mail_desk.call("mail", "fetch", code=1).stderr
    server.deliver(letter("one"), folder="Help")
    assert len(fetch(mail_desk)) == 1


@pytest.mark.slow
def test_what_was_there_before_stays(mail_desk: DeskInFiles, server: Dovecot) -> None:
    with server.client() as line:
        line.append("INBOX", "", '"01-Jan-2026 09:00:00 +0000"', letter("old"))
    dispatch(mail_desk, box(server.port))
    assert fetch(mail_desk) == [] and server.flags() == [""]
    dispatch(mail_desk, box(server.port, ", since: 2026-01-01"))
    assert len(fetch(mail_desk)) == 1


@pytest.mark.slow
def test_a_server_that_cannot_be_reached(mail_desk: DeskInFiles, server: Dovecot) -> None:
    dispatch(mail_desk, box(server.port).replace(PASSWORD, "wrong"))
    said = mail_desk.call("mail", "fetch", code=1).stderr
    assert f"imap support@127.0.0.1:{server.port}/INBOX: it refuses the login" in said
    assert "wrong" not in said
    dispatch(mail_desk, box(1))
    assert "Connection refused" in mail_desk.call("mail", "fetch", code=1).stderr


@pytest.mark.parametrize(
    "commands",
    [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)],
)
def test_a_line_that_breaks_off(mail_desk: DeskInFiles, server: Dovecot, commands: int) -> None:
    """After every command, after every second, after every third."""
    line = Interruptions(server.port, commands)
    dispatch(mail_desk, box(line.port))
    count = 4
    server.deliver(*(letter(f"n{number}") for number in range(count)))
    for _ in range(3):
        mail_desk.call("mail", "fetch", code=None)
    line.close()
    assert line.cuts
    assert server.flags() == ["\\Seen"] * count
    assert len(comments(mail_desk.root)) == count


@pytest.mark.slow
def test_a_message_that_the_server_cannot_give_out(mail_desk: DeskInFiles, server: Dovecot) -> None:
    """Some servers have such; the others behind it are taken in all the same."""
    line = Interruptions(
        server.port, instead={b"FETCH 2 (UID BODY.PEEK[])": b"FETCH 2 (UID BINARY.PEEK[1])"}
    )
    dispatch(mail_desk, box(line.port))
    odd = letter("two", more="MIME-Version: 1.0\nContent-Transfer-Encoding: rot13\n")
    server.deliver(letter("one"), odd, letter("three"))
    for count in (2, 0):
        done = mail_desk.call("mail", "fetch", "--json", code=1)
        assert "a message can't be read and stays there: [UNKNOWN-CTE]" in done.stderr
        assert done.stdout.count('"opened"') == count
    line.close()
    assert server.flags() == ["\\Seen", "", "\\Seen"]
    dispatch(mail_desk, box(server.port))
    assert [each["message_id"] for each in fetch(mail_desk)] == ["<two@acme.example>"]


@pytest.mark.slow
def test_two_clones_fetch_at_once(clones: Callable[[str], DeskInFiles], server: Dovecot) -> None:
    few = [clones(name) for name in ("ana", "bob")]
    bare = few[0].root.parent / "remote.git"
    for each in few:
        dispatch(each, box(server.port), name=str(bare))
    for number in range(0, 8, 2):
        answer = letter(f"n{number + 1}", more=f"In-Reply-To: <n{number}@acme.example>\n")
        server.deliver(letter(f"n{number}"), answer)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda each: each.run("mail", "fetch"), few))
    for each in few:
        each.call("sync")
        found = comments(each.root)
        assert len(found) == 8 and len({line.split()[2] for line in found}) == 8
        assert len({line.split()[0] for line in found}) == 4
    assert server.flags() == ["\\Seen"] * 8
