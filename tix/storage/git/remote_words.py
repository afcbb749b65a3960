"""Messages of git, ssh and a remote about a connection: prompts, their origin, and reasons.

git's standard error is a mixture: its own lines, those of ssh (with the server's banner), and
what the remote printed, each after ``remote:``.
"""

import os
import re

_TOKEN = "TIX_TOKEN"
"""The variable that has a token for remotes over https (``tix.storage.git.token``)."""

_NO_REASON = (
    "To ", "Done", "hint:", "warning:", "Warning:", "Please make sure you have the correct",
    "and the repository exists.",
)  # fmt: skip
"""How lines begin that say nothing of the reason."""

_HUNG_UP = ("fatal: Could not read from remote repository", "fatal: the remote end hung up")
"""How git says that the other end is gone; why, stands above it."""

_GITS = ("fatal:", "ERROR:", "ssh:", "error:", "git: ")
"""How lines begin that name a reason, whatever stands above them."""


def asking(url: str) -> dict[str, str]:
    """The variables for talking with that address: names and passwords are asked for where somebody
    can answer, and a token is sent where there is one."""
    token = {}
    if given := os.environ.get(_TOKEN):
        from tix.storage.git.token import token_settings  # hardly anybody has one

        token = token_settings(url, given)
    try:
        with open("/dev/tty", "rb"):  # noqa: PTH123 (a device)
            return {"GIT_TERMINAL_PROMPT": os.environ.get("GIT_TERMINAL_PROMPT", "1"), **token}
    except OSError:
        return {"GIT_TERMINAL_PROMPT": "0", **token}


def may_ask(url: str) -> bool:
    """Whether git, or what it starts, may ask something on the way to that address."""
    return not url.startswith(("/", "./", "../", "file://", "git://"))


def own_words(complaint: str) -> str:
    """git's own messages, without those of the remote, which could say anything."""
    lines = re.split("[\r\n]", complaint)
    heard = ("remote:", "fatal: remote error:")
    return "\n".join(line for line in lines if not line.startswith(heard))


def said_in(complaint: str) -> list[str]:
    """The remote's messages, without colours."""
    lines = re.split("[\r\n]", re.sub(r"\x1b\[[\d;]*[mK]", "", complaint))
    texts = (line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:"))
    return list(filter(None, texts))


def reason_in(complaint: str) -> str:
    """The reason for not reaching a remote, on one line.

    1. The first line that git or ssh marks as one, with what follows a colon at its end.
    2. ssh's last line before git says that the other end hung up: a banner comes before it.
    3. The first line that there is.
    """
    lines = [line.strip() for line in re.split("[\r\n]", complaint)]
    told = [
        line for line in lines if re.search("[^\\W_]", line) and not line.startswith(_NO_REASON)
    ]
    end = next((n for n, line in enumerate(told) if line.startswith(_HUNG_UP)), 0)
    rest = [line for line in told if not line.startswith(_HUNG_UP)]
    marked = [line for line in rest if line.startswith(_GITS)]
    if marked:
        best = marked[0]  # 1
    elif end:
        best = told[end - 1]  # 2
    else:
        best = (rest or told or ["git says nothing about it"])[0]  # 3
    after = rest[rest.index(best) + 1 :] if best.endswith(":") else []
    return re.sub(r"^(fatal|error|ERROR|remote): +", "", " ".join([best, *after[:1]]))
