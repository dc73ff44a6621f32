"""Questions about papers issued to volunteers: one, the list, who may get one, what stands on it."""

from app.queries.volunteer_papers.audience import Candidate, audience, list_count, list_ids, mark_taken, present_ids
from app.queries.volunteer_papers.facts import PaperFacts, paper_facts
from app.queries.volunteer_papers.records import (
    PAPER_LIST,
    batch_papers,
    paper_by_code,
    paper_by_id,
    paper_text,
    paper_texts,
    papers_of,
)

__all__ = [
    "PAPER_LIST",
    "Candidate",
    "PaperFacts",
    "audience",
    "batch_papers",
    "list_count",
    "list_ids",
    "mark_taken",
    "paper_by_code",
    "paper_by_id",
    "paper_facts",
    "paper_text",
    "paper_texts",
    "papers_of",
    "present_ids",
]
