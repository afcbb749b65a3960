"""A desk's settings: what they are, and what ``tix.yaml`` says of them."""
