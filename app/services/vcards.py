"""Verbs of contact cards: add the contacts of a file, fill in known ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_import import ContactRow
from app.domain.contacts import ContactKind, OrganisationType
from app.domain.errors import RuleError
from app.domain.tags import one_of_each_group
from app.domain.text import search_text, sort_key
from app.domain.vcards import Card
from app.queries.imports.contacts import exclusive_tags, organisations_named
from app.services.comments import add_comment
from app.services.contacts import tags_named
from app.services.imports.contact_updates import fill_in
from models.accounts import User
from models.contacts import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactEmail,
    ContactPhone,
    Organisation,
    Person,
    Tag,
)
from models.interactions import Comment

ADD = "add"
SKIP = "skip"


@dataclass(frozen=True)
class CardResult:
    """How many contacts were added and changed, how many were known whole, and how many cards were left out."""

    added: int
    updated: int
    unchanged: int
    skipped: int


def take_cards(
    session: Session,
    cards: Sequence[Card],
    choices: Mapping[int, str],
    updatable: Mapping[int, int],
    *,
    by: User,
    now: datetime,
) -> CardResult:
    """Do with each card what was chosen; what people entered is never overwritten, gaps are filled.

    A remark of a card becomes a comment on its contact, once.

    Args:
        choices: by the number of a card `add`, `skip` or the id of the contact to fill in; a card without one is
            left out.
        updatable: by the number of a card the contact that the preview offered to fill in.

    Raises:
        RuleError: `card_wrong_contact`, when another contact than the offered one is chosen.
    """
    new: list[tuple[ContactRow, str]] = []
    pairs: list[tuple[int, ContactRow]] = []
    remarks: dict[int, list[str]] = {}
    for card in cards:
        choice = choices.get(card.number, SKIP)
        if card.row is None or choice == SKIP:
            continue
        if choice == ADD:
            new.append((card.row, card.remark))
        elif choice == str(updatable.get(card.number, "")):
            pairs.append((int(choice), card.row))
            remarks.setdefault(int(choice), []).append(card.remark)
        else:
            raise RuleError("card_wrong_contact")
    made = _add(session, [row for row, _remark in new])
    for contact, (_row, remark) in zip(made, new, strict=True):
        remarks[contact.id] = [remark]
    updated = fill_in(session, pairs) if pairs else set()
    told = _comment(session, remarks, by, now)
    changed = len(updated | told - {contact.id for contact in made})
    return CardResult(len(new), changed, len(pairs) - changed, len(cards) - len(new) - len(pairs))


def _comment(session: Session, remarks: Mapping[int, Sequence[str]], by: User, now: datetime) -> set[int]:
    """Add the remarks that the contacts do not have yet; return the contacts that got one."""
    if not any(map(any, remarks.values())):
        return set()
    known = sa.select(Comment.contact_id, Comment.body).where(Comment.contact_id.in_(remarks))
    held = {(contact_id, body) for contact_id, body in session.execute(known)}
    told = set()
    for contact_id, texts in remarks.items():
        for text in texts:
            if text and (contact_id, text) not in held:
                add_comment(session, "contact", contact_id, text, by=by, now=now)
                held.add((contact_id, text))
                told.add(contact_id)
    return told


def _add(session: Session, rows: Sequence[ContactRow]) -> list[Contact]:
    """Add the contacts through the session, so that each is audited and found; return them in the order of the rows."""
    groups = exclusive_tags(session)
    rows = [replace(row, tags=tuple(one_of_each_group(row.tags, groups)[0])) for row in rows]
    tags = {tag.key: tag for tag in tags_named(session, [name for row in rows for name in row.tags])}
    made = [_contact(row, tags) for row in rows]
    session.add_all(made)
    session.flush()
    places = _workplaces(session, rows)
    for row, contact in zip(rows, made, strict=True):
        if row.workplace and sort_key(row.workplace) in places:
            place = places[sort_key(row.workplace)]
            session.add(Affiliation(person_id=contact.id, organisation_id=place, role=row.role))
    session.flush()
    return made


def _workplaces(session: Session, rows: Sequence[ContactRow]) -> dict[str, int]:
    """Return the organisations where people work by the key of their names, after adding those nobody knows."""
    wanted = {sort_key(row.workplace): row.workplace for row in rows if row.workplace}
    known = organisations_named(session, wanted.keys())
    missing = [
        _contact(ContactRow(0, ContactKind.ORGANISATION, name, key, organisation_type=OrganisationType.OTHER), {})
        for key, name in wanted.items()
        if key not in known
    ]
    session.add_all(missing)
    session.flush()
    return {**known, **{contact.sort_key: contact.id for contact in missing}}


def _contact(row: ContactRow, tags: Mapping[str, Tag]) -> Contact:
    contact: Contact
    if row.kind is ContactKind.PERSON:
        contact = Person(
            kind=row.kind,
            last_name=row.last_name,
            first_name=row.first_name,
            middle_name=row.middle_name,
            birth_date=row.birth_date,
        )
    else:
        contact = Organisation(
            kind=row.kind, display_name=row.display_name, organisation_type=row.organisation_type, edrpou=row.edrpou
        )
    contact.city, contact.website = row.city, row.website
    contact.rename()
    label_of = row.label_of
    contact.emails = [
        ContactEmail(email=email, label=label_of(email), position=place) for place, email in enumerate(row.emails)
    ]
    contact.phones = [
        ContactPhone(number=number, label=label_of(number), position=place) for place, number in enumerate(row.phones)
    ]
    contact.addresses = [ContactAddress(address=row.address, label=label_of(row.address))] if row.address else []
    contact.tags = [tags[search_text(name)] for name in row.tags]
    return contact
