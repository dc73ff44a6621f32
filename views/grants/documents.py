"""Documents that go with an application: what the funder wants, the file, or the reason why none is needed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.application_work import DocumentForm, UsualDocumentsForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries import application_work as questions
from app.queries.files import attachments
from app.security import requires
from app.services.application_work import documents as verbs
from models import db
from models.application_work import ApplicationDocument
from models.grants import Application
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.files import chosen_file
from views.grants import bp
from views.grants.record import load

FORM = "grants/application/document_form.html"


@bp.route("/<int:application_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_document(application_id: int) -> Any:
    """Add a document to the list."""
    application, form = load(application_id), _form(application_id)
    if request.method == "GET":
        return render_template(FORM, form=form, application=application, document=None)
    saving = Saving(lambda: _create(application, form), _("Document added"), _url)
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), application=application, document=None)


@bp.route("/<int:application_id>/documents/<int:form_document_id>", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_document(application_id: int, form_document_id: int) -> Any:
    """Change a document, link its file, or say why it is not needed."""
    application, document = _load(application_id, form_document_id)
    form = _form(application_id, document)
    if request.method == "GET":
        form.show_version(document)
        return render_template(FORM, form=form, application=application, document=document)
    saving = Saving(lambda: _edit(document, form), _("Changes saved"), _url)
    return answer_edit(
        form, document, FORM, saving, valid=form.validate_on_submit(), application=application, document=document
    )


@bp.post("/<int:application_id>/documents/take")
@requires(Permission.GRANTS_EDIT)
def take_documents(application_id: int) -> Response:
    """Take the documents of the call."""
    return _added(application_id, verbs.take_documents(db.session(), load(application_id)))


@bp.post("/<int:application_id>/documents/usual")
@requires(Permission.GRANTS_EDIT)
def add_usual_documents(application_id: int) -> Response:
    """Add the usual documents that were ticked."""
    application, form = load(application_id), UsualDocumentsForm()
    chosen = form.usual.data if form.validate_on_submit() else ()
    return _added(application_id, verbs.add_usual_documents(db.session(), application, chosen or ()))


@bp.post("/<int:application_id>/documents/<int:form_document_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_document(application_id: int, form_document_id: int) -> Response:
    """Take a document off the list."""
    _application, document = _load(application_id, form_document_id)
    title = document.title
    verbs.remove_document(db.session(), document)
    flash(_("Removed from the list: %(title)s. Its file stays among the files.", title=title), "success")
    return _back(application_id)


def _form(application_id: int, document: ApplicationDocument | None = None) -> DocumentForm:
    form = DocumentForm(obj=document)
    files = attachments(db.session(), "application", application_id)
    form.attachment_id.offer([(str(row.id), row.filename) for row in files], blank=_("no file yet"))
    return form


def _create(application: Application, form: DocumentForm) -> ApplicationDocument:
    # Both or neither: a file that is refused leaves no half-made document behind.
    with db.session().begin_nested():
        document = verbs.add_document(db.session(), application, form.document_data())
        return _edit(document, form)


def _edit(document: ApplicationDocument, form: DocumentForm) -> ApplicationDocument:
    saved = verbs.edit_document(db.session(), document, form.document_data(), form.standing())
    if form.file.data and form.standing().not_needed:
        raise RuleError("document_both", field="not_needed")
    row = chosen_file("application", document.application_id)
    if row is not None:
        verbs.attach(db.session(), saved, row)
    return saved


def _load(application_id: int, document_id: int) -> tuple[Application, ApplicationDocument]:
    application = load(application_id)
    return application, get_or_404(questions.document(db.session(), application.id, document_id))


def _added(application_id: int, count: int) -> Response:
    flash(_n("%(num)d document added", "%(num)d documents added", count), "success" if count else "info")
    return _back(application_id)


def _back(application_id: int) -> Response:
    return redirect(url_for(".application", application_id=application_id, _anchor="documents"))


def _url(document: ApplicationDocument) -> str:
    return url_for(".application", application_id=document.application_id, _anchor="documents")
