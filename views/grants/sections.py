"""Sections of an application: writing one beside its limit and the library, changing what it asks, their order."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.inserting import insert_at
from app.domain.richtext import to_html
from app.domain.text_diff import text_diff
from app.domain.text_limits import Length, fingerprint, length
from app.formats import grouped
from app.forms.application_work import SectionForm, WritingForm
from app.i18n import _, _n
from app.labels import label
from app.labels.application_work import COUNTING
from app.permissions import Permission
from app.queries import application_work as questions
from app.queries import text_blocks as library
from app.security import requires
from app.services.application_work import sections as verbs
from models import db
from models.application_work import ApplicationSection
from models.base import utc_now
from models.grants import Application
from views.addresses import record_id
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants import bp
from views.grants.record import load
from views.messages import flash_undo

EDITOR = "grants/application/section.html"
FORM = "grants/application/section_form.html"
Answer = str | tuple[Any, ...] | Response


@bp.route("/<int:application_id>/sections/<int:section_id>", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_section(application_id: int, section_id: int) -> Answer:
    """Write a section. Finding and inserting a library text send the form too and save nothing."""
    application, section = _load(application_id, section_id)
    form = WritingForm()
    if request.method == "GET":
        form.text.data, form.ready.data = section.text, section.is_ready
        form.grew_from.data = fingerprint(section.text)
        return _editor(application, section, form)
    if not form.validate_on_submit():
        return _editor(application, section, form), 422
    if "insert" in request.form:
        return _insert(application, section, form)
    if "find" in request.form:
        return _editor(application, section, form)
    return _save(application, section, form)


@bp.post("/sections/preview")
@requires(Permission.GRANTS_EDIT)
def preview_section() -> str:
    """Show what is typed as it will be read."""
    return _html(WritingForm().text.data or "")


@bp.post("/<int:application_id>/sections/take")
@requires(Permission.GRANTS_EDIT)
def take_sections(application_id: int) -> Response:
    """Take the sections of the call, or the usual ones."""
    taken = verbs.take_sections(db.session(), load(application_id))
    flash(_n("%(num)d section added", "%(num)d sections added", taken), "success" if taken else "info")
    return _back(application_id)


@bp.route("/<int:application_id>/sections/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_section(application_id: int) -> Any:
    """Add a section of one's own."""
    application, form = load(application_id), SectionForm()
    if request.method == "GET":
        return render_template(FORM, form=form, application=application, section=None)
    saving = Saving(
        lambda: verbs.add_section(db.session(), application, form.section_data()), _("Section added"), _editor_url
    )
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), application=application, section=None)


