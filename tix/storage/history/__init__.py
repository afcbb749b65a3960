"""What commits tell about tickets."""
