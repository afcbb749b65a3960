"""The desk's place, its files, and tix's own files in the git folder."""
