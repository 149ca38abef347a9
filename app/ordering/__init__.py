"""Orders: the shared cart, the rounds sent to the kitchen, and what they cost."""
