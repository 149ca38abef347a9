"""The chain and its stores: names, hours, settings, taxes and stations."""
