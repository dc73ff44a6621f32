"""The days kept for active partners are those of the one definition, whatever happens to what they follow from."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.agreements import COOPERATION_KINDS, AgreementKind
from app.domain.events import EventStatus
from app.domain.partnerships import BranchScope, is_active_partner
from app.services.agreements import archive_agreement, terminate_agreement
from app.services.events.changes import archive_event, cancel_event, restore_event
from app.services.grants import archive_application, link_partners, restore_application
from app.services.merging import merge, undo_merge
from app.services.partnerships import archive_partnership, restore_partnership
from models.agreements import Agreement
from models.base import utc_now
from models.contacts import Contact, Organisation
from models.events import Event
from models.grants import Application
from models.partner_spans import PartnerSpan, refill_spans
from models.partnerships import Partnership
from tests.support import factories
from tests.support.together import Work, at_once

# Two of these lie a year apart around a 29 February.
DAYS = (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 9, 10), date(2025, 3, 1))
EVERY_DAY = [date(2023, 2, 1) + timedelta(days=number) for number in range(1_200)]
LENIENT = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Place = tuple[int, int | None]


def defined(session: Session) -> dict[Place, set[date]]:
    """The days on which each partnership is active, in the whole system and by branch, one day after the other."""
    found: dict[Place, set[date]] = {}
    events = list(
        session.scalars(sa.select(Event).where(Event.status == EventStatus.HELD, Event.archived_at.is_(None)))
    )
    submitted = list(session.scalars(sa.select(Application).where(Application.archived_at.is_(None))))
    for partnership in session.scalars(sa.select(Partnership).where(Partnership.archived_at.is_(None))):
        organisation = partnership.organisation
        terms = [
            paper.terms
            for paper in session.scalars(sa.select(Agreement).where(Agreement.partnership_id == partnership.id))
            if paper.kind in COOPERATION_KINDS and paper.archived_at is None
        ]
        joint = [(event.branch_id, event.starts_on) for event in events if organisation in event.partners]
        whole = [day for _branch, day in joint]
        whole += [item.submitted_on for item in submitted if item.submitted_on and organisation in item.partners]
        active = set(days_of(terms, whole))
        places: dict[int | None, set[date]] = {None: active}
        for branch_id in {branch for branch, _day in joint}:
            places[branch_id] = set(days_of([], [day for branch, day in joint if branch == branch_id]))
        if partnership.branch_id is not None:
            places[partnership.branch_id] = active
        found.update({(partnership.id, place): days for place, days in places.items() if days})
    return found


def days_of(terms: list, joint: list[date]) -> Iterator[date]:
    for on in EVERY_DAY:
        last = max((day for day in joint if day <= on), default=None)
        if is_active_partner(terms, last, on):
            yield on


def kept(session: Session) -> dict[Place, set[date]]:
    """The same from what is kept, after a look at whether its rows are as they should be."""
    spans: dict[Place, list[PartnerSpan]] = {}
    session.expire_all()
    for row in session.scalars(sa.select(PartnerSpan).order_by(PartnerSpan.first_day)):
        spans.setdefault((row.partnership_id, row.branch_id), []).append(row)
    found = {}
    for place, rows in spans.items():
        assert {row.since for row in rows} == {rows[0].first_day}
        assert all(one.last_day + timedelta(days=1) < next_.first_day for one, next_ in pairwise(rows))
        days = {on for on in EVERY_DAY if any(row.first_day <= on <= row.last_day for row in rows)}
        if days:
            found[place] = days
    return found


class Story:
    """A small world and the things that may happen in it; `which` and `day` choose among what there is."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.branches = [factories.make_branch(session) for _number in range(2)]
        self.organisations = [factories.make_organisation(session) for _number in range(2)]
        self.partnerships = [factories.make_partnership(session, item) for item in self.organisations]
        self.events = [self._event(number, day) for number, day in enumerate(DAYS[:2])]
        self.applications = [factories.make_application(session, submitted_on=DAYS[0])]
        self.agreements = [factories.make_agreement(session, item) for item in self.partnerships]

    def _event(self, which: int, day: date) -> Event:
        partners = [self.organisations[which % 2]]
        branch = self.branches[which // 2 % 2]
        return factories.make_event(self.session, branch=branch, starts_on=day, partners=partners)

    def happens(self, deed: str, which: int, day: date) -> None:
        """Let one thing happen."""
        event, application = self.events[which % len(self.events)], self.applications[0]
        agreement, organisation = self.agreements[which % len(self.agreements)], self.organisations[which % 2]
        partnership, branch = self.partnerships[which % 2], self.branches[which // 2 % 2]
        now = factories.MOMENT
        match deed:
            case "hold":
                self.events.append(self._event(which, day))
            case "tally":
                months = {"starts_on": day, "ends_before": day + timedelta(days=60), "is_summary": True}
                self.events.append(factories.make_event(self.session, branch=branch, partners=[organisation], **months))
            case "shift event":
                event.starts_on, event.ends_before = day, day + timedelta(days=1)
            case "move event":
                event.branch = branch
            case "cancel event" if event.archived_at is None and not event.is_summary:
                cancel_event(self.session, event, by=None, now=now)
            case "archive event":
                archive_event(self.session, event, by=None, now=now)
            case "restore event":
                restore_event(self.session, event, by=None)
            case "join event":
                event.partners = [organisation] if which % 3 else self.organisations
            case "leave event":
                event.partners = []
            case "delete event":
                self.session.delete(event)
                self.events.remove(event)
                self.events = self.events or [self._event(which, day)]
            case "submit":
                application.submitted_on = day if which % 3 else None
            case "join application":
                link_partners(self.session, application, [item.id for item in self.organisations[which % 3 :]])
            case "archive application" if which % 2:
                archive_application(self.session, application, now=now)
            case "archive application":
                restore_application(self.session, application)
            case "sign":
                begins = day if which % 2 else None
                until = day + timedelta(days=100) if which % 3 else None
                papers = {"kind": list(AgreementKind)[which % 3], "valid_from": begins, "valid_until": until}
                self.agreements.append(factories.make_agreement(self.session, partnership, **papers))
            case "date agreement" if agreement.terminated_on is None:
                agreement.valid_from, agreement.valid_until = day, day + timedelta(days=30 * which)
            case "terminate" if agreement.valid_from and not (agreement.terminated_on or agreement.archived_at):
                terminate_agreement(self.session, agreement, last_day=agreement.valid_from, reason="Домовилися")
            case "give agreement":
                agreement.partnership = partnership
            case "archive agreement":
                archive_agreement(self.session, agreement, now=now)
            case "delete agreement" if len(self.agreements) > 1:
                self.session.delete(agreement)
                self.agreements.remove(agreement)
            case "name branch":
                partnership.branch = branch if which % 3 else None
                partnership.scope = BranchScope.ONE if partnership.branch else BranchScope.ALL
            case "archive partnership":
                archive_partnership(self.session, partnership, now=now)
            case "restore partnership":
                restore_partnership(self.session, partnership)
        self.session.flush()


DEEDS = (
    "hold", "tally", "shift event", "move event", "cancel event", "archive event", "restore event", "join event",
    "leave event", "delete event", "submit", "join application", "archive application", "sign", "date agreement",
    "terminate", "give agreement", "archive agreement", "delete agreement", "name branch", "archive partnership",
    "restore partnership",
)  # fmt: skip
deeds = st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.sampled_from(DAYS))


@LENIENT
@given(told=st.lists(deeds, min_size=1, max_size=14))
def test_spans_follow_whatever_happens(session: Session, told: list[tuple[str, int, date]]) -> None:
    with session.begin_nested() as savepoint:
        story = Story(session)
        for deed, which, day in told:
            story.happens(deed, which, day)
        found = kept(session)
        assert found == defined(session)
        refill_spans(session)
        assert kept(session) == found
        savepoint.rollback()
    session.expunge_all()


def test_spans_follow_partners_that_are_merged_and_taken_apart(session: Session) -> None:
    story = Story(session)
    for number, day in enumerate(DAYS):
        story.happens("sign", number, day)
        story.happens("hold", number, day)
    survivor, other = story.organisations
    apart = kept(session)
    assert apart == defined(session)
    done = merge(session, survivor, other, by=None, now=utc_now())
    assert len({partnership for partnership, _place in kept(session)}) == 1
    assert kept(session) == defined(session)
    undo_merge(session, done, by=None, now=utc_now())
    assert kept(session) == defined(session) == apart


def test_partners_found_at_the_same_moment_are_all_reckoned(app: Flask, session: Session) -> None:
    event = factories.make_event(session, starts_on=DAYS[0])
    second = factories.make_event(session, starts_on=DAYS[0])
    known, fresh, joining = (factories.make_organisation(session) for _number in range(3))
    event.partners = [known]
    for organisation in (known, joining):
        factories.make_partnership(session, organisation)
    paper = factories.make_agreement(session, session.scalars(sa.select(Partnership)).first())
    session.commit()
    ids = {name: item.id for name, item in locals().items() if isinstance(item, Event | Contact | Agreement)}

    def work(change: Callable[[Session], None]) -> Work:
        def run(own: Session, wait: Callable[[], None]) -> None:
            own.get_one(Event, ids["event"])
            wait()
            change(own)

        return run

    def postpone(own: Session) -> None:
        held = own.get_one(Event, ids["event"])
        held.starts_on, held.ends_before = DAYS[4], DAYS[4] + timedelta(days=1)

    def join(own: Session) -> None:
        held = own.get_one(Event, ids["event"])
        held.partners.append(own.get_one(Organisation, ids["joining"]))

    def hold(own: Session) -> None:
        held = own.get_one(Event, ids["second"])
        held.partners = [own.get_one(Organisation, ids[name]) for name in ("known", "fresh")]

    def sign(own: Session) -> None:
        agreement = own.get_one(Agreement, ids["paper"])
        agreement.valid_from = DAYS[5]

    def begin(own: Session) -> None:
        factories.make_partnership(own, own.get_one(Organisation, ids["fresh"]))

    assert at_once(app, *(work(change) for change in (postpone, join, hold, sign, begin))) == [None] * 5
    session.expire_all()
    assert len({partnership for partnership, _place in kept(session)}) == 3
    assert kept(session) == defined(session)
