"""Questions about interactions: the list, one interaction, what a form of one offers."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.contacts import InteractionKind
from app.domain.grants import OPEN_STAGES
from app.domain.interactions import Direction, Outcome
from app.domain.period_text import parse_period
from app.formats import day_of_year
from app.i18n import _l
from app.queries.accounts import user_choices
from app.queries.aliases import second
from app.queries.alphabet import alphabetical
from app.queries.filters import enum_filter, id_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.contacts import Affiliation, Contact, ContactEmail
from models.events import Event
from models.grants import Application, application_partners
from models.interactions import Interaction, InteractionDetails, interaction_contacts
from models.partnerships import Partnership

NEAR = timedelta(days=60)
OFFERED = 100
# So many interactions with an outcome are sorted sooner than they are met by walking the list.
FEW = 10_000


def _kept(archived: bool) -> sa.ColumnElement[bool]:
    return Interaction.archived_at.is_not(None) if archived else Interaction.archived_at.is_(None)


def _select(archived: bool) -> Any:
    return (
        sa.select(
            Interaction.id,
            Interaction.kind,
            Interaction.occurred_at,
            Interaction.subject,
            Interaction.contact_id,
            Contact.display_name.label("contact_name"),
            User.name.label("author_name"),
            InteractionDetails.direction,
            InteractionDetails.minutes,
            InteractionDetails.outcome,
            InteractionDetails.outcome_note,
            InteractionDetails.next_step,
            InteractionDetails.next_on,
        )
        # Outer joins by key: the databases never begin with the contacts.
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(User, User.id == Interaction.author_id)
        .outerjoin(InteractionDetails, InteractionDetails.id == Interaction.id)
        .where(_kept(archived))
    )


def with_contact(contact_id: int) -> sa.Select[Any]:
    """Return the ids of the interactions that a contact has or takes part in."""
    own = sa.select(Interaction.id).where(Interaction.contact_id == contact_id)
    joined = sa.select(interaction_contacts.c.interaction_id).where(interaction_contacts.c.contact_id == contact_id)
    both = sa.union(own, joined).subquery()
    return sa.select(both.c[0])


def _by_contact(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Interaction.id.in_(with_contact(int(value))))


def _enum_of_details(session: Session | None, key: str, label: Any, column: Any, enum: Any) -> Filter:
    """Return a filter by a column of the companion table.

    Few rows are found from there; where there are many, the list is walked in its order until the page is full.
    """

    def wanted(rows: Any, value: str) -> Any:
        return getattr(rows, column.key).in_([enum(item) for item in value.split(",")])

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        own = sa.select(InteractionDetails.id).where(wanted(InteractionDetails, value))
        some = own.limit(FEW + 1).subquery()
        if session is None or (session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) <= FEW:
            return statement.where(Interaction.id.in_(own))
        return statement.where(own.where(InteractionDetails.id == Interaction.id).correlate(Interaction).exists())

    def count(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        own = second(InteractionDetails, f"{key}_details")
        return statement.join(own, sa.and_(own.id == Interaction.id, wanted(own, value)))

    return replace(enum_filter(key, label, column, enum), apply=apply, count=count)


def _details_filters(session: Session | None = None) -> tuple[Filter, ...]:
    return (
        _enum_of_details(session, "outcome", _l("Outcome"), InteractionDetails.outcome, Outcome),
        _enum_of_details(session, "direction", _l("Direction"), InteractionDetails.direction, Direction),
    )


def _extended(session: Session, spec: ListSpec, _on: date) -> ListSpec:
    """Return the list with the filters that ask first how many rows they leave."""
    own = {item.key: item for item in _details_filters(session)}
    return replace(spec, filters=tuple(own.get(item.key, item) for item in spec.filters), extend=None)


def _by_author(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Interaction.author_id == int(value))


def _period_filter(zone: ZoneInfo) -> Filter:
    """Return a filter by the local days of an interaction, which is kept as a moment."""

    def moment(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        period = parse_period(value)
        begins = Interaction.occurred_at >= moment(period.start)
        return statement.where(begins, Interaction.occurred_at < moment(period.end))

    return Filter("period", _l("Period"), apply, kind="period")


def _open(row: Any) -> tuple[str, dict[str, Any]]:
    return "interactions.show", {"interaction_id": row.id}


COLUMNS = (
    Column("date", _l("Date"), lambda row: row.occurred_at, Kind.DATE, Interaction.occurred_at, secondary=True),
    Column("kind", _l("What happened"), lambda row: row.kind, Kind.BADGE),
    Column("subject", _l("In one line"), lambda row: row.subject, url=_open, primary=True),
    Column(
        "contact",
        _l("Contact"),
        lambda row: row.contact_name,
        Kind.PERSON,
        url=lambda row: ("contacts.show", {"contact_id": row.contact_id}),
        secondary=True,
    ),
    Column("direction", _l("Direction"), lambda row: row.direction, Kind.BADGE, export_only=True),
    Column("minutes", _l("Minutes"), lambda row: row.minutes, Kind.NUMBER, export_only=True),
    Column("outcome", _l("Outcome"), lambda row: row.outcome, Kind.BADGE),
    Column("outcome_note", _l("Outcome in words"), lambda row: row.outcome_note, export_only=True),
    Column("next", _l("Next step"), lambda row: row.next_step),
    Column("next_on", _l("By what day"), lambda row: row.next_on, Kind.DATE, export_only=True),
    Column("author", _l("Written down by"), lambda row: row.author_name),
)


@lru_cache(maxsize=DAYS_KEPT)
def interaction_list(zone: ZoneInfo, *, archived: bool = False) -> ListSpec:
    """Return the list of everything that passed between the institution and its contacts, newest first.

    Args:
        zone: whose days the filter by period means.
        archived: the interactions in the archive instead.
    """
    return ListSpec(
        name="interactions-archive" if archived else "interactions",
        title=_l("Archive of interactions") if archived else _l("Interactions"),
        select=lambda _scope: _select(archived),
        id_column=Interaction.id,
        counted=lambda _scope: sa.select(Interaction.id).where(_kept(archived)),
        ids_first=True,
        columns=COLUMNS,
        default_sort="-date",
        filters=(
            _period_filter(zone),
            enum_filter("kind", _l("What happened"), Interaction.kind, InteractionKind),
            *_details_filters(),
            Filter("author", _l("Written down by"), _by_author, options=lambda session, _scope: user_choices(session)),
            replace(id_filter("contact", _l("One contact"), Interaction.contact_id), apply=_by_contact),
        ),
        search_kind="interaction",
        extend=_extended,
    )


def interaction(session: Session, interaction_id: int) -> Interaction | None:
    """Return an interaction with everything that its page shows, or None."""
    details = joinedload(Interaction.details)
    return session.scalar(
        sa.select(Interaction)
        .where(Interaction.id == interaction_id)
        .options(
            joinedload(Interaction.contact),
            joinedload(Interaction.author),
            details.joinedload(InteractionDetails.next_assignee),
            details.joinedload(InteractionDetails.application),
            details.joinedload(InteractionDetails.partnership).joinedload(Partnership.organisation),
            details.joinedload(InteractionDetails.event),
            selectinload(Interaction.contacts),
            selectinload(Interaction.colleagues),
            selectinload(Interaction.files),
        )
    )


def people_with_addresses(session: Session, emails: Collection[str]) -> list[sa.Row[Any]]:
    """Return the contacts that have one of these e-mail addresses: rows of (id, display_name, email)."""
    if not emails:
        return []
    statement = (
        sa.select(Contact.id, Contact.display_name, ContactEmail.email)
        .join(ContactEmail, ContactEmail.contact_id == Contact.id)
        .where(ContactEmail.email.in_(emails), Contact.archived_at.is_(None))
        .order_by(Contact.sort_key, Contact.id)
        .limit(OFFERED)
    )
    found: Any = session.execute(statement).unique().all()
    return list(found)


def accounts_with_addresses(session: Session, emails: Collection[str]) -> list[sa.Row[Any]]:
    """Return the accounts that have one of these e-mail addresses: rows of (id, name, email)."""
    if not emails:
        return []
    statement = (
        sa.select(User.id, User.name, User.email).where(User.email.in_(emails)).order_by(alphabetical(User.name))
    )
    found: Any = session.execute(statement).all()
    return list(found)


def letter_with(session: Session, message_id: str) -> Interaction | None:
    """Return the interaction that is an e-mail message of this identifier, or None; one in the archive too."""
    return session.scalar(
        sa.select(Interaction)
        .join(InteractionDetails, InteractionDetails.id == Interaction.id)
        .where(InteractionDetails.message_id == message_id)
        .order_by(Interaction.archived_at.is_not(None), Interaction.id)
        .limit(1)
    )


def _around(contact_id: int) -> sa.Select[Any]:
    """Return the ids of a contact and of the organisations where it works."""
    work = sa.select(Affiliation.organisation_id).where(Affiliation.person_id == contact_id)
    both = sa.union(sa.select(sa.literal(contact_id).label("id")), work).subquery()
    return sa.select(both.c[0])


def application_choices(
    session: Session, contact_id: int, scope: Scope, *, also: int | None = None
) -> list[tuple[str, str]]:
    """Return (id, title) of the applications that an interaction may be about.

    They are those that the contact or its place of work funds or takes part in, those that are still open, and the
    one that the interaction names already.
    """
    around = _around(contact_id)
    joint = sa.select(application_partners.c.application_id).where(application_partners.c.organisation_id.in_(around))
    linked = sa.or_(Application.funder_id.in_(around), Application.id.in_(joint))
    condition = sa.and_(Application.archived_at.is_(None), sa.or_(linked, Application.stage.in_(OPEN_STAGES)))
    if scope.branch_id is not None:
        own = sa.or_(Application.branch_id.is_(None), Application.branch_id == scope.branch_id)
        condition = sa.and_(condition, own)
    statement = (
        sa.select(Application.id, Application.title)
        .where(sa.or_(Application.id == (also or 0), condition))
        .order_by(sa.case((Application.id == (also or 0), 0), (linked, 1), else_=2), Application.sort_key)
        .limit(OFFERED)
    )
    return [(str(row.id), row.title) for row in session.execute(statement)]


def partnership_choices(
    session: Session, contact_id: int, scope: Scope, *, also: int | None = None
) -> list[tuple[str, str]]:
    """Return (id, name of the partner) of the partnerships of a contact and of its place of work."""
    condition = sa.and_(Partnership.archived_at.is_(None), Partnership.organisation_id.in_(_around(contact_id)))
    if scope.branch_id is not None:
        own = sa.or_(Partnership.branch_id.is_(None), Partnership.branch_id == scope.branch_id)
        condition = sa.and_(condition, own)
    statement = (
        sa.select(Partnership.id, Contact.display_name)
        .join(Contact, Contact.id == Partnership.organisation_id)
        .where(sa.or_(Partnership.id == (also or 0), condition))
        .order_by(Contact.sort_key)
        .limit(OFFERED)
    )
    return [(str(row.id), row.display_name) for row in session.execute(statement)]


def event_choices(session: Session, on: date, scope: Scope, *, also: int | None = None) -> Sequence[tuple[str, str]]:
    """Return (id, day and title) of the events of sixty days before and after a day, the nearest first."""
    near = sa.and_(
        Event.archived_at.is_(None), Event.is_summary.is_(False), Event.starts_on.between(on - NEAR, on + NEAR)
    )
    if scope.branch_id is not None:
        near = sa.and_(near, Event.branch_id == scope.branch_id)
    statement = (
        sa.select(Event.id, Event.title, Event.starts_on)
        .where(sa.or_(Event.id == (also or 0), near))
        .order_by(sa.case((Event.id == (also or 0), 0), else_=1), Event.starts_on.desc(), Event.id.desc())
        .limit(OFFERED)
    )
    return [(str(row.id), f"{day_of_year(row.starts_on)} – {row.title}") for row in session.execute(statement)]
