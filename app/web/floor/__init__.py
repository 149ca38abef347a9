"""The floor's door."""
