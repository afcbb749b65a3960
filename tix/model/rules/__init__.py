"""Rules: what a desk does by itself, as ``rules.yaml`` says. Pure."""
