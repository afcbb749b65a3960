"""The ledger of what leaves the desk, and what each dispatcher keeps beside it."""
