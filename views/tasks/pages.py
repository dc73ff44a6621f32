"""My day, the list of tasks, one task."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.i18n import _, _n
from app.labels.tasks import repeat_text
from app.permissions import Permission, may
from app.queries import tasks as questions
from app.queries.listing import ListSpec
from app.queries.subjects import SUBJECTS
from app.queries.task_list import task_list
from app.security import requires
from app.services.tasks import repeat_of
from app.templating import page_url
from models import db
from views.editing import record_url
from views.listing import EmptyState, Listing, listing_page
from views.tasks.blueprint import bp
from views.tasks.helpers import SNOOZES, day_start, due_text, line, load

LIST_ARGUMENTS = frozenset({"q", "sort", "after", "before", "format"})


@bp.get("")
@requires(Permission.TASKS_OWN)
def index() -> Any:
    """Show my day, or with `?view=list` and with any filter the list of tasks."""
    spec = task_list(today())
    if _asks_for_list(spec):
        return listing_page(spec, _empty(), "tasks/list.html", adjust=_offer_views)
    return _my_day()


def _my_day() -> str:
    now, session = today(), db.session()
    parts = questions.my_day(session, current_user.id, now)
    done = questions.done_today(session, current_user.id, day_start(now))
    shown = [(part.when, [line(row, now) for row in part.rows]) for part in parts]
    return render_template(
        "tasks/my_day.html",
        parts=shown,
        count=sum(len(rows) for _when, rows in shown),
        limit=questions.MY_DAY_LIMIT,
        done_text=_n("%(num)d task done today", "%(num)d tasks done today", done) if done else "",
        snoozes=SNOOZES,
        now=now,
        views=_views(as_list=False),
    )


@bp.get("/<int:task_id>")
@requires(Permission.TASKS_OWN)
def show(task_id: int) -> str:
    """Show one task, what it belongs to, and what can be done with it."""
    task = load(task_id)
    now, session = today(), db.session()
    kind, number = task.record_kind, task.record_id
    link = ""
    if kind is not None and number is not None and may(current_user.role, SUBJECTS[kind][1]):
        link = record_url(kind, number)
    repeat = repeat_of(task)
    return render_template(
        "tasks/show.html",
        task=task,
        record_kind=kind,
        record_name=questions.record_name(session, task.id) if kind else "",
        record_link=link,
        due_text=due_text(task.due_on, task.due_at, now),
        is_late=task.due_on is not None and task.due_on < now,
        repeats=repeat_text(repeat.every, repeat.unit) if repeat else "",
        snoozes=SNOOZES,
    )


def _asks_for_list(spec: ListSpec) -> bool:
    keys = LIST_ARGUMENTS | {item.key for item in spec.filters}
    return request.args.get("view") == "list" or not keys.isdisjoint(request.args)


def _views(*, as_list: bool) -> list[tuple[str, str, str, bool]]:
    mine = url_for(".index", view="list", state="open", assignee=current_user.id)
    return [
        ("sun", _("My day"), url_for(".index"), not as_list),
        ("list-ul", _("List"), page_url(view="list", after=None, before=None) if as_list else mine, as_list),
    ]


def _offer_views(listing: Listing) -> None:
    listing.views = _views(as_list=True)


def _empty() -> EmptyState:
    return EmptyState(
        "check2-square",
        _("No tasks yet"),
        _("Write down what has to be done and by when; checklists add tasks by themselves."),
        url_for(".create"),
        _("Add a task"),
    )
