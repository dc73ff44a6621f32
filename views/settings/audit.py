"""The audit log: who changed what, and what it was before."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from app.domain.audit import AuditAction
from app.i18n import _
from app.labels.audit import field_text, record_text, value_text
from app.permissions import Permission
from app.queries import audit as questions
from app.security import requires
from models import db
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def audit() -> Answer:
    """List the changes, newest first."""
    empty = EmptyState("journal-text", _("Nothing was changed yet"), _("Every change of a record is kept here."))
    return listing_page(questions.AUDIT, empty, "settings/audit.html")


@bp.get("/audit/<int:entry_id>")
@requires(Permission.AUDIT_VIEW)
def audit_entry(entry_id: int) -> Answer:
    """Show one change: each field before and after."""
    entry = get_or_404(questions.audit_entry(db.session(), entry_id))
    before, after = entry.before or {}, entry.after or {}
    rows = [
        [
            field_text(name),
            value_text(entry.table_name, name, before.get(name)),
            value_text(entry.table_name, name, after.get(name)),
        ]
        for name in dict.fromkeys([*before, *after])
        if name != "id"
    ]
    return render_template(
        "settings/audit_entry.html",
        entry=entry,
        action=AuditAction(entry.action),
        record=record_text(entry.table_name, entry.record_id),
        rows=rows,
    )
