"""Pages and rules of the area: comments."""
