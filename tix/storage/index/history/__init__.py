"""The second part of the index: what commits did to tickets."""
