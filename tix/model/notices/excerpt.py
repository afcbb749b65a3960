"""The beginning of a text, for where there is no room for all of it."""


def excerpt(text: str, most: int) -> str:
    """At most that many characters of a text and a sign that it goes on, at the end of a word."""
    text = text.strip()
    if len(text) <= most:
        return text
    cut = text[:most]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut} …"
