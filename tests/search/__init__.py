"""Pages and rules of the area: search."""
