"""Verbs of memoranda: templates, and a draft filled in from one."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.agreements import AgreementKind
from app.domain.errors import RuleError
from app.domain.ledger import LedgerDirection
from app.domain.memoranda import MemorandumField as F
from app.domain.memoranda import check_template, filled_line, filled_text, party_lines
from app.domain.text import search_text
from app.formats import short_day
from app.i18n import _
from app.queries.letters import institution
from app.queries.memoranda import given, partner_address
from app.services.agreements import AgreementData, add_agreement
from app.services.base import refuse_archived
from app.services.letter_values import library_name
from models.agreements import Agreement
from models.memoranda import MemorandumTemplate, MemorandumText
from models.partnerships import Partnership


@dataclass(frozen=True)
class TemplateData:
    """What a person types about a template."""

    name: str
    locale: str
    title: str
    body: str


@dataclass(frozen=True)
class PaperData:
    """What a person types about one memorandum before its template is filled in."""

    number: str = ""
    place: str = ""
    dated: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    library_signatory: str = ""
    partner_signatory: str = ""


@dataclass(frozen=True)
class TextData:
    """The words of a memorandum as they stand on paper."""

    title: str
    place: str
    dated: date | None
    body: str
    library_party: str
    library_signatory: str
    partner_party: str
    partner_signatory: str


def save_template(session: Session, data: TemplateData, *, template: MemorandumTemplate | None) -> MemorandumTemplate:
    """Save a template.

    Raises:
        RuleError: `template_exists`, or what `app.domain.memoranda.check_template` refuses.
    """
    check_template(data.title, data.body)
    key = search_text(data.name)[:240]
    taken = session.scalar(sa.select(MemorandumTemplate.id).where(MemorandumTemplate.key == key))
    if taken is not None and (template is None or taken != template.id):
        raise RuleError("template_exists", field="name")
    if template is None:
        template = MemorandumTemplate()
        session.add(template)
    template.name, template.key, template.locale = data.name, key, data.locale
    template.title, template.body = data.title, data.body
    session.flush()
    return template


def archive_template(session: Session, template: MemorandumTemplate, *, now: datetime) -> None:
    """Put a template away; memoranda that were drafted from it stay as they are."""
    template.archived_at = now
    session.flush()


def restore_template(session: Session, template: MemorandumTemplate) -> None:
    """Bring a template back."""
    template.archived_at = None
    session.flush()


def known_values(session: Session, partnership: Partnership, data: PaperData, locale: str) -> dict[F, str]:
    """Return what the fields of a template say for a partner, in a language; what is not known is empty."""
    library, partner = institution(session), partnership.organisation
    with force_locale(locale):
        gives = {direction: given(session, partnership, direction) for direction in LedgerDirection}
    return {
        F.NUMBER: data.number,
        F.PLACE: data.place,
        F.DATE: day_in_words(data.dated, locale),
        F.VALID_FROM: day_in_words(data.valid_from, locale),
        F.VALID_UNTIL: day_in_words(data.valid_until, locale),
        F.LIBRARY_NAME: library_name(session, locale) if library else "",
        F.LIBRARY_EDRPOU: library.edrpou if library else "",
        F.LIBRARY_ADDRESS: library.address if library else "",
        F.LIBRARY_SIGNATORY: data.library_signatory,
        F.LIBRARY_GIVES: gives[LedgerDirection.LIBRARY_GIVES],
        F.PARTNER_NAME: partner.display_name,
        F.PARTNER_LEGAL_NAME: partner.legal_name or partner.display_name,
        F.PARTNER_EDRPOU: partner.edrpou or "",
        F.PARTNER_ADDRESS: partner_address(session, partner.id),
        F.PARTNER_SIGNATORY: data.partner_signatory,
        F.PARTNER_GIVES: gives[LedgerDirection.PARTNER_GIVES],
    }


def draft_memorandum(
    session: Session, partnership: Partnership, template: MemorandumTemplate, data: PaperData, *, today: date
) -> MemorandumText:
    """Fill a template in and keep it as an agreement that is being prepared.

    The agreement has no dates yet: a paper that nobody signed makes no partner active. The days that are meant stand
    in its words and in its note, and are offered when the signing is written down.

    Raises:
        RuleError: `agreement_dates` when the last day is before the first, or as `add_agreement`.
    """
    if data.valid_from and data.valid_until and data.valid_until < data.valid_from:
        raise RuleError("agreement_dates", field="valid_until")
    locale = template.locale
    values = known_values(session, partnership, data, locale)
    agreement = add_agreement(
        session,
        partnership,
        AgreementData(kind=AgreementKind.MEMORANDUM, number=data.number, note=_note(data)),
        today=today,
    )
    with force_locale(locale):
        code = _("EDRPOU code")
        library = [values[F.LIBRARY_NAME], _coded(code, values[F.LIBRARY_EDRPOU]), values[F.LIBRARY_ADDRESS]]
        partner = [values[F.PARTNER_LEGAL_NAME], _coded(code, values[F.PARTNER_EDRPOU]), values[F.PARTNER_ADDRESS]]
    text = MemorandumText(
        agreement=agreement,
        locale=locale,
        title=filled_line(template.title, values)[:300],
        place=data.place,
        dated=data.dated,
        valid_from=data.valid_from,
        valid_until=data.valid_until,
        body=filled_text(template.body, values),
        library_party=party_lines(library),
        library_signatory=data.library_signatory,
        partner_party=party_lines(partner),
        partner_signatory=data.partner_signatory,
    )
    session.add(text)
    session.flush()
    return text


def check_open(agreement: Agreement) -> None:
    """Let the words of an agreement be changed, or raise `RuleError`: `archived`, `memorandum_signed`."""
    refuse_archived(agreement)
    refuse_archived(agreement.partnership)
    if agreement.signed_on is not None:
        raise RuleError("memorandum_signed")


def change_text(session: Session, text: MemorandumText, data: TextData) -> None:
    """Save the words of a memorandum.

    Raises:
        RuleError: `no_title`, `no_memorandum_text`, or as `check_open`.
    """
    check_open(text.agreement)
    if not data.title.strip():
        raise RuleError("no_title", field="title")
    if not data.body.strip():
        raise RuleError("no_memorandum_text", field="body")
    text.title, text.place, text.dated, text.body = data.title.strip(), data.place, data.dated, data.body
    text.library_party, text.library_signatory = data.library_party, data.library_signatory
    text.partner_party, text.partner_signatory = data.partner_party, data.partner_signatory
    session.flush()


def day_in_words(day: date | None, locale: str) -> str:
    """Return a day as papers write it: 1 грудня 2026 року, 1 December 2026; nothing for no day."""
    if day is None:
        return ""
    return format_date(day, "d MMMM y 'року'" if locale == "uk" else "d MMMM y", locale=locale)


def _coded(name: str, code: str) -> str:
    return f"{name} {code}" if code else ""


def _note(data: PaperData) -> str:
    if data.valid_from and data.valid_until:
        return _(
            "Meant to be valid %(begins)s – %(ends)s.",
            begins=short_day(data.valid_from),
            ends=short_day(data.valid_until),
        )
    return ""
