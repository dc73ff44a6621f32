"""Hours added up by day and branch are what the confirmed entries come to, whatever happens to them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.volunteers import HoursStatus
from app.scope import EVERYTHING, Scope
from app.services.hours import HoursData, log_hours
from models.hours import VolunteerYear
from models.hours_days import HoursDay, refill_days
from models.volunteers import HoursEntry
from tests.support import factories
from tests.support.together import at_once

DAYS = [factories.DAY - timedelta(days=number) for number in range(3)]
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["log", "confirmed", "confirm", "reject", "day", "branch", "minutes", "delete"]),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


def kept(session: Session) -> set[tuple[Any, ...]]:
    """The sums that are kept, without those of days on which nothing is left."""
    rows = session.execute(sa.select(HoursDay.day, HoursDay.branch_id, HoursDay.entries, HoursDay.minutes))
    return {tuple(row) for row in rows if row.minutes}


def counted(session: Session) -> set[tuple[object, ...]]:
    """The same from the entries, added up one by one."""
    sums: dict[tuple[object, int], list[int]] = {}
    for entry in session.scalars(sa.select(HoursEntry).where(HoursEntry.status == HoursStatus.CONFIRMED)):
        found = sums.setdefault((entry.worked_on, entry.branch_id), [0, 0])
        found[0] += 1
        found[1] += entry.minutes
    return {(*key, *found) for key, found in sums.items()}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_sums_follow_every_change(session: Session, deeds: list[tuple[str, int, int]]) -> None:
    branches = [factories.make_branch(session) for _number in range(2)]
    volunteer = factories.make_volunteer(session, branch=branches[0])
    entries: list[HoursEntry] = []
    for deed, which, choice in deeds:
        if deed in {"log", "confirmed"} or not entries:
            status = HoursStatus.CONFIRMED if deed == "confirmed" else HoursStatus.LOGGED
            made = factories.make_hours(
                session, volunteer, worked_on=DAYS[choice], branch=branches[which % 2], status=status
            )
            entries.append(made)
            continue
        entry = entries[which % len(entries)]
        if deed in {"confirm", "reject"}:
            entry.status = HoursStatus.CONFIRMED if deed == "confirm" else HoursStatus.REJECTED
            entry.decided_at = factories.MOMENT
        elif deed == "day":
            entry.worked_on = DAYS[choice]
        elif deed == "branch":
            entry.branch_id = branches[choice % 2].id
        elif deed == "minutes":
            entry.minutes = 30 + 10 * choice
        else:
            entries.remove(entry)
            session.delete(entry)
        session.flush()
    found = kept(session)
    assert found == counted(session)
    years = sa.select(VolunteerYear.branch_id, sa.func.sum(VolunteerYear.minutes), sa.func.sum(VolunteerYear.entries))
    for branch_id, minutes, number in session.execute(years.group_by(VolunteerYear.branch_id)):
        assert minutes == sum(row[3] for row in found if row[1] == branch_id)
        assert number == sum(row[2] for row in found if row[1] == branch_id)
    assert {row[1] for row in found} == set(session.scalars(sa.select(VolunteerYear.branch_id)))
    refill_days(session)
    assert kept(session) == found


def test_hours_are_logged_up_to_the_last_day_and_within_what_the_writer_sees(session: Session) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    left = DAYS[1]
    volunteer = factories.make_volunteer(session, branch=own, started_on=DAYS[2], left_on=left)
    foreign = factories.make_event(session, branch=other)

    def log(day: date = left, *, scope: Scope = EVERYTHING, **fields: Any) -> HoursEntry:
        data = HoursData(volunteer.id, day, 60, **fields)
        return log_hours(session, data, by=None, today=DAYS[0], scope=scope)

    staff, elsewhere = Scope(own.id), Scope(other.id)
    for attempt, code in (
        (lambda: log(DAYS[0]), "volunteer_gone"),
        (lambda: log(DAYS[2] - timedelta(days=1)), "hours_before_start"),
        (lambda: log(scope=elsewhere), "not_found"),
        (lambda: log(scope=staff, event_id=foreign.id), "not_found"),
        (lambda: log(scope=staff, branch_id=other.id), "other_branch"),
        (lambda: log(application_id=10**9), "not_found"),
    ):
        with pytest.raises(RuleError, match=code):
            attempt()
    assert [log(day, scope=staff).branch_id for day in (DAYS[2], left)] == [own.id, own.id]
    assert log(event_id=foreign.id).branch_id == other.id


def test_two_who_confirm_hours_of_one_day_both_count(app: Flask, session: Session) -> None:
    branch = factories.make_branch(session)
    entries = [
        factories.make_hours(session, factories.make_volunteer(session, branch=branch), minutes=60 * number)
        for number in (1, 2)
    ]
    ids = [entry.id for entry in entries]
    session.commit()

    def confirm(entry_id: int) -> Callable[[Session, Callable[[], None]], None]:
        def work(own: Session, wait: Callable[[], None]) -> None:
            entry = own.get_one(HoursEntry, entry_id)
            wait()
            entry.status, entry.decided_at = HoursStatus.CONFIRMED, factories.MOMENT

        return work

    assert at_once(app, *(confirm(entry_id) for entry_id in ids)) == [None, None]
    session.expire_all()
    assert kept(session) == {(factories.DAY, branch.id, 2, 180)}
