"""Promises to customers: calendars, business time, policies, and a ticket's clocks (P1 to P9)."""
