"""Donations, campaigns and the money raised."""
