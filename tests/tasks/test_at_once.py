"""Two people tick the same task off at the same moment: it is done once and comes back once."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.domain.tasks import ChecklistTrigger, RepeatUnit
from app.services.checklists import start_checklists
from app.services.tasks import do_task
from models.base import utc_now
from models.partnerships import Partnership
from models.tasks import Checklist, Task
from tests.support import factories as make
from tests.support.together import at_once


def test_a_repeating_task_that_two_people_tick_off_comes_back_once(app: Flask, session: Session) -> None:
    repeat = {"repeat_unit": RepeatUnit.WEEK, "repeat_every": 1, "repeat_from": make.DAY}
    number = make.make_task(session, due_on=make.DAY, **repeat).id
    session.commit()

    def tick(own: Session, ready: Callable[[], None]) -> str:
        task = own.get_one(Task, number)
        ready()
        do_task(own, task, by=None, now=utc_now(), today=make.DAY)
        return "done"

    results = at_once(app, tick, tick)
    assert results.count("done") == 1
    assert any(isinstance(result, StaleDataError | RuleError | sa.exc.DBAPIError) for result in results)
    assert session.scalar(sa.select(sa.func.count()).where(Task.follows_id == number)) == 1


def test_a_checklist_that_starts_twice_at_once_starts_once(app: Flask, session: Session) -> None:
    make.make_checklist_template(session, trigger=ChecklistTrigger.MEMORANDUM_EXPIRES)
    number = make.make_partnership(session, make.make_organisation(session)).id
    session.commit()

    def start(own: Session, ready: Callable[[], None]) -> int:
        record = own.get_one(Partnership, number)
        ready()
        return len(start_checklists(own, ChecklistTrigger.MEMORANDUM_EXPIRES, record=record, on=make.DAY, by=None))

    results = at_once(app, start, start)
    assert results.count(1) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Checklist)) == 1
