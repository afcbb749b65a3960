"""The kinds of records beside tickets, each with its table of fields, and the table of kinds."""
