"""What an event says of its participants follows every way in which counts are written."""

from collections.abc import Iterator

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode
from models.events import AttendanceCount, Event
from tests.support import factories

BANDS, EVENTS = 3, 2
CELLS = st.tuples(st.integers(0, EVENTS - 1), st.integers(0, BANDS - 1), st.sampled_from(AttendanceMode))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("put", "put past the session", "move", "remove", "remove past the session")), CELLS, CELLS
    ).flatmap(lambda step: st.tuples(st.just(step), st.integers(0, 300)))
)


def sums(session: Session) -> Iterator[tuple[int | None, int | None]]:
    """Return what each event says, and what its counts add up to, read apart."""
    for event_id in session.scalars(sa.select(Event.id).order_by(Event.id)):
        counts = session.scalars(sa.select(AttendanceCount.count).where(AttendanceCount.event_id == event_id)).all()
        said = session.scalar(sa.select(Event.participants).where(Event.id == event_id))
        yield said, sum(counts) if counts else None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_an_event_has_the_sum_of_its_counts_whoever_wrote_them(session: Session, steps: list) -> None:
    nested = session.begin_nested()
    events = [factories.make_event(session) for _ in range(EVENTS)]
    bands = [factories.make_age_band(session, f"band-{place}") for place in range(BANDS)]
    kept: dict = {}
    for (verb, cell, other), people in steps:
        place = {"event_id": events[cell[0]].id, "age_band_id": bands[cell[1]].id, "mode": cell[2]}
        row = kept.get(cell)
        if verb.startswith("put") and row is not None:
            row.count = people
        elif verb == "put":
            session.add(kept.setdefault(cell, AttendanceCount(**place, count=people)))
        elif verb == "put past the session":
            found = session.execute(sa.insert(AttendanceCount).returning(AttendanceCount), [{**place, "count": people}])
            kept[cell] = found.scalar_one()
        elif verb == "move" and row is not None and other not in kept:
            row.event_id, row.age_band_id, row.mode = events[other[0]].id, bands[other[1]].id, other[2]
            kept[other] = kept.pop(cell)
        elif verb == "remove" and row is not None:
            session.delete(kept.pop(cell))
        elif verb == "remove past the session" and row is not None:
            session.expunge(kept.pop(cell))
            session.execute(sa.delete(AttendanceCount).where(AttendanceCount.id == row.id))
        session.flush()
        assert [said == real for said, real in sums(session)] == [True] * EVENTS
    nested.rollback()


def test_an_event_that_nobody_counted_is_not_one_without_people(session: Session) -> None:
    empty = factories.make_event(session, counts={"adults": 0})
    uncounted = factories.make_event(session)

    said = {row.id: row.participants for row in session.execute(sa.select(Event.id, Event.participants))}
    assert (said[empty.id], said[uncounted.id]) == (0, None)

    session.execute(sa.delete(AttendanceCount))
    assert session.scalar(sa.select(Event.participants).where(Event.id == empty.id)) is None
