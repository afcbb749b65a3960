"""``/api/v1/``: the desk for programs, with the JSON of the command line (``docs/web-api.md``).

A page like any other (``tix.web.pages``), but its gate asks for a bearer token and for nothing
else: cookies count for nothing here, so no other site can use somebody's browser for it. Whatever
goes wrong is told as ``application/problem+json`` (RFC 9457).
"""
