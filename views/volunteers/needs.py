"""What volunteers bring to the home page: sign-ups that wait, papers that end."""

from datetime import date

from flask import url_for

from app.i18n import _, _n
from app.labels import label
from app.queries.sign_ups import waiting_count
from app.queries.volunteer_documents import ending_documents
from app.security import current_scope
from app.templating import day
from models import db
from views.needs import SHOWN, Need, ended_or_ends


def volunteer_needs(now: date) -> list[Need]:
    """Return the sign-ups that wait for a decision, and the papers of volunteers that end."""
    return sign_up_needs() + document_needs(now)


def sign_up_needs() -> list[Need]:
    """Return the sign-ups that wait for a decision, as one line."""
    waiting = waiting_count(db.session(), current_scope())
    if not waiting:
        return []
    text = _n("Decide on %(num)d sign-up of a volunteer", "Decide on %(num)d sign-ups of volunteers", waiting)
    return [Need("person-heart", text, "", "", "warning", url_for("volunteers.sign_ups", status="waiting"))]


def document_needs(now: date) -> list[Need]:
    """Return the papers of volunteers that have run out or soon will."""
    found = ending_documents(db.session(), current_scope(), now, limit=SHOWN + 1)
    lines = [
        Need(
            "file-earmark-medical",
            f"{label(row.kind)}: {row.name}",
            _("valid until %(day)s", day=day(row.expires_on)),
            ended_or_ends(row.expires_on, now),
            "danger" if row.expires_on < now else "warning",
            url_for("volunteers.show", volunteer_id=row.volunteer_id) + "#documents",
        )
        for row in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        lines.append(Need("list-ul", _("More documents"), "", "", "neutral", url_for("volunteers.documents")))
    return lines
