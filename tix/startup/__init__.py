"""Code that runs before click is imported, so that short commands start sooner."""
