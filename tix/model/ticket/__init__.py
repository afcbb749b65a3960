"""A ticket: its values, its fields, and the file that holds it."""
