"""A small world with every figure in it, and the totals of the lists that figures open."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.domain.donations import DonationKind, InKindStatus
from app.domain.events import EventStatus
from app.domain.grants import Stage
from app.domain.partnerships import BranchScope
from app.domain.volunteers import HoursStatus
from app.queries.listing import ListState, run
from app.queries.lists import LISTS
from app.queries.metrics import Metric, growth_metrics, metrics, retention_metrics
from app.scope import Scope
from models.branches import Branch
from tests.support import factories as make

NAMES = {"/drivers/money": "money-raised"}


@dataclass(frozen=True)
class World:
    """The branches of the world."""

    own: Branch
    other: Branch


def build(session: Session, today: date) -> World:
    """Make records of every kind this year and last, in two branches, counted and not."""
    own, other = make.make_branch(session, "Своя філія"), make.make_branch(session, "Інша філія")
    this_year, last_year = date(today.year, 1, 10), date(today.year - 1, 12, 30)
    for number, branch in enumerate((own, other), 1):
        for day in (this_year, this_year + timedelta(days=1), last_year):
            make.make_event(session, branch=branch, starts_on=day, counts={"children": 3 * number, "adults": 2})
            make.make_donation(session, branch=branch, received_on=day, amount=Decimal(100 * number))
        # Begins last year and ends in this one: it belongs to its first day.
        make.make_event(session, branch=branch, starts_on=last_year, ends_before=this_year, counts={"adults": 7})
        make.make_event(session, branch=branch, starts_on=this_year, status=EventStatus.CANCELLED)
        make.make_event(session, branch=branch, starts_on=this_year, archived_at=make.MOMENT, counts={"adults": 50})
        make.make_donation(
            session,
            branch=branch,
            received_on=this_year,
            kind=DonationKind.IN_KIND,
            in_kind_status=InKindStatus.RECEIVED,
        )
        make.make_donation(session, branch=branch, received_on=this_year, archived_at=make.MOMENT)
        volunteer = make.make_volunteer(session, branch=branch)
        visiting = make.make_volunteer(session, branch=branch)
        for status in HoursStatus:
            make.make_hours(session, volunteer, worked_on=this_year, minutes=95, status=status)
        make.make_hours(session, visiting, worked_on=this_year, branch=other, status=HoursStatus.CONFIRMED)
        make.make_hours(session, make.make_volunteer(session, branch=branch), worked_on=last_year)
        organisation = make.make_organisation(session)
        make.make_partnership(session, organisation, branch=branch, memorandum_from=last_year)
        make.make_partnership(session, make.make_organisation(session), branch=branch)
        application = make.make_application(session, stage=Stage.AWARDED, branch=branch, scope=BranchScope.ONE)
        make.make_disbursement(session, application, received_on=this_year, amount=Decimal(5000))
        make.make_disbursement(session, application, due_on=this_year)
    shared = make.make_organisation(session)
    make.make_partnership(session, shared)
    held = make.make_event(session, branch=other, starts_on=this_year, partners=[shared], counts={"adults": 1})
    make.make_partnership(session, make.make_organisation(session), memorandum_from=last_year)
    whole = make.make_application(session, stage=Stage.AWARDED)
    make.make_disbursement(session, whole, received_on=held.starts_on, amount=Decimal(700))
    return World(own, other)


def titles(app: Flask, today: date) -> dict[str, str]:
    """Return the English name of each metric by its code."""
    with app.test_request_context(), force_locale("en"):
        return {item.code: str(item.title) for item in metrics(today)}


def metric(code: str, today: date) -> Metric:
    """Return the metric of a code."""
    every = (*metrics(today), *growth_metrics(today), *retention_metrics(today).values())
    return next(item for item in every if item.code == code)


def list_total(app: Flask, session: Session, address: str, code: str, scope: Scope, today: date) -> Any:
    """Return what the list at an address adds up to for a metric: a sum of a column, or the number of rows."""
    parts = urlsplit(address)
    name = NAMES.get(parts.path, parts.path.strip("/"))
    spec = LISTS[name](today)
    arguments = {key: values[0] for key, values in parse_qs(parts.query).items()}
    unknown = set(arguments) - {item.key for item in spec.filters}
    assert not unknown, f"{address}: the list has no filter {unknown}"
    page = run(session, spec, ListState(filters=MultiDict(arguments).to_dict()), scope)
    if code == "net_partners":
        # The list holds everybody who moved; the net is made of those who came less those who lapsed.
        moved = arguments.pop("moved_in")

        def rows(key: str) -> int:
            return run(session, spec, ListState(filters={**arguments, key: moved}), scope).count

        came, lapsed = rows("new_in") + rows("returned_in"), rows("lapsed_in")
        assert page.count == came + lapsed
        return came - lapsed
    column = {"money_raised": "base", "participants": "participants", "events": "events", "volunteer_hours": "hours"}
    return (page.totals[column[code]] or 0) if code in column else page.count
