"""What a letter says of its reader, of the library and of who writes it."""

from datetime import date
from typing import Any

from babel.dates import format_date
from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.letters import Field, Filled
from app.i18n import _
from app.labels import label
from app.queries.letters import institution
from app.salutation import dear_reader
from models.accounts import User

# A person of the examples that the preview of a template shows.
SAMPLE = {
    Field.FIRST_NAME: "Олена",
    Field.LAST_NAME: "Коваль",
    Field.MIDDLE_NAME: "Петрівна",
    Field.FULL_NAME: "Олена Коваль",
    Field.ORGANISATION: "ГО «Читанка»",
    Field.CITY: "Луцьк",
    Field.EMAIL: "olena@example.org",
}
Values = dict[str, str]


def common_values(session: Session, author: User | None, on: date, locale: str) -> Values:
    """Return the values that are the same for every reader, in the language of the letter."""
    library = institution(session)
    with force_locale(locale):
        values: dict[Field, str] = {
            Field.LIBRARY_NAME: library_name(session, locale),
            Field.LIBRARY_ADDRESS: library.address if library else "",
            Field.MY_NAME: author.name if author else "",
            Field.MY_POSITION: label(author.role) if author else "",
            Field.MY_BRANCH: author.branch.name if author and author.branch else "",
            Field.MY_EMAIL: author.email if author else "",
            Field.TODAY: format_date(on, "long" if locale == "uk" else "d MMMM y", locale=locale),
        }
    return {field.value: text for field, text in values.items()}


def library_name(session: Session, locale: str) -> str:
    """Return the name of the library in a language, or in the other one when it has none."""
    library = institution(session)
    if library is None:
        return "Mistok"
    names = (library.name_en, library.name_uk) if locale == "en" else (library.name_uk, library.name_en)
    return names[0] or names[1] or "Mistok"


def reader_values(row: Any, email: str, locale: str) -> Values:
    """Return the values of one reader from a row of `app.queries.letters.READER_COLUMNS`."""
    is_person = row.kind is ContactKind.PERSON
    full = " ".join(filter(None, (row.first_name, row.last_name))) if is_person else row.display_name
    with force_locale(locale):
        greeting = dear_reader(row.first_name, row.middle_name) if is_person else _("Dear colleagues,")
    values: dict[Field, str] = {
        Field.GREETING: greeting,
        Field.FIRST_NAME: row.first_name,
        Field.LAST_NAME: row.last_name,
        Field.MIDDLE_NAME: row.middle_name,
        Field.FULL_NAME: full or row.display_name,
        Field.ORGANISATION: (row.workplace or "") if is_person else row.display_name,
        Field.CITY: row.city,
        Field.EMAIL: email,
    }
    return {field.value: text for field, text in values.items()}


def sample_values(locale: str) -> Values:
    """Return the values of an invented reader, for the preview of a template."""
    with force_locale(locale):
        greeting = dear_reader("Olena" if locale == "en" else SAMPLE[Field.FIRST_NAME], SAMPLE[Field.MIDDLE_NAME])
    return {**{field.value: text for field, text in SAMPLE.items()}, Field.GREETING.value: greeting}


def foot(*, library: str, address: str, locale: str, leave_url: str = "") -> Markup:
    """Return what stands under a letter, as `dressed` writes it."""
    with force_locale(locale):
        html = render_template("email/_foot.html", library=library, address=address, leave_url=leave_url)
    return Markup(html)  # noqa: S704


def dressed(letter: Filled, *, library: str, address: str, locale: str, leave_url: str = "") -> tuple[str, str]:
    """Return the page and the plain text of a letter as they leave, under the name of the library.

    Args:
        leave_url: where the reader stops mailings, if the letter offers it.
    """
    with force_locale(locale):
        values = {
            "subject": letter.subject,
            "library": library,
            "address": address,
            "locale": locale,
            "leave_url": leave_url,
        }
        html = render_template("email/letter.html", body=Markup(letter.html), **values)  # noqa: S704
        text = render_template("email/letter.txt", body=letter.text.rstrip(), **values)
    return html, text
