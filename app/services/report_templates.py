"""Verbs of templates of reports: make, copy, change, archive, read from a file, logos."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_report import RateRule
from app.domain.grants import BudgetCategory
from app.domain.money import Currency
from app.domain.report_blocks import Block
from app.domain.report_templates import MAX_LOGOS, InvalidTemplate, Template
from app.domain.report_templates import TemplateLogo as FileLogo
from app.pdf import NotAPicture, shrink_photo
from app.queries.report_records import blocks_of
from app.services.base import refuse_archived
from app.services.reports import block_rows, keep_pictures
from models.contacts import Organisation
from models.reports import ReportTemplate, TemplateLogo

LOGO_PIXELS = 600


@dataclass(frozen=True, kw_only=True)
class TemplateData:
    """The settings of a template as typed."""

    name: str
    locale: str
    funder_id: int | None = None
    currency: Currency | None = None
    rate_rule: RateRule | None = None
    categories: dict[BudgetCategory, str]
    indicators: tuple[str, ...] = ()
    disclaimer: str = ""


def make_template(session: Session, data: TemplateData, blocks: Iterable[Block]) -> ReportTemplate:
    """Make a template with these blocks.

    Raises:
        RuleError: `currency_needs_rule`, `not_an_organisation`.
    """
    template = ReportTemplate()
    _set(session, template, data)
    session.add(template)
    session.flush()
    session.add_all(block_rows(blocks, template_id=template.id))
    session.flush()
    return template


def save_template(session: Session, template: ReportTemplate, data: TemplateData) -> ReportTemplate:
    """Change the settings of a template; drafts that use it follow, issued versions stay.

    Raises:
        RuleError: `archived`, or as `make_template`.
    """
    refuse_archived(template)
    _set(session, template, data)
    session.flush()
    return template


def copy_template(session: Session, template: ReportTemplate, name: str) -> ReportTemplate:
    """Make a template that is like another one, with its blocks and logos."""
    data = TemplateData(
        name=name,
        locale=template.locale,
        funder_id=template.funder_id,
        currency=template.currency,
        rate_rule=template.rate_rule,
        categories={BudgetCategory(key): words for key, words in template.categories.items()},
        indicators=tuple(template.indicators),
        disclaimer=template.disclaimer,
    )
    made = make_template(session, data, [row.block for row in blocks_of(session, template)])
    made.logos = [TemplateLogo(name=logo.name, checksum=logo.checksum) for logo in template.logos]
    session.flush()
    return made


def archive_template(session: Session, template: ReportTemplate, *, now: datetime) -> None:
    """Take a template out of the menus; reports that use it keep it."""
    template.archived_at = template.archived_at or now
    session.flush()


def restore_template(session: Session, template: ReportTemplate) -> None:
    """Bring a template back from the archive."""
    template.archived_at = None
    session.flush()


def take_in_template(session: Session, found: Template) -> ReportTemplate:
    """Keep a template that came as a file; its funder is linked when an organisation has exactly that name.

    Raises:
        InvalidTemplate: `template_wrong_value`: a logo is no picture.
    """
    pictures = [_logo_picture(logo, place) for place, logo in enumerate(found.logos, 1)]
    funder = session.scalar(
        sa.select(Organisation.id)
        .where(Organisation.display_name == found.funder, Organisation.archived_at.is_(None))
        .order_by(Organisation.id)
        .limit(1)
    )
    data = TemplateData(
        name=found.name,
        locale=found.locale,
        funder_id=funder if found.funder else None,
        currency=found.currency,
        rate_rule=found.rate_rule,
        categories=dict(found.categories),
        indicators=found.indicators,
        disclaimer=found.disclaimer,
    )
    template = make_template(session, data, found.blocks)
    for logo, picture in zip(found.logos, pictures, strict=True):
        _add(session, template, logo.name, picture)
    return template


def as_file_data(session: Session, template: ReportTemplate) -> Template:
    """Return a template as what its file says."""
    return Template(
        name=template.name,
        funder=template.funder.display_name if template.funder else "",
        locale=template.locale,
        currency=template.currency,
        rate_rule=template.rate_rule,
        categories={BudgetCategory(key): words for key, words in template.categories.items()},
        indicators=tuple(template.indicators),
        disclaimer=template.disclaimer,
        logos=tuple(FileLogo(logo.name, logo.picture.data) for logo in template.logos),
        blocks=tuple(row.block for row in blocks_of(session, template)),
    )


def add_logo(session: Session, template: ReportTemplate, name: str, data: bytes) -> TemplateLogo:
    """Add a logo: it is drawn anew as a small JPEG, so that nothing but the picture is kept.

    Raises:
        RuleError: `archived`, `too_many_logos`, `not_a_picture`.
    """
    refuse_archived(template)
    if len(template.logos) >= MAX_LOGOS:
        raise RuleError("too_many_logos", count=MAX_LOGOS)
    try:
        picture = shrink_photo(data, LOGO_PIXELS, quality=88)
    except NotAPicture as error:
        raise RuleError("not_a_picture", field="file") from error
    return _add(session, template, name, picture)


def remove_logo(session: Session, template: ReportTemplate, logo: TemplateLogo) -> None:
    """Take a logo off; issued versions keep theirs."""
    template.logos.remove(logo)
    session.flush()


def _add(session: Session, template: ReportTemplate, name: str, picture: bytes) -> TemplateLogo:
    (name_of_bytes,) = keep_pictures(session, [picture])
    logo = TemplateLogo(name=name.strip(), checksum=name_of_bytes)
    template.logos.append(logo)
    session.flush()
    return logo


def _logo_picture(logo: FileLogo, place: int) -> bytes:
    try:
        return shrink_photo(logo.data, LOGO_PIXELS, quality=88)
    except NotAPicture as error:
        raise InvalidTemplate("template_wrong_value", f"logos[{place}].data") from error


def _set(session: Session, template: ReportTemplate, data: TemplateData) -> None:
    if data.currency is not None and data.rate_rule is None:
        raise RuleError("currency_needs_rule", field="rate_rule")
    if data.funder_id is not None and session.get(Organisation, data.funder_id) is None:
        raise RuleError("not_an_organisation", field="funder_id")
    template.name, template.locale, template.funder_id = data.name.strip(), data.locale, data.funder_id
    template.currency = data.currency
    template.rate_rule = data.rate_rule if data.currency else None
    template.categories = {key.value: words.strip() for key, words in data.categories.items() if words.strip()}
    template.indicators = list(dict.fromkeys(name.strip() for name in data.indicators if name.strip()))
    template.disclaimer = data.disclaimer.strip()
