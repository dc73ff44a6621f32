"""The list knows who is ready by the same rule as the record."""

from datetime import date, timedelta
from itertools import product
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.privacy import VOLUNTEERING, ConsentChannel
from app.domain.readiness import Gap
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteers import VolunteerStatus
from app.queries.readiness import gaps_of, has_document_at_risk, not_ready
from models.contacts import Contact
from models.volunteers import Volunteer
from tests.support import factories as make

ON = make.DAY
YESTERDAY, TOMORROW = ON - timedelta(days=1), ON + timedelta(days=1)
BORN = (None, date(1990, 1, 1), date(2010, 1, 1), date(2018, 1, 1))


def volunteers(session: Session) -> list[Volunteer]:
    """Return volunteers of every age, each with some of the rest by chance that is the same each time."""
    chance = Random(7)
    branch = make.make_branch(session)
    found = []
    for born, guardian in product(BORN, ("", "Марія Іва")):
        for _turn in range(10):
            volunteer = make.make_volunteer(
                session,
                make.make_person(session, birth_date=born),
                branch=branch,
                status=chance.choice([VolunteerStatus.ACTIVE] * 4 + [VolunteerStatus.PAUSED]),
                guardian_name=guardian,
                guardian_phone="+380501112233" if guardian else "",
                oriented_on=chance.choice([ON, ON, ON, TOMORROW, None]),
                briefed_on=chance.choice([YESTERDAY, ON, ON, None]),
                contract_number=chance.choice(["1", "1", ""]),
                contract_until=chance.choice([None, TOMORROW, YESTERDAY]),
            )
            for kind in chance.sample(list(DocumentKind), k=chance.randint(0, 3)):
                for _paper in range(chance.randint(1, 2)):
                    ends = chance.choice([None, YESTERDAY, ON, TOMORROW])
                    make.make_document(session, volunteer, kind=kind, issued_on=None, expires_on=ends)
            found.append(volunteer)
    session.commit()
    return found


def test_the_list_and_the_record_agree_on_who_is_ready(session: Session) -> None:
    people = volunteers(session)
    found = gaps_of(session, [item.id for item in people], ON)
    late = set(
        session.scalars(sa.select(Volunteer.id).join(Contact, Contact.id == Volunteer.person_id).where(not_ready(ON)))
    )
    assert late == {key for key, missing in found.items() if missing}
    assert 0 < len(late) < len(people)
    assert set().union(*found.values()) == set(Gap)


def test_the_consent_of_a_guardian_counts_unless_it_came_by_the_web_form(session: Session) -> None:
    child = make.make_person(session, birth_date=date(2010, 1, 1))
    volunteer = make.make_volunteer(session, child, guardian_name="Марія Іва", guardian_phone="+380501112233")
    mother = make.make_person(session)
    consent = make.make_consent(session, child, VOLUNTEERING, guardian_id=mother.id, channel=ConsentChannel.WEB)
    session.commit()
    assert Gap.GUARDIAN_CONSENT in gaps_of(session, [volunteer.id], ON)[volunteer.id]
    consent.channel = ConsentChannel.PAPER
    session.commit()
    assert Gap.GUARDIAN_CONSENT not in gaps_of(session, [volunteer.id], ON)[volunteer.id]
    consent.withdrawn_on, consent.withdrawal_channel = ON, ConsentChannel.PHONE
    session.commit()
    assert Gap.GUARDIAN_CONSENT in gaps_of(session, [volunteer.id], ON)[volunteer.id]


def test_a_renewed_document_is_at_risk_no_more(session: Session) -> None:
    volunteer = make.make_volunteer(session)
    make.make_document(session, volunteer, issued_on=None, expires_on=YESTERDAY)
    risky = sa.select(Volunteer.id).where(has_document_at_risk(ON))
    session.commit()
    assert list(session.scalars(risky)) == [volunteer.id]
    make.make_document(session, volunteer, issued_on=None, expires_on=ON + timedelta(days=31))
    session.commit()
    assert not list(session.scalars(risky))
