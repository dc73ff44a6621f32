"""Tables. Importing this package maps every one of them."""

from models import (
    accounts,
    audit,
    branches,
    contacts,
    donations,
    events,
    files,
    grant_money,
    grant_work,
    grants,
    interactions,
    jobs,
    money,
    partnerships,
    search,
    volunteers,
)
from models.base import db

__all__ = [
    "accounts",
    "audit",
    "branches",
    "contacts",
    "db",
    "donations",
    "events",
    "files",
    "grant_money",
    "grant_work",
    "grants",
    "interactions",
    "jobs",
    "money",
    "partnerships",
    "search",
    "volunteers",
]
