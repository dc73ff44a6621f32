"""Pages and rules of the area: files."""
