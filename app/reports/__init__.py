"""What the figures of a chain say, read from what happened; nothing is kept twice."""
