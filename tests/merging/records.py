"""Two contacts with everything that a contact can have, for tests of merging."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.grants import Stage
from app.domain.partnerships import PartnershipStage
from app.domain.volunteers import DayPart
from app.queries.contact_links import links
from models.base import Base
from models.contacts import Contact, ContactPhone, Organisation, Person
from models.search import search_row, upsert_entries
from models.volunteers import VolunteerAvailability
from tests.support import factories as make

# Rows about the merge itself, and what may differ after a merge was undone.
LEFT_OUT = frozenset({"merges", "merge_moves", "audit_entries", "search_fts"})
MAY_DIFFER = frozenset({"updated_at", "version"})


def full_person(session: Session, last_name: str, event: Any, organisation: Organisation, **fields: Any) -> Person:
    """A person with every kind of record; two of them share an event, a tag and a place of work."""
    person = make.make_person(session, last_name, email=f"{make.number()}@library.example", **fields)
    make.make_affiliation(session, person, organisation)
    make.make_affiliation(session, person)
    make.make_address(session, person)
    make.make_interaction(session, person)
    make.make_comment(session, contact_id=person.id)
    make.make_attachment(session, contact_id=person.id)
    make.make_donation(session, person)
    volunteer = make.make_volunteer(session, person, skills=["Дизайн", f"Вміння {make.number()}"])
    volunteer.availability.append(VolunteerAvailability(weekday=5, part=DayPart.MORNING))
    volunteer.availability.append(VolunteerAvailability(weekday=make.number() % 4, part=DayPart.EVENING))
    event.volunteers.append(volunteer)
    make.make_hours(session, volunteer)
    make.make_comment(session, volunteer_id=volunteer.id)
    point_everything(session, person)
    return person


def full_organisation(session: Session, name: str, event: Any, **fields: Any) -> Organisation:
    """An organisation with every kind of record; two of them share an event and an application."""
    organisation = make.make_organisation(session, name, phone=f"+38033{make.number():07}", **fields)
    make.make_affiliation(session, None, organisation)
    make.make_application(session, call=make.make_call(session, organisation), funder=organisation)
    partner_of = make.make_application(session, stage=Stage.SUBMITTED, partners=[organisation])
    make.make_expenditure(session, make.make_budget_line(session, partner_of), counterparty_id=organisation.id)
    partnership = make.make_partnership(session, organisation, stage=PartnershipStage.ACTIVE)
    make.make_comment(session, partnership_id=partnership.id)
    make.make_attachment(session, partnership_id=partnership.id)
    event.partners.append(organisation)
    session.flush()
    point_everything(session, organisation)
    return organisation


def point_everything(session: Session, contact: Contact) -> None:
    """Let a row of every other table point to the contact: a copy of a row that points to somebody."""
    session.flush()
    for link in links():
        table, column = link.table, link.reference
        if session.scalar(sa.select(sa.func.count()).select_from(table).where(column == contact.id)):
            continue
        kind = Contact.__table__.alias("owner")
        owned = sa.select(table).join(kind, kind.c.id == column).where(kind.c.kind == contact.kind)
        row = session.execute(owned.limit(1)).first()
        if row is None:
            continue
        values = dict(row._mapping) | {link.column: contact.id}
        values.pop("id", None)
        for unique in table.constraints:
            if isinstance(unique, sa.UniqueConstraint) and link.column not in unique.columns:
                for item in unique.columns:
                    if isinstance(item.type, sa.String):
                        values[item.name] = f"{make.number():032x}"
        savepoint = session.begin_nested()
        try:
            session.execute(sa.insert(table).values(**values))
            savepoint.commit()
        except sa.exc.IntegrityError:
            savepoint.rollback()


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that a merge may touch, in an order of its own."""
    session.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        names = [column.name for column in table.columns if column.name not in MAY_DIFFER]
        if table.name in {"search_entries", "partner_spans"}:
            # They are made anew.
            names.remove("id")
        rows = [list(row) for row in session.execute(sa.select(*(table.c[name] for name in names)))]
        if table.name == "search_entries":
            # The same words are found in whatever order they stand.
            for row in rows:
                row[names.index("search_text")] = sorted(row[names.index("search_text")].split())
        found[table.name] = sorted(tuple(str(value) for value in row) for row in rows)
    return found


def pointing_to(session: Session, contact_id: int) -> list[str]:
    """Return the columns that still point to a contact, whatever table they stand in."""
    return [
        f"{link.table.name}.{link.column}"
        for link in links()
        if session.scalar(sa.select(sa.func.count()).select_from(link.table).where(link.reference == contact_id))
    ]


def two(session: Session, kind: ContactKind) -> tuple[Contact, Contact]:
    """Two full contacts of a kind with what they share."""
    event = make.make_event(session)
    if kind is ContactKind.PERSON:
        place = make.make_organisation(session)
        first: Contact = full_person(session, "Лисенко", event, place, birth_date=date(1980, 5, 4))
        second: Contact = full_person(session, "Lysenko", event, place, middle_name="Петрівна")
    else:
        first = full_organisation(session, "ГО «Читанка»", event)
        second = full_organisation(session, "ТОВ «Chytanka»", event, edrpou="40075815")
    make.make_tag(session, "Спільна", first, second)
    make.make_tag(session, "Своя", second)
    for contact in (first, second):
        session.refresh(contact)
        if "+380501112233" not in {row.number for row in contact.phones}:
            contact.phones.append(ContactPhone(number="+380501112233"))
    session.flush()
    session.expire_all()
    # Copied rows went past the session that keeps the index in step.
    upsert_entries(session, [search_row(first), search_row(second)])
    return first, second
