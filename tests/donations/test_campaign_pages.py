"""Campaigns on their pages: progress to the goal, and whose they are."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.donations import DonationKind, InKindStatus
from app.domain.roles import Role
from models.donations import Campaign
from tests.conftest import SignIn
from tests.support import factories


def test_a_campaign_shows_how_near_the_goal_is(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    page = client.get("/donations/campaigns/new")
    fields = {"name": "Нові крісла", "goal": "1 000", "starts_on": "2026-01-01"}
    refused = client.submit(page, {**fields, "ends_on": "2025-12-31"}, status=422)
    assert refused.errors()
    client.submit(page, {**fields, "goal": "0"}, status=422)
    client.submit(page, {**fields, "name": ""}, status=422)
    client.submit(page, fields)
    client.submit(client.get("/donations/campaigns/new"), fields, status=422)
    campaign = session.query(Campaign).one()
    factories.make_donation(session, campaign=campaign, amount=Decimal("999.99"))
    factories.make_donation(
        session,
        campaign=campaign,
        amount=Decimal(500),
        kind=DonationKind.IN_KIND,
        in_kind_status=InKindStatus.BOOKED,
    )
    record = client.get(f"/donations/campaigns/{campaign.id}")
    assert "UAH 999.99 of UAH 1,000.00" in record.text
    assert "99%" in record.text
    assert "UAH 500.00" in record.text
    listed = client.get("/donations/campaigns")
    assert "99%" in listed.text
    page = client.get(f"/donations/campaigns/{campaign.id}/edit")
    client.submit(page, {"goal": "500"})
    assert "199%" in client.get(f"/donations/campaigns/{campaign.id}").text
    client.submit(page, {"goal": "700"}, status=409)
    client.post(f"/donations/campaigns/{campaign.id}/archive")
    assert not client.get("/donations/campaigns").select("tbody tr")
    client.post(f"/donations/campaigns/{campaign.id}/restore")


def test_staff_change_the_campaigns_of_their_branch_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine = factories.make_campaign(session, branch=own)
    common = factories.make_campaign(session)
    foreign = factories.make_campaign(session, branch=other)
    factories.make_donation(session, campaign=common, branch=other, amount=Decimal(77))
    client = login(Role.STAFF, branch=own)
    client.get(f"/donations/campaigns/{mine.id}/edit")
    assert "77.00" not in client.get(f"/donations/campaigns/{common.id}").text
    client.get(f"/donations/campaigns/{common.id}/edit", status=422)
    client.get(f"/donations/campaigns/{foreign.id}", status=404)
    client.post(f"/donations/campaigns/{foreign.id}/archive", status=404)
    client.submit(client.get("/donations/new"), {"amount": "5", "campaign_id": foreign.id}, status=422)
    client.submit(client.get("/donations/new"), {"amount": "5", "campaign_id": common.id})
