"""The words that papers are made of: those that come with the product, or those that somebody wrote instead."""

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.letters import Template
from app.domain.volunteer_papers import PaperField, PaperKind, WorkLine
from app.labels.volunteer_papers import DEFAULT_TEXTS
from app.queries.volunteer_papers import PaperFacts, paper_text
from models.volunteer_papers import PaperText


@dataclass(frozen=True)
class Wording:
    """Title and body of a kind of paper in a language; `changed` is the row that holds them, if somebody wrote them."""

    title: str
    body: str
    changed: PaperText | None = None

    def template(self) -> Template:
        """Return the text ready to be filled.

        Raises:
            RuleError: as `app.domain.letters.Template`.
        """
        return Template(self.title, self.body, PaperField)


def wording(session: Session, kind: PaperKind, locale: str) -> Wording:
    """Return the words of a kind of paper in a language."""
    row = paper_text(session, kind, locale)
    if row is not None:
        return Wording(row.title, row.body, row)
    title, body = DEFAULT_TEXTS[kind]
    with force_locale(locale):
        return Wording(str(title), str(body))


def save_text(session: Session, kind: PaperKind, locale: str, *, title: str, body: str) -> PaperText:
    """Write the words of a kind of paper; papers that were issued keep theirs.

    Raises:
        RuleError: as `app.domain.letters.Template`, beside the field that is wrong.
    """
    Template(title, body, PaperField)
    row = paper_text(session, kind, locale)
    if row is None:
        row = PaperText(kind=kind, locale=locale)
        session.add(row)
    row.title, row.body = title, body
    session.flush()
    return row


def reset_text(session: Session, kind: PaperKind, locale: str) -> None:
    """Go back to the words that come with the product."""
    row = paper_text(session, kind, locale)
    if row is not None:
        session.delete(row)
        session.flush()


def sample_facts(on: date) -> PaperFacts:
    """Return an invented volunteer, for the preview of a text."""
    lines = [
        WorkLine("Голосні читання для малечі", "Центральна бібліотека для дітей", 9, 1230),
        WorkLine("Допомога на святі міста", "Центральна міська бібліотека", 2, 480),
    ]
    return PaperFacts(
        volunteer_id=0,
        last_name="Коваль",
        first_name="Олена",
        middle_name="Петрівна",
        display_name="Коваль Олена Петрівна",
        branch_name="Центральна міська бібліотека",
        since=date(on.year - 1, 3, 12),
        erased=False,
        archived=False,
        minutes=1710,
        minutes_ever=6300,
        events=4,
        lines=lines,
    )
