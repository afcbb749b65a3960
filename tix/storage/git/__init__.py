"""The one place that runs git and parses its output."""
