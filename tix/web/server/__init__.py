"""The processes that serve a desk, and what is around its pages."""
