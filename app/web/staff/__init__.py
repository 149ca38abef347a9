"""The staff's own door: signing in, passwords, screens."""
