"""Bars of Unicode eighth blocks, for reports and for progress."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(value: float, maximum: float, width: int) -> str:
    """A bar for ``value`` where ``maximum`` takes ``width`` columns; not padded.

    Anything above nothing shows, anything above ``maximum`` is drawn as that.
    """
    if not (value > 0 and maximum > 0 and width > 0):
        return ""
    part = 1.0 if value >= maximum else value / maximum
    eighths = max(1, round(part * width * 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
