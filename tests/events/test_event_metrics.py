"""The figures about events: one definition each, exact by month, band and branch."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, EventStatus
from app.domain.periods import Period, month, year
from app.queries.events import (
    events_count,
    participants,
    participants_by_band_mode,
    participants_by_month_branch,
)
from app.scope import EVERYTHING, Scope
from models.base import utc_now
from models.events import AttendanceCount, Event
from tests.support.factories import make_application, make_branch, make_event

YEAR = year(2026)


def test_only_held_events_that_are_not_archived_count(session: Session) -> None:
    branch = make_branch(session)
    make_event(session, branch=branch, counts={"adults": 10})
    make_event(session, branch=branch, counts={"adults": 100}, status=EventStatus.PLANNED)
    make_event(session, branch=branch, counts={"adults": 100}, archived_at=utc_now())
    assert participants(session, YEAR, EVERYTHING) == 10
    assert events_count(session, YEAR, EVERYTHING) == 1


def test_an_event_belongs_to_the_period_of_its_first_day(session: Session) -> None:
    make_event(session, starts_on=date(2026, 1, 31), ends_before=date(2026, 2, 10), counts={"adults": 5})
    assert participants(session, month(2026, 1), EVERYTHING) == 5
    assert participants(session, month(2026, 2), EVERYTHING) == 0


def test_figures_keep_to_the_branch_the_grant_and_the_creative_mark(session: Session) -> None:
    mine, other = make_branch(session), make_branch(session)
    grant = make_application(session)
    make_event(session, branch=mine, counts={"adults": 3}, application_id=grant.id)
    make_event(session, branch=mine, counts={"adults": 4}, is_creative=True)
    make_event(session, branch=other, counts={"adults": 50})
    assert participants(session, YEAR, Scope(mine.id)) == 7
    assert participants(session, YEAR, EVERYTHING, other.id) == 50
    assert participants(session, None, EVERYTHING, application_id=grant.id) == 3
    assert participants(session, YEAR, EVERYTHING, creative=True) == 4
    assert events_count(session, YEAR, EVERYTHING, creative=False) == 2


def test_a_summary_gives_the_period_its_share_and_an_unknown_number_of_events_is_none(session: Session) -> None:
    quarter = {"starts_on": date(2025, 12, 1), "ends_before": date(2026, 3, 1), "is_summary": True}
    make_event(session, counts={"adults": 90}, events_count=9, **quarter)
    make_event(session, counts={"adults": 9}, events_count=sa.null(), **quarter)
    before, after = year(2025), YEAR
    assert participants(session, before, EVERYTHING) + participants(session, after, EVERYTHING) == 99
    assert participants(session, before, EVERYTHING) == 34
    assert events_count(session, before, EVERYTHING) == 3
    assert events_count(session, after, EVERYTHING) == 6


def test_age_and_mode_come_in_the_order_of_the_bands(session: Session) -> None:
    event = make_event(session, counts={"children": 5, "adults": 7})
    event.counts.append(AttendanceCount(age_band=event.counts[0].age_band, mode=AttendanceMode.ONLINE, count=2))
    session.flush()
    rows = participants_by_band_mode(session, period=YEAR)
    assert [(row.band.code, row.mode.value, row.count) for row in rows] == [
        ("children", "on_site", 5),
        ("children", "online", 2),
        ("adults", "on_site", 7),
    ]


ROWS = st.lists(
    st.tuples(
        st.booleans(),
        st.dates(date(2025, 10, 1), date(2027, 3, 1)),
        st.integers(1, 500),
        st.integers(0, 400),
        st.integers(0, 300),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_months_and_bands_add_up_exactly(app: Flask, rows: list[tuple[bool, date, int, int, int, int]]) -> None:
    with app.app_context():
        from models import db

        session = db.session()
        branches = [make_branch(session), make_branch(session)]
        for is_summary, start, days, adults, children, place in rows:
            make_event(
                session,
                branch=branches[place],
                starts_on=start,
                ends_before=start + timedelta(days=days),
                is_summary=is_summary,
                events_count=adults if is_summary else 1,
                counts={"adults": adults, "children": children},
            )
        everything = Period(date(2025, 1, 1), date(2030, 1, 1))
        plain = session.scalar(sa.select(sa.func.sum(AttendanceCount.count))) or 0
        assert participants(session, everything, EVERYTHING) == plain
        assert participants(session, None, EVERYTHING) == plain
        by_month = participants_by_month_branch(session, everything, EVERYTHING)
        assert sum(row.participants for row in by_month) == plain
        held = session.scalar(sa.select(sa.func.sum(Event.events_count))) or 0
        assert sum(row.events for row in by_month) == held
        part = Period(date(2026, 1, 10), date(2026, 7, 20))
        inside = participants(session, part, EVERYTHING)
        by_month = participants_by_month_branch(session, part, EVERYTHING)
        assert sum(row.participants for row in by_month) == inside
        assert sum(row.events for row in by_month) == events_count(session, part, EVERYTHING)
        assert sum(row.count for row in participants_by_band_mode(session, period=part)) == inside
        for branch in branches:
            mine = sum(row.participants for row in by_month if row.branch_id == branch.id)
            assert mine == participants(session, part, EVERYTHING, branch.id)
        session.rollback()
