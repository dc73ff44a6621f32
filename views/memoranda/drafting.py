"""A memorandum from its template to paper: what is known and missing, the words, the preview, the PDF."""

from types import SimpleNamespace
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for

from app.clock import today
from app.domain.errors import RuleError
from app.domain.memoranda import MemorandumField, blanks, missing
from app.domain.report_formats import ReportFormat
from app.forms.memoranda import MemorandumTextForm, PaperForm
from app.i18n import LOCALES, _
from app.live_report import report_files
from app.memorandum_pdf import file_name, memorandum_file, parts
from app.permissions import Permission
from app.queries import memoranda as questions
from app.queries.letters import institution
from app.security import requires
from app.services import memoranda as verbs
from app.services.memoranda import PaperData, TextData
from app.templating import can
from models import db
from models.memoranda import MemorandumTemplate, MemorandumText
from models.partnerships import Partnership
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.memoranda import bp
from views.partnerships.agreements import load_agreement
from views.partnerships.page import load

BEGIN = "memoranda/begin.html"
WORDS = "memoranda/text.html"
F = MemorandumField
# Fields that the form itself asks for; the rest is filled in where the record is kept.
TYPED = {
    F.NUMBER: "number",
    F.VALID_FROM: "valid_from",
    F.VALID_UNTIL: "valid_until",
    F.LIBRARY_SIGNATORY: "library_signatory",
    F.PARTNER_SIGNATORY: "partner_signatory",
}
OF_LIBRARY = {F.LIBRARY_NAME, F.LIBRARY_EDRPOU, F.LIBRARY_ADDRESS}
OF_PARTNERSHIP = {F.LIBRARY_GIVES, F.PARTNER_GIVES}
# Printed above the signatures whatever the template says.
ALWAYS = "{{library_edrpou}}{{library_address}}{{partner_edrpou}}{{partner_address}}"


