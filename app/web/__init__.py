"""Everything between HTTP and the rooms; each audience has a door of its own below."""
