"""Pages and rules of the area: drivers."""
