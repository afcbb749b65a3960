"""A token for a remote over https, from the environment: pipelines often have nothing else.

``TIX_TOKEN`` is a token, or a user's name and a token with a colon between them. git gets it in its
environment, for that remote's address alone, so that it stands on no command line and in no file.
"""

import os
from base64 import b64encode
from urllib.parse import urlsplit

_USER = "x-access-token"
"""The user where none is given: GitHub's name for tokens; GitLab and Gitea take any."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def token_settings(url: str, token: str) -> dict[str, str]:
    """The variables by which git sends the token to that address; {} where there is none, or the
    way isn't safe."""
    token = token.strip()
    try:
        place = urlsplit(url)
        host = place.hostname or ""
    except ValueError:
        return {}
    is_safe = place.scheme == "https" or (place.scheme == "http" and host in _LOOPBACK)
    if not token or not is_safe or not token.isprintable():
        return {}
    user, colon, secret = token.partition(":")
    login = token if colon and secret else f"{_USER}:{user}"
    header = f"Authorization: Basic {b64encode(login.encode()).decode()}"
    # the whole address: the nearest setting counts; and an empty value takes away what the checkout
    # has left for that host
    name = f"http.{place.scheme}://{place.netloc.rpartition('@')[2]}{place.path}.extraHeader"
    return _as_variables([(name, ""), (name, header)])


def _as_variables(settings: list[tuple[str, str]]) -> dict[str, str]:
    """Settings as git reads them from the environment, behind those that are there."""
    given = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(given) if given.isdecimal() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (name, value) in enumerate(settings, first):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found
