"""A support desk whose mail a program takes: clones of one remote, and the letters that left."""

import email
import email.policy
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.sync.clones import Team, make_team

JO = "jo@acme.example"
"""Somebody who asks."""

_SETTINGS = """
mail: {address: support@example.org}
people:
- {name: Ana Lima, mail: ana@example.org}
teams: {support: [ana@example.org, bob@example.org, cleo@example.org]}
"""

_SENDMAIL = """#!/bin/sh
# a mail server's program: each letter becomes a file; `answer-TO` says how it exits instead
for to; do :; done
no={folder}/answer-$to
if [ -f "$no" ]; then cat "$no" >&2; exit "$(head -c 2 "$no")"; fi
new=$(mktemp {folder}/scratch/XXXXXXXX)
cat > "$new"
mv "$new" {folder}/letters/
"""

_DISPATCH = """\
format: 1
desks:
- desk: {remote}
  key: 5f0c3a6e8b1d4f7a9c2e5b8d1f4a7c0e
  sendmail: {program}
"""


@dataclass(frozen=True)
class Office:
    """``team`` are the clones; ``folder`` has what the program took."""

    team: Team
    folder: Path

    @property
    def ana(self) -> DeskInFiles:
        """Ana's clone."""
        return self.team.clones[0]

    @property
    def bob(self) -> DeskInFiles:
        """Bob's clone."""
        return self.team.clones[1]

    @property
    def letters(self) -> list[EmailMessage]:
        """What has arrived."""
        paths = sorted((self.folder / "letters").iterdir(), key=lambda path: path.stat().st_mtime)
        return [_read(path) for path in paths]

    @property
    def told(self) -> list[tuple[str, str]]:
        """To whom, and the ticket in the subject, of what has arrived; sorted."""
        return sorted(
            (m["To"].addresses[0].addr_spec, m["Subject"].partition("[")[2][:6])
            for m in self.letters
        )

    @property
    def texts(self) -> list[str]:
        """What they say."""
        bodies = [letter.get_body(("plain",)) for letter in self.letters]
        return [str(body.get_content()) for body in bodies if body is not None]

    @property
    def message_ids(self) -> Mapping[str, int]:
        """How often each message arrived."""
        return Counter(message["Message-ID"] for message in self.letters)

    def answers(self, text: str | None, to: str = JO) -> None:
        """From now on the program exits with the number at the beginning of a text, for letters to
        somebody; None: 0."""
        path = self.folder / f"answer-{to}"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text)

    def share(self, clone: DeskInFiles) -> None:
        """Sync, without sending."""
        clone.call("sync")


def _read(path: Path) -> EmailMessage:
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def make_office(folder: Path, desk: DeskInFiles, size: int = 2) -> Office:
    """An office in a folder; the ledger isn't set up."""
    settings = desk.root / "tix.yaml"
    settings.write_text(settings.read_text() + _SETTINGS)
    desk.commit("mail")
    team = make_team(folder, desk, size)
    place = folder / "mail"
    for name in ("letters", "scratch"):
        (place / name).mkdir(parents=True)
    program = place / "sendmail"
    program.write_text(_SENDMAIL.format(folder=place))
    program.chmod(0o755)
    office = Office(team, place)
    write_dispatch(office)
    return office


def write_dispatch(office: Office) -> None:
    """Let the user's machine send for an office."""
    dispatch = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    dispatch.parent.mkdir(parents=True, exist_ok=True)
    program = office.folder / "sendmail"
    dispatch.write_text(_DISPATCH.format(remote=office.team.remote, program=program))
    dispatch.chmod(0o600)
