"""The texts that papers are made of: by kind and language, with a preview."""

from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup

from app.clock import today
from app.domain.errors import RuleError
from app.domain.letters import Template
from app.domain.periods import year
from app.domain.volunteer_papers import PaperField, PaperKind
from app.forms.volunteer_papers import PaperTextForm
from app.i18n import LOCALES, _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import volunteer_papers as questions
from app.security import requires
from app.services import volunteer_papers as verbs
from app.services.letter_values import library_name
from app.services.volunteer_papers import PaperOrder, Wording
from models import db
from views.editing import conflict_page
from views.volunteer_papers.blueprint import bp
from views.volunteer_papers.records import Answer, tabs
from views.volunteer_papers.single import as_screen

PAGE = "volunteer_papers/text_form.html"


@bp.get("/volunteers/papers/texts")
@requires(Permission.PAPERS_TEXTS)
def texts() -> str:
    """Show the texts by kind and language."""
    changed = questions.paper_texts(db.session())
    rows = [
        SimpleNamespace(kind=kind, locale=locale, language=name, changed=changed.get((kind, locale)))
        for kind in PaperKind
        for locale, name in LOCALES.items()
    ]
    return render_template("volunteer_papers/texts.html", rows=rows, tabs=tabs())


@bp.route("/volunteers/papers/texts/<paper_kind>/<paper_locale>", methods=["GET", "POST"])
@requires(Permission.PAPERS_TEXTS)
def edit_text(paper_kind: str, paper_locale: str) -> Answer:
    """Change the text of a kind in a language; papers that were issued keep theirs."""
    kind, locale = _chosen(paper_kind, paper_locale)
    present = verbs.wording(db.session(), kind, locale)
    form = PaperTextForm()
    wants_preview = "preview" in request.form
    if request.method == "GET":
        form.subject.data, form.body.data = present.title, present.body
        if present.changed:
            form.show_version(present.changed)
    elif form.validate() and not wants_preview:
        if present.changed is not None and form.is_stale(present.changed):
            saved = SimpleNamespace(subject=present.title, body=present.body, version=present.changed.version)
            return conflict_page(form, saved, PAGE, **_context(form, kind, locale, present))
        try:
            verbs.save_text(db.session(), kind, locale, title=form.subject.data or "", body=form.body.data or "")
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The text is saved. Papers issued from now on have it."), "success")
            return redirect(url_for(".texts"))
    status = 422 if request.method == "POST" and not wants_preview else 200
    return render_template(PAGE, form=form, **_context(form, kind, locale, present)), status


@bp.post("/volunteers/papers/texts/<paper_kind>/<paper_locale>/preview")
@requires(Permission.PAPERS_TEXTS)
def text_preview(paper_kind: str, paper_locale: str) -> str:
    """Show what is typed as it stands on a paper of an invented volunteer."""
    kind, locale = _chosen(paper_kind, paper_locale)
    form = PaperTextForm()
    return render_template("volunteer_papers/_text.html", preview=_preview(form, kind, locale))


@bp.get("/volunteers/papers/texts/<paper_kind>/<paper_locale>/sample")
@requires(Permission.PAPERS_TEXTS)
def text_sample(paper_kind: str, paper_locale: str) -> str:
    """The whole paper with the saved text, of an invented volunteer, for a screen."""
    kind, locale = _chosen(paper_kind, paper_locale)
    now = today()
    order = PaperOrder(kind, locale, year(now.year - 1), now)
    return as_screen(verbs.draft_paper(db.session(), verbs.sample_facts(now), order))


@bp.post("/volunteers/papers/texts/<paper_kind>/<paper_locale>/original")
@requires(Permission.PAPERS_TEXTS)
def original_text(paper_kind: str, paper_locale: str) -> Answer:
    """Go back to the text that comes with the product."""
    kind, locale = _chosen(paper_kind, paper_locale)
    verbs.reset_text(db.session(), kind, locale)
    flash(_("The original text is back."), "success")
    return redirect(url_for(".texts"))


def _chosen(paper_kind: str, paper_locale: str) -> tuple[PaperKind, str]:
    if paper_kind not in set(PaperKind) or paper_locale not in LOCALES:
        raise RuleError("not_found")
    return PaperKind(paper_kind), paper_locale


def _context(form: PaperTextForm, kind: PaperKind, locale: str, present: Wording) -> dict[str, Any]:
    return {
        "kind": kind,
        "locale": locale,
        "language": LOCALES[locale],
        "present": present,
        "fields": [(f"{{{{{field.value}}}}}", label(field)) for field in PaperField],
        "preview": _preview(form, kind, locale),
    }


def _preview(form: PaperTextForm, kind: PaperKind, locale: str) -> SimpleNamespace:
    """Return the typed text filled for an invented volunteer, or what is wrong with it."""
    now = today()
    facts = verbs.sample_facts(now)
    name = verbs.name_on_paper(facts, kind, locale)
    try:
        template = Template(form.subject.data or "", form.body.data or "", PaperField)
    except RuleError as error:
        return SimpleNamespace(subject="", html="", problem=refusal(error))
    with force_locale(locale):
        values = verbs.paper_values(facts, name, year(now.year - 1), now, library_name(db.session(), locale))
    filled = template.filled(values)
    return SimpleNamespace(subject=filled.subject, html=Markup(filled.html), problem="")  # noqa: S704
