"""The list of consents as they stand on a day."""

from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.privacy import ConsentChannel, ConsentState, state_beside
from app.i18n import _l
from app.labels import label
from app.queries.consents import (
    EnteredBy,
    Guardian,
    facts,
    holders_birth,
    holds_on,
    last_withdrawal,
    outgrown,
    purpose_choices,
    purpose_name,
    with_purpose,
    withdrawn_by,
)
from app.queries.filters import enum_filter, id_filter, period_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.contacts import Contact
from models.privacy import Consent, ConsentPurpose, ConsentText


def _by_purpose(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(with_purpose(value[:40]))


@lru_cache(maxsize=DAYS_KEPT)
def consent_list(on: date) -> ListSpec:
    """Return the list of consents as they stand on the day."""

    def by_state(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        withdrawn = withdrawn_by(on)
        conditions: dict[ConsentState, Any] = {
            ConsentState.GIVEN: holds_on(on, holders_birth()),
            ConsentState.WITHDRAWN: withdrawn,
            ConsentState.RENEWAL: sa.and_(Consent.given_on <= on, ~withdrawn, outgrown(on, holders_birth())),
            ConsentState.FUTURE: sa.and_(Consent.given_on > on, Consent.withdrawn_on.is_(None)),
        }
        return statement.where(conditions[ConsentState(value)])

    def counted(_scope: Scope) -> Any:
        return sa.select(Consent.id)

    def select(_scope: Scope) -> Any:
        return (
            sa.select(
                Consent.id,
                Consent.contact_id,
                Consent.given_on,
                Consent.withdrawn_on,
                last_withdrawal(on).label("last_withdrawal"),
                Consent.channel,
                Consent.withdrawal_channel,
                Consent.guardian_id,
                Consent.note,
                Contact.display_name,
                Contact.birth_date,
                ConsentPurpose.name_uk,
                ConsentPurpose.name_en,
                ConsentText.number.label("text_number"),
                Guardian.display_name.label("guardian_name"),
                EnteredBy.name.label("entered_by"),
            )
            .join(Contact, Contact.id == Consent.contact_id)
            .join(ConsentPurpose, ConsentPurpose.id == Consent.purpose_id)
            .join(ConsentText, ConsentText.id == Consent.text_id)
            .outerjoin(Guardian, Guardian.id == Consent.guardian_id)
            .outerjoin(EnteredBy, EnteredBy.id == Consent.entered_by_id)
        )

    return ListSpec(
        name="consents",
        title=_l("Consents"),
        select=select,
        counted=counted,
        id_column=Consent.id,
        columns=(
            Column(
                "person",
                _l("Person"),
                lambda row: row.display_name,
                Kind.PERSON,
                url=lambda row: ("privacy.person_consents", {"contact_id": row.contact_id}),
                primary=True,
            ),
            Column("purpose", _l("Purpose"), purpose_name, secondary=True),
            Column(
                "state",
                _l("State"),
                lambda row: state_beside(facts(row), row.last_withdrawal, row.birth_date, on),
                Kind.BADGE,
                secondary=True,
            ),
            Column("given", _l("Given on"), lambda row: row.given_on, Kind.DATE, Consent.given_on),
            Column("channel", _l("How"), lambda row: row.channel),
            Column("text", _l("Text version"), lambda row: row.text_number, Kind.NUMBER),
            Column("withdrawn", _l("Withdrawn on"), lambda row: row.withdrawn_on, Kind.DATE),
            Column("guardian", _l("Parent or guardian"), lambda row: row.guardian_name, export_only=True),
            Column("withdrawal", _l("How it was withdrawn"), lambda row: row.withdrawal_channel, export_only=True),
            Column("note", _l("Where the paper is"), lambda row: row.note, export_only=True),
            Column("entered_by", _l("Entered by"), lambda row: row.entered_by, export_only=True),
        ),
        default_sort="-given",
        filters=(
            Filter("purpose", _l("Purpose"), _by_purpose, options=purpose_choices),
            Filter("state", _l("State"), by_state, options=_state_choices),
            enum_filter("channel", _l("How"), Consent.channel, ConsentChannel),
            period_filter(_l("Given"), Consent.given_on),
            id_filter("person", _l("Person"), Consent.contact_id),
        ),
    )


def _state_choices(_session: Session, _scope: Scope) -> list[tuple[str, str]]:
    shown = (ConsentState.GIVEN, ConsentState.RENEWAL, ConsentState.WITHDRAWN)
    return [(state.value, label(state)) for state in shown]
