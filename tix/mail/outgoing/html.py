"""The text of a letter as plain HTML: what its Markdown means, and nothing that runs or loads."""

_PAGE = """\
<!doctype html>
<html><head><meta charset="utf-8"></head>
<body style="font-family: sans-serif; line-height: 1.4; max-width: 45em">
{}
</body></html>
"""


def html_of(text: str) -> str | None:
    """The page; None where the package that reads Markdown (``tix[mail]``) isn't there.

    HTML in the text is text, links lead to the web and to mail only, and an image is a link to it:
    nobody learns who opens a letter.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        return None
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.enable("table").disable("image")
    return _PAGE.format(reader.render(text).rstrip("\n"))
