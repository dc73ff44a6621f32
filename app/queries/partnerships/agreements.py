"""Agreements of partnerships in SQL: which are valid on a day, until when a partner has one, what needs somebody.

It says in SQL what `app.domain.agreements` says in Python. Archived agreements count nowhere.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.agreements import COOPERATION_KINDS, NOTICE, REVIEW_NOTICE, AgreementKind, AgreementState
from app.domain.partnerships import PartnershipStage
from app.queries.aliases import second
from app.queries.places import MOST, SCOPES_KEPT, day_place
from app.scope import Scope
from models.agreements import Agreement
from models.contacts import Contact
from models.partnerships import Partnership

# The end of an agreement whose end is open, so that ends can be compared.
FAR = date(9999, 12, 31)
_OPEN = sa.literal(FAR, sa.Date)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the partnership.

    Those of the whole system or of the central library are known to every branch; those of one branch
    only to it.
    """
    if scope.branch_id is None:
        return sa.true()
    return sa.or_(Partnership.branch_id.is_(None), Partnership.branch_id == scope.branch_id)


def last_day(agreement: Any = Agreement) -> Any:
    """Return the last day on which an agreement is valid; NULL while the end is open."""
    return sa.func.coalesce(agreement.terminated_on, agreement.valid_until)


def _counts(agreement: Any = Agreement) -> sa.ColumnElement[bool]:
    """Return the condition that the agreement is one of cooperation and says when it is valid."""
    return sa.and_(
        agreement.kind.in_(COOPERATION_KINDS),
        agreement.archived_at.is_(None),
        sa.or_(agreement.valid_from.is_not(None), agreement.valid_until.is_not(None)),
    )


