"""Verbs: writes that flush and never commit, one module per area."""
