"""Verbs of events: what they save and what they refuse."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.event_times import event_times
from app.domain.events import AttendanceMode, CountMethod, EventStatus, Mark, Place
from app.domain.roles import Role
from app.services.age_bands import ensure_default_bands
from app.services.events import (
    Counts,
    CountsRefused,
    EventDraft,
    archive_event,
    cancel_event,
    create_event,
    edit_event,
    log_event,
    record_counts,
    reopen_event,
    restore_event,
)
from models.events import AgeBand, Event
from tests.support.events import counts_of
from tests.support.factories import make_branch, make_event, make_organisation, make_user, make_volunteer

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ON_SITE, ONLINE = AttendanceMode.ON_SITE, AttendanceMode.ONLINE


def plan(branch_id: int | None, day: date = date(2026, 3, 1), **fields: Any) -> EventDraft:
    times = event_times(day, time(18), None, None, KYIV)
    return EventDraft(**{"title": "Голосні читання", "branch_id": branch_id, "times": times, **fields})


def test_default_bands_are_made_once_and_kept_as_changed(session: Session) -> None:
    bands = ensure_default_bands(session)
    assert list(bands) == ["u6", "a7_14", "a15_17", "a18_35", "a36_59", "a60", "unknown"]
    bands["u6"].name_uk = "малята"
    ensure_default_bands(session)
    assert session.scalar(sa.select(sa.func.count()).select_from(AgeBand)) == 7
    assert bands["u6"].name_uk == "малята"


def test_a_planned_event_keeps_its_links_and_its_local_day(session: Session) -> None:
    branch, partner, helper = make_branch(session), make_organisation(session), make_volunteer(session)
    draft = plan(branch.id, partner_ids=[partner.id], volunteer_ids=[helper.id], is_creative=True)
    event = create_event(session, draft, by=None, now=NOW)
    assert (event.starts_on, event.ends_before) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (event.partners, event.volunteers, event.events_count) == ([partner], [helper], 1)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"branch_id": None}, "branch_missing", "branch_id"),
        ({"partner_ids": [999_999]}, "unknown_partner", "partner_ids"),
        ({"volunteer_ids": [999_999]}, "unknown_volunteer", "volunteer_ids"),
        ({"application_id": 999_999}, "unknown_application", "application_id"),
        ({"day": date(2026, 4, 1), "status": EventStatus.HELD}, "held_in_future", "status"),
    ],
)
def test_a_wrong_event_is_refused_at_its_field(
    session: Session, changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        create_event(session, plan(**{"branch_id": make_branch(session).id, **changes}), by=None, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_branch_staff_change_only_their_own_branch(session: Session) -> None:
    staff = make_user(session, Role.STAFF)
    other = make_event(session)
    counts = Counts(stated_total=4)
    attempts = (
        lambda: create_event(session, plan(other.branch_id), by=staff, now=NOW),
        lambda: edit_event(session, other, plan(other.branch_id), by=staff, now=NOW),
        lambda: record_counts(session, other, counts, by=staff, now=NOW),
        lambda: log_event(session, plan(other.branch_id), counts, by=staff, now=NOW),
        lambda: cancel_event(session, other, by=staff, now=NOW),
        lambda: archive_event(session, other, by=staff, now=NOW),
        lambda: restore_event(session, other, by=staff),
    )
    for attempt in attempts:
        with pytest.raises(RuleError) as refused:
            attempt()
        assert refused.value.code == "other_branch"
    assert create_event(session, plan(staff.branch_id), by=staff, now=NOW).branch_id == staff.branch_id
    with pytest.raises(RuleError) as refused:
        create_event(session, plan(staff.branch_id, volunteer_ids=[make_volunteer(session).id]), by=staff, now=NOW)
    assert refused.value.code == "unknown_volunteer"


def test_a_single_number_goes_to_the_band_without_ages_in_the_mode_of_the_place(session: Session) -> None:
    ensure_default_bands(session)
    branch = make_branch(session)
    here = log_event(session, plan(branch.id), Counts(stated_total=23), by=None, now=NOW)
    online = log_event(session, plan(branch.id, place=Place.ONLINE), Counts(stated_total=9), by=None, now=NOW)
    assert counts_of(here) == {("unknown", "on_site"): 23}
    assert counts_of(online) == {("unknown", "online"): 9}
    assert here.status is EventStatus.HELD


def test_the_band_without_ages_appears_when_it_is_missing(session: Session) -> None:
    event = make_event(session)
    record_counts(session, event, Counts(stated_total=0), by=None, now=NOW)
    assert counts_of(event) == {("unknown", "on_site"): 0}


def test_counting_replaces_what_was_and_makes_a_planned_event_held(session: Session) -> None:
    ensure_default_bands(session)
    event = make_event(session, status=EventStatus.PLANNED)
    version = event.version
    first = Counts({("u6", ON_SITE): 5, ("a60", ONLINE): 2}, {Mark.IDPS: 3}, CountMethod.ESTIMATED)
    record_counts(session, event, first, by=None, now=NOW)
    assert event.status is EventStatus.HELD
    assert event.version > version
    record_counts(session, event, Counts({("u6", ON_SITE): 6}, {Mark.VETERANS: 1}), by=None, now=NOW)
    session.expire_all()
    assert counts_of(event) == {("u6", "on_site"): 6}
    assert {row.mark: row.count for row in event.marks} == {Mark.VETERANS: 1}
    assert {row.method for row in event.counts} == {CountMethod.COUNTED}


def test_all_numbers_that_disagree_are_named_and_nothing_is_saved(session: Session) -> None:
    ensure_default_bands(session)
    event = make_event(session, counts={"adults": 7})
    wrong = Counts({("u6", ON_SITE): -1, ("a60", ON_SITE): 10}, {Mark.IDPS: 50}, stated_total=30)
    with pytest.raises(CountsRefused) as refused:
        record_counts(session, event, wrong, by=None, now=NOW)
    assert {(problem.code, problem.field) for problem in refused.value.problems} == {
        ("count_negative", "by_age"),
        ("total_differs", "stated_total"),
        ("mark_above_total", "mark_idps"),
    }
    assert counts_of(event) == {("adults", "on_site"): 7}


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (Counts(), "counts_empty"),
        (Counts({("no-such", ON_SITE): 1}), "unknown_band"),
        (Counts({("u6", ON_SITE): 5_000_000}), "count_too_large"),
    ],
)
def test_counts_that_cannot_be_are_refused(session: Session, counts: Counts, code: str) -> None:
    ensure_default_bands(session)
    with pytest.raises(RuleError) as refused:
        record_counts(session, make_event(session), counts, by=None, now=NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"starts_on": date(2026, 3, 11)}, "event_in_future"),
        ({"status": EventStatus.CANCELLED}, "event_cancelled"),
        ({"archived_at": NOW}, "archived"),
        ({"is_summary": True, "ends_before": date(2026, 4, 1)}, "summary_is_fixed"),
    ],
)
def test_events_that_cannot_be_counted(session: Session, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as refused:
        record_counts(session, make_event(session, **fields), Counts(stated_total=5), by=None, now=NOW)
    assert refused.value.code == code


def test_only_the_past_can_be_logged_and_a_refused_log_leaves_no_event(session: Session) -> None:
    branch = make_branch(session)
    with pytest.raises(RuleError) as refused:
        log_event(session, plan(branch.id, date(2026, 3, 11)), Counts(stated_total=5), by=None, now=NOW)
    assert (refused.value.code, refused.value.field) == ("log_in_future", "starts_on")
    with pytest.raises(CountsRefused):
        log_event(session, plan(branch.id), Counts(marks={Mark.IDPS: 6}, stated_total=5), by=None, now=NOW)
    assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_an_event_with_participants_stays_in_the_past_and_held(session: Session) -> None:
    event = make_event(session, counts={"adults": 3})
    for draft in (
        plan(event.branch_id, date(2026, 4, 1)),
        plan(event.branch_id, status=EventStatus.CANCELLED),
    ):
        with pytest.raises(RuleError) as refused:
            edit_event(session, event, draft, by=None, now=NOW)
        assert refused.value.code == "event_has_counts"
    with pytest.raises(RuleError):
        cancel_event(session, event, by=None, now=NOW)


def test_changing_only_the_links_moves_the_version_on(session: Session) -> None:
    event = make_event(session, status=EventStatus.PLANNED)
    partner = make_organisation(session)
    before = event.version
    draft = plan(event.branch_id, partner_ids=[partner.id])
    edit_event(session, event, draft, by=None, now=NOW + timedelta(minutes=1))
    assert event.version > before
    assert event.partners == [partner]


def test_the_period_of_a_summary_never_changes(session: Session) -> None:
    event = make_event(session, is_summary=True, ends_before=date(2026, 4, 1), counts={"adults": 90})
    draft = EventDraft(title="Зведення", branch_id=event.branch_id, times=None, status=EventStatus.HELD)
    edit_event(session, event, draft, by=None, now=NOW)
    assert (event.title, event.ends_before) == ("Зведення", date(2026, 4, 1))
    with pytest.raises(RuleError) as refused:
        cancel_event(session, event, by=None, now=NOW)
    assert refused.value.code == "summary_is_fixed"


def test_a_cancelled_event_can_be_planned_again(session: Session) -> None:
    event = make_event(session, status=EventStatus.PLANNED)
    cancel_event(session, event, by=None, now=NOW)
    assert event.status is EventStatus.CANCELLED
    reopen_event(session, event, by=None, now=NOW)
    assert event.status is EventStatus.PLANNED
