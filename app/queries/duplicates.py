"""Likely duplicates of a contact that is being typed."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.contacts import ContactKind
from app.domain.matching import Candidate, MatchReason, score
from app.domain.text import fts_terms
from app.queries.match_rules import match_weights
from app.queries.search import first_matches
from models.contacts import Contact, ContactEmail, ContactPhone

COMPARED = 200


@dataclass(frozen=True)
class LikelyDuplicate:
    """A contact that may be the same, how sure we are (0–100), and why."""

    contact: Contact
    score: int
    reasons: tuple[MatchReason, ...]
    is_likely: bool

    @property
    def telling(self) -> list[str]:
        """Return what tells the contact from a namesake: an e-mail, a phone, the code, the city."""
        emails, phones = self.contact.emails, self.contact.phones
        values = (emails[0].email if emails else "", phones[0].number if phones else "", self.contact.edrpou)
        return [value for value in (*values, self.contact.city) if value]


def likely_duplicates(
    session: Session,
    candidate: Candidate,
    kind: ContactKind,
    *,
    exclude_id: int | None = None,
    limit: int = 5,
) -> list[LikelyDuplicate]:
    """Return the contacts of one kind that look like the candidate, the likeliest first.

    Only contacts that share an e-mail, a phone, a code or the beginning of a word of the name are compared.
    """
    nearby: list[sa.Select[Any]] = []
    if candidate.emails:
        nearby.append(sa.select(ContactEmail.contact_id).where(ContactEmail.email.in_(candidate.emails)))
    if candidate.phones:
        nearby.append(sa.select(ContactPhone.contact_id).where(ContactPhone.number.in_(candidate.phones)))
    if candidate.edrpou:
        nearby.append(sa.select(Contact.id).where(Contact.edrpou == candidate.edrpou))
    longest = max(fts_terms(candidate.name), key=len, default="")
    if len(longest) >= 3:
        same_kind = sa.select(Contact.id).where(Contact.archived_at.is_(None), Contact.kind == kind)
        by_name = first_matches(
            session, "contact", longest[:5], same_kind, Contact.id, name=Contact.sort_key, limit=COMPARED
        )
        nearby.append(sa.select(Contact.id).where(Contact.id.in_(by_name)))
    if not nearby:
        return []
    statement = (
        sa.select(Contact)
        .where(Contact.archived_at.is_(None), Contact.kind == kind)
        .where(Contact.id.in_(sa.select(sa.union(*nearby).subquery().c[0])))
        .options(selectinload(Contact.emails), selectinload(Contact.phones))
        .limit(COMPARED)
    )
    if exclude_id is not None:
        statement = statement.where(Contact.id != exclude_id)
    found = []
    weights = match_weights(session)
    for other in session.scalars(statement):
        result = score(candidate, as_candidate(other), weights)
        if result.is_possible:
            found.append(LikelyDuplicate(other, result.score, result.reasons, result.is_likely))
    return sorted(found, key=lambda item: -item.score)[:limit]


def as_candidate(contact: Contact) -> Candidate:
    """Return what the matching rules compare of a contact."""
    return Candidate(
        name=contact.display_name,
        emails=frozenset(item.email for item in contact.emails),
        phones=frozenset(item.number for item in contact.phones),
        edrpou=contact.edrpou,
        birth_date=contact.birth_date,
    )
