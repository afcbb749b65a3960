"""The one place that runs git, and what reads what git prints."""
