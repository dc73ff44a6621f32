"""The audit log: who changed what, and what it was before."""

from dataclasses import replace
from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from app.domain.audit import AuditAction
from app.i18n import _
from app.labels.audit import change_text, field_text, record_text, value_text
from app.permissions import Permission
from app.queries import audit as questions
from app.queries.audit_names import linked_names
from app.security import requires
from models import db
from views.editing import get_or_404
from views.listing import EmptyState, Listing, listing_page
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def audit() -> Answer:
    """List the changes, newest first."""
    empty = EmptyState("journal-text", _("Nothing was changed yet"), _("Every change of a record is kept here."))
    return listing_page(questions.AUDIT, empty, "settings/audit.html", adjust=_name_links)


@bp.get("/audit/<int:entry_id>")
@requires(Permission.AUDIT_VIEW)
def audit_entry(entry_id: int) -> Answer:
    """Show one change: each field before and after."""
    entry = get_or_404(questions.audit_entry(db.session(), entry_id))
    before, after = entry.before or {}, entry.after or {}
    names = linked_names(db.session(), [entry])
    rows = [
        [
            field_text(name),
            value_text(entry.table_name, name, before.get(name), names),
            value_text(entry.table_name, name, after.get(name), names),
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


def _name_links(listing: Listing) -> None:
    """Say the names of the records that the changes refer to, instead of their numbers."""
    names = linked_names(db.session(), listing.rows)

    def changes(row: Any) -> str:
        return change_text(row.table_name, row.before, row.after, names)

    listing.specs = tuple(
        replace(column, value=changes) if column.key == "changes" else column for column in listing.specs
    )
