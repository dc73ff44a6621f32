"""Likely duplicates of a contact that is being typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.contacts import ContactKind
from app.domain.matching import Candidate, MatchReason, alike_beginnings, score
from app.domain.text import fts_terms, latin_text, sort_key
from app.queries.match_rules import match_weights
from app.queries.search import LAST_LETTER, among, in_turn, words_in_index
from models.contacts import Contact, ContactEmail, ContactPhone
from models.search import SearchEntry

COMPARED = 200
# A shorter word begins too many names.
LEAST_LETTERS = 3


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

    Only contacts that share an e-mail, a phone or a code, or whose names begin alike, are compared.
    """
    nearby: list[sa.Select[Any]] = []
    if candidate.emails:
        nearby.append(sa.select(ContactEmail.contact_id).where(ContactEmail.email.in_(candidate.emails)))
    if candidate.phones:
        nearby.append(sa.select(ContactPhone.contact_id).where(ContactPhone.number.in_(candidate.phones)))
    if candidate.edrpou:
        nearby.append(sa.select(Contact.id).where(Contact.edrpou == candidate.edrpou))
    by_name = _named_alike(session, candidate.name, kind, limit)
    if by_name:
        nearby.append(sa.select(Contact.id).where(Contact.id.in_(by_name)))
    if not nearby:
        return []
    near = sa.select(Contact.id, Contact.display_name, Contact.edrpou, Contact.birth_date).where(
        Contact.archived_at.is_(None),
        Contact.kind == kind,
        Contact.id.in_(sa.select(sa.union(*nearby).subquery().c[0])),
    )
    if exclude_id is not None:
        near = near.where(Contact.id != exclude_id)
    weights = match_weights(session)
    results = {
        contact_id: score(candidate, other, weights)
        for contact_id, other in _candidates(session, list(session.execute(near.limit(2 * COMPARED))))
    }
    possible = sorted((key for key in results if results[key].is_possible), key=lambda key: -results[key].score)
    # Of hundreds that are compared few are shown, so only these are read whole.
    shown = _whole(session, possible[:limit])
    return [
        LikelyDuplicate(shown[key], results[key].score, results[key].reasons, results[key].is_likely)
        for key in possible[:limit]
    ]


def _named_alike(session: Session, name: str, kind: ContactKind, enough: int) -> list[int]:
    """Return the ids of up to `COMPARED` contacts of a kind whose names the rules may call alike; one statement.

    In turn, until there are `enough`: whose names begin with the whole name, which is as alike as can be; who have its
    first two words in any spelling that the rules do not tell apart, for a patronymic may be missing; who have its
    longest word.
    """
    longest = max(fts_terms(name), key=len, default="")
    if len(longest) < LEAST_LETTERS:
        return []
    same_kind = sa.select(Contact.id.label("id")).where(Contact.archived_at.is_(None), Contact.kind == kind)
    beginning = sort_key(name)
    named = same_kind.where(Contact.sort_key >= beginning, Contact.sort_key < beginning + LAST_LETTER)
    stages = [named.order_by(Contact.sort_key)]
    # Every entry has its words in Latin letters too.
    for asked in (alike_beginnings(name)[:2], [[f"{latin_text(longest)}*"]]):
        if asked:
            entries = sa.select(SearchEntry.record_id).where(
                SearchEntry.kind == "contact", words_in_index(session, [asked])
            )
            # The empty offset keeps the planner of PostgreSQL from turning the question round, contact by contact.
            words = (entries.offset(0) if session.get_bind().dialect.name == "postgresql" else entries).subquery()
            stages.append(same_kind.where(Contact.id == words.c.record_id))
    found = session.execute(in_turn(session, stages, COMPARED, enough=enough)).all()
    return list(dict.fromkeys(row.id for row in sorted(found, key=itemgetter(0))))[:COMPARED]


def _candidates(session: Session, rows: Sequence[sa.Row[Any]]) -> Iterator[tuple[int, Candidate]]:
    """Yield (id, what the matching rules compare) of contacts; one statement for their e-mails and phones."""
    if not rows:
        return
    ids = [row.id for row in rows]
    emails, phones = ({contact_id: set[str]() for contact_id in ids} for _channel in range(2))
    channels = sa.union_all(
        sa.select(ContactEmail.contact_id, ContactEmail.email, sa.literal(1)).where(
            among(session, ContactEmail.contact_id, ids)
        ),
        sa.select(ContactPhone.contact_id, ContactPhone.number, sa.literal(0)).where(
            among(session, ContactPhone.contact_id, ids)
        ),
    )
    for contact_id, value, is_email in session.execute(channels):
        (emails if is_email else phones)[contact_id].add(value)
    for row in rows:
        mine = frozenset(emails[row.id]), frozenset(phones[row.id])
        yield row.id, Candidate(row.display_name, *mine, edrpou=row.edrpou, birth_date=row.birth_date)


def _whole(session: Session, ids: Sequence[int]) -> dict[int, Contact]:
    """Return contacts with their e-mails and phones, by id."""
    if not ids:
        return {}
    statement = sa.select(Contact).where(Contact.id.in_(ids))
    channels = selectinload(Contact.emails), selectinload(Contact.phones)
    return {contact.id: contact for contact in session.scalars(statement.options(*channels))}