@bp.route("/<int:partnership_id>/memorandum", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def begin(partnership_id: int) -> Any:
    """Choose a template (`?template=`), say what no record knows, and draft the memorandum."""
    partnership, session = load(partnership_id), db.session()
    offered = questions.templates_in_use(session)
    form = PaperForm()
    form.template_id.offer([(str(item.id), f"{item.name} ({LOCALES[item.locale]})") for item in offered])
    if request.method == "GET":
        _prefill(form, partnership, offered)
    elif form.validate_on_submit():
        template = get_or_404(questions.template_by_id(session, form.template_id.data))
        try:
            text = verbs.draft_memorandum(session, partnership, template, _paper(form), today=today())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The memorandum is drafted. Read it, change what was agreed differently, and print it."), "success")
            return redirect(url_for(".edit_text", agreement_id=text.agreement_id))
    chosen = next((item for item in offered if item.id == form.template_id.data), None)
    page = render_template(
        BEGIN,
        form=form,
        partnership=partnership,
        templates=offered,
        gaps=_gaps(partnership, chosen, form) if chosen else [],
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/memoranda/<int:agreement_id>", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit_text(agreement_id: int) -> Any:
    """Change the words of a memorandum beside its preview."""
    text = load_text(agreement_id)
    form = MemorandumTextForm(obj=text)
    wants_preview = "preview" in request.form
    if request.method == "GET":
        form.show_version(text)
    elif form.is_stale(text) and not wants_preview:
        return conflict_page(form, text, WORDS, **_context(text, form))
    elif form.validate_on_submit() and not wants_preview:
        try:
            verbs.change_text(db.session(), text, _words(form))
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The text is saved"), "success")
            return redirect(url_for(".edit_text", agreement_id=agreement_id))
    refused = form.is_submitted() and not wants_preview
    return render_template(WORDS, form=form, **_context(text, form)), 422 if refused else 200


@bp.post("/memoranda/preview")
@requires(Permission.PARTNERSHIPS_EDIT)
def show_preview() -> str:
    """Show what is typed as it will stand on paper."""
    return render_template("memoranda/_preview.html", **_preview(MemorandumTextForm()))


@bp.get("/memoranda/<int:agreement_id>.pdf")
@requires(Permission.PARTNERSHIPS_VIEW)
def pdf(agreement_id: int) -> Response:
    """The memorandum as PDF; `?download=1` to save it."""
    text = load_text(agreement_id)
    return send_file(
        memorandum_file(text, report_files()),
        mimetype="application/pdf",
        as_attachment=request.args.get("download") == "1",
        download_name=file_name(text),
    )


@bp.get("/memoranda/<int:agreement_id>.docx")
@requires(Permission.PARTNERSHIPS_VIEW)
def word(agreement_id: int) -> Response:
    """The memorandum as a Word file, for a partner who wants to change words."""
    text = load_text(agreement_id)
    return send_file(
        memorandum_file(text, report_files(), ReportFormat.DOCX),
        mimetype=ReportFormat.DOCX.mimetype,
        as_attachment=True,
        download_name=file_name(text, ReportFormat.DOCX),
    )


def load_text(agreement_id: int) -> MemorandumText:
    """Return the words of an agreement that the reader sees, or answer that there are none."""
    return get_or_404(load_agreement(agreement_id).text)


def _prefill(form: PaperForm, partnership: Partnership, offered: list[MemorandumTemplate]) -> None:
    wanted = request.args.get("template", type=record_id)
    chosen = next((item for item in offered if item.id == wanted), offered[0] if offered else None)
    library = institution(db.session())
    form.template_id.data = chosen.id if chosen else None
    form.library_signatory.data = library.director if library else ""
    form.partner_signatory.data = questions.partner_signatory(db.session(), partnership.organisation_id, today())
    form.dated.data = today()


def _paper(form: PaperForm) -> PaperData:
    return PaperData(
        number=form.number.data or "",
        place=form.place.data or "",
        dated=form.dated.data,
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        library_signatory=form.library_signatory.data or "",
        partner_signatory=form.partner_signatory.data or "",
    )


def _gaps(
    partnership: Partnership, template: MemorandumTemplate, form: PaperForm
) -> list[tuple[MemorandumField, str | None]]:
    """Return what nothing is known of, each with the place where it is filled in, if the reader may go there."""
    values = verbs.known_values(db.session(), partnership, _paper(form), template.locale)
    return [(field, _filled_at(field, partnership)) for field in missing(values, template.title, template.body, ALWAYS)]


def _filled_at(field: MemorandumField, partnership: Partnership) -> str | None:
    if field in TYPED:
        return f"#{TYPED[field]}"
    if field in OF_LIBRARY:
        return url_for("settings.edit_institution") if can(Permission.SETTINGS_MANAGE) else None
    if field in OF_PARTNERSHIP:
        return url_for("partnerships.edit", partnership_id=partnership.id)
    return url_for("contacts.edit", contact_id=partnership.organisation_id)


def _words(form: MemorandumTextForm) -> TextData:
    return TextData(
        title=form.title.data or "",
        place=form.place.data or "",
        dated=form.dated.data,
        body=form.body.data or "",
        library_party=form.library_party.data or "",
        library_signatory=form.library_signatory.data or "",
        partner_party=form.partner_party.data or "",
        partner_signatory=form.partner_signatory.data or "",
    )


def _context(text: MemorandumText, form: MemorandumTextForm) -> dict[str, Any]:
    agreement = text.agreement
    is_closed = bool(agreement.signed_on or agreement.archived_at or agreement.partnership.archived_at)
    return {"text": text, "partnership": agreement.partnership, "is_closed": is_closed, **_preview(form)}


def _preview(form: MemorandumTextForm) -> dict[str, Any]:
    typed = _words(form)
    left = blanks(typed.title, typed.body, typed.library_party, typed.partner_party)
    return {"preview": SimpleNamespace(**parts(typed)), "blanks": left}
