"""Work that comes back every day or every month, done exactly once a period.

A function is registered with `periodic("daily", "digest")`. The worker asks every few minutes what is due; who
inserts the row (name, period) into `scheduled_runs` starts the work as an ordinary job, so that two workers never
both do it. What fell due while nobody was running is done once, as soon as a worker is back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.tasks import is_weekend
from app.i18n import _l
from app.jobs import Progress, handles, jobs_of
from models import db
from models.base import utc_now
from models.jobs import Job
from models.tasks import ScheduledRun

KIND = "scheduled"
Every = Literal["daily", "monthly"]
Work = Callable[[Session, datetime], dict[str, Any] | None]
EARLY = time(3)


@dataclass(frozen=True)
class Periodic:
    """One piece of periodic work.

    Attributes:
        every: how often.
        name: stable; a run is remembered under it.
        work: takes the session and the present moment; what it returns becomes the result of its job.
        title: what people call it.
        at: not before this time of the institution's day.
        on_weekdays: never on a Saturday or a Sunday.
    """

    every: Every
    name: str
    work: Work
    title: Any
    at: time = EARLY
    on_weekdays: bool = False

    def period(self, local: datetime) -> str:
        """Return the key of the period that a moment of the institution's time lies in."""
        return f"{local:%Y-%m-%d}" if self.every == "daily" else f"{local:%Y-%m}"

    def is_due(self, local: datetime) -> bool:
        """Say whether the work of the present period may begin."""
        if self.on_weekdays and is_weekend(local.date()):
            return False
        begins_today = self.every == "daily" or local.day == 1
        return not begins_today or local.time() >= self.at


PERIODIC: dict[str, Periodic] = {}


def periodic(
    every: Every, name: str, *, title: Any = None, at: time = EARLY, on_weekdays: bool = False
) -> Callable[[Work], Work]:
    """Register a function `(session, now)` as work that is done once a day or once a month.

    Args:
        every: `daily`, or `monthly` (on the first of the month, or as soon after as somebody runs the worker).
        name: stable name, at most 60 letters.
        title: words for the list of background jobs.
        at: not before this time, in the institution's time zone.
        on_weekdays: leave Saturday and Sunday out.
    """

    def register(work: Work) -> Work:
        PERIODIC[name] = Periodic(every, name, work, title or _l("Scheduled work"), at, on_weekdays)
        return work

    return register


def due(session: Session, local: datetime) -> list[Periodic]:
    """Return the work whose local time has come and that nobody has begun in its present period."""
    waiting = [item for item in PERIODIC.values() if item.is_due(local)]
    if not waiting:
        return []
    periods = {item.period(local) for item in waiting}
    begun = {
        (row.name, row.period)
        for row in session.execute(
            sa.select(ScheduledRun.name, ScheduledRun.period).where(ScheduledRun.period.in_(periods))
        )
    }
    return [item for item in waiting if (item.name, item.period(local)) not in begun]


def start_due(app: Flask, now: datetime | None = None) -> list[str]:
    """Start everything that is due as background jobs, and return the names of what this process began."""
    now = now or utc_now()
    with app.app_context():
        session = db.session()
        return [item.name for item in due(session, now.astimezone(zone())) if start(session, item, now)]


def start(session: Session, item: Periodic, now: datetime, *, again: bool = False) -> bool:
    """Claim the present period of a piece of work and hand it to the worker.

    Args:
        again: start it although it was already begun in this period.

    Returns:
        False when somebody else has begun it.
    """
    period = item.period(now.astimezone(zone()))
    run = None
    if again:
        run = session.scalar(
            sa.select(ScheduledRun).where(ScheduledRun.name == item.name, ScheduledRun.period == period)
        )
    try:
        if run is None:
            run = ScheduledRun(name=item.name, period=period, claimed_at=now)
            session.add(run)
        # The claim and the job are one transaction: a period is never claimed without its work being handed on.
        job = jobs_of(current_app).enqueue(session, KIND, str(item.title), {"name": item.name}, by_id=None)
        run.job_id = job.id
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True


@handles(KIND)
def run_scheduled(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Do one piece of periodic work.

    Raises:
        RuleError: `not_found`, when the work was taken out of the program meanwhile.
    """
    item = PERIODIC.get(job.arguments["name"])
    if item is None:
        raise RuleError("not_found")
    return item.work(session, utc_now()) or {}


def last_runs(session: Session) -> Iterator[tuple[Periodic, ScheduledRun | None]]:
    """Yield every piece of periodic work with its last run."""
    newest = sa.select(sa.func.max(ScheduledRun.id)).group_by(ScheduledRun.name)
    runs = {run.name: run for run in session.scalars(sa.select(ScheduledRun).where(ScheduledRun.id.in_(newest)))}
    for name in sorted(PERIODIC):
        yield PERIODIC[name], runs.get(name)
