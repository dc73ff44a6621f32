"""Files of records: upload, download, describe, remove."""

from typing import Any, BinaryIO, cast

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
)
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import RuleError
from app.forms.files import FileForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission, may
from app.queries.files import KINDS, attachment, owner_of
from app.queries.subjects import EDIT, FILED, check_writable, subject
from app.security import current_scope, requires
from app.services.files import attach_file, describe_file, remove_file, shown_name
from app.uploads import UnknownFile, upload_store
from models import db
from models.files import Attachment
from views.editing import get_or_404, record_url

bp = Blueprint("files", __name__, url_prefix="/files")


def owner(kind: str, record_id: int, *, write: bool) -> Any:
    """Return the record of a file, after checking that the account may see it (and change it)."""
    if kind not in KINDS:
        raise RuleError("not_found")
    record = subject(db.session(), kind, record_id, current_scope(), FILED)
    # Papers of a volunteer, such as a medical book, are not for everybody who may see the volunteer.
    permission = EDIT[kind] if write or kind == "volunteer" else FILED[kind][1]
    allowed = may(current_user.role, permission)
    if write and kind == "application":
        allowed = allowed or may(current_user.role, Permission.GRANTS_MONEY)
    if not allowed:
        abort(403)
    return record


def chosen_file(kind: str, record_id: int) -> Attachment | None:
    """Store the file of a form (its field `file`) with a record; None when none was chosen.

    Raises:
        RuleError: as `attach_file`, field `file`.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    stream = cast(BinaryIO, upload.stream)
    return attach_file(db.session(), upload_store(), kind, record_id, stream, upload.filename, by=current_user)


def back_to(kind: str, record_id: int) -> BaseResponse:
    """Return to the record's files."""
    return redirect(record_url(kind, record_id) + "#files")


@bp.post("/<kind>/<int:record_id>")
@requires(Permission.ACCOUNT_OWN)
def upload(kind: str, record_id: int) -> BaseResponse:
    """Attach one or several files to a record."""
    check_writable(owner(kind, record_id, write=True))
    chosen = [item for item in request.files.getlist("file") if item.filename]
    if not chosen:
        flash(refusal(RuleError("no_file")), "danger")
    for item in chosen:
        try:
            attach_file(
                db.session(),
                upload_store(),
                kind,
                record_id,
                stream=cast(BinaryIO, item.stream),
                filename=item.filename or "",
                by=current_user,
            )
            flash(_("“%(name)s” is attached", name=shown_name(item.filename or "")), "success")
        except RuleError as error:
            flash(refusal(error), "danger")
    return back_to(kind, record_id)


def visible(attachment_id: int, *, write: bool) -> tuple[Attachment, str, int]:
    """Return a file's row with its record, or refuse."""
    row = get_or_404(attachment(db.session(), attachment_id))
    kind, record_id = owner_of(row)
    owner(kind, record_id, write=write)
    return row, kind, record_id


@bp.get("/<int:attachment_id>")
@requires(Permission.ACCOUNT_OWN)
def download(attachment_id: int) -> Response:
    """Send a file; only photos are shown inside a page, everything else is saved to disk."""
    row, _kind, _record_id = visible(attachment_id, write=False)
    try:
        path = upload_store().path(row.token)
    except UnknownFile as error:
        raise RuleError("not_found") from error
    inline = row.is_photo and request.args.get("inline") == "1"
    response = send_file(path, mimetype=row.content_type, as_attachment=not inline, download_name=row.filename)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.route("/<int:attachment_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def edit(attachment_id: int) -> BaseResponse | str | tuple[str, int]:
    """Describe a file: caption, credit, alternative text."""
    row, kind, record_id = visible(attachment_id, write=True)
    form = FileForm(obj=row)
    if form.validate_on_submit():
        describe_file(
            db.session(),
            row,
            caption=form.caption.data or "",
            credit=form.credit.data or "",
            alt_text=form.alt_text.data or "",
            in_report=bool(form.in_report.data),
        )
        flash(_("Saved"), "success")
        return back_to(kind, record_id)
    page = render_template("files/edit.html", form=form, row=row, back_url=record_url(kind, record_id) + "#files")
    return (page, 422) if form.is_submitted() else page


@bp.post("/<int:attachment_id>/remove")
@requires(Permission.ACCOUNT_OWN)
def remove(attachment_id: int) -> BaseResponse:
    """Remove a file from its record."""
    row, kind, record_id = visible(attachment_id, write=True)
    name = row.filename
    remove_file(db.session(), row)
    flash(_("“%(name)s” is removed", name=name), "success")
    return back_to(kind, record_id)
