"""A version of an application on paper."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import render_template

from app.copy_words import Copy
from app.domain.partner_profile import shortened
from app.domain.text import transliterate
from app.domain.typography import typeset_html
from app.i18n import locale_code
from app.report_files import ReportFiles
from models.application_work import ApplicationVersion

# A running header is one line.
_TITLE_LIMIT = 90


@dataclass(frozen=True)
class _Head:
    """What the head of a document needs: its language, and the day of its contents."""

    locale: str
    as_of: date


def application_pdf(copy: Copy, version: ApplicationVersion | None, *, as_of: date, files: ReportFiles) -> Path:
    """Return the file of a version, or of the application as it is now, made now unless the same was made before.

    Raises:
        RenderFailed: the typesetting did not succeed.
    """
    page = render_template(
        "reports/application_version.html",
        report=_Head(locale_code(), as_of),
        stylesheets=(),
        running_title=shortened(copy.title, _TITLE_LIMIT),
        copy=copy,
        version=version,
        as_of=as_of,
    )
    return files.document(typeset_html(page, locale_code()), {})


def file_name(title: str, number: int | None) -> str:
    """Return a name to save a version under: the title in Latin letters and the number, or «now»."""
    words = re.sub(r"[^a-z0-9]+", "-", transliterate(title).lower()).strip("-")[:60].strip("-")
    return f"{words or 'application'}-{'now' if number is None else f'v{number}'}.pdf"
