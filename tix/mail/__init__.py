"""Mail in: reading messages as they come, and making tickets and comments of them."""
