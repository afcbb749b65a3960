"""The pages of those who work on the desk."""

from tix.web.staff import entering, home, tickets

ROUTES = (*entering.ROUTES, *home.ROUTES, *tickets.ROUTES)
