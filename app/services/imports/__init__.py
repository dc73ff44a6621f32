"""Verbs of imports: take a file in, check it, import it."""
