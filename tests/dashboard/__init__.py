"""Pages and rules of the area: dashboard."""
