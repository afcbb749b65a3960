"""What it costs to take in many messages, in ratios to parsing them with the standard library.

    python -m benchmarks.mail_volume [--messages 1000] [--tickets 1000] [--record]

``tix mail fetch`` takes them from a Maildir into a desk with a remote: every message is parsed,
filed, committed, pushed and marked. The floor is one Python process that reads the same files with
``email.message_from_binary_file`` (policy ``default``) and decodes each part. Messages are made by
a seed: half open tickets, half answer one of the last; a third have HTML, a tenth an attachment.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random

from benchmarks import results
from benchmarks.desks import CACHE, Shape, desk
from benchmarks.lives import END
from benchmarks.measuring import environment, load, measure
from benchmarks.words import text, title

TIX = [sys.executable, "-m", "tix"]
FLOOR = """
import email, sys
from email.policy import default
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=default)
    for part in message.walk():
        if not part.is_multipart():
            part.get_content()
"""


def main() -> None:
    """Measure once, print and, if wanted, record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--tickets", type=int, default=1000)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--results", type=Path, default=results.FOLDER)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = measured(Path(place), given.messages, desk(Shape(given.tickets), given.cache))
    found |= {"tickets": given.tickets, "load": load()}
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    if given.record:
        record = results.read(given.results)
        record.setdefault("mail", {})["volume"] = found
        results.write(given.results, record)


def measured(folder: Path, count: int, source: Path) -> dict[str, object]:
    """Ratios of clock and processor, and memory in MB."""
    clone, box = folder / "clone", folder / "Maildir"
    environ = environment(folder / "home") | {"PYTHONPATH": str(results.FOLDER.parent)}
    remote = folder / "remote.git"
    for there, here in ((source, remote), (remote, clone)):
        bare = ["--bare"] if here == remote else []
        command = ["git", "clone", "--quiet", *bare, str(there), str(here)]
        subprocess.run(command, check=True, env=environ, capture_output=True)
    with (clone / "tix.yaml").open("a") as file:
        file.write("\nmail: {address: support@harbour.example}\n")
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True)
    for number, message in enumerate(messages(count)):
        (box / "new" / f"{number:06}").write_bytes(bytes(message))
    dispatch = folder / "home" / ".config" / "tix" / "dispatch.yaml"
    dispatch.parent.mkdir(parents=True)
    entry = f"{{kind: maildir, path: {box}, since: 2020-01-01}}"
    dispatch.write_text(f"desks:\n- desk: {remote}\n  mailboxes: [{entry}]\n")
    dispatch.chmod(0o600)
    measure([*TIX, "sync"], clone, environ)
    floor = measure([sys.executable, "-c", FLOOR, str(box / "new")], clone, environ)
    cost = measure([*TIX, "mail", "fetch", "--json"], clone, environ, limit=3600)
    if taken(clone) != count:
        sys.exit(f"of {count} messages {taken(clone)} were taken in")
    return {
        "messages": count,
        "clock": round(cost.wall / floor.wall, 1),
        "processor": round(cost.cpu / floor.cpu, 1),
        "seconds": round(cost.wall, 1),
        "memory": round(cost.memory / 1000**2),
    }


def taken(clone: Path) -> int:
    """How many messages are in the desk that the remote has."""
    words = ["git", "log", "--format=%H", "--grep=^Mail: ", "origin/HEAD"]
    done = subprocess.run(words, cwd=clone, check=True, capture_output=True, text=True)
    return len(done.stdout.split())


def messages(count: int) -> Iterator[EmailMessage]:
    """Made-up messages, one a minute."""
    rng = Random("mail")
    recent: list[tuple[str, str]] = []
    for number in range(count):
        message = EmailMessage()
        who = f"jo{rng.randint(1, 50)}@acme.example"
        ident = f"<{number}.{rng.getrandbits(64):x}@acme.example>"
        message["From"] = f"Jo Silva <{who}>"
        message["To"] = "support@harbour.example"
        message["Date"] = END - timedelta(minutes=count - number)
        message["Message-ID"] = ident
        message["Subject"] = title(rng)
        if recent and number % 2:
            answered, who = rng.choice(recent)
            message.replace_header("From", f"Jo Silva <{who}>")
            message["In-Reply-To"] = answered
        words = text(rng, rng.randint(20, 200))
        message.set_content(words)
        if number % 3 == 0:
            message.add_alternative(f"<p>{words}</p>", subtype="html")
        if number % 10 == 0:
            message.add_attachment(
                rng.randbytes(50_000), maintype="image", subtype="png", filename="screen.png"
            )
        recent = [*recent[-20:], (ident, who)]
        yield message


if __name__ == "__main__":
    main()
