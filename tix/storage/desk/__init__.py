"""Where a desk is, and what else is in its folders and in the git folder."""
