"""Settings: the cards, language and appearance, institution, accounts, age bands, rates, audit log."""

from views.settings import (
    age_bands,
    audit,
    checklists,
    custom_fields,
    duplicates,
    forecast,
    go_criteria,
    grant_stages,
    institution,
    rates,
    relationship_types,
    tags,
    users,
)
from views.settings.home import bp

__all__ = [
    "age_bands",
    "audit",
    "bp",
    "checklists",
    "custom_fields",
    "duplicates",
    "forecast",
    "go_criteria",
    "grant_stages",
    "institution",
    "rates",
    "relationship_types",
    "tags",
    "users",
]
