"""Pages and rules of the area: contacts."""
