"""The texts of a grant's report: reading them, and writing them without losing anybody's words."""

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.grants import NarrativeSection
from app.domain.richtext import to_html
from app.forms.grant_work import NarrativeForm, SectionText
from app.i18n import LOCALES, _, _l, locale_code
from app.permissions import Permission
from app.queries.grant_work import narratives_of
from app.queries.report_records import draft_of
from app.security import requires
from app.services.grant_work import save_narrative
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.record import frame, load

HELP = {
    NarrativeSection.SUMMARY: _l("Half a page: what was done, for whom, with what result."),
    NarrativeSection.OBJECTIVES: _l("What the project set out to change, and why here."),
    NarrativeSection.ACTIVITIES_TEXT: _l("How the activities went. The table of dates is added by itself."),
    NarrativeSection.RESULTS_TEXT: _l("What changed, and how it is known. The indicators are added by themselves."),
    NarrativeSection.BENEFICIARIES_TEXT: _l("Who took part. The numbers of participants are added by themselves."),
    NarrativeSection.PARTNERS_TEXT: _l("What partners and volunteers did. Hours are added by themselves."),
    NarrativeSection.COMMUNICATION: _l("Press, social media, the funder’s logo: where the project was seen."),
    NarrativeSection.DIFFICULTIES: _l("What went otherwise than planned, and what was done about it."),
    NarrativeSection.SUSTAINABILITY: _l("What stays after the grant, and what was learnt."),
    NarrativeSection.FINANCE_TEXT: _l("Reasons for differences between plan and spending."),
}


@bp.get("/<int:application_id>/narrative")
@requires(Permission.GRANTS_VIEW)
def narrative(application_id: int) -> str:
    """Show the texts in one language (`?locale=`)."""
    application = load(application_id)
    locale = _locale()
    texts = narratives_of(db.session(), application.id, locale)
    sections = [
        # The text was reduced to harmless HTML by `to_html`.
        (section, Markup(to_html(texts[section].text)) if section in texts else "")  # noqa: S704
        for section in NarrativeSection
    ]
    return render_template(
        "grants/narrative.html",
        **frame(application, "narrative"),
        sections=sections,
        locale=locale,
        draft=draft_of(db.session(), application.id, locale),
    )


@bp.route("/<int:application_id>/narrative/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_narrative(application_id: int) -> Response | str | tuple[str, int]:
    """Write the texts of one language. Once a report is being written in it, its editor is where that is done.

    Sections that nobody changed are left alone. When somebody else saved a section meanwhile, nothing is
    written, and both texts are shown.
    """
    application = load(application_id)
    locale = _locale()
    draft = draft_of(db.session(), application.id, locale)
    if draft is not None and request.method == "GET":
        return redirect(url_for("reports.editor", application_id=application.id, report_id=draft.id))
    form = NarrativeForm()
    texts = narratives_of(db.session(), application.id, locale)
    if request.method == "GET":
        return _edit_page(application, locale, form, form.present(texts))
    sections = form.typed(request.form)
    if not form.validate_on_submit() or any(item.errors for item in sections):
        return _edit_page(application, locale, form, sections), 422
    changed = [item for item in sections if item.changed]
    stale = False
    for item in changed:
        try:
            save_narrative(db.session(), application, item.section, locale, item.text, version=item.version)
        except RuleError:
            form.confront(item, narratives_of(db.session(), application.id, locale).get(item.section))
            stale = True
    if stale:
        return _edit_page(application, locale, form, sections), 409
    flash(_("Texts saved") if changed else _("There was nothing new to save"), "success")
    return redirect(url_for(".narrative", application_id=application.id, locale=locale))


def _locale() -> str:
    wanted = request.args.get("locale", "")
    return wanted if wanted in LOCALES else locale_code()


def _edit_page(application: Application, locale: str, form: NarrativeForm, sections: list[SectionText]) -> str:
    return render_template(
        "grants/narrative_form.html",
        application=application,
        locale=locale,
        form=form,
        sections=sections,
        help=HELP,
        conflicts=[item for item in sections if item.saved is not None],
    )
