"""What tells of a person though no key leads from it to the person's record: sign-ups, and addresses without mailings.

A relative may use the same address or telephone, and a stranger may have typed it. A sign-up is the person's own only
when an address or a telephone and two more facts agree and none contradicts; where less agrees, somebody who knows the
person has to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind, is_patronymic
from app.domain.text import search_text
from app.queries.aliases import second
from models.contacts import Contact, ContactEmail, ContactPhone
from models.mailings import SuppressedAddress
from models.signups import SignUp
from models.volunteers import Volunteer

# What a sign-up says of its guardian and of whom to call, beside who wrote it: the name and the ways to reach them.
OTHERS = {
    "guardian_name": ("guardian_phone", "guardian_email"),
    "emergency_name": ("emergency_phone",),
}


@dataclass(frozen=True)
class UnlinkedSignUps:
    """Sign-ups that lead to no contact and have an e-mail or a telephone of the person: own ones, and others."""

    own: Sequence[SignUp]
    doubtful: Sequence[SignUp]


@dataclass(frozen=True)
class Mention:
    """A sign-up in which somebody else named the person; `name` is the column that does."""

    sign_up: SignUp
    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are about the person and not about who wrote the sign-up."""
        return self.name, *OTHERS[self.name]


def unlinked_sign_ups(session: Session, contact_id: int) -> UnlinkedSignUps:
    """Return the sign-ups that may be a person's and lead to no contact: they wait, or were declined."""
    reached = sa.or_(SignUp.email.in_(_emails(contact_id)), SignUp.phone.in_(_phones(contact_id)))
    own: list[SignUp] = []
    doubtful: list[SignUp] = []
    for record, contact in _with_person(session, contact_id, SignUp.volunteer_id.is_(None), reached):
        (own if _is_of(record, contact) else doubtful).append(record)
    return UnlinkedSignUps(own, doubtful)


def mentions(session: Session, contact_id: int) -> list[Mention]:
    """Return where a person is named in somebody else's sign-up with an e-mail or a telephone of the person's."""
    ways = [column for columns in OTHERS.values() for column in columns]
    reached = [
        SignUp.__table__.c[way].in_(_emails(contact_id) if way.endswith("email") else _phones(contact_id))
        for way in ways
    ]
    own = sa.select(Volunteer.id).where(Volunteer.person_id == contact_id)
    of_others = sa.or_(SignUp.volunteer_id.is_(None), SignUp.volunteer_id.not_in(own))
    found = []
    for record, contact in _with_person(session, contact_id, sa.or_(*reached), of_others):
        if record.volunteer_id is None and _shares(record, contact) and _is_of(record, contact):
            continue
        found += [
            Mention(record, name)
            for name, columns in OTHERS.items()
            if _shares(record, contact, columns) and _names(getattr(record, name), contact)
        ]
    return found


def barred_addresses(session: Session, contact_id: int) -> Sequence[Any]:
    """Return how many entries say that an address of the person gets no mailings, as (whether another contact has the
    address too, number)."""
    other = second(ContactEmail, "email_of_another")
    is_shared = sa.exists().where(other.email == SuppressedAddress.email, other.contact_id != contact_id)
    statement = sa.select(is_shared.label("is_shared"), sa.func.count()).where(is_barred(contact_id))
    return session.execute(statement.group_by("is_shared")).all()


def is_barred(contact_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that an entry is about an address of the person."""
    return SuppressedAddress.email.in_(_emails(contact_id))


def _emails(contact_id: int) -> Any:
    return sa.select(ContactEmail.email).where(ContactEmail.contact_id == contact_id)


def _phones(contact_id: int) -> Any:
    return sa.select(ContactPhone.number).where(ContactPhone.contact_id == contact_id)


def _with_person(session: Session, contact_id: int, *conditions: Any) -> list[tuple[SignUp, Contact]]:
    """Return the sign-ups whose words are still there beside the person."""
    statement = (
        sa.select(SignUp, Contact)
        .join(Contact, Contact.id == contact_id)
        .where(Contact.kind == ContactKind.PERSON, SignUp.erased_at.is_(None), *conditions)
        .order_by(SignUp.id)
    )
    return [(record, contact) for record, contact in session.execute(statement)]


def _shares(record: SignUp, contact: Contact, columns: Sequence[str] = ("email", "phone")) -> bool:
    known = {*(item.email for item in contact.emails), *(item.number for item in contact.phones)}
    return bool(known & {getattr(record, column) for column in columns})


def _same(one: str, other: str) -> bool:
    return bool(one) and search_text(one) == search_text(other)


def _is_of(record: SignUp, contact: Contact) -> bool:
    """Say whether a sign-up with the person's e-mail or telephone is the person's own, under a former surname too."""
    if not _same(record.first_name, contact.first_name):
        return False
    if len({record.birth_date, contact.birth_date} - {None}) == 2:
        return False
    if record.middle_name and contact.middle_name and not _same(record.middle_name, contact.middle_name):
        return False
    return (
        _same(record.last_name, contact.last_name)
        or _same(record.middle_name, contact.middle_name)
        or (record.birth_date is not None and record.birth_date == contact.birth_date)
    )


def _names(text: str, contact: Contact) -> bool:
    """Say whether a name in free order is the person's: the surname, the first name and no other patronymic."""
    words = set(search_text(text).split())
    wanted = set(search_text(f"{contact.last_name} {contact.first_name}").split())
    if not contact.first_name or not wanted <= words:
        return False
    patronymics = {word for word in words - wanted if is_patronymic(word)}
    middle = set(search_text(contact.middle_name).split())
    return not middle or not patronymics or middle <= words
