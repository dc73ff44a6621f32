"""A memorandum on paper: the page, and the file made of it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup, escape

from app.domain.memoranda import BLANK, paper_html, with_lines
from app.domain.report_formats import ReportFormat
from app.domain.text import transliterate
from app.domain.typography import typeset_html
from app.report_files import ReportFiles
from app.services.memoranda import TextData, day_in_words
from models.memoranda import MemorandumText


@dataclass(frozen=True)
class _Head:
    """What the head of a document needs: its language, and the day on which its words were last changed."""

    locale: str
    as_of: date


# A saved text, or what is being typed.
Paper = MemorandumText | TextData


def memorandum_file(text: MemorandumText, files: ReportFiles, format_: ReportFormat = ReportFormat.PDF) -> Path:
    """Return a memorandum as PDF or DOCX, made now unless the same was made before. Needs an application context.

    Raises:
        RenderFailed: the typesetting did not succeed.
    """
    agreement = text.agreement
    with force_locale(text.locale):
        page = render_template(
            "reports/memorandum.html",
            report=_Head(text.locale, text.updated_at.date()),
            stylesheets=(),
            text=text,
            plain_title=text.title.replace(BLANK, "…"),
            is_draft=agreement.signed_on is None,
            dated=day_in_words(text.dated, text.locale),
            **parts(text),
        )
    return files.document(typeset_html(page, text.locale), {}, format_)


def parts(text: Paper) -> dict[str, Markup]:
    """Return the title, the body and the two parties as safe HTML, each blank as a line to write on."""

    def line(words: str) -> Markup:
        return Markup(with_lines(str(escape(words))))  # noqa: S704

    def lines(words: str) -> Markup:
        return Markup("<br>").join(line(row) for row in words.splitlines() if row.strip())

    return {
        "title": line(text.title),
        "body": Markup(paper_html(text.body)),  # noqa: S704
        "library_party": lines(text.library_party),
        "library_signatory": line(text.library_signatory or BLANK),
        "partner_party": lines(text.partner_party),
        "partner_signatory": line(text.partner_signatory or BLANK),
    }


def file_name(text: MemorandumText, format_: ReportFormat = ReportFormat.PDF) -> str:
    """Return a name to save the memorandum under: the partner's name in Latin letters and the language."""
    words = re.sub(r"[^a-z0-9]+", "-", transliterate(text.agreement.partnership.organisation.display_name).lower())
    return f"memorandum-{words.strip('-')[:60].strip('-') or 'partner'}-{text.locale}.{format_}"
