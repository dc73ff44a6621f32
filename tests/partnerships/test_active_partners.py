"""The metric «active partners»: the same in SQL as in the rule, on both databases."""

from datetime import date, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.agreements import COOPERATION_KINDS, AgreementKind, Terms
from app.domain.events import EventStatus
from app.domain.partnerships import is_active_partner
from app.domain.periods import Period, month, year
from app.queries.partnerships import (
    active_partner_condition,
    active_partners,
    active_partners_by_month,
    standing,
)
from app.scope import EVERYTHING, Scope
from models.base import utc_now
from models.contacts import Organisation
from models.partnerships import Partnership
from tests.support import factories

ON = date(2026, 3, 31)
LENIENT = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
edges = st.sampled_from([-400, -366, -365, -364, -1, 0, 1, 30])
days = st.builds(lambda shift: ON + timedelta(days=shift), edges)


@st.composite
def papers(draw: st.DrawFn) -> tuple[AgreementKind, Terms]:
    """An agreement with any dates that the tables allow."""
    begins, ends = draw(st.none() | days), draw(st.none() | days)
    if begins is not None and ends is not None and ends < begins:
        begins, ends = ends, begins
    last = draw(st.none() | days)
    if last is not None and ((begins is not None and last < begins) or (ends is not None and last > ends)):
        last = None
    return draw(st.sampled_from(AgreementKind)), Terms(begins, ends, terminated_on=last)


partners = st.tuples(st.lists(papers(), max_size=3), st.lists(days, max_size=2), st.lists(days, max_size=2))


def make_partner(session: Session, organisation: Organisation, story: tuple) -> Partnership:
    agreements, event_days, application_days = story
    branch = factories.make_branch(session)
    for day in event_days:
        factories.make_event(session, starts_on=day, branch=branch, partners=[organisation])
    for day in application_days:
        factories.make_application(session, submitted_on=day, partners=[organisation])
    partnership = factories.make_partnership(session, organisation)
    for kind, terms in agreements:
        factories.make_agreement(
            session,
            partnership,
            kind=kind,
            valid_from=terms.valid_from,
            valid_until=terms.valid_until,
            terminated_on=terms.terminated_on,
            termination_reason="Домовилися" if terms.terminated_on else "",
        )
    return partnership


@LENIENT
@given(stories=st.lists(partners, min_size=1, max_size=4))
def test_sql_and_the_rule_agree(session: Session, stories: list) -> None:
    with session.begin_nested() as savepoint:
        expected = []
        for story in stories:
            partnership = make_partner(session, factories.make_organisation(session), story)
            agreements, event_days, application_days = story
            past = [day for day in event_days + application_days if day <= ON]
            last = max(past, default=None)
            counting = [terms for kind, terms in agreements if kind in COOPERATION_KINDS]
            if is_active_partner(counting, last, ON):
                expected.append(partnership.id)
            assert standing(session, partnership.id, ON) == (partnership.id in expected, last)
        found = session.scalars(sa.select(Partnership.id).where(active_partner_condition(ON)))
        assert sorted(found) == expected
        assert active_partners(session, ON, EVERYTHING) == len(expected)
        savepoint.rollback()


def test_only_what_was_held_and_submitted_makes_active(session: Session) -> None:
    for status in (EventStatus.PLANNED, EventStatus.CANCELLED):
        partner = factories.make_organisation(session)
        factories.make_partnership(session, partner)
        factories.make_event(session, starts_on=ON, status=status, partners=[partner])
    archived = factories.make_organisation(session)
    factories.make_partnership(session, archived)
    factories.make_event(session, starts_on=ON, archived_at=utc_now(), partners=[archived])
    drafted = factories.make_organisation(session)
    factories.make_partnership(session, drafted)
    factories.make_application(session, partners=[drafted])
    assert active_partners(session, ON, EVERYTHING) == 0
    held = factories.make_organisation(session)
    factories.make_partnership(session, held)
    factories.make_event(session, starts_on=ON, partners=[held])
    assert active_partners(session, ON, EVERYTHING) == 1


def test_archived_partnerships_are_not_counted_and_a_branch_counts_its_own_and_the_common(
    session: Session,
) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    factories.make_partnership(session, branch=own, memorandum_until=ON)
    factories.make_partnership(session, branch=other, memorandum_until=ON)
    factories.make_partnership(session, memorandum_until=ON)
    factories.make_partnership(session, memorandum_until=ON, archived_at=utc_now())
    assert active_partners(session, ON, EVERYTHING) == 3
    assert active_partners(session, ON, Scope(own.id)) == 2


def test_months_are_counted_at_their_last_day(session: Session) -> None:
    factories.make_partnership(session, memorandum_from=date(2026, 2, 28), memorandum_until=date(2026, 4, 29))
    counts = active_partners_by_month(session, year(2026), EVERYTHING)
    assert len(counts) == 12
    assert counts[0][0] == date(2026, 1, 1)
    assert {day for day, count in counts if count} == {date(2026, 2, 1), date(2026, 3, 1)}
    part = Period(date(2026, 4, 10), date(2026, 4, 20))
    assert active_partners_by_month(session, part, EVERYTHING) == [(date(2026, 4, 1), 1)]
    for period in (month(2026, 2), month(2026, 4)):
        assert active_partners_by_month(session, period, EVERYTHING)[0][1] == active_partners(
            session, period.last_day, EVERYTHING
        )
