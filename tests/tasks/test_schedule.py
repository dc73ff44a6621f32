"""Work that comes back: exactly once a period, caught up after downtime, by hand too."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import schedule
from app.domain.jobs import JobStatus
from models.jobs import Job
from models.tasks import ScheduledRun

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime]]:
    """Trial work instead of the real one; the list says what was done."""
    found: list[tuple[str, datetime]] = []
    monkeypatch.setattr(schedule, "PERIODIC", {})

    def register(every: Any, name: str, **options: Any) -> None:
        def work(_session: Session, now: datetime) -> dict[str, int]:
            found.append((name, now))
            return {"sent": 1}

        schedule.periodic(every, name, **options)(work)

    register("daily", "each-day", at=time(7))
    register("monthly", "each-month")
    register("daily", "working-days", at=time(7), on_weekdays=True)
    return found


def names(done: list[tuple[str, datetime]]) -> list[str]:
    """Return the names of what was done."""
    return sorted(name for name, _now in done)


def test_work_is_done_once_a_period(app: Flask, session: Session, done: list[tuple[str, datetime]]) -> None:
    assert sorted(schedule.start_due(app, NOON)) == ["each-day", "each-month", "working-days"]
    assert schedule.start_due(app, NOON) == []
    assert names(done) == ["each-day", "each-month", "working-days"]
    assert schedule.start_due(app, NOON.replace(day=19)) == ["each-day", "working-days"]
    assert schedule.start_due(app, NOON.replace(month=12, day=7)) == ["each-day", "each-month", "working-days"]
    jobs = session.scalars(sa.select(Job)).all()
    assert {job.status for job in jobs} == {JobStatus.DONE}
    assert jobs[0].result == {"sent": 1}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 18, 6, 59, tzinfo=KYIV), ["each-month"]),
        (datetime(2026, 11, 18, 7, 0, tzinfo=KYIV), ["each-day", "each-month", "working-days"]),
        (datetime(2026, 11, 21, 12, 0, tzinfo=KYIV), ["each-day", "each-month"]),
        (datetime(2026, 11, 1, 2, 59, tzinfo=KYIV), []),
        (datetime(2026, 11, 1, 3, 0, tzinfo=KYIV), ["each-month"]),
        # The first of the month begins in Kyiv while it is still October in Greenwich.
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), []),
    ],
)
def test_the_institutions_hours_count(
    app: Flask, session: Session, done: list[tuple[str, datetime]], moment: datetime, expected: list[str]
) -> None:
    assert sorted(schedule.start_due(app, moment)) == expected
    assert names(done) == expected


def test_missed_work_is_caught_up_once(app: Flask, session: Session, done: list[tuple[str, datetime]]) -> None:
    schedule.start_due(app, datetime(2026, 8, 1, 10, tzinfo=UTC))
    done.clear()
    schedule.start_due(app, datetime(2026, 11, 18, 21, tzinfo=UTC))
    assert names(done) == ["each-day", "each-month", "working-days"]


def test_two_workers_begin_the_same_work_once(app: Flask, session: Session, done: list[tuple[str, datetime]]) -> None:
    item = schedule.PERIODIC["each-day"]
    waiting = schedule.due(session, NOON.astimezone(KYIV))
    assert item in waiting
    assert schedule.start(session, item, NOON)
    assert not schedule.start(session, item, NOON)
    assert names(done) == ["each-day"]
    assert session.query(ScheduledRun).count() == 1


def test_work_that_fails_says_so_and_is_not_repeated_by_itself(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "PERIODIC", {})

    @schedule.periodic("daily", "breaks")
    def work(_session: Session, _now: datetime) -> None:
        raise ZeroDivisionError

    assert schedule.start_due(app, NOON) == ["breaks"]
    assert session.scalars(sa.select(Job)).one().status is JobStatus.FAILED
    assert schedule.start_due(app, NOON) == []
    assert schedule.start(session, schedule.PERIODIC["breaks"], NOON, again=True)
    assert session.query(Job).count() == 2


def test_the_command_lists_and_begins(app: Flask, session: Session, done: list[tuple[str, datetime]]) -> None:
    runner = app.test_cli_runner()
    assert "each-month" in runner.invoke(args=["schedule", "list"]).output
    assert "each-day: begun" in runner.invoke(args=["schedule", "run", "each-day"]).output
    again = runner.invoke(args=["schedule", "run", "each-day"]).output
    assert "already begun" in again
    assert "each-day: begun" in runner.invoke(args=["schedule", "run", "each-day", "--again"]).output
    assert runner.invoke(args=["schedule", "run", "nothing"]).exit_code != 0
    assert names(done) == ["each-day", "each-day"]


def test_the_product_registers_its_letters_and_memoranda(app: Flask) -> None:
    assert {"digest", "digest-again", "checklists"} <= set(schedule.PERIODIC)
    assert schedule.PERIODIC["digest"].at == time(7)
