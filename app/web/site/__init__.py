"""The chain's public face."""