@bp.route("/<int:application_id>/sections/<int:section_id>/settings", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_section_settings(application_id: int, section_id: int) -> Any:
    """Change what a section asks and how long its text may be."""
    application, section = _load(application_id, section_id)
    form = SectionForm(obj=section)
    if request.method == "GET":
        form.show_version(section)
        return render_template(FORM, form=form, application=application, section=section)
    saving = Saving(
        lambda: verbs.edit_section(db.session(), section, form.section_data()), _("Changes saved"), _tab_url
    )
    return answer_edit(
        form, section, FORM, saving, valid=form.validate_on_submit(), application=application, section=section
    )


@bp.post("/<int:application_id>/sections/<int:section_id>/move")
@requires(Permission.GRANTS_EDIT)
def move_section(application_id: int, section_id: int) -> Response:
    """Move a section one place up or down."""
    _application, section = _load(application_id, section_id)
    if section.archived_at is None:
        verbs.move_section(db.session(), section, 1 if request.form.get("step") == "1" else -1)
    return _back(application_id)


@bp.post("/<int:application_id>/sections/<int:section_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_section(application_id: int, section_id: int) -> Response:
    """Take a section out of the application; the message offers to undo it."""
    _application, section = _load(application_id, section_id)
    verbs.remove_section(db.session(), section, now=utc_now())
    undo = url_for(".restore_section", application_id=application_id, section_id=section_id)
    flash_undo(_("Removed with its text: %(title)s", title=section.title), undo)
    return _back(application_id)


@bp.post("/<int:application_id>/sections/<int:section_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore_section(application_id: int, section_id: int) -> Response:
    """Bring a removed section back with its text."""
    _application, section = _load(application_id, section_id)
    verbs.restore_section(db.session(), section)
    flash(_("Restored: %(title)s", title=section.title), "success")
    return _back(application_id)


def _save(application: Application, section: ApplicationSection, form: WritingForm) -> Answer:
    try:
        found = verbs.write_section(
            db.session(),
            section,
            form.text.data or "",
            grew_from=form.grew_from.data or "",
            ready=bool(form.ready.data),
            by=current_user,
            used=form.used_versions(),
            now=utc_now(),
        )
    except RuleError as error:
        if error.code == "stale_record":
            return _conflict(application, section, form)
        form.refuse(error)
        return _editor(application, section, form), 422
    flash(*_saved(section, found, wanted_ready=bool(form.ready.data)))
    if found.over:
        return redirect(url_for(".edit_section", application_id=application.id, section_id=section.id))
    return _back(application.id)


def _saved(section: ApplicationSection, found: Length, *, wanted_ready: bool) -> tuple[str, str]:
    if found.over:
        return (
            _(
                "Saved as a draft: the text is over the limit by %(over)s (%(unit)s), so it is not ready.",
                over=grouped(found.over),
                unit=label(found.unit),
            ),
            "warning",
        )
    if wanted_ready and not section.is_ready:
        return _("Saved as a draft: a section without a text is not ready."), "warning"
    if section.is_ready:
        return _("“%(title)s” is saved and ready", title=section.title), "success"
    return _("“%(title)s” is saved as a draft", title=section.title), "success"


def _conflict(application: Application, section: ApplicationSection, form: WritingForm) -> Answer:
    """Show both texts; saving again is a decision for what stands in the box."""
    db.session().refresh(section)
    form.grew_from.data = fingerprint(section.text)
    pieces = text_diff(section.text, (form.text.data or "").replace("\r\n", "\n"))
    return _editor(application, section, form, theirs=section.text, pieces=pieces), 409


def _insert(application: Application, section: ApplicationSection, form: WritingForm) -> Answer:
    version = library.newest_version(db.session(), request.form.get("insert", 0, type=record_id) or 0)
    if version is None:
        form.refuse(RuleError("not_found", field="q"))
        return _editor(application, section, form), 422
    form.text.data = insert_at(form.text.data or "", version.text, form.cursor_place())
    form.used.data = ",".join(map(str, dict.fromkeys([*form.used_versions(), version.id])))
    form.cursor.data = ""
    return _editor(application, section, form, inserted=version.title)


def _editor(application: Application, section: ApplicationSection, form: WritingForm, **more: Any) -> str:
    session, typed = db.session(), form.text.data or ""
    found = length(typed, section.limit_unit, section.limit_count)
    return render_template(
        EDITOR,
        application=application,
        section=section,
        form=form,
        length=found,
        rule=COUNTING[found.unit],
        html=_html(typed),
        used=library.used_in(session, [section.id]).get(section.id, []),
        blocks=library.offered(session, section.locale, form.q.data or ""),
        unsaved=fingerprint(typed) != fingerprint(section.text),
        **more,
    )


def _html(text: str) -> Markup:
    # The text was reduced to harmless HTML by `to_html`.
    return Markup(to_html(text))  # noqa: S704


def _load(application_id: int, section_id: int) -> tuple[Application, ApplicationSection]:
    application = load(application_id)
    return application, get_or_404(questions.section(db.session(), application.id, section_id))


def _back(application_id: int) -> Response:
    return redirect(url_for(".application", application_id=application_id, _anchor="sections"))


def _tab_url(section: ApplicationSection) -> str:
    return url_for(".application", application_id=section.application_id, _anchor="sections")


def _editor_url(section: ApplicationSection) -> str:
    return url_for(".edit_section", application_id=section.application_id, section_id=section.id)
