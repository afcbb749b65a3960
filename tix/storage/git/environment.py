"""How git is called: the settings and the environment that every call of it gets.

Repositories leak ``GIT_DIR`` and friends into hooks, so those are taken out of the environment;
what a hostile repository could use to choose a command or another repository is switched off.
Nothing but ``os`` is imported here: the first git of a run is started before all else.
"""

import os

SAFE_SETTINGS = (
    "-c", "core.hooksPath=/dev/null",  # a write is tix's own: no hook of the repository's
    "-c", "core.fsmonitor=false",  # names a command to run
    "-c", "safe.bareRepository=explicit",  # a bare repository inside a working tree is data
    "-c", "core.fsync=committed,reference,loose-object",  # on disk before the command says so
    "-c", "core.safecrlf=false",  # would keep files out of the index, and their commit with them
    "-c", "core.quotePath=false",
    "-c", "diff.relative=false",  # paths are from the top of the working tree
    "-c", "log.showSignature=false",  # would run gpg, and put its words into the log
    "-c", "color.ui=false",
    "-c", "i18n.commitEncoding=UTF-8",
    "-c", "i18n.logOutputEncoding=UTF-8",
)  # fmt: skip

SETTINGS = (
    *SAFE_SETTINGS,
    "-c", "gc.auto=0",  # nobody waits for git to tidy up: upkeep.py
    "-c", "maintenance.auto=false",
    "-c", "core.bigFileThreshold=16m",  # what is larger is streamed, not held six times
)  # fmt: skip

SAFE_FETCH = ("--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-gc")
"""The options that every fetch of a desk gets."""

_KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG", "GIT_SSH", "GIT_TRACE", "GIT_SSL",
         "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "GIT_EXEC_PATH", "GIT_HTTP", "GIT_PROXY",
         "GIT_ALLOW_PROTOCOL", "GIT_CEILING_DIRECTORIES",
         "GIT_DISCOVERY_ACROSS_FILESYSTEM")  # fmt: skip


_WHO = ("GIT_AUTHOR_", "GIT_COMMITTER_")
_OF_A_HOOK = ("GIT_INDEX_FILE", "GIT_DIR", "GIT_PREFIX")
"""Variables that tell hooks where they run; aliases get some of them, too."""


def is_someone_elses() -> bool:
    """Whether the environment has the author of a commit that git is just making.

    git exports that to the hooks, with its date; users who set their names there set no date.
    """
    has_date = "GIT_AUTHOR_DATE" in os.environ or "GIT_COMMITTER_DATE" in os.environ
    return has_date and any(name in os.environ for name in _OF_A_HOOK)


def clean_environment() -> dict[str, str]:
    """The environment without what points git elsewhere; git speaks English and never asks.

    Called from a hook, who makes the commit around it isn't who uses tix. Reading takes no lock:
    a ``git status`` that refreshes the index would be in a writer's way.
    """
    dropped = _WHO if is_someone_elses() else ()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or (name.startswith(_KEPT) and not name.startswith(dropped))
    }
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def has_global_settings() -> bool:
    """Whether git has a file for settings of the user's, to write into."""
    file = os.environ.get("GIT_CONFIG_GLOBAL")
    return file != os.devnull if file else os.access(os.environ.get("HOME", ""), os.W_OK)
