"""Papers of volunteers: the list of what runs out, a form for each, and what is missing before a first shift."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.readiness import Gap
from app.domain.volunteer_documents import DocumentKind
from app.forms.volunteer_documents import DocumentForm
from app.i18n import _
from app.labels import label, tone
from app.permissions import Permission
from app.queries import volunteer_documents as questions
from app.queries.readiness import gaps_of
from app.security import requires
from app.services import volunteer_documents as verbs
from app.services.volunteer_documents import DocumentData
from app.templating import can
from models import db
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer
from views.editing import conflict_page, get_or_404
from views.files import chosen_file
from views.listing import EmptyState, listing_page
from views.volunteers.blueprint import bp, load_volunteer

FORM = "volunteers/document_form.html"

# Where each thing that is missing is filled in: a field of the volunteer's form, or a new document of a kind.
FIELDS = {
    Gap.NOT_ACTIVE: "status",
    Gap.BIRTH_DATE: "birth_date",
    Gap.TOO_YOUNG: "birth_date",
    Gap.GUARDIAN: "guardian_name",
    Gap.ORIENTATION: "oriented_on",
    Gap.BRIEFING: "briefed_on",
    Gap.CONTRACT: "contract_number",
    Gap.CONTRACT_ENDED: "contract_until",
}


@dataclass(frozen=True)
class GapLine:
    """One thing that is missing, and where to fill it in; None for those who may not."""

    gap: Gap
    text: str
    tone: str
    url: str | None


def gap_lines(volunteer_id: int, day: Any) -> list[GapLine]:
    """Return what a volunteer misses before a shift on the day."""
    return [
        GapLine(gap, label(gap), tone(gap), _where(gap, volunteer_id) if can(Permission.VOLUNTEERS_EDIT) else None)
        for gap in gaps_of(db.session(), [volunteer_id], day).get(volunteer_id, [])
    ]


def _where(gap: Gap, volunteer_id: int) -> str:
    if gap in FIELDS:
        return url_for("volunteers.edit", volunteer_id=volunteer_id) + f"#{FIELDS[gap]}"
    if gap is Gap.GUARDIAN_CONSENT:
        kind = DocumentKind.GUARDIAN_CONSENT.value
        return url_for("volunteers.add_document", volunteer_id=volunteer_id, kind=kind)
    return url_for("volunteers.show", volunteer_id=volunteer_id) + "#documents"


@bp.get("/documents")
@requires(Permission.VOLUNTEERS_EDIT)
def documents() -> Any:
    """Show the documents of all volunteers, those that end first at the top."""
    empty = EmptyState(
        "file-earmark-medical",
        _("No documents yet"),
        _("Add contracts, consents of guardians and medical books to volunteers: Mistok says when they end."),
        url_for(".index"),
        _("Open the volunteers"),
    )
    return listing_page(questions.document_list(today()), empty, "volunteers/documents.html")


@bp.route("/<int:volunteer_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def add_document(volunteer_id: int) -> Any:
    """Add a document; `?kind=` chooses its kind."""
    volunteer = load_volunteer(volunteer_id)
    form = DocumentForm()
    if request.method == "GET":
        wanted = request.args.get("kind", "")
        if wanted in {kind.value for kind in DocumentKind}:
            form.kind.data = DocumentKind(wanted)
    return _save(form, volunteer, None)


@bp.route("/<int:volunteer_id>/documents/<int:document_id>", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit_document(volunteer_id: int, document_id: int) -> Any:
    """Change a document."""
    volunteer = load_volunteer(volunteer_id)
    document = _load(volunteer, document_id)
    form = DocumentForm(obj=document)
    if request.method == "GET":
        form.show_version(document)
    elif form.is_stale(document):
        return conflict_page(form, document, FORM, volunteer=volunteer, document=document)
    return _save(form, volunteer, document)


@bp.post("/<int:volunteer_id>/documents/<int:document_id>/remove")
@requires(Permission.VOLUNTEERS_EDIT)
def remove_document(volunteer_id: int, document_id: int) -> Response:
    """Remove a document and its scan."""
    volunteer = load_volunteer(volunteer_id)
    verbs.remove_document(db.session(), _load(volunteer, document_id))
    flash(_("Document removed"), "success")
    return _back(volunteer)


def _load(volunteer: Volunteer, document_id: int) -> VolunteerDocument:
    return get_or_404(questions.document(db.session(), volunteer.id, document_id))


def _back(volunteer: Volunteer) -> Response:
    return redirect(url_for(".show", volunteer_id=volunteer.id) + "#documents")


def _save(form: DocumentForm, volunteer: Volunteer, document: VolunteerDocument | None) -> Any:
    if form.validate_on_submit():
        try:
            _write(form, volunteer, document)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Document saved"), "success")
            return _back(volunteer)
    status = 422 if form.is_submitted() else 200
    return render_template(FORM, form=form, volunteer=volunteer, document=document), status


def _write(form: DocumentForm, volunteer: Volunteer, document: VolunteerDocument | None) -> None:
    data = DocumentData(
        kind=form.kind.data,
        number=form.number.data or "",
        issued_on=form.issued_on.data,
        expires_on=form.expires_on.data,
        note=form.note.data or "",
    )
    saved = verbs.save_document(db.session(), volunteer, data, today=today(), document=document)
    scan = chosen_file("volunteer", volunteer.id)
    if scan is not None:
        verbs.attach_scan(db.session(), saved, scan)
