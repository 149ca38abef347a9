"""The people who work here, what they may do, and the screens on the wall."""
