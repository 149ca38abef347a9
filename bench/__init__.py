"""Measures: how fast, how small, how fresh, as ratios of one run. See README.md."""
