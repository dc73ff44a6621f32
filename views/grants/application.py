"""The tab of the application itself: what is missing, its sections, documents, team, timetable and versions."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.application_work import BEFORE_SUBMISSION
from app.domain.tasks import TaskState
from app.forms.application_work import UsualDocumentsForm, VersionForm
from app.permissions import Permission
from app.queries import application_work as questions
from app.queries.application_versions import versions_of
from app.queries.budgets import budget
from app.queries.tasks import steps_of
from app.queries.text_blocks import used_in
from app.queries.timetables import timetables_of
from app.security import requires
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.missing import missing_rows
from views.grants.record import frame, load

Answer = str | tuple[Any, ...] | Response


@bp.get("/<int:application_id>/application")
@requires(Permission.GRANTS_VIEW)
def application(application_id: int) -> str:
    """Show how it stands with the application before it is submitted."""
    record = load(application_id)
    return render_template("grants/application/show.html", **frame(record, "application"), **_work(record))


def _work(record: Application) -> dict[str, Any]:
    """Return what the tab shows, each thing asked for once."""
    session, now = db.session(), today()
    sections = questions.sections_of(session, record.id)
    documents = questions.documents_of(session, record.id)
    members = questions.members_of(session, record.id)
    timetables = timetables_of(session, record)
    found = questions.missing_of(
        record, sections, documents, members, budget(session, record.id), has_timetable=bool(timetables), today=now
    )
    form = questions.form_of_call(session, record.call_id or 0)
    taken = {row.call_section_id for row in sections}, {row.call_document_id for row in documents}
    needed = questions.needed_on(record, now)
    steps = steps_of(session, timetables[0].id) if timetables else []
    return {
        "is_underway": (record.held_stage or record.stage) in BEFORE_SUBMISSION,
        "missing": missing_rows(record, found),
        "blocked": any(item.blocks for item in found),
        "sections": [(row, questions.length_of(row)) for row in sections],
        "removed": questions.sections_of(session, record.id, removed=True),
        "used": used_in(session, [row.id for row in sections]),
        "untaken_sections": [row for row in form[0] if row.id not in taken[0]],
        "untaken_documents": [row for row in form[1] if row.id not in taken[1]],
        "documents": [(row, questions.state_of(row, needed), questions.last_day(row)) for row in documents],
        "usual": UsualDocumentsForm(),
        "members": members,
        "open_tasks": questions.open_tasks(session, record.id),
        "timetable": timetables[0] if timetables else None,
        "timetable_steps": steps,
        "timetable_done": sum(step.state is TaskState.DONE for step in steps),
        "deadline": record.call.deadline_on if record.call else None,
        "versions": versions_of(session, record.id),
        "version_form": VersionForm(),
        "today": now,
    }
