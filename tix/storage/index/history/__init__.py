"""The second part of the index: the history of tickets."""
