"""What leaves the desk leaves once: the dispatcher."""
