"""Messages and later work, as rows of the same commit that caused them."""
