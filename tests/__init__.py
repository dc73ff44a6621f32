"""Automatic tests; `./run test` runs them all."""
