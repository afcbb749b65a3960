"""The one writer: files, the commit and git's index, all or nothing."""
