"""Versions of an application: freezing one, reading one exactly as it was, as PDF, and comparing two."""

from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.application_pdf import application_pdf, file_name
from app.clock import today
from app.copy_words import Copy, copy_page, readable
from app.domain.frozen import changes, thaw
from app.forms.application_work import VersionForm
from app.i18n import _
from app.live_report import report_files
from app.permissions import Permission
from app.queries import application_versions as questions
from app.security import requires
from app.services.application_versions import take_version as freeze_version
from models import db
from models.application_work import ApplicationVersion
from models.base import utc_now
from models.grants import Application
from views.editing import get_or_404
from views.grants import bp
from views.grants.record import load


@bp.post("/<int:application_id>/versions")
@requires(Permission.GRANTS_EDIT)
def take_version(application_id: int) -> Response:
    """Freeze the application as it is now under a name."""
    application, form = load(application_id), VersionForm()
    if form.validate_on_submit():
        version = freeze_version(
            db.session(), application, form.name.data, by=current_user, at=utc_now(), today=today()
        )
        flash(_("Version %(num)s is saved: “%(name)s”", num=version.number, name=version.name), "success")
    else:
        flash(" ".join(str(error) for error in form.name.errors) or _("Give the version a name."), "danger")
    return redirect(url_for(".application", application_id=application.id, _anchor="versions"))


@bp.get("/<int:application_id>/versions/<int:version_id>")
@requires(Permission.GRANTS_VIEW)
def application_version(application_id: int, version_id: int) -> str:
    """Show a version exactly as it was."""
    application, version = _load(application_id, version_id)
    return _read(application, version, copy_page(questions.contents(version)))


@bp.get("/<int:application_id>/read")
@requires(Permission.GRANTS_VIEW)
def read_application(application_id: int) -> str:
    """Show the whole application as it is now, on one page."""
    application = load(application_id)
    return _read(application, None, _now(application))


@bp.get("/<int:application_id>/versions/<int:version_id>.pdf")
@requires(Permission.GRANTS_VIEW)
def version_pdf(application_id: int, version_id: int) -> Response:
    """A version as PDF."""
    application, version = _load(application_id, version_id)
    return _pdf(application, version, copy_page(questions.contents(version)))


@bp.get("/<int:application_id>/application.pdf")
@requires(Permission.GRANTS_VIEW)
def application_now_pdf(application_id: int) -> Response:
    """The application as it is now as PDF."""
    application = load(application_id)
    return _pdf(application, None, _now(application))


@bp.get("/<int:application_id>/versions/compare")
@requires(Permission.GRANTS_VIEW)
def compare_versions(application_id: int) -> str:
    """Show line by line what differs between two versions (`?before=`, `?after=`), or a version and now."""
    application, session = load(application_id), db.session()
    found = questions.versions_of(session, application.id)
    before = _chosen(application, "before") or get_or_404(next(iter(found), None))
    after = _chosen(application, "after")
    older = questions.contents(get_or_404(questions.version(session, application.id, before.id)))
    newer = questions.contents(after) if after else thaw(questions.copy_of(session, application, today=today()))
    return render_template(
        "grants/application/compare.html",
        application=application,
        versions=found,
        before=before,
        after=after,
        changes=readable(changes(older, newer), newer),
    )


def _read(application: Application, version: ApplicationVersion | None, copy: Copy) -> str:
    return render_template(
        "grants/application/version.html",
        application=application,
        version=version,
        copy=copy,
        has_versions=bool(questions.versions_of(db.session(), application.id)),
    )


def _pdf(application: Application, version: ApplicationVersion | None, copy: Copy) -> Response:
    day = version.taken_at.date() if version is not None else today()
    path = application_pdf(copy, version, as_of=day, files=report_files())
    return send_file(
        path,
        mimetype="application/pdf",
        as_attachment=request.args.get("download") == "1",
        download_name=file_name(application.title, version.number if version is not None else None),
    )


def _now(application: Application) -> Copy:
    return copy_page(thaw(questions.copy_of(db.session(), application, today=today())))


def _chosen(application: Application, name: str) -> ApplicationVersion | None:
    wanted: Any = request.args.get(name, type=int)
    return questions.version(db.session(), application.id, wanted) if wanted and 0 < wanted < 2**31 else None


def _load(application_id: int, version_id: int) -> tuple[Application, ApplicationVersion]:
    application = load(application_id)
    return application, get_or_404(questions.version(db.session(), application.id, version_id))
