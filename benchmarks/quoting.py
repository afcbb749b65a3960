"""How much of a public set of replies is told apart rightly: what is new from what is quoted.

    git clone https://github.com/crisp-oss/email-reply-parser /tmp/replies/crisp
    git clone https://github.com/alfonsrv/mail-parser-reply /tmp/replies/alfonsrv
    pip install mail-parser-reply email-reply-parser quotequail talon
    python -m benchmarks.quoting /tmp/replies/crisp /tmp/replies/alfonsrv --record

The replies are the test files of two packages; each clone is taken at the commit in quoting.json.
That file says for each reply, by the numbers of its lines, which are new, and behind a bar which
may go either way (signatures, lists' footers, quoted lines that are answered below them); blank
lines don't count. All others are quoted. A reply is right if every new line is in the answer and
no quoted one is. Packages that aren't installed are left out.
"""

import argparse
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from benchmarks import results
from tix.mail.quoting import new_text

LABELS = Path(__file__).with_suffix(".json")

Find = Callable[[str], str]
"""Gives what is new in the text of a reply."""


def main() -> None:
    """Print how many each package gets right, and those that tix doesn't."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clones", nargs="+", type=Path)
    parser.add_argument("--misses", help="print what this package gets wrong")
    parser.add_argument("--results", type=Path, default=results.FOLDER)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    replies = [reply for clone in given.clones for reply in _replies(clone)]
    found: dict[str, int] = {}
    for name, find in packages().items():
        wrong = [title for title, text, label in replies if not is_right(find(text), text, label)]
        found[name] = len(replies) - len(wrong)
        print(f"{name:20} {found[name]:4} of {len(replies)}")
        if name == given.misses:
            print(*(f"    {title}" for title in wrong), sep="\n")
    if given.record:
        record = results.read(given.results)
        record.setdefault("mail", {})["quoting"] = {"right": found, "replies": len(replies)}
        results.write(given.results, record)


def _replies(clone: Path) -> Iterator[tuple[str, str, str]]:
    """Each reply's name, text and label."""
    address = _git(clone, "remote", "get-url", "origin").strip()
    name, wanted = next(
        (name, found) for name, found in json.loads(LABELS.read_text()).items()
        if address.removesuffix(".git").endswith(name)
    )  # fmt: skip
    for title, label in wanted["replies"].items():
        path = f"{wanted['commit']}:{wanted['folder']}/{title}.txt"
        yield f"{name} {title}", _git(clone, "show", path), label


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", clone, *words], check=True, capture_output=True)
    return done.stdout.decode()


def packages() -> dict[str, Find]:
    """What there is, by name."""
    found: dict[str, Find] = {"tix": new_text}
    for name, load in _OTHERS.items():
        try:
            found[name] = load()
        except ImportError:
            print(f"{name:20} isn't installed")
    return found


def _mail_parser_reply() -> Find:
    package = import_module("mailparser_reply")
    languages = list(import_module("mailparser_reply.constants").MAIL_LANGUAGES)
    parser = package.EmailReplyParser(languages=languages)
    return lambda text: str(parser.parse_reply(text) or "")


def _email_reply_parser() -> Find:
    package = import_module("email_reply_parser")
    return lambda text: str(package.EmailReplyParser.parse_reply(text))


def _quotequail() -> Find:
    package = import_module("quotequail")

    def find(text: str) -> str:
        parts = package.quote(text)
        return "\n".join(part for is_new, part in parts if is_new)

    return find


def _talon() -> Find:
    package = import_module("talon.quotations")
    return lambda text: str(package.extract_from_plain(text))


_OTHERS: dict[str, Callable[[], Find]] = {
    "mail-parser-reply": _mail_parser_reply,
    "email-reply-parser": _email_reply_parser,
    "quotequail": _quotequail,
    "talon": _talon,
}


def is_right(answer: str, text: str, label: str) -> bool:
    """Whether an answer has all that is new and nothing that is quoted, in its order."""
    given = [line for line in map(_plain, answer.splitlines()) if line]
    lines = [_plain(line) for line in text.splitlines()]
    new, _, either = label.partition("|")
    wanted, allowed = _numbers(new, len(lines)), _numbers(either, len(lines))
    at = 0
    for number, line in enumerate(lines, 1):
        if not line or number not in wanted | allowed:
            continue
        if at < len(given) and given[at] == line:
            at += 1
        elif number in wanted:
            return False
    return at == len(given)


def _plain(line: str) -> str:
    return " ".join(re.sub(r"[\u200b\ufeff]", "", line).split())


def _numbers(ranges: str, last: int) -> set[int]:
    """``1-5 9 12-`` as numbers; an open end is the last line."""
    found: set[int] = set()
    for part in ranges.split():
        first, dash, end = part.partition("-")
        found |= set(range(int(first), (int(end or last) if dash else int(first)) + 1))
    return found


if __name__ == "__main__":
    main()
