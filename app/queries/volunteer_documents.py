"""Questions about papers of volunteers: those of one, what runs out, the list across volunteers."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.volunteer_documents import SOON_DAYS, DocumentKind, DocumentState, state_of
from app.domain.volunteers import VolunteerStatus
from app.i18n import _l
from app.labels import choices, tone
from app.queries.filters import branch_filter, enum_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.queries.places import MOST, SCOPES_KEPT, TODAY, day_place
from app.queries.readiness import is_the_last
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer


class EndingDocument(NamedTuple):
    """A document that has run out or soon will, of a volunteer who has not left."""

    id: int
    volunteer_id: int
    name: str
    kind: DocumentKind
    expires_on: date
    coordinator_id: int | None


def documents_of(session: Session, volunteer_id: int) -> list[VolunteerDocument]:
    """Return the documents of a volunteer with their files, those that end first at the top."""
    document = VolunteerDocument
    return list(
        session.scalars(
            sa.select(document)
            .where(document.volunteer_id == volunteer_id)
            .options(joinedload(document.attachment))
            .order_by(sa.func.coalesce(document.expires_on, date.max), document.id)
        )
    )


def document(session: Session, volunteer_id: int, document_id: int) -> VolunteerDocument | None:
    """Return a document of a volunteer, or None."""
    found = session.get(VolunteerDocument, document_id)
    return found if found is not None and found.volunteer_id == volunteer_id else None


def ending_documents(session: Session, scope: Scope, on: date, *, limit: int) -> list[EndingDocument]:
    """Return the documents that have run out or end within 30 days and are not renewed, the first to end first."""
    asked = {"today": on, "last": on + timedelta(days=SOON_DAYS), "most": limit}
    return [
        EndingDocument(row.id, row.volunteer_id, row.display_name, row.kind, row.expires_on, row.coordinator_id)
        for row in session.execute(_ending_documents(scope), asked)
        if row.expires_on is not None
    ]


@lru_cache(maxsize=SCOPES_KEPT)
def _ending_documents(scope: Scope) -> Any:
    return (
        sa.select(
            VolunteerDocument.id,
            VolunteerDocument.volunteer_id,
            Contact.display_name,
            VolunteerDocument.kind,
            VolunteerDocument.expires_on,
            Volunteer.coordinator_id,
        )
        .join(Volunteer, Volunteer.id == VolunteerDocument.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(
            VolunteerDocument.expires_on <= day_place("last"),
            Volunteer.status != VolunteerStatus.LEFT,
            _present(scope),
            is_the_last(VolunteerDocument, TODAY),
        )
        .order_by(VolunteerDocument.expires_on, VolunteerDocument.id)
        .limit(MOST)
    )


def _present(scope: Scope) -> sa.ColumnElement[bool]:
    seen = sa.true() if scope.branch_id is None else Volunteer.branch_id == scope.branch_id
    return sa.and_(Volunteer.archived_at.is_(None), seen)


@lru_cache(maxsize=DAYS_KEPT)
def document_list(on: date) -> ListSpec:
    """Return the list of the documents of all volunteers as they stand on a day."""

    last_day = sa.func.coalesce(VolunteerDocument.expires_on, sa.literal(date.max, sa.Date))

    def select(scope: Scope) -> Any:
        # Outer joins by key, though each document has its volunteer: the databases begin with the documents, and leave
        # out what they do not sort by.
        return (
            sa.select(
                VolunteerDocument.id,
                VolunteerDocument.volunteer_id,
                VolunteerDocument.kind,
                VolunteerDocument.number,
                VolunteerDocument.issued_on,
                VolunteerDocument.expires_on,
                Contact.display_name,
                Branch.name.label("branch_name"),
                Volunteer.status,
            )
            .outerjoin(Volunteer, Volunteer.id == VolunteerDocument.volunteer_id)
            .outerjoin(Contact, Contact.id == Volunteer.person_id)
            .outerjoin(Branch, Branch.id == Volunteer.branch_id)
            .where(_present(scope))
        )

    def counted(scope: Scope) -> Any:
        of_volunteer = Volunteer.id == VolunteerDocument.volunteer_id
        return sa.select(VolunteerDocument.id).outerjoin(Volunteer, of_volunteer).where(_present(scope))

    def by_state(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        ends, soon = VolunteerDocument.expires_on, on + timedelta(days=SOON_DAYS)
        state = DocumentState(value)
        if state is DocumentState.EXPIRED:
            return statement.where(ends < on)
        if state is DocumentState.ENDS_SOON:
            return statement.where(ends.between(on, soon))
        return statement.where(last_day > soon)

    return ListSpec(
        name="volunteer-documents",
        title=_l("Documents of volunteers"),
        select=select,
        id_column=VolunteerDocument.id,
        counted=counted,
        ids_first=True,
        columns=(
            Column(
                "name",
                _l("Volunteer"),
                lambda row: row.display_name,
                Kind.PERSON,
                Contact.sort_key,
                lambda row: ("volunteers.show", {"volunteer_id": row.volunteer_id}),
                primary=True,
            ),
            Column("kind", _l("Document"), lambda row: row.kind, secondary=True),
            Column("number", _l("Number"), lambda row: row.number),
            Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
            Column("issued", _l("Issued on"), lambda row: row.issued_on, Kind.DATE),
            Column(
                "ends",
                _l("Valid until"),
                lambda row: row.expires_on,
                Kind.DATE,
                last_day,
                tone=lambda row, day: tone(state_of(row.expires_on, day)) if row.expires_on else "",
                secondary=True,
            ),
            Column("state", _l("State"), lambda row: state_of(row.expires_on, on), Kind.BADGE),
            Column("status", _l("Status of the volunteer"), lambda row: row.status, Kind.BADGE),
        ),
        default_sort="ends",
        filters=(
            Filter("state", _l("State"), by_state, options=lambda _session, _scope: choices(DocumentState)),
            enum_filter("kind", _l("Document"), VolunteerDocument.kind, DocumentKind),
            branch_filter(Volunteer.branch_id),
            enum_filter("status", _l("Status of the volunteer"), Volunteer.status, VolunteerStatus),
        ),
    )
