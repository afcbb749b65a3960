"""What people do to tickets, and what is wrong with them: pure functions."""
