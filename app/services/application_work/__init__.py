"""Verbs of the work on an application: its sections, documents and team."""
