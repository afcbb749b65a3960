"""The pages of those who work on the desk."""

from tix.web.staff import entering, home, live, new, ticket, tickets

ROUTES = tuple(
    page for module in (entering, home, live, new, ticket, tickets) for page in module.ROUTES
)
