"""Five hundred certificates as one background job: numbers, PDFs, one file to print, the ZIP."""

from app.bench.tasks import run_script

PAPERS = 500

CERTIFICATES = """
import json, resource, time
from app import create_app
app = create_app("testing", JOBS_IMMEDIATE=True, DATA_DIR=DATA_DIR)
app.config["BASE_URL"] = "http://localhost"
with app.app_context():
    from datetime import date, timedelta
    import sqlalchemy as sa
    from app.domain.jobs import JobStatus
    from app.domain.periods import Period
    from app.domain.roles import Role
    from app.domain.volunteer_papers import PaperKind
    from app.jobs import jobs_of
    from app.paper_work import PAPERS as KIND, arguments_of
    from app.queries.volunteer_papers import audience
    from app.services.volunteer_papers import PaperOrder
    from models import db
    from models.accounts import User
    from models.base import utc_now
    from models.branches import Branch
    from models.contacts import Person
    from models.volunteers import HoursEntry, Volunteer
    session = db.session()
    by = session.scalars(sa.select(User).where(User.role == Role.COORDINATOR).limit(1)).one()
    branch = session.scalars(sa.select(Branch).limit(1)).one()
    now = utc_now()
    today = now.date()
    for number in range(PAPERS):
        person = Person(last_name=f"Волонтерка-{number}", first_name="Соломія")
        person.rename()
        volunteer = Volunteer(person=person, branch=branch, started_on=today - timedelta(days=200))
        session.add(volunteer)
        for back in range(1, 11):
            session.add(HoursEntry(volunteer=volunteer, branch=branch, worked_on=today - timedelta(days=back),
                                   minutes=90, activity=f"Робота {back}", status="confirmed", decided_at=now))
    session.commit()
    ids = list(session.scalars(sa.select(Volunteer.id).order_by(Volunteer.id.desc()).limit(PAPERS)))
    period = Period(today - timedelta(days=60), today)
    order = PaperOrder(PaperKind.CERTIFICATE, "uk", period, today)
    t = time.perf_counter()
    people = [row.volunteer_id for row in audience(session, ids, order.kind, order.locale, period) if row.why is None]
    check = time.perf_counter() - t
    assert len(people) == PAPERS, len(people)
    job = jobs_of(app).enqueue(session, KIND, "Bench", arguments_of(order, people), by_id=by.id)
    t = time.perf_counter()
    session.commit()
    seconds = time.perf_counter() - t
    session.expire_all()
    assert job.status is JobStatus.DONE, (job.status, job.error)
    assert job.result["issued"] == PAPERS, job.result
    token = job.result["file"]
    size = (app.config["DATA_DIR"] / "uploads" / token[:2] / token[2:4] / token).stat().st_size
print(json.dumps({"check": check, "seconds": seconds, "size": size,
                  "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
                  "own": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def certificates(env: dict[str, str]) -> dict[str, float]:
    """Return seconds, megabytes of memory and the size of the ZIP of one job of certificates."""
    folder = env["DATA_DIR"]
    return run_script(f"from pathlib import Path\nPAPERS = {PAPERS}\nDATA_DIR = Path({folder!r})\n{CERTIFICATES}", env)
