"""Several selects asked in one statement answer as they do one by one."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries.together import Together
from models.audit import AuditEntry
from models.contacts import Contact, Person
from models.donations import Donation
from models.interactions import Interaction
from models.relationships import RelationshipType
from tests.support import factories

MOST = sa.bindparam("most", type_=sa.Integer)


def selects() -> list[sa.Select[Any]]:
    """Return selects of every type that records have: texts, codes, numbers, money, days, moments, JSON, NULL."""
    return [
        sa.select(Contact.id, Contact.kind, Contact.display_name, Contact.created_at, Contact.archived_at)
        .order_by(Contact.id.desc())
        .limit(MOST),
        sa.select(Person.birth_date, Person.id, Person.first_name).order_by(Person.id).limit(MOST),
        sa.select(Donation.amount, Donation.received_on, Donation.kind, Donation.purpose).order_by(Donation.id),
        sa.select(RelationshipType.symmetric, RelationshipType.code).order_by(RelationshipType.id).limit(MOST),
        sa.select(AuditEntry.after, AuditEntry.at, AuditEntry.action).order_by(AuditEntry.id).limit(MOST),
        sa.select(Interaction.occurred_at, Interaction.kind).where(sa.false()),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_selects_asked_together_answer_as_they_do_apart(session: Session, order: int) -> None:
    for number in range(4):
        person = factories.make_person(session, birth_date=date(1990, 1, 1 + number) if number % 2 else None)
        factories.make_donation(session, person)
    factories.make_organisation(session)
    session.commit()
    asked = selects()[::order]
    found = Together(asked).ask(session, {"most": 3})
    apart = [session.execute(select, {"most": 3}).all() for select in asked]
    assert [[tuple(row) for row in rows] for rows in found] == [[tuple(row) for row in rows] for rows in apart]
    assert [len(rows) for rows in found][::order] == [3, 3, 4, 3, 3, 0]
    assert found[::order][2][0].received_on == factories.DAY


def test_no_select_has_no_answer_and_an_unknown_type_is_refused(session: Session) -> None:
    assert Together([]).ask(session, {}) == []
    with pytest.raises(TypeError):
        Together([sa.select(sa.cast(Contact.id, sa.Float).label("half"))])
