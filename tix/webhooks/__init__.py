"""What other systems tell the desk, and what they are told of it."""
