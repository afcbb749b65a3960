"""What commands share at a terminal: the session, tables, the editor, completion."""
