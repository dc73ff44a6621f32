"""Verbs of volunteers' papers: draft, issue, revoke, and change the texts that they are made of."""

from app.services.volunteer_papers.issuing import (
    PaperOrder,
    check_order,
    draft_paper,
    issue_many,
    issue_paper,
    revoke_paper,
)
from app.services.volunteer_papers.texts import Wording, reset_text, sample_facts, save_text, wording
from app.services.volunteer_papers.values import name_on_paper, paper_values

__all__ = [
    "PaperOrder",
    "Wording",
    "check_order",
    "draft_paper",
    "issue_many",
    "issue_paper",
    "name_on_paper",
    "paper_values",
    "reset_text",
    "revoke_paper",
    "sample_facts",
    "save_text",
    "wording",
]
