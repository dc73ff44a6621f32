"""Questions about letters: templates, letters to one person, and what a letter says of its reader."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.letters import LetterStatus, TemplatePurpose
from app.domain.text import sort_key
from app.i18n import LOCALES, _l
from app.queries.filters import enum_filter, id_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.branches import Institution
from models.contacts import Affiliation, Contact
from models.letters import Letter, LetterTemplate

# Letters that somebody has to look at.
TROUBLED = (LetterStatus.FAILED, LetterStatus.UNKNOWN)
WAITING = (LetterStatus.QUEUED, LetterStatus.SENDING)
_organisation = Contact.__table__.alias("organisation")
# The name of the first organisation that a person works at now.
WORKPLACE = (
    sa.select(_organisation.c.display_name)
    .join(Affiliation, Affiliation.organisation_id == _organisation.c.id)
    .where(Affiliation.person_id == Contact.id, Affiliation.ends_on.is_(None))
    .order_by(Affiliation.id)
    .limit(1)
    .correlate(Contact)
    .scalar_subquery()
)
# What a letter may say of its reader.
READER_COLUMNS = (
    Contact.kind,
    Contact.display_name,
    Contact.first_name,
    Contact.last_name,
    Contact.middle_name,
    Contact.city,
    WORKPLACE.label("workplace"),
)


def reader(session: Session, contact_id: int) -> Any:
    """Return the row of what a letter may say of a contact, or None."""
    return session.execute(sa.select(*READER_COLUMNS).where(Contact.id == contact_id)).one_or_none()


def institution(session: Session) -> Institution | None:
    """Return the library system that letters come from."""
    return session.get(Institution, 1)


def template_by_id(session: Session, template_id: int) -> LetterTemplate | None:
    """Return one template."""
    return session.get(LetterTemplate, template_id)


def templates(session: Session, purpose: TemplatePurpose) -> list[LetterTemplate]:
    """Return the templates in use for a purpose, in alphabetical order."""
    statement = sa.select(LetterTemplate).where(LetterTemplate.purpose == purpose, LetterTemplate.archived_at.is_(None))
    return sorted(session.scalars(statement), key=lambda template: sort_key(template.name))


def letter_by_id(session: Session, letter_id: int) -> Letter | None:
    """Return one letter."""
    return session.get(Letter, letter_id)


def letter_by_message_id(session: Session, message_id: str) -> Letter | None:
    """Return the letter that carries a Message-ID."""
    return session.scalar(sa.select(Letter).where(Letter.message_id == message_id))


def open_letters(session: Session, contact_id: int) -> Sequence[Any]:
    """Return the letters to a contact that have not left yet or need somebody's attention, the newest first.

    Rows of (id, subject, status, trouble, detail, created_at).
    """
    return session.execute(_open_letters(), {"contact": contact_id}).all()


@cache
def _open_letters() -> Any:
    return (
        sa.select(Letter.id, Letter.subject, Letter.status, Letter.trouble, Letter.detail, Letter.created_at)
        .where(Letter.contact_id == sa.bindparam("contact"), Letter.status.in_((*WAITING, *TROUBLED)))
        .order_by(Letter.id.desc())
        .limit(10)
    )


def _locale_choices(_session: Session, _scope: Scope) -> list[tuple[str, str]]:
    return list(LOCALES.items())


def _by_locale(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(LetterTemplate.locale == value[:5])


def template_list(archived: bool) -> ListSpec:
    """Return the list of templates, those in use or those in the archive."""

    def select(_scope: Scope) -> Any:
        gone = LetterTemplate.archived_at.is_not(None)
        return sa.select(
            LetterTemplate.id,
            LetterTemplate.name,
            LetterTemplate.purpose,
            LetterTemplate.locale,
            LetterTemplate.subject,
            LetterTemplate.updated_at,
        ).where(gone if archived else sa.not_(gone))

    return ListSpec(
        name="letter-templates",
        title=_l("Letter templates"),
        select=select,
        id_column=LetterTemplate.id,
        columns=(
            Column(
                "name",
                _l("Template"),
                lambda row: row.name,
                Kind.LINK,
                LetterTemplate.key,
                lambda row: ("letters.edit_template", {"template_id": row.id}),
                primary=True,
            ),
            Column("purpose", _l("Used for"), lambda row: row.purpose, Kind.BADGE, secondary=True),
            Column("subject", _l("Subject"), lambda row: row.subject, secondary=True),
            Column("language", _l("Language"), lambda row: LOCALES[row.locale]),
            Column("changed", _l("Changed"), lambda row: row.updated_at, Kind.DATE, LetterTemplate.updated_at),
        ),
        default_sort="name",
        filters=(
            enum_filter("purpose", _l("Used for"), LetterTemplate.purpose, TemplatePurpose),
            Filter("language", _l("Language"), _by_locale, options=_locale_choices),
        ),
    )


def _select_letters(_scope: Scope) -> Any:
    return (
        sa.select(
            Letter.id,
            Letter.subject,
            Letter.email,
            Letter.status,
            Letter.created_at,
            Letter.contact_id,
            Contact.display_name,
            User.name.label("author"),
        )
        .join(Contact, Contact.id == Letter.contact_id)
        .join(User, User.id == Letter.author_id)
    )


LETTER_LIST = ListSpec(
    name="letters",
    title=_l("Letters"),
    select=_select_letters,
    id_column=Letter.id,
    columns=(
        Column(
            "subject",
            _l("Subject"),
            lambda row: row.subject,
            Kind.LINK,
            url=lambda row: ("letters.show", {"letter_id": row.id}),
            primary=True,
        ),
        Column(
            "contact",
            _l("To whom"),
            lambda row: row.display_name,
            Kind.PERSON,
            url=lambda row: ("contacts.show", {"contact_id": row.contact_id}),
            secondary=True,
        ),
        Column("email", _l("E-mail"), lambda row: row.email),
        Column("status", _l("State"), lambda row: row.status, Kind.BADGE, secondary=True),
        Column("author", _l("Author"), lambda row: row.author),
        Column("written", _l("Written"), lambda row: row.created_at, Kind.DATETIME, Letter.created_at),
    ),
    default_sort="-written",
    filters=(
        enum_filter("status", _l("State"), Letter.status, LetterStatus),
        id_filter("contact", _l("Contact"), Letter.contact_id),
    ),
)
