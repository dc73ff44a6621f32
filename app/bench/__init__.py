"""Figures of speed and memory: `./run bench` builds data, serves them, measures, and prints a table."""
