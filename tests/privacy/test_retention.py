"""Terms of keeping: who is proposed, who decides, and that nobody is erased by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.privacy import ConsentChannel, ProposalState
from app.domain.roles import Role
from app.queries.consents import purpose_by_code
from app.services.erasures import accept_proposals, keep_person, propose_erasures
from models.base import utc_now
from models.privacy import RetentionProposal
from tests.conftest import SignIn
from tests.support import factories


def test_who_is_quiet_for_longer_than_the_longest_term_is_proposed(session: Session, login: SignIn) -> None:
    long_ago = utc_now() - timedelta(days=3000)
    quiet = factories.make_person(session, "Тиха", created_at=long_ago)
    talked = factories.make_person(session, "Балакуча", created_at=long_ago)
    factories.make_interaction(session, talked, occurred_at=utc_now() - timedelta(days=30))
    came_too = factories.make_person(session, "Присутня", created_at=long_ago)
    factories.make_interaction(session, talked, occurred_at=utc_now() - timedelta(days=30), contacts=[came_too])
    agreed = factories.make_person(session, "Згодна", created_at=long_ago)
    factories.make_consent(session, agreed)
    helper = factories.make_person(session, "Помічна", created_at=long_ago)
    factories.make_volunteer(session, helper)
    factories.make_person(session, "Нова")
    factories.make_organisation(session, created_at=long_ago)
    assert propose_erasures(session, on=today()) == 1
    assert propose_erasures(session, on=today()) == 0
    (proposal,) = session.scalars(sa.select(RetentionProposal))
    assert proposal.contact_id == quiet.id
    session.commit()
    client = login(Role.DIRECTOR)
    page = client.get(f"/privacy/retention/{proposal.id}")
    client.submit(page, {"keep_until": today().isoformat(), "reason": "x"}, status=422, css="main form[action$='keep']")
    client.submit(page, {"reason": ""}, status=422, css="main form[action$='keep']")
    client.submit(page, {"reason": "Пише спогади"}, css="main form[action$='keep']")
    session.expire_all()
    assert proposal.state is ProposalState.KEPT
    assert propose_erasures(session, on=today()) == 0
    assert proposal.keep_until is not None
    assert propose_erasures(session, on=proposal.keep_until + timedelta(days=1)) == 1


def test_a_proposal_is_decided_once_and_lapses_with_new_activity(session: Session) -> None:
    people = [factories.make_person(session, created_at=utc_now() - timedelta(days=3000)) for _ in range(2)]
    director, now, day = factories.make_user(session, Role.DIRECTOR), utc_now(), today()
    assert propose_erasures(session, on=day) == 2
    active, quiet = session.scalars(sa.select(RetentionProposal).order_by(RetentionProposal.contact_id))
    factories.make_interaction(session, people[0], occurred_at=now)
    assert propose_erasures(session, on=day) == 0
    assert (active.state, quiet.state) == (ProposalState.LAPSED, ProposalState.OPEN)
    keep_person(session, quiet, day + timedelta(days=1), "Пише спогади", by=director, now=now, today=day)
    for proposal in (active, quiet):
        with pytest.raises(RuleError, match="proposal_decided"):
            keep_person(session, proposal, day + timedelta(days=2), "Ще раз", by=director, now=now, today=day)
    with pytest.raises(RuleError, match="proposal_decided"):
        accept_proposals(session, [quiet], by=director, now=now, today=day)


def test_a_longer_term_of_a_purpose_keeps_the_person(session: Session) -> None:
    purpose = purpose_by_code(session, "photo")
    assert purpose is not None
    purpose.retention_months = 240
    person = factories.make_person(session, created_at=utc_now() - timedelta(days=3000))
    day = today() - timedelta(days=2900)
    factories.make_consent(
        session, person, "photo", given_on=day, withdrawn_on=day, withdrawal_channel=ConsentChannel.EMAIL
    )
    assert propose_erasures(session, on=today()) == 0
    purpose.retention_months = 60
    session.flush()
    assert propose_erasures(session, on=today()) == 1


def test_nobody_is_proposed_who_still_helps_works_or_agrees_however_long_ago_it_began(session: Session) -> None:
    began, over = today() - timedelta(days=2900), today() - timedelta(days=2800)
    names = ("Помагає", "Помагала", "Працює", "Працюватиме ще день", "Працювала", "Згодна", "Просила", "Тиха")
    helps, helped, works, last_day, worked, agrees, asked, quiet = (
        factories.make_person(session, name, created_at=utc_now() - timedelta(days=3000)) for name in names
    )
    factories.make_volunteer(session, helps, started_on=began)
    factories.make_volunteer(session, helped, started_on=began, left_on=over)
    for person, ends_on in ((works, None), (last_day, today()), (worked, over)):
        factories.make_affiliation(session, person, starts_on=began, ends_on=ends_on)
    factories.make_consent(session, agrees, given_on=began)
    factories.make_erasure_request(session, asked)

    def proposed() -> set[int]:
        propose_erasures(session, on=today())
        return set(session.scalars(sa.select(RetentionProposal.contact_id)))

    volunteering = purpose_by_code(session, "volunteering")
    assert volunteering is not None
    volunteering.retention_months = 240
    session.flush()
    assert proposed() == {worked.id, quiet.id}, "who helped once is kept for the term of volunteering"
    volunteering.retention_months = 60
    session.flush()
    assert proposed() == {worked.id, quiet.id, helped.id}


def test_all_proposals_are_accepted_at_once_except_who_became_active(session: Session, login: SignIn) -> None:
    long_ago = utc_now() - timedelta(days=3000)
    quiet = [factories.make_person(session, created_at=long_ago) for _number in range(2)]
    back = factories.make_person(session, "Повернувся", created_at=long_ago)
    for person in [*quiet, back]:
        factories.make_proposal(session, person)
    factories.make_interaction(session, back, occurred_at=utc_now() - timedelta(days=1))
    session.commit()
    client = login("director")
    page = client.get("/privacy/retention/accept-all")
    assert "3 people will be erased" in page.text
    client.submit(page, status=422)
    client.submit(page, {"understood": "y"})
    session.expire_all()
    assert [person.anonymised_at is not None for person in [*quiet, back]] == [True, True, False]
    states = list(session.scalars(sa.select(RetentionProposal.state).order_by(RetentionProposal.id)))
    assert states == [ProposalState.ACCEPTED, ProposalState.ACCEPTED, ProposalState.LAPSED]
    assert len(client.get("/privacy/erasures?status=done&source=term").select("tbody tr")) == 2


def test_the_command_proposes_and_says_how_many(session: Session, app: Flask) -> None:
    factories.make_person(session, created_at=utc_now() - timedelta(days=3000))
    session.commit()
    result = app.test_cli_runner().invoke(args=["privacy", "propose-erasures"])
    assert result.exit_code == 0, result.output
    assert "Proposed: 1" in result.output
