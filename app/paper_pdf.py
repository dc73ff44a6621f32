"""A volunteer's paper as a document, for paper or for a screen."""

from collections.abc import Sequence
from datetime import date

from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from app.domain.hours import clock_text
from app.domain.periods import Period
from app.domain.typography import typeset_html
from app.domain.volunteer_papers import CODE_LENGTH, PaperKind, paper_number, shown_code
from app.i18n import _
from app.labels import label
from app.services.volunteer_papers.values import day_words, hours_words, period_words
from models.volunteer_papers import IssuedPaper

STYLESHEET = "css/papers.css"


def paper_html(paper: IssuedPaper, *, stylesheets: Sequence[str] = (), mark: str = "static:img/mark.svg") -> str:
    """Return the whole document in the language of the paper. A draft has dots for its number and code.

    Args:
        stylesheets: addresses of style sheets, for a screen.
        mark: the address of the picture of the mark.
    """
    is_draft = paper.number is None
    number = f"{paper.issued_on.year}/····" if is_draft else paper_number(paper.year, paper.number)
    with force_locale(paper.locale):
        page = render_template(
            "reports/volunteer_paper.html",
            paper=paper,
            number=number,
            code=shown_code("·" * CODE_LENGTH) if is_draft else shown_code(paper.code),
            address=verify_address(),
            body=Markup(paper.body),  # noqa: S704
            work=paper.work or [],
            hours=hours_words(paper.minutes),
            period=period_words(Period(paper.period_from, _after(paper.period_until))),
            since=day_words(paper.since) if paper.since else "",
            issued_on=day_words(paper.issued_on),
            clock=clock_text,
            stylesheets=stylesheets,
            mark=mark,
        )
        return typeset_html(page, paper.locale)


def verify_address() -> str:
    """Return the address of the page on which anybody can check a paper."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/verify"


def file_name(paper: IssuedPaper, *, with_name: bool = False) -> str:
    """Return the name under which a paper is saved: certificate-2026-0042.pdf, in a bundle with the person's name."""
    number = f"{paper.year}-{paper.number:04d}"
    if with_name:
        return f"{number} {paper.name}.pdf"
    return f"{paper.kind.value.replace('_', '-')}-{number}.pdf"


def bundle_name(kind: PaperKind, on: date) -> str:
    """Return the name of a bundle of papers in the present language."""
    return _("%(papers)s %(day)s", papers=label(kind), day=on.isoformat()) + ".zip"


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
