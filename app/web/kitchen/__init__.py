"""The kitchen's door."""
