"""Everything that is kept about one person: what and why, as a file, as a page to print."""

import tempfile
from pathlib import Path

from flask import Response, make_response, render_template, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.data_package import summary_page, write_package
from app.domain.contacts import ContactKind
from app.domain.privacy import AccessAction
from app.domain.text import transliterate
from app.i18n import _
from app.labels.privacy import table_purpose, table_words
from app.permissions import Permission
from app.queries import erasures as requests
from app.queries import personal_data as questions
from app.queries.unlinked_data import unlinked_sign_ups
from app.security import requires
from app.uploads import upload_store
from models import db
from models.base import utc_now
from models.contacts import Contact
from views.privacy import bp
from views.privacy.common import Answer, load_contact, not_for, note_access


@bp.get("/contacts/<int:contact_id>/data")
@requires(Permission.PRIVACY_MANAGE)
def data(contact_id: int) -> Answer:
    """Show what is kept about a person, where, what for and what an erasure would do to it; and who looked."""
    contact = load_contact(contact_id)
    if (elsewhere := _not_a_person(contact)) is not None:
        return elsewhere
    session = db.session()
    rows = [
        (table_words(item.table), item.count, table_purpose(item.table), item.policy.fate)
        for item in questions.holdings(session, contact.id)
    ]
    page = render_template(
        "privacy/data.html",
        contact=contact,
        rows=rows,
        doubtful=unlinked_sign_ups(session, contact.id).doubtful,
        accesses=requests.recent_accesses(session, contact.id),
        request_open=requests.undecided_request(session, contact.id),
    )
    note_access(contact)
    return page


@bp.get("/contacts/<int:contact_id>/data/download")
@requires(Permission.PRIVACY_MANAGE)
def download_data(contact_id: int) -> Answer:
    """Send everything about a person as a ZIP."""
    contact = load_contact(contact_id)
    if (elsewhere := _not_a_person(contact)) is not None:
        return elsewhere
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as handle:
        path = Path(handle.name)
    try:
        write_package(db.session(), contact, upload_store(), path, at=utc_now(), also=_chosen())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    name = transliterate(_("personal-data-%(number)s-%(day)s.zip", number=contact.id, day=today().isoformat()))
    response = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
    response.call_on_close(lambda: path.unlink(missing_ok=True))
    note_access(contact, AccessAction.EXPORT)
    return response


@bp.get("/contacts/<int:contact_id>/data/print")
@requires(Permission.PRIVACY_MANAGE)
def print_data(contact_id: int) -> Answer:
    """Show everything about a person as one page to print."""
    contact = load_contact(contact_id)
    if (elsewhere := _not_a_person(contact)) is not None:
        return elsewhere
    sections = questions.everything_about(db.session(), contact, _chosen())
    response: Response = make_response(summary_page(db.session(), contact, sections, at=utc_now()))
    note_access(contact, AccessAction.PRINT)
    return response


def _chosen() -> set[int]:
    """Return the sign-ups that were found to be the person's."""
    return {
        int(value)
        for value in request.args.getlist("sign_up")
        if value.isascii() and value.isdigit() and len(value) < 10
    }


def _not_a_person(contact: Contact) -> BaseResponse | None:
    """Send the reader back from an organisation; what is left of an erased person may still be looked at."""
    return not_for(contact) if contact.kind is not ContactKind.PERSON else None
