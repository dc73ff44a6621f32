"""What contact cards say of contacts, and whom the cards of a file look like."""

import uuid
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.contact_duplicates import Duplicate, DuplicateIndex, Known
from app.domain.contacts import ContactKind
from app.domain.vcard_writing import CardData
from app.domain.vcards import Card
from app.queries.imports.contacts import nearby_contacts
from app.queries.imports.portions import portions
from models.contacts import Affiliation, Contact

PORTION = 200


def card_data(session: Session, ids: Iterable[int], base_url: str) -> Iterator[CardData]:
    """Yield what the cards of these contacts say, in the order of the ids, read in portions.

    Args:
        base_url: the address of this installation; together with a contact's number it makes the card's identifier,
            by which an address book knows the contact again.
    """
    for some in portions(ids, PORTION):
        statement = (
            sa.select(Contact)
            .where(Contact.id.in_(some))
            .options(
                *[selectinload(part) for part in (Contact.emails, Contact.phones, Contact.addresses, Contact.tags)]
            )
        )
        found = {contact.id: contact for contact in session.scalars(statement)}
        work = _workplaces(session, some)
        for key in some:
            if key in found:
                yield _data(found[key], work.get(key, ("", "")), base_url)


def _workplaces(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return where people work now, by their ids: the organisation's name and the role; the first of several."""
    statement = (
        sa.select(Affiliation.person_id, Contact.display_name, Affiliation.role)
        .join(Contact, Contact.id == Affiliation.organisation_id)
        .where(Affiliation.person_id.in_(ids), Affiliation.ends_on.is_(None))
        .order_by(Affiliation.id.desc())
    )
    return {row.person_id: (row.display_name, row.role) for row in session.execute(statement)}


def _data(contact: Contact, work: tuple[str, str], base_url: str) -> CardData:
    is_organisation = contact.kind is ContactKind.ORGANISATION
    return CardData(
        uid=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{base_url}/contacts/{contact.id}')}",
        name=contact.display_name,
        changed_at=contact.updated_at,
        last_name=contact.last_name,
        first_name=contact.first_name,
        middle_name=contact.middle_name,
        organisation=contact.display_name if is_organisation else work[0],
        role=work[1],
        is_organisation=is_organisation,
        edrpou=contact.edrpou or "",
        emails=[(item.email, item.label) for item in contact.emails],
        phones=[(item.number, item.label) for item in contact.phones],
        addresses=[(item.address, item.label) for item in contact.addresses],
        city=contact.city,
        birth_date=contact.birth_date,
        website=contact.website,
        tags=[tag.name for tag in contact.tags],
    )


def lookalikes(session: Session, cards: Sequence[Card]) -> dict[int, Duplicate]:
    """Return, by the number of a card, the contact or the earlier card of the file that it most probably is."""
    rows = [card.row for card in cards if card.row is not None]
    index = DuplicateIndex()
    for known in nearby_contacts(session, rows):
        index.add(known)
    found: dict[int, Duplicate] = {}
    for card in cards:
        if card.row is not None:
            new = Known(card.row.kind, card.row.sort_key, card.row.candidate, line=card.number)
            duplicate = index.find(new)
            if duplicate is not None:
                found[card.number] = duplicate
            index.add(new)
    return found
