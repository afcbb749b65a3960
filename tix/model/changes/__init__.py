"""Changes that people make to tickets, and checks of tickets: pure functions."""
