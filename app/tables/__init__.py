"""The dining room: areas, tables, and the sittings of the parties at them."""
