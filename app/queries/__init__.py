"""Questions: SELECTs that return rows, dataclasses or frames, one module per area."""