def agreement_condition(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that the `Partnership` has a memorandum or cooperation agreement valid on the day."""
    valid = sa.select(Agreement.id).where(
        Agreement.partnership_id == Partnership.id,
        _counts(),
        sa.or_(Agreement.valid_from.is_(None), Agreement.valid_from <= on),
        sa.func.coalesce(last_day(), _OPEN) >= on,
    )
    return valid.correlate(Partnership).exists()


def agreement_until() -> Any:
    """Return the last day of the last memorandum or cooperation agreement of the `Partnership`.

    `FAR` when its end is open, NULL when there is none.
    """
    return (
        sa.select(sa.func.max(sa.func.coalesce(last_day(), _OPEN)))
        .where(Agreement.partnership_id == Partnership.id, _counts())
        .correlate(Partnership)
        .scalar_subquery()
    )


def latest_agreement() -> Any:
    """Return the id of the memorandum or cooperation agreement of the `Partnership` that lasts longest."""
    each = second(Agreement, "longest_agreement")
    return (
        sa.select(each.id)
        .where(
            each.partnership_id == Partnership.id,
            each.kind.in_(COOPERATION_KINDS),
            each.archived_at.is_(None),
        )
        .order_by(sa.func.coalesce(last_day(each), _OPEN).desc(), each.id.desc())
        .limit(1)
        .correlate(Partnership)
        .scalar_subquery()
    )


def followed() -> sa.ColumnElement[bool]:
    """Return the condition that the partnership has an agreement that lasts longer than this `Agreement`.

    A memorandum and a cooperation agreement follow each other; another paper is followed by its own kind.
    """
    later = second(Agreement, "later_agreement")
    same = sa.or_(
        later.kind == Agreement.kind,
        sa.and_(later.kind.in_(COOPERATION_KINDS), Agreement.kind.in_(COOPERATION_KINDS)),
    )
    return (
        sa.select(later.id)
        .where(
            later.partnership_id == Agreement.partnership_id,
            later.archived_at.is_(None),
            sa.or_(later.valid_from.is_not(None), later.valid_until.is_not(None)),
            same,
            sa.func.coalesce(last_day(later), _OPEN) > sa.func.coalesce(last_day(), _OPEN),
        )
        .correlate(Agreement)
        .exists()
    )


@dataclass(frozen=True)
class DueAgreement:
    """An agreement that needs somebody: `state` says what for, `on` is the day of it."""

    agreement_id: int
    partnership_id: int
    organisation: str
    kind: AgreementKind
    number: str
    state: AgreementState
    on: date
    owner_id: int | None


def due_agreements(
    session: Session, scope: Scope, today: date, limit: int | None = None, *, partnership_id: int | None = None
) -> list[DueAgreement]:
    """Return the agreements that ended lately, end soon or are to be reviewed, the earliest day first.

    Those that ended before their time, those followed by a longer one, those of ended and of archived
    partnerships need nobody. A review is due from two weeks before its day for as long as the agreement is valid.

    Args:
        partnership_id: when it is given, those of one partnership only.
    """
    asked: dict[str, Any] = {"first": today - NOTICE, "last": today + NOTICE, "review": today + REVIEW_NOTICE}
    statement = _due_agreements(scope, partnership_id is None, limit is None)
    found = session.execute(statement, {**asked, "partnership": partnership_id, "most": limit})
    return [_due(row, today) for row in found]


def _needs_somebody(scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Agreement.archived_at.is_(None),
        Agreement.terminated_on.is_(None),
        Partnership.stage != PartnershipStage.ENDED,
        Partnership.archived_at.is_(None),
        in_scope(scope),
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _due_agreements(scope: Scope, of_all: bool, unlimited: bool) -> Any:
    ends, last = Agreement.valid_until, day_place("last")
    ending = sa.and_(ends.between(day_place("first"), last), ~followed())
    reviewed = sa.and_(Agreement.review_on <= day_place("review"), sa.or_(ends.is_(None), ends > last))
    # Whatever is found and ends by the last day is there because it ends, which is cheaper to see than `ending`.
    is_ending = sa.and_(ends.is_not(None), ends <= last)
    statement = (
        sa.select(
            Agreement.id,
            Agreement.partnership_id,
            Contact.display_name,
            Agreement.kind,
            Agreement.number,
            Agreement.review_on,
            ends.label("until"),
            is_ending.label("is_ending"),
            Partnership.owner_id,
        )
        .join(Partnership, Partnership.id == Agreement.partnership_id)
        .join(Contact, Contact.id == Partnership.organisation_id)
        .where(sa.or_(ending, reviewed), *_needs_somebody(scope))
        .order_by(sa.case((is_ending, ends), else_=Agreement.review_on), Agreement.id)
    )
    if not of_all:
        statement = statement.where(Agreement.partnership_id == sa.bindparam("partnership", type_=sa.Integer))
    return statement if unlimited else statement.limit(MOST)


def _due(row: Any, today: date) -> DueAgreement:
    state, on = AgreementState.REVIEW_DUE, row.review_on
    if row.is_ending:
        state, on = (AgreementState.EXPIRED if row.until < today else AgreementState.ENDS_SOON), row.until
    return DueAgreement(row.id, row.partnership_id, row.display_name, row.kind, row.number, state, on, row.owner_id)


def agreement_days(session: Session, scope: Scope, since: date, until: date) -> list[Any]:
    """Return what the personal calendar holds of agreements: their last days and the days of their reviews.

    Those that `due_agreements` would never name are left out.

    Returns:
        Rows of is_end, on_day, id, partnership_id, organisation, kind, number, version and updated_at, the earliest
        first.
    """
    parts = [
        sa.select(
            sa.literal(is_end).label("is_end"),
            day.label("on_day"),
            Agreement.id,
            Agreement.partnership_id,
            Contact.display_name.label("organisation"),
            Agreement.kind,
            Agreement.number,
            Agreement.version,
            Agreement.updated_at,
        )
        .join(Partnership, Partnership.id == Agreement.partnership_id)
        .join(Contact, Contact.id == Partnership.organisation_id)
        .where(day.between(since, until), condition, *_needs_somebody(scope))
        for is_end, day, condition in (
            (True, Agreement.valid_until, ~followed()),
            (False, Agreement.review_on, sa.true()),
        )
    ]
    found = sa.union_all(*parts).subquery()
    return list(session.execute(sa.select(found).order_by(found.c.on_day, found.c.id, found.c.is_end)))


def agreement(session: Session, agreement_id: int, scope: Scope) -> Agreement | None:
    """Return an agreement of a partnership that the reader sees, with the partnership and its organisation."""
    return session.scalar(
        sa.select(Agreement)
        .join(Partnership, Partnership.id == Agreement.partnership_id)
        .where(Agreement.id == agreement_id, in_scope(scope))
        .options(
            joinedload(Agreement.partnership).joinedload(Partnership.organisation),
            joinedload(Agreement.attachment),
            joinedload(Agreement.text),
        )
    )


def agreements_of(session: Session, partnership_id: int) -> list[Agreement]:
    """Return the agreements of a partnership that are not archived.

    Memoranda and cooperation agreements come before other papers, and what lasts longest before the rest.
    """
    aside = sa.case((Agreement.kind.in_(COOPERATION_KINDS), 0), else_=1)
    return list(
        session.scalars(
            sa.select(Agreement)
            .where(Agreement.partnership_id == partnership_id, Agreement.archived_at.is_(None))
            .order_by(
                aside, sa.func.coalesce(last_day(), _OPEN).desc(), Agreement.valid_from.desc(), Agreement.id.desc()
            )
            .options(joinedload(Agreement.attachment), joinedload(Agreement.text))
        )
    )
