"""Pages of papers issued to volunteers: the list, one by one, in bulk, their texts."""

from views.volunteer_papers.blueprint import bp

from views.volunteer_papers import batch, records, single, texts  # isort: skip

__all__ = ["batch", "bp", "records", "single", "texts"]
