"""Places in shifts: who gets the last ones, who moves up, and what is refused, also when many press at once."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.assignments import Objection
from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentStatus, OpportunityStatus, Visibility
from app.domain.roles import Role
from app.domain.shifts import part_of_day
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteers import HoursStatus
from app.labels import refusal
from app.queries import shift_suggestions
from app.queries.own_shifts import offered_place, offered_shift
from app.queries.shift_suggestions import suggestions
from app.scope import EVERYTHING
from app.services.assignments import cancel_place, fill_places, give_place
from app.services.shift_signup import join_waiting, offer_place, sign_up, take_over
from app.services.shifts import cancel_shifts
from models.base import utc_now
from models.opportunities import Assignment, Shift
from models.volunteers import Volunteer, VolunteerAvailability
from tests.opportunities.support import able, coming, coming_shift, states
from tests.support import factories as make
from tests.support.together import Work, at_once

KYIV = ZoneInfo("Europe/Kyiv")
CONFIRMED, WAITING, CANCELLED = AssignmentStatus.CONFIRMED, AssignmentStatus.WAITING, AssignmentStatus.CANCELLED


def pressing(shift_id: int, volunteer_id: int, verb: Any = sign_up) -> Work:
    """A volunteer who presses the button of a shift. Thirty hold no connection while they wait: there are fewer."""

    def press(session: Session, ready: Any) -> int:
        ready()
        shift, volunteer = offered_shift(session, shift_id), session.get(Volunteer, volunteer_id)
        assert shift is not None and volunteer is not None
        return int(verb(session, shift, volunteer, now=utc_now()).id)

    return press


def refused(code: str, work: Any, *args: Any, **kwargs: Any) -> RuleError:
    with pytest.raises(RuleError) as error:
        work(*args, **kwargs)
    assert error.value.code == code
    return error.value


def test_thirty_press_for_the_last_three_places_and_exactly_three_get_them(app: Flask, session: Session) -> None:
    shift = coming_shift(session, needed=5)
    for _number in range(2):
        make.make_assignment(session, shift, able(session))
    people = [able(session) for _number in range(30)]
    session.commit()
    results = at_once(app, *(pressing(shift.id, volunteer.id) for volunteer in people))
    got = [result for result in results if isinstance(result, int)]
    others = [result for result in results if not isinstance(result, int)]
    assert len(got) == 3 and len(set(got)) == 3
    assert {error.code for error in others} == {"shift_full"}
    assert {refusal(error) for error in others} == {"Усі місця щойно зайняли."}
    assert states(session, shift) == {CONFIRMED: 5}


def test_thirty_ask_to_wait_at_once_and_the_free_places_are_given_first(app: Flask, session: Session) -> None:
    shift = coming_shift(session, needed=3)
    people = [able(session) for _number in range(30)]
    session.commit()
    results = at_once(app, *(pressing(shift.id, volunteer.id, join_waiting) for volunteer in people))
    assert all(isinstance(result, int) for result in results)
    assert states(session, shift) == {CONFIRMED: 3, WAITING: 27}


def test_places_that_become_free_while_others_press_are_neither_lost_nor_given_twice(
    app: Flask, session: Session
) -> None:
    shift = coming_shift(session, needed=3)
    inside = [make.make_assignment(session, shift, able(session)) for _number in range(3)]
    line = [make.make_assignment(session, shift, able(session), status=WAITING) for _number in range(4)]
    people = [able(session) for _number in range(8)]
    session.commit()
    leaving = [place.id for place in inside[:2]]

    def leave(place_id: int) -> Work:
        def work(session: Session, ready: Any) -> int:
            place = session.get_one(Assignment, place_id)
            ready()
            return len(cancel_place(session, place, "", now=utc_now()))

        return work

    results = at_once(
        app,
        *(leave(place_id) for place_id in leaving),
        *(pressing(shift.id, volunteer.id, join_waiting) for volunteer in people),
    )
    assert all(isinstance(result, int) for result in results)
    assert states(session, shift) == {CONFIRMED: 3, WAITING: 10, CANCELLED: 2}
    assert [line[0].status, line[1].status] == [CONFIRMED, CONFIRMED]


def test_one_volunteer_who_presses_twice_has_one_place(app: Flask, session: Session) -> None:
    shift = coming_shift(session, needed=5)
    volunteer = able(session)
    session.commit()
    results = at_once(app, *(pressing(shift.id, volunteer.id) for _number in range(4)))
    assert sorted(isinstance(result, int) for result in results) == [False, False, False, True]
    assert {result.code for result in results if not isinstance(result, int)} == {"already_in_shift"}
    assert states(session, shift) == {CONFIRMED: 1}


def test_one_volunteer_presses_for_two_shifts_of_the_same_hour_and_gets_one(app: Flask, session: Session) -> None:
    one, other = coming_shift(session, needed=5), coming_shift(session, needed=5)
    volunteer = able(session)
    session.commit()
    results = at_once(app, pressing(one.id, volunteer.id), pressing(other.id, volunteer.id))
    assert sorted(isinstance(result, int) for result in results) == [False, True]
    error = next(result for result in results if not isinstance(result, int))
    assert error.code == "not_suitable" and "інше чергування в той самий час" in refusal(error)
    assert one.id and sum(sum(states(session, shift).values()) for shift in (one, other)) == 1


def test_two_take_over_the_same_place_and_one_gets_it(app: Flask, session: Session) -> None:
    shift = coming_shift(session, needed=1)
    place = make.make_assignment(session, shift, able(session), swap_offered_at=utc_now())
    people = [able(session), able(session)]
    session.commit()

    def taking(volunteer_id: int) -> Work:
        def work(session: Session, ready: Any) -> int:
            offered, volunteer = offered_place(session, place.id), session.get(Volunteer, volunteer_id)
            assert offered is not None and volunteer is not None
            ready()
            return int(take_over(session, offered, volunteer, now=utc_now()).id)

        return work

    ids = [volunteer.id for volunteer in people]
    results = at_once(app, *(taking(number) for number in ids))
    assert sorted(isinstance(result, int) for result in results) == [False, True]
    assert next(result for result in results if not isinstance(result, int)).code == "offer_gone"
    assert states(session, shift) == {CONFIRMED: 1, CANCELLED: 1}


def test_a_shift_is_cancelled_while_people_press(app: Flask, session: Session) -> None:
    shift = coming_shift(session, needed=4)
    people = [able(session) for _number in range(6)]
    session.commit()

    def cancel(session: Session, ready: Any) -> int:
        item = session.get_one(Shift, shift.id)
        ready()
        return cancel_shifts(session, item, "Немає світла", with_later=False, now=utc_now()).shifts

    results = at_once(app, cancel, *(pressing(shift.id, volunteer.id) for volunteer in people))
    assert results[0] == 1
    assert {r.code for r in results[1:] if not isinstance(r, int)} <= {"shift_cancelled", "shift_full"}
    assert CONFIRMED not in states(session, shift)


def test_the_first_who_still_may_moves_up(session: Session) -> None:
    shift = coming_shift(session, needed=1)
    place = make.make_assignment(session, shift, able(session))
    paused = make.make_assignment(session, shift, able(session, status="paused"), status=WAITING)
    busy = able(session)
    make.make_assignment(session, coming_shift(session), busy)
    clashing = make.make_assignment(session, shift, busy, status=WAITING)
    first = make.make_assignment(session, shift, able(session), status=WAITING)
    last = make.make_assignment(session, shift, able(session), status=WAITING)
    assert cancel_place(session, place, "Хвороба", now=utc_now()) == [first]
    assert [item.status for item in (paused, clashing, first, last)] == [WAITING, WAITING, CONFIRMED, WAITING]
    assert (place.status, place.cancel_reason) == (CANCELLED, "Хвороба")
    assert states(session, shift) == {CONFIRMED: 1, WAITING: 3, CANCELLED: 1}
    refused("place_given_up", cancel_place, session, place, "", now=utc_now())


def test_more_places_are_given_to_those_who_wait(session: Session) -> None:
    shift = coming_shift(session, needed=1)
    make.make_assignment(session, shift, able(session))
    line = [make.make_assignment(session, shift, able(session), status=WAITING) for _number in range(3)]
    shift.needed = 3
    session.flush()
    assert fill_places(session, [shift], now=utc_now()) == line[:2]


def test_nobody_moves_up_into_a_shift_that_has_begun(session: Session) -> None:
    shift = coming_shift(session, needed=1, starts_at=utc_now() - timedelta(minutes=5))
    place = make.make_assignment(session, shift, able(session))
    make.make_assignment(session, shift, able(session), status=WAITING)
    assert cancel_place(session, place, "", now=utc_now()) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR, Role.STAFF])
def test_a_reason_gives_a_place_all_the_same_to_those_who_may(session: Session, role: Role) -> None:
    shift = coming_shift(session)
    volunteer, by = able(session, briefed_on=None), make.make_user(session, role)
    give = {"now": utc_now(), "by": by}
    refused("not_suitable", give_place, session, shift, volunteer.id, **give)
    if role is Role.STAFF:
        refused("override_not_allowed", give_place, session, shift, volunteer.id, **give, override="Прошу")
        assert states(session, shift) == {}
        return
    place = give_place(session, shift, volunteer.id, **give, override="Інструктаж у день чергування")
    assert (place.override_reason, place.overridden_by) == ("Інструктаж у день чергування", by)
    assert states(session, shift) == {CONFIRMED: 1}


@pytest.mark.parametrize("age", [13, 15])
def test_nobody_may_allow_what_the_law_forbids(session: Session, age: int) -> None:
    born = date(utc_now().year - age, 1, 1)
    volunteer = able(session, birth_date=born)
    shift = coming_shift(session)
    by = make.make_user(session, Role.ADMINISTRATOR)
    error = refused("not_overridable", give_place, session, shift, volunteer.id, now=utc_now(), by=by, override="Прошу")
    assert "ніхто не може дозволити" in refusal(error)
    assert states(session, shift) == {}


@pytest.mark.parametrize(("days", "stops"), [(-1, True), (0, False)])
def test_a_document_that_runs_out_before_the_shift_speaks_against_a_place(
    session: Session, days: int, stops: bool
) -> None:
    shift, volunteer = coming_shift(session), able(session)
    last = shift.day + timedelta(days=days)
    make.make_document(session, volunteer, kind=DocumentKind.MEDICAL_BOOK, expires_on=last)
    if not stops:
        assert sign_up(session, shift, volunteer, now=utc_now()).status is CONFIRMED
        return
    error = refused("not_suitable", sign_up, session, shift, volunteer, now=utc_now())
    assert error.details["objections"] == [Objection.DOCUMENT_EXPIRED]
    by = make.make_user(session, Role.COORDINATOR)
    give = {"now": utc_now(), "by": by, "override": "Нову книжку вже видано, занесу завтра"}
    assert give_place(session, shift, volunteer.id, **give).overridden_by == by


def test_a_minor_with_a_guardian_is_welcome(session: Session) -> None:
    volunteer = able(
        session,
        birth_date=date(utc_now().year - 15, 1, 1),
        guardian_name="Ґудзь Ніна",
        guardian_phone="+380501112233",
    )
    assert sign_up(session, coming_shift(session), volunteer, now=utc_now()).status is CONFIRMED


def test_what_is_not_offered_cannot_be_taken(session: Session) -> None:
    volunteer = able(session)
    for fields in (
        {"visibility": Visibility.STAFF},
        {"status": OpportunityStatus.DRAFT},
        {"status": OpportunityStatus.CLOSED},
        {"self_signup": False},
        {"archived_at": utc_now()},
    ):
        shift = coming_shift(session, make.make_opportunity(session, **fields))
        refused("not_offered", sign_up, session, shift, volunteer, now=utc_now())
        refused("not_offered", join_waiting, session, shift, volunteer, now=utc_now())
    past = coming_shift(session, starts_at=utc_now() - timedelta(hours=1))
    refused("shift_over", sign_up, session, past, volunteer, now=utc_now())
    gone = coming_shift(session, cancelled_at=utc_now())
    refused("shift_cancelled", sign_up, session, gone, volunteer, now=utc_now())


def test_a_place_handed_over_is_never_empty_in_between(session: Session) -> None:
    shift = coming_shift(session, needed=1)
    place = make.make_assignment(session, shift, able(session))
    waits = make.make_assignment(session, shift, able(session), status=WAITING)
    refused("offer_gone", take_over, session, place, able(session), now=utc_now())
    offer_place(session, place, now=utc_now())
    busy = able(session)
    make.make_assignment(session, coming_shift(session, starts_at=coming(hour=11)), busy)
    refused("not_suitable", take_over, session, place, busy, now=utc_now())
    taken = take_over(session, place, able(session), now=utc_now())
    assert (taken.status, place.status, waits.status) == (CONFIRMED, CANCELLED, WAITING)
    assert states(session, shift) == {CONFIRMED: 1, WAITING: 1, CANCELLED: 1}


def test_what_decides_about_a_suggestion_is_found_for_each_volunteer(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = coming_shift(session, make.make_opportunity(session))
    before = coming_shift(session, shift.opportunity, starts_at=coming(-20))
    own, far = able(session, "Близька", branch=shift.branch), able(session, "Далека")
    expired = able(session, "Прострочена", branch=shift.branch)
    make.make_assignment(session, before, far)
    part = part_of_day(shift.starts_at.astimezone(KYIV).time())
    session.add(VolunteerAvailability(volunteer_id=far.id, weekday=shift.day.weekday(), part=part))
    for status, minutes in ((HoursStatus.CONFIRMED, 500), (HoursStatus.REJECTED, 720)):
        make.make_hours(session, volunteer=own, status=status, minutes=minutes, worked_on=utc_now().date())
    make.make_document(session, expired, expires_on=shift.day - timedelta(days=1))

    def found(text: str = "") -> list[tuple[str, int, int, list[Objection]]]:
        offered = suggestions(session, shift, EVERYTHING, zone=KYIV, text=text, today=utc_now().date())
        return [(item.name.split()[0], item.fit.score, item.minutes, item.against) for item in offered]

    assert found() == [("Далека", 5, 0, []), ("Близька", 2, 500, [])]
    assert found("простр") == [("Прострочена", 4, 0, [Objection.DOCUMENT_EXPIRED])]
    monkeypatch.setattr(shift_suggestions, "WEIGHED", 2)
    assert [name for name, *_rest in found()] == ["Близька"], "those of the branch are weighed before the others"
